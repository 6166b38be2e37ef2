import type { Clock } from '../ops/clock.ts';
import type { MatchHost } from './matchHost.ts';
import type { Ticker } from './ticker.ts';

/** When a match is stepped. */
export interface Pace {
  /** The tick that it is by now, in a match whose state may be older; null where that is the state's own. */
  readonly present: number | null;
  /** A wish has come: a game that only moves by wishes moves soon. */
  wished(): void;
  stop(): void;
}

/** Steps a match at its game's rate or, if the game is event-driven, when something happens in it. `step` must not throw. */
export function startPace(match: MatchHost, ticker: Ticker, clock: Clock, step: (tick?: number) => void): Pace {
  if (!match.eventDriven) return { present: null, wished: () => {}, stop: ticker.start(match.tickRate, step) };
  return startEvents(match, clock, step);
}

/**
 * The ticks of an event-driven match lie on the same grid of time as those of any other, but most are passed over. However many
 * wishes come, there is at most one step a tick, so a flood costs what a real-time game costs.
 */
function startEvents(match: MatchHost, clock: Clock, step: (tick: number) => void): Pace {
  const period = 1000 / match.tickRate;
  const start = clock.now() - match.tick * period;
  let cancel: (() => void) | null = null;
  let planned = Number.POSITIVE_INFINITY;
  let stopped = false;

  const present = () => (clock.now() - start) / period;
  const nextTick = () => Math.max(match.tick, Math.floor(present())) + 1;

  function plan(tick: number): void {
    if (stopped || tick >= planned) return;
    cancel?.();
    planned = tick;
    cancel = clock.after(Math.max(0, Math.ceil(start + tick * period - clock.now())), run);
  }

  function run(): void {
    cancel = null;
    planned = Number.POSITIVE_INFINITY;
    step(Math.max(match.tick + 1, Math.floor(present())));
    planNext();
  }

  function planNext(): void {
    if (stopped) return;
    if (match.hasWishes) plan(nextTick());
    if (match.wake !== null) plan(Math.max(match.wake, match.tick + 1));
  }

  planNext();
  return {
    get present() {
      return present();
    },
    wished: () => plan(nextTick()),
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
