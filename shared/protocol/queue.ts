import { z } from 'zod';

/** How long those of a group have to come into their room, in milliseconds. */
export const COME_WITHIN_MS = 10_000;

const MOST_REGIONS = 16;

export const queueJoin = z.strictObject({
  /** Queues, as `GET /games` names them: `comet`, `comet/teams`. The ticket is used once, for whichever match is there first. */
  games: z.array(z.string().max(64)).min(1).max(16),
  /** The round trips to where this player would play, in milliseconds, as measured; without them anywhere will do. */
  regions: z
    .record(
      z.string().regex(/^[a-z0-9-]{1,32}$/, 'a region is lower case letters, digits and dashes'),
      z.number().min(0).max(10_000),
    )
    .refine((regions) => Object.keys(regions).length <= MOST_REGIONS, `at most ${MOST_REGIONS} regions`)
    .optional(),
});
export type QueueJoin = z.infer<typeof queueJoin>;

/** What holds a ticket, or ended it: a word for programs and a sentence for people. */
export interface Why<Code extends string> {
  readonly code: Code;
  readonly text: string;
}

/** `few-players`: too few wait at all; `few-near`: they are too far from this rating yet; `party`: no group leaves room for this many; `away`: one of the party is. */
export type WaitingWhy = Why<'few-players' | 'few-near' | 'party' | 'away'>;

/** `missed`: did not come when a match was found; `away`: was gone for too long; `room`: joined a room, or the party changed. */
export type OverWhy = Why<'left' | 'missed' | 'away' | 'room'>;

/** How a ticket stands; on every connection of those who are in it. Times are server milliseconds. */
export type QueueUpdate =
  | {
      readonly ticket: string;
      readonly state: 'waiting';
      readonly games: readonly string[];
      /** Since when it waits; a group in which somebody did not come costs nobody this time. */
      readonly since: number;
      /** How many players are in this ticket. */
      readonly party: number;
      /** How many players wait in the fullest of these queues, those of this ticket among them. */
      readonly waiting: number;
      /** How far from the own rating others may be by now, in points. */
      readonly tolerance: number;
      /** In how many milliseconds from now: within `error` of it for half of all, at least; null: nobody knows. */
      readonly eta: { readonly ms: number; readonly error: number } | null;
      readonly reason: WaitingWhy;
    }
  /** The ticket is no more, and led to no match. */
  | { readonly ticket: string; readonly state: 'over'; readonly why: OverWhy };

/** A match was found: the room to join, and until when (server milliseconds) the seat there is held. */
export interface QueueMatched {
  readonly ticket: string;
  readonly code: string;
  readonly node: string;
  readonly until: number;
}

/** `GET /api/queue`: how each queue does. */
export interface QueueStatus {
  /** As in `queue:join`. */
  readonly id: string;
  readonly game: string;
  readonly title: string;
  /** Players who wait. */
  readonly waiting: number;
  /** What those who were matched lately had waited, in milliseconds; null before the first. */
  readonly waited: { readonly p50: number; readonly p95: number } | null;
}

export interface QueueResponse {
  readonly queues: QueueStatus[];
  /** Of the latest rated matches of each game: see `Predictions`. */
  readonly predictions: (Predictions & { readonly game: string })[];
}

/** How good what was expected of matches has turned out to be. */
export interface Predictions {
  /** How many matches were looked at. */
  readonly matches: number;
  /**
   * Brier's score: the mean over matches of the sum over sides of (p - o)^2, where p is how likely a side was to come first, and o
   * is 1 for the one that did. 0 is a prophet; null: no matches. For two sides that are always said to be even it is 0.5.
   */
  readonly brier: number | null;
  /** What the score would be if every p were exactly right. Much less than `brier`: the predictions are too bold. */
  readonly expected: number | null;
}
