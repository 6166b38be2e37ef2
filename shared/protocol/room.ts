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
  level: botLevel.optional(),
  connection: connection.optional(),
});
export type SeatDocument = z.infer<typeof seat>;

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
  matchId: z.string().optional(),
  /** While in the countdown: when the match starts, in server milliseconds (see `clock:sync`). */
  startsAt: z.number().optional(),
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

const settings = z.record(z.string().max(64), z.unknown());
const maxPlayers = z.int().min(1).max(32);
const gameId = z.string().max(64);

export const roomCreate = z.strictObject({
  game: gameId,
  visibility,
  name: roomName.optional(),
  settings: settings.optional(),
  maxPlayers: maxPlayers.optional(),
});
export type RoomCreate = z.infer<typeof roomCreate>;

/** The same by REST, with how many bots (level normal) to seat at once. */
export const roomCreateByRest = roomCreate.extend({ bots: z.int().min(0).max(31).optional() });

export const roomJoin = z.strictObject({
  code: typedCode,
  as: z.enum(['player', 'spectator']).optional(),
  /** Set by a client that comes back by itself: it then does not take the seat from another window. */
  resume: z.boolean().optional(),
});
export const roomReady = z.strictObject({ ready: z.boolean() });
export const roomConfigure = z.strictObject({
  name: roomName.optional(),
  settings: settings.optional(),
  visibility: visibility.optional(),
  maxPlayers: maxPlayers.optional(),
  locked: z.boolean().optional(),
});
export type RoomConfigure = z.infer<typeof roomConfigure>;
export const roomBot = z.strictObject({ seat: z.int().min(0).max(31), level: botLevel.nullable() });
export const roomClosed = z.object({ reason: z.enum(['empty', 'draining', 'error']) });
export const nothing = z.strictObject({});
