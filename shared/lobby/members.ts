import { fail, ok } from '../core/result.ts';
import { refuse, refuseField } from '../protocol/errors.ts';
import type { Player } from '../protocol/identity.ts';
import { GATHERS, LOCKED, release, whyBanned } from './holds.ts';
import {
  backToLobby,
  changeAll,
  changeHuman,
  type Decision,
  HERE,
  type Hold,
  type Human,
  holdOf,
  humanOf,
  humansOf,
  isFree,
  isMember,
  MAX_SPECTATORS,
  newSeat,
  type Room,
  type RoomTiming,
  type Seat,
  seatOf,
  setSeat,
  vacated,
} from './room.ts';
import { lacking, withdrawVote } from './rounds.ts';
import { nextTeam } from './teams.ts';

/** Who is in the room: coming, going, being sent away, being lost for a while, and who is host. */

/** The oldest are forgotten beyond this many, so that a room that bans without end does not grow without end. */
const MOST_BANS = 500;
const MOST_MUTED = 500;
const MOST_KNOWN = 500;

export const NO_WATCHING = refuse('room/full', 'This room has no place to watch from.');

export function join(room: Room, player: Player, place: string, as: 'player' | 'spectator', now: number): Decision {
  const here = { name: player.name, place, ...HERE };
  if (isMember(room, player.id)) return ok(changeHuman(room, player.id, (human) => ({ ...human, ...here })));
  const banned = whyBanned(room, player.id, place);
  if (banned) return fail(banned);
  const human: Human = { playerId: player.id, joinedAt: now, ...here };
  const isHeld = holdOf(room, player.id) !== null;
  if (room.gathering && (!isHeld || as === 'spectator')) return fail(GATHERS);
  if (room.locked && !isHeld) return fail(LOCKED);
  const decided = as === 'spectator' ? watch(release(room, player.id), human) : takeSeat(room, human);
  if (!decided.ok || room.known.includes(player.id)) return decided;
  return ok({ ...decided.value, known: [...room.known, player.id].slice(-MOST_KNOWN) });
}

export function watch(room: Room, human: Human): Decision {
  if (room.spectators.length >= MAX_SPECTATORS) return fail(NO_WATCHING);
  return ok({ ...room, spectators: [...room.spectators, human] });
}

/** The one that is held for them, or the first free one. */
function takeSeat(room: Room, human: Human): Decision {
  const isTheirs = (seat: Seat) => seat.kind === 'empty' && seat.held?.playerId === human.playerId;
  const index = room.seats.findIndex(isTheirs);
  if (index < 0) return takeFreeSeat(room, human);
  const seat = room.seats[index] as Extract<Seat, { kind: 'empty' }>;
  // Whoever was matched came to play, and waits for nothing but the end of a match that runs.
  return ok(setSeat(room, index, newSeat(human, seat.team ?? seat.held!.team, room.status !== 'playing')));
}

/** `index`: the seat; the first free one if none is named. */
export function takeFreeSeat(room: Room, human: Human, index?: number): Decision {
  const free = index ?? room.seats.findIndex(isFree);
  if (free < 0) return fail(refuse('room/full', `All ${room.seats.length} seats of this room are taken.`));
  const seat = room.seats[free];
  if (seat?.kind !== 'empty') return fail(refuse('room/full', `Seat ${free} is taken.`));
  if (seat.held) return fail(heldFor(free, seat.held));
  // Who comes during the countdown came to play: a newcomer whose `ready` was awaited could hold everyone up for ever.
  const ready = room.status === 'countdown';
  return ok(setSeat(room, free, newSeat(human, seat.team ?? nextTeam(room.seats, room.teams), ready)));
}

export function remove(before: Room, playerId: string): Room {
  const room = withdrawVote(before, playerId);
  const index = seatOf(room, playerId);
  if (index === null) return { ...room, spectators: room.spectators.filter((one) => one.playerId !== playerId) };
  const next = setSeat(room, index, vacated(room, index));
  return room.status === 'countdown' && lacking(next) !== null ? backToLobby(next) : next;
}

export function kick(room: Room, host: string, target: string, ban: boolean): Decision {
  const human = humanOf(room, target);
  if (!human) return fail(nobody(target));
  if (target === host) return fail(refuseField('playerId', 'a host leaves, and cannot be kicked'));
  const next = remove(room, target);
  if (!ban) return ok(next);
  return ok({ ...next, bans: [...next.bans, { playerId: target, place: human.place }].slice(-MOST_BANS) });
}

export function transfer(room: Room, target: string): Decision {
  const human = humanOf(room, target);
  if (!human) return fail(nobody(target));
  if (human.awaySince !== null) return fail(refuse('room/wrong-status', `${human.name} is away just now.`));
  return ok({ ...room, hostId: target });
}

export function mute(room: Room, target: string, muted: boolean): Decision {
  // Who was muted and has left can be heard again, should they come back.
  if (muted && !isMember(room, target)) return fail(nobody(target));
  const others = room.muted.filter((one) => one !== target);
  return ok({ ...room, muted: muted ? [...others, target].slice(-MOST_MUTED) : others });
}

export const heldFor = (index: number, { name }: Hold) => refuse('room/full', `Seat ${index} is held for ${name}.`);

const nobody = (playerId: string) =>
  refuse('player/not-found', `Nobody of this id is in the room: ${playerId.slice(0, 64)}.`);

/** `[RM-5]` The connection broke; the place is kept for the grace time of the room's status. */
export function lose(room: Room, playerId: string, timing: RoomTiming, now: number): Room {
  const grace = room.status === 'playing' ? timing.graceInMatch : timing.graceInLobby;
  return changeHuman(room, playerId, (human) =>
    human.awaySince === null ? { ...human, lagging: false, awaySince: now, keptUntil: now + grace } : human,
  );
}

export function setLagging(room: Room, playerId: string, lagging: boolean): Room {
  return changeHuman(room, playerId, (human) =>
    human.awaySince === null && (room.status === 'playing' || !lagging) ? { ...human, lagging } : human,
  );
}

/** `[RM-5]` The grace time is that of the status in which someone was lost; a match that begins can only lengthen it. */
export function keepForMatch(room: Room, timing: RoomTiming): Room {
  return changeAll(room, (human) =>
    human.awaySince === null || human.keptUntil === null
      ? human
      : { ...human, keptUntil: Math.max(human.keptUntil, human.awaySince + timing.graceInMatch) },
  );
}

/** Without those whose grace time is over. */
export function withoutExpired(room: Room, now: number): Room {
  return humansOf(room)
    .filter((human) => human.keptUntil !== null && now >= human.keptUntil)
    .reduce((left, human) => remove(left, human.playerId), room);
}

/** `[RM-4]`: the human longest present, those with a connection first; the host stays while one is here or just gone. */
export function chooseHost(room: Room, timing: RoomTiming, now: number): string | null {
  const humans = humansOf(room);
  const host = humans.find((human) => human.playerId === room.hostId);
  if (host && (host.awaySince === null || now < host.awaySince + timing.hostAway)) return host.playerId;
  const isAway = (human: Human) => Number(human.awaySince !== null);
  const [first] = humans.sort(
    (a, b) => isAway(a) - isAway(b) || a.joinedAt - b.joinedAt || (a.playerId < b.playerId ? -1 : 1),
  );
  return (host && first?.awaySince !== null ? host : first)?.playerId ?? null;
}
