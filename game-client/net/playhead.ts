/**
 * A moving point in the time of a match, in ticks. It goes where it is told by going a little faster or slower, so that what is
 * drawn by it never jumps; only when it is too far off it is put there at once.
 */
export interface Playhead {
  /** Where it is at the local time `now` (milliseconds), on its way to `target`, and not beyond `end`. */
  move(now: number, target: number, end?: number): number;
  /** The next move goes to its target at once. */
  reset(): void;
}

export interface PlayheadOptions {
  readonly tickRate: number;
  /** Parts of real time. */
  readonly slowest: number;
  readonly fastest: number;
}

/** A difference is made up for in about this time, if the rates allow. */
const CATCH_UP_SECONDS = 0.3;
/** Farther off than this, it begins anew. */
const LOST_SECONDS = 1;

export function createPlayhead({ tickRate, slowest, fastest }: PlayheadOptions): Playhead {
  let at = Number.NaN;
  let last = 0;
  return {
    move(now, target, end = Number.POSITIVE_INFINITY) {
      const passed = ((now - last) * tickRate) / 1000;
      const gap = target - (at + passed);
      // Before the first move, and after a reset, the gap is not a number.
      if (!(Math.abs(gap) < LOST_SECONDS * tickRate)) at = Math.min(target, end);
      else if (passed > 0) {
        const rate = 1 + gap / (CATCH_UP_SECONDS * tickRate);
        const next = at + passed * Math.min(fastest, Math.max(slowest, rate));
        at = Math.max(at, Math.min(next, end));
      }
      last = now;
      return at;
    },
    reset() {
      at = Number.NaN;
    },
  };
}
