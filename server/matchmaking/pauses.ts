import type { Clock } from '../ops/clock.ts';

/** Whoever did not come when a match was found for them, again and again, has to wait before queueing anew: others waited in vain. */
export interface Pauses {
  missed(playerId: string): void;
  /** For how many milliseconds still; 0: not. */
  left(playerId: string): number;
}

interface Record {
  readonly times: number;
  readonly until: number;
  readonly at: number;
}

/** The first time costs nothing: a tab was closed, a phone rang. Each one after that twice as much. */
const FIRST_MS = 15_000;
const LONGEST_MS = 300_000;
/** Good behaviour for so long, and all is forgotten. */
const FORGOTTEN_MS = 900_000;
/** Beyond these the oldest are forgotten. */
const MOST_KNOWN = 10_000;

export function createPauses(clock: Pick<Clock, 'now'>): Pauses {
  /** The latest last. */
  const known = new Map<string, Record>();
  return {
    missed(playerId) {
      const now = clock.now();
      const before = known.get(playerId);
      const times = before && now - before.at < FORGOTTEN_MS ? before.times + 1 : 1;
      const pause = times === 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (times - 2));
      known.delete(playerId);
      known.set(playerId, { times, until: now + pause, at: now });
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
    },
    left: (playerId) => Math.max(0, Math.ceil((known.get(playerId)?.until ?? 0) - clock.now())),
  };
}
