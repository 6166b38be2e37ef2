import { table } from '../support/table.ts';
import { fixed, medianOf } from './figures.ts';
import { perTick } from './load.ts';
import type { Plan } from './plan.ts';
import type { ServerAnswers } from './servers/serverProcess.ts';
import { type Contestant, inRounds, type Measured, rowName, SDK, setStage } from './stage.ts';

/** What it costs that matches are written down as they are played: the same rooms with the journal and without. */

const WRITTEN: Contestant = { ...SDK, name: 'journal on' };
const UNWRITTEN: Contestant = { ...SDK, name: 'journal off', unwritten: true };

type Kept = Measured & { readonly written: ReturnType<ServerAnswers['written']> };

async function measure(contestant: Contestant, { rooms, bots, seconds }: Plan): Promise<Kept> {
  const stage = await setStage(contestant);
  try {
    await stage.play(rooms, bots);
    await stage.settle();
    await stage.server.ask('written');
    const measured = await stage.measure(seconds);
    return { ...measured, written: await stage.server.ask('written') };
  } finally {
    await stage.stop();
  }
}

export async function benchJournal(plan: Plan): Promise<string> {
  const contestants = [WRITTEN, UNWRITTEN];
  const all = await inRounds(
    contestants,
    plan.rounds,
    (one) => measure(one, plan),
    ({ server }) => `late p99 ${server.late.p99.toFixed(2)} ms`,
  );
  const rows = contestants.map((one) => row(one, all.get(one)!, plan));
  const head = `${plan.rooms} rooms of ${plan.bots}, 20 ticks a second, ${plan.seconds} s, median of ${plan.rounds} rounds`;
  return `${head}\n\n${table(HEAD, rows)}`;
}

const HEAD = [
  'journal',
  'late p50 ms',
  'p99',
  'max',
  'us/client-tick',
  'CPU %',
  'flushes/s',
  'commit p50 ms',
  'p99',
  'max',
  'bytes/match-minute',
];

function row(one: Contestant, all: readonly Kept[], { rooms }: Plan): (string | number)[] {
  const of = (read: (one: Kept) => number, digits = 0) => fixed(medianOf(all, read), digits);
  const minutes = (kept: Kept) => (rooms * kept.server.seconds) / 60;
  return [
    rowName(one, all),
    of(({ server }) => server.late.p50, 2),
    of(({ server }) => server.late.p99, 2),
    of(({ server }) => server.late.max, 1),
    of(perTick, 1),
    of(({ server }) => (100 * server.cpuSeconds) / server.seconds),
    of(({ written, server }) => written.flushes / server.seconds, 1),
    of(({ written }) => written.p50, 2),
    of(({ written }) => written.p99, 2),
    of(({ written }) => written.max, 1),
    of((kept) => kept.written.bytes / minutes(kept)),
  ];
}
