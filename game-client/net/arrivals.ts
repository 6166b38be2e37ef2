/**
 * When the ticks of a match come. The one of the last seconds that was held up least shows how early a tick can be here, and
 * by that where the server stands; how much later the others come is the jitter, which whoever draws has to wait for.
 */
export interface Arrivals {
  /** Tick `tick` came at the local time `now`, in milliseconds. How many of them later than by the fastest way. */
  add(tick: number, now: number): number;
  /** The tick that the server is at, as a fraction, seen from here: no network delay is added. */
  present(now: number): number;
  /** Milliseconds after the earliest possible moment, within which nearly all ticks have come. */
  readonly jitter: number;
}

/** Seconds that are looked back on: a lasting change of route is believed after so long. */
const WINDOW_SECONDS = 3;
/** The part of all bunches that may be later than the jitter that is told; one of them always may. */
const LATER = 0.03;
/** Ticks that come within this part of a period of each other were held up by one and the same thing. */
const BUNCH = 0.25;

export function createArrivals(tickRate: number): Arrivals {
  const period = 1000 / tickRate;
  const size = Math.ceil(tickRate * WINDOW_SECONDS);
  /** Local times at which tick 0 would have come, had it taken as long as each of the last ones. */
  const starts = new Float64Array(size);
  /** Of a bunch only the first counts: one hitch of the network would else pass for lasting jitter. */
  const counts = new Uint8Array(size);
  const sorted = new Float64Array(size);
  let count = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let start = 0;
  let jitter = 0;
  let known = true;

  function earliest(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < Math.min(count, size); i++) least = Math.min(least, starts[i]!);
    return least;
  }

  /** Sorts the window: only for those who draw. */
  function measure(): number {
    let heads = 0;
    for (let i = 0; i < Math.min(count, size); i++) if (counts[i] === 1) sorted[heads++] = starts[i]!;
    sorted.subarray(0, heads).sort();
    const last = heads - 1 - Math.max(1, Math.floor(heads * LATER));
    return last < 0 ? 0 : sorted[last]! - start;
  }

  return {
    add(tick, now) {
      const at = count++ % size;
      const leaves = count > size && starts[at] === start;
      starts[at] = now - tick * period;
      counts[at] = now - lastAt > period * BUNCH ? 1 : 0;
      lastAt = now;
      if (leaves) start = earliest();
      else if (count === 1 || starts[at]! < start) start = starts[at]!;
      known = false;
      return starts[at]! - start;
    },
    present: (now) => (count === 0 ? 0 : (now - start) / period),
    get jitter() {
      if (!known) jitter = measure();
      known = true;
      return jitter;
    },
  };
}
