import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What else this machine does: whoever else takes of the processor makes any figure worse, and not all of them alike. */

/** A measurement counts as disturbed when others had more of a core than this. A table marks such rows with a star. */
export const NOISE = 0.15;
const LOOK_MS = 1000;
/** /proc/stat counts hundredths of a second: user, nice, system, idle, iowait, irq, softirq. */
const BUSY_COLUMNS = [0, 1, 2, 5, 6];

/** Seconds that all cores were busy, since the start of the machine; NaN where that is not told. */
function busySeconds(): number {
  try {
    const [cores = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const counts = cores.trim().split(/\s+/).slice(1).map(Number);
    return BUSY_COLUMNS.reduce((sum, column) => sum + counts[column]!, 0) / 100;
  } catch {
    return Number.NaN;
  }
}

/** The part of a core that others had from here on, once one says how many seconds were one's own. */
export function watchOthers(): (own: number) => number {
  const busy = busySeconds();
  const start = performance.now();
  return (own) => (busySeconds() - busy - own) / ((performance.now() - start) / 1000);
}

/** Waits until others leave the machine alone, but not for longer than this. */
async function calm(patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const others = watchOthers();
    const own = process.cpuUsage();
    await sleep(LOOK_MS);
    const { user, system } = process.cpuUsage(own);
    if (!(others((user + system) / 1e6) > NOISE)) return;
  }
}

const TRIES = 2;
export const PATIENCE_MS = 10_000;

/** Measures when the machine is calm, and again if it did not stay so; the least disturbed one counts. */
export async function undisturbed<M extends { readonly others: number }>(measure: () => Promise<M>): Promise<M> {
  let best: M | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    await calm(PATIENCE_MS);
    const measured = await measure();
    if (!best || measured.others < best.others) best = measured;
    if (!(best.others > NOISE)) break;
  }
  return best!;
}
