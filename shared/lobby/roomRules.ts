import { equal } from '../core/equal.ts';
import { fail, ok, type Result } from '../core/result.ts';
import { type Refusal, refuse } from '../protocol/errors.ts';
import { callOff, countDownWhenAllAreHere, isRefused, missingFrom, scattered, WAITS } from './gathering.ts';
import { hold, release, withoutExpiredHolds } from './holds.ts';
import {
  chooseHost,
  join,
  keepForMatch,
  kick,
  lose,
  mute,
  remove,
  setLagging,
  transfer,
  withoutExpired,
} from './members.ts';
import { type NewRoom, openRoom } from './openRoom.ts';
import {
  backToLobby,
  type Command,
  changeHuman,
  type Decision,
  type Effect,
  type GoneWhy,
  holdsOf,
  humanOf,
  humansOf,
  isMember,
  type Room,
  type RoomTiming,
  type Step,
} from './room.ts';
import { countVotes, end, ready, rematch, start } from './rounds.ts';
import { bot, changeSeat, configure, withoutIdleWants } from './seating.ts';

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

export const ROOM_TIMING: RoomTiming = {
  countdown: 3000,
  results: 30_000,
  graceInMatch: 60_000,
  graceInLobby: 30_000,
  hostAway: 10_000,
};

export function createRoomRules(timing: RoomTiming): RoomRules {
  function passed(room: Room, now: number): Room {
    const present = withoutExpired(room, now);
    // Those of a group are awaited, or not, all together.
    const next = present.gathering ? present : withoutExpiredHolds(present, now);
    if (next.until === null || now < next.until) return next;
    if (next.status === 'countdown')
      return keepForMatch({ ...next, status: 'playing', until: null, gathering: null }, timing);
    return backToLobby(next);
  }

  function decide(room: Room, command: Command, now: number): Decision {
    switch (command.kind) {
      case 'join':
        return join(room, command.player, command.place, command.as, now);
      case 'passed':
        return ok(passed(room, now));
      case 'drain':
        return ok({ ...(room.status === 'countdown' ? backToLobby(room) : room), rematch: null });
      case 'ended':
        return ok(end(room, command, timing, now));
      case 'hold':
        return hold(room, command);
      case 'release':
        return ok(room.gathering ? callOff(room, command.playerId) : release(room, command.playerId));
    }
    if (!isMember(room, command.playerId)) return fail(refuse('room/not-member', 'You are not in this room.'));
    if (isRefused(room, command)) return fail(WAITS);
    switch (command.kind) {
      case 'leave':
        return ok(remove(room, command.playerId));
      case 'lost':
        return ok(lose(room, command.playerId, timing, now));
      case 'lagging':
        return ok(setLagging(room, command.playerId, command.lagging));
      case 'rename':
        return ok(changeHuman(room, command.playerId, (human) => ({ ...human, name: command.name })));
      case 'ready':
        return ready(room, command.playerId, command.ready);
      case 'rematch':
        return rematch(room, command.playerId, command.matchId);
      case 'seat':
        return changeSeat(room, command.playerId, command.wish);
    }
    if (command.playerId !== room.hostId) return fail(refuse('room/not-host', 'Only the host may do that.'));
    switch (command.kind) {
      case 'kick':
        return kick(room, command.playerId, command.target, command.ban);
      case 'transfer':
        return transfer(room, command.target);
      case 'mute':
        return mute(room, command.target, command.muted);
    }
    if (room.status !== 'lobby' && room.status !== 'results') {
      return fail(refuse('room/wrong-status', 'That is for the time between matches.'));
    }
    switch (command.kind) {
      case 'configure':
        return configure(room, command.change, command.teams ?? room.teams);
      case 'bot':
        return bot(room, command.seat, command.level, command.team);
      case 'start':
        return start(room, command.matchId, timing, now);
    }
  }

  return {
    open: (room, now) => openRoom(room, now, timing.graceInLobby),
    apply(room, command, now) {
      const decided = decide(room, command, now);
      if (!decided.ok) return decided;
      const counted = withoutIdleWants(countVotes(decided.value, timing, now));
      const missing = missingFrom(room, counted, command, now);
      const gathered = missing ? scattered(counted) : countDownWhenAllAreHere(counted, timing, now);
      const settled = { ...gathered, hostId: chooseHost(gathered, timing, now) };
      if (equal(settled, room)) return ok({ room, effects: [] });
      const next = { ...settled, version: room.version + 1 };
      return ok({ room: next, effects: effectsOf(room, next, command, missing && scatter(counted, missing)) });
    },
    due(room) {
      const deadlines = humansOf(room).flatMap((human) => {
        if (human.awaySince === null || human.keptUntil === null) return [];
        const lastHost =
          human.playerId === room.hostId && chooseHost(room, timing, Number.POSITIVE_INFINITY) !== human.playerId;
        return [human.keptUntil, ...(lastHost ? [human.awaySince + timing.hostAway] : [])];
      });
      if (room.until !== null) deadlines.push(room.until);
      if (room.gathering && room.status === 'lobby') deadlines.push(room.gathering.until);
      else deadlines.push(...holdsOf(room).map(({ until }) => until));
      return deadlines.length === 0 ? null : Math.min(...deadlines);
    },
  };
}

type Scatter = Extract<Effect, { kind: 'scatter' }>;

function scatter(room: Room, missing: readonly string[]): Scatter {
  const here = humansOf(room).filter(({ awaySince }) => awaySince === null);
  return { kind: 'scatter', missing, present: here.map(({ playerId }) => playerId) };
}

/** What the command did, in the order in which it is told. */
function effectsOf(before: Room, after: Room, command: Command, scatter: Scatter | null): Effect[] {
  const effects: Effect[] = scatter ? [scatter] : [];
  if (before.status === 'countdown' && after.status === 'playing') effects.push({ kind: 'begin' });
  for (const { playerId, name } of humansOf(before)) {
    if (!isMember(after, playerId))
      effects.push({ kind: 'gone', playerId, name, why: whyGone(command, playerId, scatter !== null) });
  }
  for (const { playerId, name } of humansOf(after)) {
    if (!isMember(before, playerId)) effects.push({ kind: 'joined', playerId, name });
  }
  const host = after.hostId !== before.hostId && after.hostId !== null && humanOf(after, after.hostId);
  if (host) effects.push({ kind: 'host', playerId: host.playerId, name: host.name });
  if (humansOf(after).length + holdsOf(after).length === 0) effects.push({ kind: 'close' });
  return effects;
}

function whyGone(command: Command, playerId: string, isScattered: boolean): GoneWhy {
  if (command.kind === 'kick') return command.ban ? 'banned' : 'kicked';
  if (command.kind === 'leave' && command.playerId === playerId) return 'left';
  return isScattered ? 'scattered' : 'dropped';
}
