import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../support/table.ts';
import { fixed } from './figures.ts';
import type { Plan } from './plan.ts';
import type { MemorySample } from './servers/gauge.ts';
import { AT_ONCE, BARE, type Contestant, SDK, STOCK, setStage } from './stage.ts';
import { START_FLAGS } from './startFlags.ts';

/** What a connection costs in memory: while it does nothing, and in a match. */

const SETTLE_MS = 3000;
/** Long enough for a match to make all the garbage that it makes. */
const PLAY_MS = 6000;

interface Case {
  readonly contestant: Contestant;
  readonly plays: boolean;
  readonly flags: readonly string[];
}

const CASES: readonly Case[] = [
  { contestant: BARE, plays: false, flags: START_FLAGS },
  { contestant: BARE, plays: true, flags: START_FLAGS },
  { contestant: SDK, plays: false, flags: START_FLAGS },
  { contestant: SDK, plays: true, flags: START_FLAGS },
  { contestant: STOCK, plays: true, flags: START_FLAGS },
  { contestant: SDK, plays: false, flags: [] },
  { contestant: SDK, plays: true, flags: [] },
];

async function measure({ contestant, plays, flags }: Case, { rooms, bots }: Plan) {
  const stage = await setStage(contestant, flags);
  try {
    const before = await stage.server.ask('memory');
    if (plays) await stage.play(rooms, bots);
    else {
      await stage.load.ask('prepare', { rooms, bots });
      await stage.load.ask('connect', { enter: false, limit: AT_ONCE });
    }
    await sleep(plays ? PLAY_MS : SETTLE_MS);
    return { before, after: await stage.server.ask('memory') };
  } finally {
    await stage.stop();
  }
}

export async function benchMemory(plan: Plan): Promise<string> {
  const clients = plan.rooms * plan.bots;
  const rows: (string | number)[][] = [];
  for (const one of CASES) {
    const { before, after } = await measure(one, plan);
    const each = (now: keyof MemorySample, then: keyof MemorySample) =>
      fixed((after[now] - before[then]) / clients / 1024, 1);
    const name = `${one.contestant.name}, ${one.plays ? 'in a match' : 'idle'}`;
    const row = [
      name,
      one.flags.join(' ') || 'none',
      each('rssBytes', 'rssCollected'),
      each('rssCollected', 'rssCollected'),
      each('heapBytes', 'heapBytes'),
      fixed(before.rssCollected / 2 ** 20),
    ];
    process.stderr.write(`  ${row.join('  ')}\n`);
    rows.push(row);
  }
  const head = ['server', 'V8 flags', 'RSS KB/client', 'collected', 'heap KB/client', 'empty server MB'];
  return `memory of ${clients} connections, above that of the server without them\n\n${table(head, rows)}`;
}
