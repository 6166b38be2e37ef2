import type { RoomDocument, RoomSummary, SeatDocument } from '../protocol/room.ts';
import type { Room, Seat } from './room.ts';

/** `[RM-1]`: what the members of a room are told. */
export function roomDocument(room: Room): RoomDocument {
  return {
    code: room.code,
    game: room.game,
    name: room.name,
    visibility: room.visibility,
    status: room.status,
    locked: room.locked,
    hostId: room.hostId,
    settings: { ...room.settings },
    minPlayers: room.minPlayers,
    maxPlayers: room.seats.length,
    seats: room.seats.map(seatDocument),
    spectators: room.spectators.map(({ playerId, name }) => ({ playerId, name })),
    ...(room.matchId !== null && { matchId: room.matchId }),
    ...(room.status === 'countdown' && room.until !== null && { startsAt: room.until }),
    version: room.version,
    createdAt: room.createdAt,
  };
}

/** What a list shows of a public room, and what anyone who has the code sees of any. */
export function roomSummary(room: Room): RoomSummary {
  const count = (kind: Seat['kind']) => room.seats.filter((seat) => seat.kind === kind).length;
  const host = [...room.seats, ...room.spectators].find((one) => 'playerId' in one && one.playerId === room.hostId);
  return {
    code: room.code,
    game: room.game,
    name: room.name,
    visibility: room.visibility,
    status: room.status,
    locked: room.locked,
    host: host && 'name' in host ? host.name : null,
    humans: count('human'),
    bots: count('bot'),
    open: count('empty'),
    maxPlayers: room.seats.length,
    createdAt: room.createdAt,
  };
}

function seatDocument(seat: Seat, index: number): SeatDocument {
  switch (seat.kind) {
    case 'empty':
      return { index, kind: 'empty', ready: false };
    case 'bot':
      return { index, kind: 'bot', name: botName(index), ready: true, level: seat.level };
    case 'human': {
      const { playerId, name, ready, awaySince } = seat;
      return { index, kind: 'human', playerId, name, ready, connection: awaySince === null ? 'online' : 'away' };
    }
  }
}

/** Bots bear the names of comets, by seat, so that two in a room never share one. */
const BOT_NAMES = [
  'Halley',
  'Encke',
  'Biela',
  'Borrelly',
  'Lexell',
  'Tempel',
  'Wild',
  'Swift',
  'Tuttle',
  'Faye',
  'Holmes',
  'Kopff',
];

export function botName(seat: number): string {
  const name = BOT_NAMES[seat % BOT_NAMES.length]!;
  return seat < BOT_NAMES.length ? name : `${name} ${1 + Math.floor(seat / BOT_NAMES.length)}`;
}
