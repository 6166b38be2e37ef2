import type { Fields, Layout, State } from '../../shared/game/state.ts';
import { createArrivals } from './arrivals.ts';
import type { Sample } from './matchSource.ts';

/** The last second or so of a match, by tick, and where the server's present stands in it. */
export interface Timeline {
  /** Takes a copy of the state of a tick that arrived at the local time `now`; how late it was, in milliseconds. */
  push(cells: Int32Array, now: number): number;
  /** The newest state. */
  readonly newest: State<Fields>;
  /** The tick that the server is at, as a fraction, seen from here: no network delay is added. */
  present(now: number): number;
  /** Milliseconds by which ticks come later than the earliest. */
  readonly jitter: number;
  /** The two states around a tick, as a fraction; before the first and after the newest it stands still. */
  sample(tick: number): Sample;
}

const KEPT = 32;

export function createTimeline(layout: Layout<Fields>, tickRate: number): Timeline {
  const ring = Array.from({ length: KEPT }, () => layout.bind(layout.create()));
  const arrivals = createArrivals(tickRate);
  let count = 0;
  const nth = (n: number) => ring[n % KEPT]!;
  const newest = () => nth(Math.max(0, count - 1));

  return {
    get newest() {
      return newest();
    },
    get jitter() {
      return arrivals.jitter;
    },
    present: arrivals.present,
    push(cells, now) {
      const slot = nth(count);
      slot.cells.set(cells);
      count++;
      return arrivals.add(slot.tick, now);
    },
    sample(tick) {
      let after = newest();
      if (after.tick <= tick) return { before: after, after, fraction: 0 };
      for (let n = count - 2; n >= Math.max(0, count - KEPT); n--) {
        const before = nth(n);
        if (before.tick <= tick) {
          return { before, after, fraction: (tick - before.tick) / (after.tick - before.tick) };
        }
        after = before;
      }
      return { before: after, after, fraction: 0 };
    },
  };
}
