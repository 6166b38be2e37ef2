import type { Fields, Layout, State } from '../../shared/game/state.ts';
import type { Sample } from './matchSource.ts';

/**
 * The last second or so of a match, by tick, and where the server's present stands in it. A tick that came faster than all
 * others shows how early ticks can come; later ones were held up on their way, and move the estimate only slowly.
 */
export interface Timeline {
  /** Takes a copy of the state of a tick that arrived at the local time `now` (milliseconds). */
  push(cells: Int32Array, now: number): void;
  /** The newest state. */
  readonly newest: State<Fields>;
  /** The tick that the server is at, as a fraction, seen from here: no network delay is added. */
  present(now: number): number;
  /** The two states around `delay` ticks before the present; before the first and after the newest it stands still. */
  sample(now: number, delay: number): Sample;
}

const KEPT = 32;
/** How much of the gap an arrival later than expected moves the estimate: a lasting change of route is learnt in seconds. */
const PATIENCE = 0.01;

export function createTimeline(layout: Layout<Fields>, tickRate: number): Timeline {
  const period = 1000 / tickRate;
  const ring = Array.from({ length: KEPT }, () => layout.bind(layout.create()));
  let count = 0;
  let start: number | null = null;
  const nth = (n: number) => ring[n % KEPT]!;
  const newest = () => nth(Math.max(0, count - 1));
  const present = (now: number) => (start === null ? 0 : (now - start) / period);

  return {
    get newest() {
      return newest();
    },
    present,
    push(cells, now) {
      const slot = nth(count);
      slot.cells.set(cells);
      count++;
      const sample = now - slot.tick * period;
      start = start === null || sample < start ? sample : start + (sample - start) * PATIENCE;
    },
    sample(now, delay) {
      const moment = present(now) - delay;
      let after = newest();
      if (after.tick <= moment) return { before: after, after, fraction: 0 };
      for (let n = count - 2; n >= Math.max(0, count - KEPT); n--) {
        const before = nth(n);
        if (before.tick <= moment) {
          return { before, after, fraction: (moment - before.tick) / (after.tick - before.tick) };
        }
        after = before;
      }
      return { before: after, after, fraction: 0 };
    },
  };
}
