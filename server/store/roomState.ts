import { z } from 'zod';
import { BOT_LEVELS } from '../../shared/game/contract.ts';
import { roomStatus, series, visibility } from '../../shared/protocol/room.ts';

/** A room's state as it is kept: what an older program wrote, or a disk changed, may not be what this one means by a `Room`. */
const human = {
  playerId: z.string(),
  name: z.string(),
  place: z.string(),
  joinedAt: z.number(),
  lagging: z.boolean(),
  awaySince: z.number().nullable(),
  keptUntil: z.number().nullable(),
};

const held = z.object({ playerId: z.string(), name: z.string(), team: z.int(), until: z.number() });

const seat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('empty'), team: z.int().optional(), held: held.optional() }),
  z.object({ kind: z.literal('bot'), level: z.enum(BOT_LEVELS), team: z.int() }),
  z.object({ kind: z.literal('human'), ...human, ready: z.boolean(), team: z.int(), wants: z.int().nullable() }),
]);

export const roomState = z.object({
  code: z.string(),
  game: z.string(),
  name: z.string(),
  visibility,
  status: roomStatus,
  locked: z.boolean(),
  hostId: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  minPlayers: z.int(),
  seatLimit: z.int(),
  seats: z.array(seat),
  spectators: z.array(z.object(human)),
  teams: z.int(),
  spectatorDelay: z.number(),
  awayBots: z.boolean(),
  bestOf: z.int(),
  series: series.nullable(),
  bans: z.array(z.object({ playerId: z.string(), place: z.string() })),
  known: z.array(z.string()),
  muted: z.array(z.string()),
  matchId: z.string().nullable(),
  rematch: z.object({ matchId: z.string(), votes: z.array(z.string()) }).nullable(),
  until: z.number().nullable(),
  /** Rooms that were kept before there was quick match do not have it. */
  gathering: z.object({ matchId: z.string(), until: z.number() }).nullable().default(null),
  version: z.int(),
  createdAt: z.number(),
});
