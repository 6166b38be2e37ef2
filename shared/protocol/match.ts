import { z } from 'zod';
import { refusal } from './errors.ts';
import { ratingChange } from './rating.ts';

/** A tick in plain JSON, for clients that connect with `auth.ticks = 'json'`. */
export const jsonTick = z.object({
  seq: z.int(),
  tick: z.int(),
  acks: z.array(z.int()),
  early: z.array(z.int()),
  state: z.record(z.string(), z.unknown()),
});
export type JsonTick = z.infer<typeof jsonTick>;

/** A whole tick in the client's own form: JSON, or the packed form in base64. */
export const keyframe = z.union([z.string(), jsonTick]);
export type Keyframe = z.infer<typeof keyframe>;

/** One tick as it travels: text, JSON, or the bytes of one binary message. */
export type Tick = Keyframe | Uint8Array;

export const matchSeat = z.object({
  seat: z.int(),
  name: z.string(),
  kind: z.enum(['human', 'bot']),
  playerId: z.string().optional(),
  /** From 0; only where the game is played in teams. */
  team: z.int().optional(),
});
export type MatchSeat = z.infer<typeof matchSeat>;

export const matchInfo = z.object({
  matchId: z.string(),
  game: z.string(),
  tickRate: z.number(),
  settings: z.record(z.string(), z.unknown()),
  seats: z.array(matchSeat),
  epoch: z.int(),
  keyframe,
  /**
   * For an event-driven match, and for delayed spectators: the tick that it is by now, which may be long after the keyframe's,
   * or before 0 while nothing has come yet.
   */
  present: z.number().optional(),
});
export type MatchInfo = z.infer<typeof matchInfo>;

export const placement = matchSeat.extend({
  place: z.int(),
  score: z.number(),
  /** This player left before the end: a bot played on, and it counts as lost. */
  left: z.literal(true).optional(),
});

/** How a match ended: by the game's own rules, or by a fault that is named. */
export const matchOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('finished'), placements: z.array(placement) }),
  z.object({ kind: z.literal('aborted'), error: refusal }),
]);
export type MatchOutcome = z.infer<typeof matchOutcome>;

export const matchEnd = z.object({
  matchId: z.string(),
  outcome: matchOutcome,
  /** What it did to the ratings of those who were in it from the start; absent where it did nothing. */
  ratings: z.array(ratingChange).optional(),
  /** Why the result is not kept, or not yet; absent where it is. */
  unsaved: refusal.optional(),
});
export type MatchEnd = z.infer<typeof matchEnd>;

/** Someone came into a running match: all who play in it now. */
export const matchSeats = z.object({ matchId: z.string(), seats: z.array(matchSeat) });
export type MatchSeats = z.infer<typeof matchSeats>;

/** Starts at 1 in each match and only grows; one that jumps ahead by more than this is from the future and is ignored. */
export const INPUT_SEQ_WINDOW = 65_536;
export const MOST_INPUT_SEQ = 2 ** 31 - 1;
export const inputSeq = z.int().min(1).max(MOST_INPUT_SEQ);

/**
 * What may come with an input: the seq of the last tick that its sender has applied, and the tick that it is meant for; 0, or
 * none: the next.
 */
export const inputAbout = z.strictObject({
  seen: z.int().min(0).optional(),
  tick: z.int().min(0).optional(),
});
export type InputAbout = z.infer<typeof inputAbout>;

export const clockSync = z.strictObject({ sent: z.number() });
