/**
 * What a ticket agrees to, and when a group is good enough. Both are public (`docs/MATCHMAKING.md`), and both only widen with time, so that the
 * moment when a group may play can be told in advance, to the millisecond.
 */

/** Points from the own rating within which everybody is welcome at once. */
const TOLERANCE = 150;
/** Points a second by which that widens. */
const WIDENING = 30;
/** A round trip that is agreed to at once, in milliseconds; and how much longer it may be with each second. */
const ROUND_TRIP = 60;
const ROUND_TRIP_WIDENING = 10;

/** How far from the own rating others may be, in points, after so many milliseconds of waiting. */
export function toleranceAfter(waited: number): number {
  return TOLERANCE + (WIDENING * waited) / 1000;
}

/** After how many milliseconds that is so much. */
export function waitForTolerance(points: number): number {
  return points <= TOLERANCE ? 0 : Math.ceil(((points - TOLERANCE) * 1000) / WIDENING);
}

/** After how many milliseconds a region with this round trip will do. The nearest one does at once. */
export function waitForRoundTrip(roundTrip: number, nearest: number): number {
  const more = roundTrip - Math.max(ROUND_TRIP, nearest);
  return more <= 0 ? 0 : Math.ceil((more * 1000) / ROUND_TRIP_WIDENING);
}

/** Fewer than this many have come lately: nothing can be said about how many will. */
const LEAST_SEEN = 8;
/** At so many arrivals a second `near` is meant. */
const RATE = 20;

/** When a group is good enough. */
export interface Closeness {
  /** Within so many points a group of two is close enough at once, where 20 players come a second. */
  readonly near: number;
  /** Points that are added with each second of waiting. */
  readonly nearing: number;
  /** More players are farther apart: both grow with this power of the others' number. */
  readonly byPlayers: number;
  /** Where fewer come, there is less to wait for: `near` grows as this power of the rate falls. */
  readonly byRate: number;
}

/** Of all those that were tried, what keeps waits short; the others are a row each in `docs/MATCHMAKING.md`. */
export const CLOSENESS: Closeness = { near: 18, nearing: 5.8, byPlayers: 0.55, byRate: 0.45 };

/**
 * How long a group should have waited on average, in milliseconds, before it plays so far apart; 0: it need not wait. It weighs what waiting costs ten
 * people against the chance that somebody nearer comes: the fewer come (`rate`: players a second, null where that is not known), the less is
 * asked. (Powers may differ in their last digit from machine to machine: nothing that has to be the same everywhere follows from this.) It is no promise to anyone, and no ticket is asked for its consent; it is why a match is not made at the first chance.
 */
export function waitForCloseness(
  players: number,
  spread: number,
  rate: number | null,
  { near, nearing, byPlayers, byRate }: Closeness = CLOSENESS,
): number {
  if (rate === null) return 0;
  const scale = (players - 1) ** byPlayers;
  const more = spread - near * scale * (rate / RATE) ** -byRate;
  return more <= 0 ? 0 : Math.ceil((more * 1000) / (nearing * scale));
}

/** How many players a second came lately. Whoever comes again and again is one of them: nobody makes it seem that many come. */
export interface Flow {
  came(player: string, at: number): void;
  /** Null while too few have been seen. */
  readonly rate: number | null;
}

const SEEN = 256;

export function createFlow(): Flow {
  /** When each came last, the one that is longest ago first. */
  const times = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  return {
    came(player, at) {
      times.delete(player);
      times.set(player, at);
      if (times.size > SEEN) times.delete(times.keys().next().value!);
      last = Math.max(last, at);
    },
    get rate() {
      if (times.size < LEAST_SEEN) return null;
      const [oldest] = times.values();
      return (times.size * 1000) / Math.max(1, last - oldest!);
    },
  };
}
