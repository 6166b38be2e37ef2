import { equal } from '../core/equal.ts';
import { fail, ok, type Result } from '../core/result.ts';
import type { BotLevel } from '../game/contract.ts';
import { type Refusal, refuse } from '../protocol/errors.ts';
import type { Player } from '../protocol/identity.ts';
import type { RoomConfigure } from '../protocol/room.ts';
import {
  type Command,
  type Effect,
  HERE,
  type Human,
  humansOf,
  isMember,
  MAX_SPECTATORS,
  type NewRoom,
  openRoom,
  type Room,
  type Seat,
  type Step,
  seatOf,
} from './room.ts';

/**
 * The room as a pure function: (room, command, now) gives the next room and what has to be done about it, or a refusal.
 * Whatever decides about seats, hosts and status is here; sockets, timers and storage are around it.
 */
export interface RoomRules {
  open(room: NewRoom, now: number): Room;
  /** The next room, with a `version` one larger if anything changed. */
  apply(room: Room, command: Command, now: number): Result<Step, Refusal>;
  /** When the next deadline falls; null while nothing waits. */
  due(room: Room): number | null;
}

/** Durations in milliseconds. */
export interface RoomTiming {
  readonly countdown: number;
  readonly results: number;
  readonly graceInMatch: number;
  readonly graceInLobby: number;
  /** How long a host may be away and stay host. */
  readonly hostAway: number;
}

export const ROOM_TIMING: RoomTiming = {
  countdown: 3000,
  results: 30_000,
  graceInMatch: 60_000,
  graceInLobby: 30_000,
  hostAway: 10_000,
};

export function createRoomRules(timing: RoomTiming): RoomRules {
  function join(room: Room, player: Player, as: 'player' | 'spectator', now: number): Decision {
    const here = { name: player.name, ...HERE };
    if (isMember(room, player.id)) return ok(changeHuman(room, player.id, (human) => ({ ...human, ...here })));
    if (room.locked) return fail(refuse('room/locked', 'The host has locked this room.'));
    const human: Human = { playerId: player.id, joinedAt: now, ...here };
    if (as === 'spectator') {
      if (room.spectators.length >= MAX_SPECTATORS)
        return fail(refuse('room/full', 'This room has no place to watch from.'));
      return ok({ ...room, spectators: [...room.spectators, human] });
    }
    const free = room.seats.findIndex((seat) => seat.kind === 'empty');
    if (free < 0) return fail(refuse('room/full', `All ${room.seats.length} seats of this room are taken.`));
    // Who comes during the countdown came to play: a newcomer whose `ready` was awaited could hold everyone up for ever.
    return ok(setSeat(room, free, { kind: 'human', ready: room.status === 'countdown', ...human }));
  }

  function ready(room: Room, playerId: string, value: boolean): Decision {
    if (room.status === 'playing') return fail(refuse('room/wrong-status', 'The match is running.'));
    const index = seatOf(room, playerId);
    if (index === null) return fail(refuse('room/wrong-status', 'Who watches has no seat to be ready in.'));
    const seat = room.seats[index]!;
    const next = setSeat(room, index, { ...seat, ready: value } as Seat);
    if (value) return ok(next);
    return ok(room.status === 'countdown' ? backToLobby(next) : withdrawVote(next, playerId));
  }

  function configure(room: Room, change: RoomConfigure): Decision {
    const { maxPlayers, ...rest } = change;
    let seats = room.seats;
    if (maxPlayers !== undefined && maxPlayers !== seats.length) {
      const taken = seats.filter((seat) => seat.kind !== 'empty');
      const humans = taken.filter((seat) => seat.kind === 'human').length;
      const wrong =
        maxPlayers > room.seatLimit
          ? `the game has ${room.seatLimit} seats`
          : maxPlayers < room.minPlayers
            ? `the game needs ${room.minPlayers} players`
            : maxPlayers < humans && `${humans} players are seated`;
      if (wrong)
        return fail(
          refuse('input/invalid', `maxPlayers: ${wrong}`, { issues: [{ path: 'maxPlayers', message: wrong }] }),
        );
      seats = resizeSeats(seats, maxPlayers);
    }
    return ok({ ...backToLobby(room), ...rest, settings: rest.settings ?? room.settings, seats });
  }

  function bot(room: Room, index: number, level: BotLevel | null): Decision {
    const seat = room.seats[index];
    const wrong = !seat
      ? `this room has seats 0 to ${room.seats.length - 1}`
      : seat.kind === 'human' && `${seat.name} sits in seat ${index}`;
    if (wrong) return fail(refuse('input/invalid', `seat: ${wrong}`, { issues: [{ path: 'seat', message: wrong }] }));
    return ok(setSeat(backToLobby(room), index, level ? { kind: 'bot', level } : { kind: 'empty' }));
  }

  /** `[RM-1]` countdown, if everyone who is here wants to; the reason why not otherwise. */
  function start(room: Room, matchId: string, now: number): Decision {
    const taken = room.seats.filter((seat) => seat.kind !== 'empty').length;
    if (taken < room.minPlayers) {
      return fail(
        refuse('room/wrong-status', `The game needs ${room.minPlayers} players, bots included; ${taken} are seated.`),
      );
    }
    const waiting = room.seats.filter((seat) => seat.kind === 'human' && !seat.ready && seat.awaySince === null);
    if (waiting.length > 0) {
      const names = waiting.map((seat) => (seat.kind === 'human' ? seat.name : '')).join(', ');
      return fail(refuse('room/wrong-status', `Not ready yet: ${names}.`));
    }
    return ok({ ...room, status: 'countdown', matchId, rematch: null, until: now + timing.countdown });
  }

  function rematch(room: Room, playerId: string, matchId: string): Decision {
    if (room.status !== 'results')
      return fail(refuse('room/wrong-status', 'A rematch is voted on while the results stand.'));
    const voted = ready(room, playerId, true);
    if (!voted.ok) return voted;
    const votes = [...new Set([...(room.rematch?.votes ?? []), playerId])];
    return ok({ ...voted.value, rematch: { matchId: room.rematch?.matchId ?? matchId, votes } });
  }

  /** The vote is won once all who are here agree: by the last voice, or when the last who had not spoken goes. */
  function countVotes(room: Room, now: number): Room {
    if (room.status !== 'results' || !room.rematch) return room;
    const { matchId, votes } = room.rematch;
    const present = room.seats.filter((seat) => seat.kind === 'human' && seat.awaySince === null);
    if (present.length === 0 || !present.every((seat) => seat.kind === 'human' && votes.includes(seat.playerId)))
      return room;
    const started = start(room, matchId, now);
    return started.ok ? started.value : room;
  }

  function remove(before: Room, playerId: string): Room {
    const room = withdrawVote(before, playerId);
    const index = seatOf(room, playerId);
    if (index === null) return { ...room, spectators: room.spectators.filter((one) => one.playerId !== playerId) };
    const next = setSeat(room, index, { kind: 'empty' });
    const tooFew = next.seats.filter((seat) => seat.kind !== 'empty').length < room.minPlayers;
    return room.status === 'countdown' && tooFew ? backToLobby(next) : next;
  }

  const grace = (room: Room) => (room.status === 'playing' ? timing.graceInMatch : timing.graceInLobby);

  /** `[RM-5]` The grace time is that of the status in which someone was lost; a match that begins can only lengthen it. */
  function keepForMatch(room: Room): Room {
    return changeAll(room, (human) =>
      human.awaySince === null || human.keptUntil === null
        ? human
        : { ...human, keptUntil: Math.max(human.keptUntil, human.awaySince + timing.graceInMatch) },
    );
  }

  function lose(room: Room, playerId: string, now: number): Room {
    return changeHuman(room, playerId, (human) =>
      human.awaySince === null ? { ...human, awaySince: now, keptUntil: now + grace(room) } : human,
    );
  }

  function passed(room: Room, now: number): Room {
    let next = room;
    for (const human of humansOf(room)) {
      if (human.keptUntil !== null && now >= human.keptUntil) next = remove(next, human.playerId);
    }
    if (next.until !== null && now >= next.until) {
      if (next.status === 'countdown') next = keepForMatch({ ...next, status: 'playing', until: null });
      else if (next.status === 'results') next = backToLobby(next);
    }
    return next;
  }

  /** `[RM-4]`: the human longest present, those with a connection first; the host stays while one is here or just gone. */
  function chooseHost(room: Room, now: number): string | null {
    const humans = humansOf(room);
    const host = humans.find((human) => human.playerId === room.hostId);
    if (host && (host.awaySince === null || now < host.awaySince + timing.hostAway)) return host.playerId;
    const order = humans
      .filter((human) => human.awaySince === null)
      .sort((a, b) => a.joinedAt - b.joinedAt || (a.playerId < b.playerId ? -1 : 1));
    return (order[0] ?? host ?? humans[0])?.playerId ?? null;
  }

  function decide(room: Room, command: Command, now: number): Decision {
    switch (command.kind) {
      case 'join':
        return join(room, command.player, command.as, now);
      case 'passed':
        return ok(passed(room, now));
      case 'drain':
        return ok(room.status === 'countdown' ? backToLobby(room) : room);
      case 'ended':
        return ok(
          room.status === 'playing' && room.matchId === command.matchId ? toResults(room, now + timing.results) : room,
        );
    }
    if (!isMember(room, command.playerId)) return fail(refuse('room/not-member', 'You are not in this room.'));
    switch (command.kind) {
      case 'leave':
        return ok(remove(room, command.playerId));
      case 'lost':
        return ok(lose(room, command.playerId, now));
      case 'rename':
        return ok(changeHuman(room, command.playerId, (human) => ({ ...human, name: command.name })));
      case 'ready':
        return ready(room, command.playerId, command.ready);
      case 'rematch':
        return rematch(room, command.playerId, command.matchId);
    }
    if (command.playerId !== room.hostId) return fail(refuse('room/not-host', 'Only the host may do that.'));
    if (room.status !== 'lobby' && room.status !== 'results') {
      return fail(refuse('room/wrong-status', 'That is for the time between matches.'));
    }
    switch (command.kind) {
      case 'configure':
        return configure(room, command.change);
      case 'bot':
        return bot(room, command.seat, command.level);
      case 'start':
        return start(room, command.matchId, now);
    }
  }

  return {
    open: (room, now) => openRoom(room, now, timing.graceInLobby),
    apply(room, command, now) {
      const decided = decide(room, command, now);
      if (!decided.ok) return decided;
      const counted = countVotes(decided.value, now);
      const settled = { ...counted, hostId: chooseHost(counted, now) };
      if (equal(settled, room)) return ok({ room, effects: [] });
      const next = { ...settled, version: room.version + 1 };
      return ok({ room: next, effects: effectsOf(room, next) });
    },
    due(room) {
      const deadlines = humansOf(room).flatMap((human) => {
        if (human.awaySince === null || human.keptUntil === null) return [];
        const lastHost =
          human.playerId === room.hostId && chooseHost(room, Number.POSITIVE_INFINITY) !== human.playerId;
        return [human.keptUntil, ...(lastHost ? [human.awaySince + timing.hostAway] : [])];
      });
      if (room.until !== null) deadlines.push(room.until);
      return deadlines.length === 0 ? null : Math.min(...deadlines);
    },
  };
}

type Decision = Result<Room, Refusal>;

function effectsOf(before: Room, after: Room): Effect[] {
  const effects: Effect[] = [];
  if (before.status === 'countdown' && after.status === 'playing') effects.push({ kind: 'begin' });
  for (const { playerId } of humansOf(before)) if (!isMember(after, playerId)) effects.push({ kind: 'gone', playerId });
  if (humansOf(after).length === 0) effects.push({ kind: 'close' });
  return effects;
}

function setSeat(room: Room, index: number, seat: Seat): Room {
  return { ...room, seats: room.seats.with(index, seat) };
}

function changeAll(room: Room, change: <H extends Human>(human: H) => H): Room {
  return {
    ...room,
    seats: room.seats.map((seat) => (seat.kind === 'human' ? change(seat) : seat)),
    spectators: room.spectators.map(change),
  };
}

function changeHuman(room: Room, playerId: string, change: <H extends Human>(human: H) => H): Room {
  return changeAll(room, (human) => (human.playerId === playerId ? change(human) : human));
}

function withdrawVote(room: Room, playerId: string): Room {
  if (!room.rematch) return room;
  const votes = room.rematch.votes.filter((voter) => voter !== playerId);
  return { ...room, rematch: votes.length === 0 ? null : { ...room.rematch, votes } };
}

/** Changing the set-up ends the showing of results: what stands there was another game. Votes and readiness stay. */
function backToLobby(room: Room): Room {
  return room.status === 'lobby' ? room : { ...room, status: 'lobby', matchId: null, rematch: null, until: null };
}

function toResults(room: Room, until: number): Room {
  const seats = room.seats.map((seat) => (seat.kind === 'human' ? { ...seat, ready: false } : seat));
  return { ...room, status: 'results', rematch: null, until, seats };
}

/** Humans keep their seats where those still exist and else move to the first free one; bots make way, the last first. */
function resizeSeats(seats: readonly Seat[], length: number): Seat[] {
  const next = Array.from({ length }, (_, index): Seat => seats[index] ?? { kind: 'empty' });
  for (const human of seats.slice(length).filter((seat) => seat.kind === 'human')) {
    const empty = next.findIndex((seat) => seat.kind === 'empty');
    next[empty >= 0 ? empty : next.findLastIndex((seat) => seat.kind === 'bot')] = human;
  }
  return next;
}
