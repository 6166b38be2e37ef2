import { z } from 'zod';
import { PAGE_LIMIT } from './http.ts';
import { matchOutcome, matchSeat, placement } from './match.ts';
import { rating, ratingChange } from './rating.ts';

/** A human who played in a match, from which tick on and, if it was not to the end, until when. */
export const appearance = matchSeat.extend({
  playerId: z.string(),
  from: z.int(),
  /** Left the match for good at this tick: counted as lost. */
  left: z.int().optional(),
});
export type Appearance = z.infer<typeof appearance>;

export const MATCH_STATUSES = ['running', 'finished', 'aborted'] as const;

/** `GET /api/matches/:id`. Times are server milliseconds. */
export const matchRecord = z.object({
  matchId: z.string(),
  game: z.string(),
  gameVersion: z.int(),
  tickRate: z.number(),
  settings: z.record(z.string(), z.unknown()),
  status: z.enum(MATCH_STATUSES),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** The last tick; null while it runs. */
  ticks: z.int().nullable(),
  outcome: matchOutcome.nullable(),
  /** Every human who ever played in it; empty while it runs. */
  players: z.array(appearance),
  ratings: z.array(ratingChange),
  /** Whether `GET /api/matches/:id/replay` has it. */
  replay: z.boolean(),
});
export type MatchRecord = z.infer<typeof matchRecord>;

export const matchResponse = z.object({ match: matchRecord });
export type MatchResponse = z.infer<typeof matchResponse>;

/** `GET /api/matches/:id/replay`: a match that is over, to be played again. `log`: `shared/game/log.ts`, in base64. */
export const replayDocument = z.object({
  matchId: z.string(),
  game: z.string(),
  gameVersion: z.int(),
  tickRate: z.number(),
  settings: z.record(z.string(), z.unknown()),
  seed: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  /** Who played from the first tick on; the log says who came and went. */
  entrants: z.array(matchSeat),
  /** The last tick. */
  ticks: z.int(),
  log: z.base64(),
  startedAt: z.number(),
  outcome: matchOutcome,
});
export type ReplayDocument = z.infer<typeof replayDocument>;

const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(20),
  cursor: z.string().max(400).optional(),
};

/** `GET /api/leaderboards/:game?...` and `GET /api/players/:id/matches?...` */
export const pageQuery = z.strictObject(page);
export type PageQuery = z.infer<typeof pageQuery>;

/** `GET /api/leaderboards/:game`: the best first. Those with the same rating share a rank. */
export const leaderboardEntry = rating.omit({ game: true }).extend({
  rank: z.int(),
  player: z.object({ id: z.string(), name: z.string() }),
});
export type LeaderboardEntry = z.infer<typeof leaderboardEntry>;
export const leaderboardResponse = z.object({
  game: z.string(),
  players: z.array(leaderboardEntry),
  nextCursor: z.string().nullable(),
});
export type LeaderboardResponse = z.infer<typeof leaderboardResponse>;

/** `GET /api/players/:id` */
export const playerResponse = z.object({
  player: z.object({ id: z.string(), name: z.string() }),
  online: z.boolean(),
  ratings: z.array(rating),
});
export type PlayerResponse = z.infer<typeof playerResponse>;

/** One match as a player's history shows it. */
export const playedMatch = z.object({
  matchId: z.string(),
  game: z.string(),
  endedAt: z.number(),
  status: z.enum(['finished', 'aborted']),
  /** Null for one who left, and in a match that was cut short. */
  place: z.int().nullable(),
  score: z.number().nullable(),
  left: z.boolean(),
  /** Everyone who was in it at the end. */
  placements: z.array(placement),
  rating: ratingChange.pick({ before: true, after: true }).nullable(),
  replay: z.boolean(),
});
export type PlayedMatch = z.infer<typeof playedMatch>;

/** `GET /api/players/:id/matches`: the latest first. */
export const historyResponse = z.object({ matches: z.array(playedMatch), nextCursor: z.string().nullable() });
export type HistoryResponse = z.infer<typeof historyResponse>;
