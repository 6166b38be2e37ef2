/** Time, handed in: tests turn a clock of their own. */
export interface Clock {
  /** Milliseconds since 1970 at the start of the process, and steady from then on: a correction of the system's clock never shows. */
  now(): number;
  /** Calls back once, at or after `delay` milliseconds; returns the call that cancels it. */
  after(delay: number, callback: () => void): () => void;
}

/** Node's longest timer; a longer one would fire at once. Whoever waits longer is called early and asks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const { timeOrigin } = performance;

export const systemClock: Clock = {
  now: () => timeOrigin + performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
