import type { RoomDocument, RoomSummary, SeatDocument } from '../protocol/room.ts';
import { type Human, isFree, type Room, type Seat } from './room.ts';
import { teamIn } from './teams.ts';

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
    seats: room.seats.map((seat, index) => seatDocument(room, seat, index)),
    spectators: room.spectators.map(({ playerId, name }) => ({ playerId, name })),
    ...(room.teams >= 2 && { teams: room.teams }),
    spectatorDelay: room.spectatorDelay,
    awayBots: room.awayBots,
    bestOf: room.bestOf,
    ...(room.series && { series: { ...room.series, standing: [...room.series.standing] } }),
    muted: [...room.muted],
    ...(room.matchId !== null && { matchId: room.matchId }),
    ...(room.status === 'countdown' && room.until !== null && { startsAt: room.until }),
    ...(room.gathering && { gathering: { until: room.gathering.until } }),
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
    locked: room.locked || room.gathering !== null,
    host: host && 'name' in host ? host.name : null,
    humans: count('human'),
    bots: count('bot'),
    open: room.seats.filter(isFree).length,
    maxPlayers: room.seats.length,
    createdAt: room.createdAt,
  };
}

function seatDocument({ teams }: Room, seat: Seat, index: number): SeatDocument {
  const side = teams >= 2 ? teamIn(seat) : null;
  const team = side === null ? {} : { team: side };
  if (seat.kind === 'empty') {
    const held = seat.held && { held: { playerId: seat.held.playerId, name: seat.held.name } };
    return { index, kind: 'empty', ready: false, ...held, ...team };
  }
  if (seat.kind === 'bot') return { index, kind: 'bot', name: botName(index), ready: true, level: seat.level, ...team };
  const { playerId, name, ready, wants } = seat;
  const wish = wants === null ? {} : { wants };
  return { index, kind: 'human', playerId, name, ready, connection: connectionOf(seat), ...team, ...wish };
}

function connectionOf({ awaySince, lagging }: Human): SeatDocument['connection'] {
  return awaySince !== null ? 'away' : lagging ? 'lagging' : 'online';
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
