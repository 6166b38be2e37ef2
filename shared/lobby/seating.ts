import { fail, ok } from '../core/result.ts';
import type { BotLevel } from '../game/contract.ts';
import { refuse, refuseField } from '../protocol/errors.ts';
import type { RoomConfigure, RoomSeat } from '../protocol/room.ts';
import { heldFor, takeFreeSeat, watch } from './members.ts';
import { backToLobby, type Decision, humanOf, isFree, type Room, type Seat, seatOf, setSeat, vacated } from './room.ts';
import { lacking, withdrawVote } from './rounds.ts';
import { assignTeams, nextTeam } from './teams.ts';

/** Who sits where: seats and their number, teams, bots, and the set-up that they depend on. */

const wrongInput = (path: string, message: string): Decision => fail(refuseField(path, message));

const RUNNING = refuse('room/wrong-status', 'The match is running; seats are changed between matches.');

export function configure(room: Room, change: RoomConfigure, teams: number): Decision {
  const { maxPlayers, ...rest } = change;
  let { seats } = room;
  if (maxPlayers !== undefined && maxPlayers !== seats.length) {
    const humans = seats.filter(isSomebodys).length;
    if (maxPlayers > room.seatLimit) return wrongInput('maxPlayers', `the game has ${room.seatLimit} seats`);
    if (maxPlayers < room.minPlayers) return wrongInput('maxPlayers', `the game needs ${room.minPlayers} players`);
    if (maxPlayers < humans) return wrongInput('maxPlayers', `${humans} players are seated`);
    seats = resizeSeats(seats, maxPlayers);
  }
  if (teams !== room.teams) seats = assignTeams(seats, room.teams, teams);
  // What was won alone says nothing about sides, nor the other way round.
  const another = teams !== room.teams || (change.bestOf !== undefined && change.bestOf !== room.bestOf);
  const series = another ? null : room.series;
  return ok({ ...backToLobby(room), ...rest, settings: rest.settings ?? room.settings, seats, teams, series });
}

export function bot(room: Room, index: number, level: BotLevel | null, team?: number): Decision {
  const seat = room.seats[index];
  if (!seat) return wrongInput('seat', `this room has seats 0 to ${room.seats.length - 1}`);
  if (seat.kind === 'human') return wrongInput('seat', `${seat.name} sits in seat ${index}`);
  if (seat.kind === 'empty' && seat.held) return wrongInput('seat', `seat ${index} is held for ${seat.held.name}`);
  const wrong = team !== undefined && wrongTeam(room, team);
  if (wrong) return wrongInput('team', wrong);
  const side = team ?? (seat.kind === 'bot' ? seat.team : nextTeam(room.seats, room.teams));
  return ok(setSeat(backToLobby(room), index, level ? { kind: 'bot', level, team: side } : { kind: 'empty' }));
}

export function changeSeat(room: Room, playerId: string, { seat, team, as }: RoomSeat): Decision {
  const at = seatOf(room, playerId);
  if (as === 'spectator') {
    if (seat !== undefined || team !== undefined) return wrongInput('as', 'who watches has no seat and no team');
    return at === null ? ok(room) : standUp(room, at);
  }
  const wrong = team !== undefined && wrongTeam(room, team);
  if (wrong) return wrongInput('team', wrong);
  if (seat !== undefined && !room.seats[seat]) {
    return wrongInput('seat', `this room has seats 0 to ${room.seats.length - 1}`);
  }
  if (at === null) {
    if (as === undefined && seat === undefined) return wrongInput('team', 'who watches has no team');
    // A match that lets them in has its sides; who comes is put where one is missing.
    if (room.status === 'playing' && team !== undefined) return fail(RUNNING);
    return sitDown(room, playerId, seat, team);
  }
  if (room.status === 'playing' && (seat ?? at) !== at) return fail(RUNNING);
  if (room.status === 'playing' && team !== undefined) return fail(RUNNING);
  const wanted = seat === undefined ? null : room.seats[seat]!;
  if (wanted?.kind === 'empty' && wanted.held) return fail(heldFor(seat!, wanted.held));
  const moved = seat === undefined ? room : moveTo(room, at, seat);
  return ok(team === undefined ? moved : setTeam(moved, playerId, team));
}

function standUp(room: Room, at: number): Decision {
  const { kind: _, ready: __, team: ___, wants: ____, ...human } = room.seats[at] as Extract<Seat, { kind: 'human' }>;
  const watching = watch(room, human);
  if (!watching.ok) return watching;
  const next = setSeat(withdrawVote(watching.value, human.playerId), at, vacated(room, at));
  return ok(room.status === 'countdown' && lacking(next) !== null ? backToLobby(next) : next);
}

function sitDown(room: Room, playerId: string, seat?: number, team?: number): Decision {
  const spectators = room.spectators.filter((one) => one.playerId !== playerId);
  const seated = takeFreeSeat({ ...room, spectators }, humanOf(room, playerId)!, seat);
  if (!seated.ok || team === undefined) return seated;
  return ok(setTeam(seated.value, playerId, team));
}

/** To a free seat, or in exchange with a bot; a human is asked, and whoever asks back has agreed. */
function moveTo(room: Room, at: number, seat: number): Room {
  const own = room.seats[at] as Extract<Seat, { kind: 'human' }>;
  const other = room.seats[seat]!;
  if (seat === at) return withoutWants(room, at);
  if (other.kind === 'human' && other.wants !== at) return setSeat(room, at, { ...own, wants: seat });
  const made = other.kind === 'human' ? { ...other, wants: null } : other;
  return setSeat(setSeat(stopCountdown(room), seat, { ...own, wants: null }), at, made);
}

/** Who asks for the own seat keeps it: the own wish is taken back, and those of others for it are declined. */
function withoutWants(room: Room, at: number): Room {
  const seats = room.seats.map((seat, index): Seat => {
    const over = seat.kind === 'human' && (index === at || seat.wants === at);
    return over ? { ...seat, wants: null } : seat;
  });
  return { ...room, seats };
}

function setTeam(room: Room, playerId: string, team: number): Room {
  const at = seatOf(room, playerId)!;
  const seat = room.seats[at] as Extract<Seat, { kind: 'human' }>;
  return seat.team === team ? room : setSeat(stopCountdown(room), at, { ...seat, team });
}

/** Those who agreed to start agreed to other places; the results of the last match may go on standing. */
const stopCountdown = (room: Room) => (room.status === 'countdown' ? backToLobby(room) : room);

/** Nobody asks for a seat any more that no other player sits in, nor once the match runs. */
export function withoutIdleWants(room: Room): Room {
  const idle = (seat: Seat, index: number) =>
    seat.kind === 'human' &&
    seat.wants !== null &&
    (room.status === 'playing' || seat.wants === index || room.seats[seat.wants]?.kind !== 'human');
  if (!room.seats.some(idle)) return room;
  return {
    ...room,
    seats: room.seats.map((seat, index) => (idle(seat, index) ? { ...seat, wants: null } : seat) as Seat),
  };
}

function wrongTeam(room: Room, team: number): string | null {
  if (room.teams < 2) return 'this game is not played in teams';
  return team < room.teams ? null : `the teams are 0 to ${room.teams - 1}`;
}

/** Taken by a human, or held for one. */
const isSomebodys = (seat: Seat) => seat.kind === 'human' || (seat.kind === 'empty' && seat.held !== undefined);

/** Humans keep their seats where those still exist and else move to the first free one; bots make way, the last first. */
function resizeSeats(seats: readonly Seat[], length: number): Seat[] {
  const next = Array.from({ length }, (_, index): Seat => seats[index] ?? { kind: 'empty' });
  for (const one of seats.slice(length).filter(isSomebodys)) {
    const free = next.findIndex(isFree);
    next[free >= 0 ? free : next.findLastIndex((seat) => seat.kind === 'bot')] = one;
  }
  return next;
}
