import { z } from 'zod';
import { BOT_LEVELS } from '../game/contract.ts';
import { typedCode } from './code.ts';

export const ROOM_STATUSES = ['lobby', 'countdown', 'playing', 'results'] as const;
export const roomStatus = z.enum(ROOM_STATUSES);
export type RoomStatus = z.infer<typeof roomStatus>;

export const visibility = z.enum(['public', 'private']);
export const connection = z.enum(['online', 'lagging', 'away']);
export const botLevel = z.enum(BOT_LEVELS);

export const ROOM_NAME_LENGTH = 40;
/** A room's name is a line of visible text; control and invisible formatting characters would let it lie in a list. */
export const roomName = z
  .string()
  .trim()
  .min(1)
  .max(ROOM_NAME_LENGTH)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'a room name is one line of visible characters');

export const seat = z.object({
  index: z.int(),
  kind: z.enum(['empty', 'human', 'bot']),
  playerId: z.string().optional(),
  name: z.string().optional(),
  ready: z.boolean(),
  /** From 0; only where the game is played in teams. */
  team: z.int().optional(),
  level: botLevel.optional(),
  connection: connection.optional(),
  /** The seat this player asked to swap with; it happens once the one who sits there asks for this one. */
  wants: z.int().optional(),
  /** Of an empty seat: nobody else gets it, for a few seconds, because quick match has sent this player. */
  held: z.object({ playerId: z.string(), name: z.string() }).optional(),
});
export type SeatDocument = z.infer<typeof seat>;

/** A standing over several matches: who has come first in how many. */
export const series = z.object({
  /** Matches that were played to their end. */
  played: z.int(),
  /** Best first. `seat` is where it last played. */
  standing: z.array(z.object({ seat: z.int(), name: z.string(), playerId: z.string().optional(), wins: z.int() })),
  /** Somebody has it: the next match begins another series. */
  decided: z.boolean(),
});

/** `[RM-1]`: the whole room as its members know it. */
export const roomDocument = z.object({
  code: z.string(),
  game: z.string(),
  name: z.string(),
  visibility,
  status: roomStatus,
  locked: z.boolean(),
  hostId: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  minPlayers: z.int(),
  maxPlayers: z.int(),
  seats: z.array(seat),
  spectators: z.array(z.object({ playerId: z.string(), name: z.string() })),
  /** How many teams the game has under these settings; absent without teams. */
  teams: z.int().optional(),
  /** Seconds by which spectators see a match late. */
  spectatorDelay: z.int(),
  /** Whether a bot plays for who is away. */
  awayBots: z.boolean(),
  /** Matches of a series; 1: each stands for itself. */
  bestOf: z.int(),
  series: series.optional(),
  /** Whom the host has muted in the chat. */
  muted: z.array(z.string()),
  matchId: z.string().optional(),
  /** While in the countdown: when the match starts, in server milliseconds (see `clock:sync`). */
  startsAt: z.number().optional(),
  /** While quick match waits for its group to come into this room: until when, in server milliseconds. */
  gathering: z.object({ until: z.number() }).optional(),
  version: z.int(),
  createdAt: z.number(),
});
export type RoomDocument = z.infer<typeof roomDocument>;

/** A room as a list shows it, and as one sees it before joining. */
export const roomSummary = z.object({
  code: z.string(),
  game: z.string(),
  name: z.string(),
  visibility,
  status: roomStatus,
  locked: z.boolean(),
  host: z.string().nullable(),
  humans: z.int(),
  bots: z.int(),
  open: z.int(),
  maxPlayers: z.int(),
  createdAt: z.number(),
});
export type RoomSummary = z.infer<typeof roomSummary>;

export const MOST_SPECTATOR_DELAY = 30;
export const SERIES_LENGTHS = [1, 3, 5, 7, 9] as const;

/** What a host may set, when the room is opened and later. */
const setup = {
  name: roomName.optional(),
  settings: z.record(z.string().max(64), z.unknown()).optional(),
  maxPlayers: z.int().min(1).max(32).optional(),
  spectatorDelay: z.int().min(0).max(MOST_SPECTATOR_DELAY).optional(),
  awayBots: z.boolean().optional(),
  bestOf: z.literal(SERIES_LENGTHS).optional(),
};
const playerId = z.string().min(1).max(64);
const seatIndex = z.int().min(0).max(31);
const team = z.int().min(0).max(31);

export const roomCreate = z.strictObject({ game: z.string().max(64), visibility, ...setup });
export type RoomCreate = z.infer<typeof roomCreate>;

/** The same by REST, with how many bots (level normal) to seat at once. */
export const roomCreateByRest = roomCreate.extend({ bots: z.int().min(0).max(31).optional() });

export const roomJoin = z.strictObject({
  code: typedCode,
  as: z.enum(['player', 'spectator']).optional(),
  /** Set by a client that comes back by itself: it then does not take the seat from another window. */
  resume: z.boolean().optional(),
  /** `[RM-6]` The id of the last chat message that this client has; without it the server goes by when it was last heard. */
  chatAfter: z.int().min(0).optional(),
});
export const roomReady = z.strictObject({ ready: z.boolean() });
export const roomConfigure = z.strictObject({
  ...setup,
  visibility: visibility.optional(),
  locked: z.boolean().optional(),
});
export type RoomConfigure = z.infer<typeof roomConfigure>;
export const roomBot = z.strictObject({ seat: seatIndex, level: botLevel.nullable(), team: team.optional() });
export const roomKick = z.strictObject({ playerId, ban: z.boolean().optional() });
export const roomTransfer = z.strictObject({ playerId });
export const roomSeat = z
  .strictObject({ seat: seatIndex.optional(), team: team.optional(), as: z.enum(['player', 'spectator']).optional() })
  .refine((wish) => Object.keys(wish).length > 0, 'name a seat, a team, or as');
export type RoomSeat = z.infer<typeof roomSeat>;
export const roomClosed = z.object({
  /** `unmatched`: somebody of the group did not come. */
  reason: z.enum(['empty', 'draining', 'unmatched']),
  /** The room that this player came from, where the seat is still kept. */
  back: z.string().optional(),
});
export const roomKicked = z.object({ code: z.string(), ban: z.boolean() });
export const nothing = z.strictObject({});
