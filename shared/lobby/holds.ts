import { fail, ok } from '../core/result.ts';
import { type Refusal, refuse } from '../protocol/errors.ts';
import type { Player } from '../protocol/identity.ts';
import { type Command, type Decision, holdOf, isFree, isMember, type Room, type Seat, setSeat } from './room.ts';
import { teamSizes } from './teams.ts';

/** Seats that are kept for a while for those whom quick match sends. */

export const GATHERS = refuse('room/locked', 'A group is gathering in this room for its match; nobody else gets in.');
export const LOCKED = refuse('room/locked', 'The host has locked this room.');

/** For all of them, on one side, or for none. Who had a seat held here has it held anew. */
export function hold(room: Room, { players, until }: Extract<Command, { kind: 'hold' }>): Decision {
  for (const { id, name, place } of players) {
    if (isMember(room, id)) return fail(refuse('room/already-in-another', `${name} is in this room already.`));
    const banned = whyBanned(room, id, place);
    if (banned) return fail(banned);
  }
  if (room.gathering) return fail(GATHERS);
  if (room.locked) return fail(LOCKED);
  const open = players.reduce((left, { id }) => release(left, id), room);
  const sizes = teamSizes(open.seats, open.teams);
  const smallestFirst = [...sizes.keys()].sort((a, b) => sizes[a]! - sizes[b]!);
  for (const side of smallestFirst) {
    const free = freeSeatsOf(open, side, sizes[side] ?? 0);
    if (free.length >= players.length) return ok(holdSeats(open, free, players, side, until));
  }
  return fail(refuse('room/full', `No side of this room has ${players.length} free seats.`));
}

/** Why the host's bans keep this player out; null if they do not. `place`: where the player comes from, if that is known. */
export function whyBanned(room: Room, playerId: string, place: string | undefined): Refusal | null {
  if (room.bans.some((ban) => ban.playerId === playerId))
    return refuse('room/banned', 'The host has banned this player from the room.');
  if (room.known.includes(playerId) || !room.bans.some((ban) => ban.place === place)) return null;
  return refuse('room/banned', 'The host has banned somebody at this address, and nobody new from there gets in.');
}

/** The seats in which somebody could play for this side, which has `size` by now: no side gets more than its share of all seats. */
function freeSeatsOf({ seats, teams }: Room, side: number, size: number): number[] {
  const free = seats.flatMap((seat, index) =>
    isFree(seat) && (seat.kind !== 'empty' || (seat.team ?? side) === side) ? [index] : [],
  );
  if (teams < 2) return free;
  return side < teams ? free.slice(0, Math.max(0, Math.ceil(seats.length / teams) - size)) : [];
}

function holdSeats(room: Room, free: readonly number[], players: readonly Player[], team: number, until: number): Room {
  return players.reduce((next, { id: playerId, name }, n) => {
    const index = free[n]!;
    const seat = next.seats[index] as Extract<Seat, { kind: 'empty' }>;
    return setSeat(next, index, { ...seat, held: { playerId, name, team, until } });
  }, room);
}

export function release(room: Room, playerId: string): Room {
  return holdOf(room, playerId) ? without(room, (held) => held === playerId) : room;
}

/** Without those who did not come in time. */
export function withoutExpiredHolds(room: Room, now: number): Room {
  return without(room, (_, until) => now >= until);
}

function without(room: Room, isOver: (playerId: string, until: number) => boolean): Room {
  const seats = room.seats.map((seat): Seat => {
    if (seat.kind !== 'empty' || !seat.held || !isOver(seat.held.playerId, seat.held.until)) return seat;
    const { held: _, ...empty } = seat;
    return empty;
  });
  return { ...room, seats };
}
