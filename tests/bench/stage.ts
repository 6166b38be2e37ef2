import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, CLIENT_CORE, SERVER_CORE, startChild } from './child.ts';
import type { HabitName } from './clients/inputs.ts';
import type { LoadAnswers, LoadSample } from './clients/loadProcess.ts';
import { NOISE, PATIENCE_MS, undisturbed, watchOthers } from './machine.ts';
import type { ServerSample } from './servers/gauge.ts';
import type { ServerAnswers } from './servers/serverProcess.ts';
import { START_FLAGS } from './startFlags.ts';

/** A server on one core, its clients on another, and what both say of a stretch of time. */

export interface Contestant {
  readonly name: string;
  readonly dialect: 'bare' | 'sdk' | 'stock';
  readonly habit: HabitName;
  /** Nothing is written down of what its matches take in. */
  readonly unwritten?: boolean;
}
export const BARE: Contestant = { name: 'bare ws', dialect: 'bare', habit: 'steady' };
export const SDK: Contestant = { name: 'Muster, SDK', dialect: 'sdk', habit: 'steady' };
export const SDK_LATCHED: Contestant = { name: 'Muster, SDK, latched inputs', dialect: 'sdk', habit: 'latched' };
export const STOCK: Contestant = { name: 'Muster, stock client', dialect: 'stock', habit: 'steady' };

export interface Measured {
  readonly server: ServerSample;
  readonly load: LoadSample;
  /** Part of a core that others had meanwhile. */
  readonly others: number;
}

export interface Stage {
  readonly server: Child<ServerAnswers>;
  readonly load: Child<LoadAnswers>;
  /** Those rooms, full of clients, play from here on; their clients send what they do by habit. */
  play(rooms: number, bots: number): Promise<void>;
  measure(seconds: number): Promise<Measured>;
  /** Waits until those rooms are all that the machine does, but not without end. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const FLAGS = ['--expose-gc'];
/** What joining left behind is done after this. */
const SETTLE_MS = 2000;
/** Clients that connect at a time. */
export const AT_ONCE = 64;

export async function setStage(
  { dialect, habit, unwritten = false }: Contestant,
  flags: readonly string[] = START_FLAGS,
): Promise<Stage> {
  const script = dialect === 'bare' ? 'servers/bareServer.ts' : 'servers/serverProcess.ts';
  const server = await startChild<ServerAnswers>(script, SERVER_CORE, unwritten ? ['unwritten'] : [], [
    ...FLAGS,
    ...flags,
  ]);
  const port = await server.ask('port');
  const load = await startChild<LoadAnswers>('clients/loadProcess.ts', CLIENT_CORE, [String(port), dialect]);
  let driven = false;

  async function measure(seconds: number): Promise<Measured> {
    await Promise.all([server.ask('reset'), load.ask('reset')]);
    const others = watchOthers();
    await sleep(seconds * 1000);
    const [ofServer, ofLoad] = await Promise.all([server.ask('sample'), load.ask('sample')]);
    return { server: ofServer, load: ofLoad, others: others(ofServer.cpuSeconds + ofLoad.cpuSeconds) };
  }

  return {
    server,
    load,
    measure,
    async settle() {
      await sleep(SETTLE_MS);
      const deadline = performance.now() + PATIENCE_MS;
      while (performance.now() < deadline && (await measure(1)).others > NOISE);
    },
    async play(rooms, bots) {
      await load.ask('prepare', { rooms, bots });
      await load.ask('connect', { enter: true, limit: AT_ONCE });
      await load.ask('begin');
      if (!driven) await load.ask('drive', habit);
      driven = true;
    },
    async stop() {
      await Promise.all([load.stop(), server.stop()]);
    },
  };
}

/** The name of a row; a star says that others disturbed one of its measurements, each time that it was tried. */
export function rowName({ name }: { readonly name: string }, all: readonly { readonly others: number }[]): string {
  return all.some(({ others }) => others > NOISE) ? `${name} *` : name;
}

/** Each of them once a round, in turns that change, so that a machine that slows down slows all of them. */
export async function inRounds<C extends { readonly name: string }, M extends { readonly others: number }>(
  contestants: readonly C[],
  rounds: number,
  measure: (one: C) => Promise<M>,
  line: (measured: M) => string,
): Promise<Map<C, M[]>> {
  const all = new Map<C, M[]>(contestants.map((one) => [one, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const one of round % 2 === 1 ? contestants : contestants.toReversed()) {
      const measured = await undisturbed(() => measure(one));
      all.get(one)!.push(measured);
      process.stderr.write(`  round ${round}, ${one.name}: ${line(measured)}\n`);
    }
  }
  return all;
}
