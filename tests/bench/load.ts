import { table } from '../support/table.ts';
import { fixed, medianOf, ratioOf, span } from './figures.ts';
import type { Plan } from './plan.ts';
import { BARE, type Contestant, inRounds, type Measured, rowName, SDK, SDK_LATCHED, STOCK, setStage } from './stage.ts';

/** Rooms that play: what a tick costs that reached a client, and all that is known besides. */

const CONTESTANTS = [BARE, SDK, SDK_LATCHED, STOCK];

type Played = Measured & { readonly idleRss: number };

async function measure(contestant: Contestant, { rooms, bots, seconds }: Plan): Promise<Played> {
  const stage = await setStage(contestant);
  try {
    const { rssCollected: idleRss } = await stage.server.ask('memory');
    await stage.play(rooms, bots);
    await stage.settle();
    return { ...(await stage.measure(seconds)), idleRss };
  } finally {
    await stage.stop();
  }
}

export const perTick = ({ server, load }: Measured): number => (1e6 * server.cpuSeconds) / load.ticks;

export async function benchLoad(plan: Plan): Promise<string> {
  const all = await inRounds(
    CONTESTANTS,
    plan.rounds,
    (one) => measure(one, plan),
    (m) => `${perTick(m).toFixed(1)} us a client-tick${m.load.lost ? `; ${m.load.lost} lost: ${m.load.why}` : ''}`,
  );
  const base = all.get(BARE)!;
  const rows = CONTESTANTS.map((one) => row(one, all.get(one)!, base));
  return `${plan.rooms} rooms of ${plan.bots}, 20 ticks a second, ${plan.seconds} s, median of ${plan.rounds} rounds\n\n${table(HEAD, rows)}`;
}

const HEAD = [
  'server',
  'us/client-tick',
  'of bare',
  'min-max',
  'CPU %',
  'B/s down',
  'up',
  'RSS KB/client',
  'ticks/s',
  'missed',
  'lost',
  'inputs/s',
  'late inputs %',
  'late p50 ms',
  'p99',
  'max',
  'ack p50 ms',
  'p99',
  'load CPU %',
];

function row(one: Contestant, all: readonly Played[], base: readonly Played[]): (string | number)[] {
  const of = (read: (one: Played) => number, digits = 0) => fixed(medianOf(all, read), digits);
  const each = (read: (one: Played) => number) => (one: Played) => read(one) / one.load.clients / one.load.seconds;
  return [
    rowName(one, all),
    of(perTick, 1),
    fixed(ratioOf(all, base, perTick), 2),
    span(all.map(perTick), 1),
    of(({ server }) => (100 * server.cpuSeconds) / server.seconds),
    of(each(({ load }) => load.down)),
    of(each(({ load }) => load.up)),
    of(({ server, load, idleRss }) => (server.rssBytes - idleRss) / load.clients / 1024),
    of(
      each(({ load }) => load.ticks),
      2,
    ),
    of(({ load }) => load.missed),
    of(({ load }) => load.lost),
    of(
      each(({ load }) => load.inputs),
      1,
    ),
    of(({ server, load }) => (100 * server.inputs.late) / Math.max(1, load.inputs), 1),
    of(({ server }) => server.late.p50, 2),
    of(({ server }) => server.late.p99, 2),
    of(({ server }) => server.late.max, 1),
    of(({ load }) => load.inputToAck.p50),
    of(({ load }) => load.inputToAck.p99),
    of(({ load }) => (100 * load.cpuSeconds) / load.seconds),
  ];
}
