import { z } from 'zod';
import { roomStatus, roomSummary } from './room.ts';

export const PAGE_LIMIT = 100;

export const ROOM_SORTS = ['newest', 'oldest', 'fullest', 'name'] as const;

/** Which public rooms. Every value is text in a query, so numbers are read from it. */
export const roomsFilter = {
  game: z.string().max(64).optional(),
  status: roomStatus.optional(),
  /** `true`: those that one could join, unlocked and with a free seat; `false`: the others; a number: with so many free seats. */
  open: z
    .string()
    .regex(/^(true|false|[1-9]|[12]\d|3[0-2])$/, 'true, false, or a number of seats from 1 to 32')
    .optional(),
  /** A part of the room's or the host's name. */
  q: z.string().max(100).optional(),
};

/** `GET /api/rooms?...` */
export const roomsQuery = z.strictObject({
  ...roomsFilter,
  sort: z.enum(ROOM_SORTS).default('newest'),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(20),
  cursor: z.string().max(400).optional(),
});
export type RoomsQuery = z.infer<typeof roomsQuery>;

export const roomsResponse = z.object({ rooms: z.array(roomSummary), nextCursor: z.string().nullable() });
export type RoomsResponse = z.infer<typeof roomsResponse>;

/** `GET /api/rooms/:code`: what an invited player sees before joining. */
export const roomResponse = z.object({ room: roomSummary, node: z.string(), url: z.string() });
export type RoomResponse = z.infer<typeof roomResponse>;

export interface GameDescription {
  id: string;
  title: string;
  /** What one does in it, in a few sentences. */
  about: string;
  minPlayers: number;
  maxPlayers: number;
  tickRate: number;
  /** JSON Schemas; the settings' has a default for each. */
  settings: object;
  input: object;
  /** The queues in which quick match offers it. */
  quick: { id: string; title: string }[];
}

/** `[ER-2]`: RFC 9457, with our code and, for bad input, its issues. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
