import { createHitches, type Hitch } from './hitches.ts';

/** What a running match is measured by, for people who want to know why it feels as it does. Times are local milliseconds. */
export interface NetStats {
  /** A tick came, so late, in so many bytes, after `missed` that did not. */
  tick(now: number, tick: { readonly lateness: number; readonly bytes: number; readonly missed: number }): void;
  sent(now: number, bytes: number): void;
  /** A tick told whether what had been predicted for it was right. */
  predicted(now: number, right: boolean): void;
  /** A frame was drawn. */
  frame(now: number): void;
  counts(now: number): NetCounts;
  /** The lateness of ticks, and the lengths of frames, of the last seconds. */
  readonly lateness: Trace;
  readonly frames: Trace;
}

export interface NetCounts {
  /** Each a second, over the last two. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly ticks: number;
  readonly corrections: number;
  /** Since the match began. */
  readonly missed: number;
  readonly hitch: Hitch | null;
}

export const HISTORY_SECONDS = 10;
/** Frames that may be drawn in a second; of more the oldest are forgotten sooner. */
const MOST_FRAMES = 120;

export function createNetStats(tickRate: number): NetStats {
  const hitches = createHitches(tickRate);
  const bytesIn = createMeter();
  const bytesOut = createMeter();
  const ticks = createMeter();
  const corrections = createMeter();
  const lateness = createTrace(Math.ceil(tickRate * HISTORY_SECONDS));
  const frames = createTrace(MOST_FRAMES * HISTORY_SECONDS);
  let missed = 0;
  let lastFrame: number | null = null;

  return {
    lateness,
    frames,
    tick(now, tick) {
      bytesIn.add(now, tick.bytes);
      ticks.add(now, 1);
      missed += tick.missed;
      lateness.add(now, tick.lateness);
      hitches.tick(now, tick.lateness);
    },
    sent: bytesOut.add,
    predicted(now, right) {
      if (!right) corrections.add(now, 1);
    },
    frame(now) {
      if (lastFrame !== null && now > lastFrame) {
        frames.add(now, now - lastFrame);
        hitches.frame(now, now - lastFrame);
      }
      lastFrame = now;
    },
    counts: (now) => ({
      bytesIn: bytesIn.perSecond(now),
      bytesOut: bytesOut.perSecond(now),
      ticks: ticks.perSecond(now),
      corrections: corrections.perSecond(now),
      missed,
      hitch: hitches.last,
    }),
  };
}

/** Values with their times; the oldest give way. */
export interface Trace {
  add(at: number, value: number): void;
  /** From the oldest that is not before `since`. */
  each(since: number, see: (at: number, value: number) => void): void;
}

function createTrace(capacity: number): Trace {
  const times = new Float64Array(capacity);
  const values = new Float64Array(capacity);
  let count = 0;
  return {
    add(at, value) {
      times[count % capacity] = at;
      values[count % capacity] = value;
      count++;
    },
    each(since, see) {
      for (let n = Math.max(0, count - capacity); n < count; n++) {
        const at = times[n % capacity]!;
        if (at >= since) see(at, values[n % capacity]!);
      }
    },
  };
}

const BUCKET_MS = 250;
const BUCKETS = 8;

/** A sum over the last two seconds, as a rate. The bucket that is being filled does not count yet. */
function createMeter() {
  const sums = new Float64Array(BUCKETS + 1);
  let newest = 0;
  const turnTo = (now: number) => {
    const bucket = Math.floor(now / BUCKET_MS);
    for (let n = Math.max(newest + 1, bucket - BUCKETS); n <= bucket; n++) sums[n % sums.length] = 0;
    newest = Math.max(newest, bucket);
  };
  return {
    add(now: number, amount: number) {
      turnTo(now);
      const at = newest % sums.length;
      sums[at] = sums[at]! + amount;
    },
    perSecond(now: number) {
      turnTo(now);
      const all = sums.reduce((sum, one) => sum + one, 0) - sums[newest % sums.length]!;
      return (all * 1000) / (BUCKETS * BUCKET_MS);
    },
  };
}
