import type { BotLevel } from '../game/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { Player } from '../protocol/identity.ts';
import { release } from './holds.ts';
import { remove } from './members.ts';
import { freshRoom, type RoomFacts } from './openRoom.ts';
import {
  backToLobby,
  type Command,
  holdsOf,
  humansOf,
  isMember,
  type Room,
  type RoomTiming,
  type Seat,
} from './room.ts';
import { start } from './rounds.ts';

/**
 * A room for a group that quick match has put together: all seats of the group are held, and whoever comes accepts by that. Once all
 * are here it counts down by itself; once the match runs it is a room like any other. If one does not come, or goes before that, the
 * group falls apart and the room is gone.
 */
export type NewGathering = Omit<RoomFacts, 'visibility'> & {
  /** Each has a seat held, from seat 0 on, in this order. `team` is 0 without teams. */
  readonly seats: readonly (Player & { readonly team: number })[];
  /** In the seats after those. */
  readonly bots: readonly { readonly level: BotLevel; readonly team: number }[];
  readonly maxPlayers: number;
  readonly matchId: string;
  /** How long it waits. */
  readonly until: number;
};

export function openGathering(plan: NewGathering, now: number): Room {
  const { seats: group, bots, maxPlayers, matchId, until, ...facts } = plan;
  const seats: Seat[] = [
    ...group.map(({ id, name, team }): Seat => ({ kind: 'empty', held: { playerId: id, name, team, until } })),
    ...bots.map((bot): Seat => ({ kind: 'bot', ...bot })),
  ];
  while (seats.length < maxPlayers) seats.push({ kind: 'empty' });
  return { ...freshRoom({ ...facts, visibility: 'public' }, seats, null, now), gathering: { matchId, until } };
}

/** What would change a match that the group was put together for. */
const REFUSED: readonly Command['kind'][] = ['configure', 'bot', 'start', 'kick', 'seat', 'transfer', 'rematch'];
export const WAITS = refuse(
  'room/wrong-status',
  'A group is gathering: the match begins by itself once all have come.',
);

export function isRefused(room: Room, command: Command): boolean {
  if (!room.gathering) return false;
  return REFUSED.includes(command.kind) || (command.kind === 'ready' && !command.ready);
}

/** Counting down, if all of the group are here; else as it was. It gathers until the match begins: who goes before that goes on all. */
export function countDownWhenAllAreHere(room: Room, timing: RoomTiming, now: number): Room {
  const { gathering } = room;
  if (
    !gathering ||
    room.status !== 'lobby' ||
    holdsOf(room).length > 0 ||
    humansOf(room).some(({ awaySince }) => awaySince !== null)
  )
    return room;
  const started = start(room, gathering.matchId, timing, now);
  return started.ok ? started.value : room;
}

/** Why the group of `before` cannot come together any more: the players who are to blame, who may be none. Null while it can. */
export function missingFrom(before: Room, after: Room, command: Command, now: number): readonly string[] | null {
  if (!before.gathering) return null;
  if (command.kind === 'drain') return [];
  const awaited = holdsOf(after).map(({ playerId }) => playerId);
  const gone = [...holdsOf(before), ...humansOf(before)]
    .map(({ playerId }) => playerId)
    .filter((playerId) => !isMember(after, playerId) && !awaited.includes(playerId));
  const isTimeUp = command.kind === 'passed' && before.status === 'lobby' && now >= before.gathering.until;
  if (!isTimeUp) return gone.length > 0 ? gone : null;
  const away = humansOf(after).filter(({ awaySince }) => awaySince !== null);
  return [...gone, ...awaited, ...away.map(({ playerId }) => playerId)];
}

/** The seat of one of the group is free again, whether they have come or not. */
export function callOff(room: Room, playerId: string): Room {
  return isMember(room, playerId) ? remove(room, playerId) : release(room, playerId);
}

/** Nobody is in it any more, nor awaited. */
export function scattered(room: Room): Room {
  const seats = room.seats.map((seat): Seat => (seat.kind === 'bot' ? seat : { kind: 'empty' }));
  return { ...backToLobby(room), gathering: null, seats, spectators: [] };
}
