import type { Clock } from '../ops/clock.ts';

/** A match that is taken up again waits for its players, so that nobody's comet is flown by a bot meanwhile. */
export interface Hold {
  /** One of them is here. */
  back(playerId: string): void;
  stop(): void;
}

export const HOLD_MS = 3000;

/** `release`: all of them are here, or that was long enough; with those who are not. Never before this returns. */
export function createHold(
  players: Iterable<string>,
  clock: Clock,
  release: (missing: ReadonlySet<string>) => void,
): Hold {
  const missing = new Set(players);
  let stop = clock.after(missing.size === 0 ? 0 : HOLD_MS, () => release(missing));
  return {
    back(playerId) {
      if (!missing.delete(playerId) || missing.size > 0) return;
      stop();
      stop = () => {};
      release(missing);
    },
    stop: () => stop(),
  };
}
