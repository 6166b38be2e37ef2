import type { Clock } from '../../server/ops/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Time that stands still until a test moves it. Timers behave as Node's do: they count whole milliseconds, none takes less than
 * one, and those due at the same moment fire in the order in which they were set.
 */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now = (): number => this.#now;

  after = (delay: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(1, Math.floor(delay)), callback };
    // Behind all that are due no later: whoever waited longer comes first.
    const before = this.#timers.findLastIndex((other) => other.at <= timer.at);
    this.#timers.splice(before + 1, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Lets time pass, timer by timer. What a callback sets in its turn fires too, if it falls due meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers[0];
      if (!next || next.at > end) break;
      this.#timers.shift();
      // A timer that a busy processor held up is late, and does not turn time back.
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** The processor is busy: time passes, and no timer fires until it is free, that is until the next `advance`. */
  stall(ms: number): void {
    this.#now += ms;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }
}
