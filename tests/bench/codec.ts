import { table } from '../support/table.ts';
import { CLIENT_CORE, startChild } from './child.ts';
import type { CodecAnswers } from './codecProcess.ts';
import { fixed, median, span } from './figures.ts';
import type { Plan } from './plan.ts';

/** What the server does once for all readers of a tick: encode it, and frame it. And what the simulation takes besides. */

/** Batches of a round: enough for the compiler to be done with it after the first few. */
const BATCHES = 60;
const WARM_UP = 20;

export async function benchCodec({ rounds }: Plan): Promise<string> {
  const codec = await startChild<CodecAnswers>('codecProcess.ts', CLIENT_CORE, [], ['--expose-gc']);
  const rows: (string | number)[][] = [];
  for (const part of await codec.ask('parts')) {
    const all = await codec.ask('run', { part, batches: BATCHES * rounds + WARM_UP });
    const warm = all.slice(WARM_UP);
    const of = (read: (one: (typeof all)[number]) => number) => median(warm.map(read));
    const times = warm.map(({ microseconds }) => microseconds);
    rows.push([
      part,
      fixed(median(times), 2),
      span(times, 2),
      fixed(of(({ heapBytes }) => heapBytes)),
      fixed(of(({ bufferBytes }) => bufferBytes)),
      fixed(
        of(({ tickBytes }) => tickBytes),
        1,
      ),
    ]);
  }
  await codec.stop();
  const head = ['a tick of 8 players', 'us', 'min-max', 'heap garbage B', 'buffers B', 'bytes sent'];
  return `encoding, median of ${BATCHES * rounds} batches\n\n${table(head, rows)}`;
}
