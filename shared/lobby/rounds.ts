import { fail, ok } from '../core/result.ts';
import { refuse } from '../protocol/errors.ts';
import {
  backToLobby,
  type Command,
  type Decision,
  type Room,
  type RoomTiming,
  type Seat,
  type Series,
  seatOf,
  setSeat,
} from './room.ts';
import { teamsMissing } from './teams.ts';

/** From one match to the next: who is ready, the countdown, the results, the vote for another one, and the series. */

export function ready(room: Room, playerId: string, value: boolean): Decision {
  if (room.status === 'playing') return fail(refuse('room/wrong-status', 'The match is running.'));
  const index = seatOf(room, playerId);
  if (index === null) return fail(refuse('room/wrong-status', 'Who watches has no seat to be ready in.'));
  const seat = room.seats[index]!;
  const next = setSeat(room, index, { ...seat, ready: value } as Seat);
  if (value) return ok(next);
  return ok(room.status === 'countdown' ? backToLobby(next) : withdrawVote(next, playerId));
}

/** Why a match could not begin with those in the seats, ready or not; null if it could. */
export function lacking(room: Room): string | null {
  const taken = room.seats.filter((seat) => seat.kind !== 'empty').length;
  if (taken < room.minPlayers) {
    return `The game needs ${room.minPlayers} players, bots included; ${taken} are seated.`;
  }
  return teamsMissing(room.seats, room.teams);
}

/** `[RM-1]` countdown, if everyone who is here wants to; the reason why not otherwise. */
export function start(room: Room, matchId: string, timing: RoomTiming, now: number): Decision {
  const missing = lacking(room);
  if (missing) return fail(refuse('room/wrong-status', missing));
  const waiting = room.seats.filter((seat) => seat.kind === 'human' && !seat.ready && seat.awaySince === null);
  if (waiting.length > 0) {
    const names = waiting.map((seat) => (seat.kind === 'human' ? seat.name : '')).join(', ');
    return fail(refuse('room/wrong-status', `Not ready yet: ${names}.`));
  }
  return ok({ ...room, status: 'countdown', matchId, rematch: null, until: now + timing.countdown });
}

export function rematch(room: Room, playerId: string, matchId: string): Decision {
  if (room.status !== 'results')
    return fail(refuse('room/wrong-status', 'A rematch is voted on while the results stand.'));
  const voted = ready(room, playerId, true);
  if (!voted.ok) return voted;
  const votes = [...new Set([...(room.rematch?.votes ?? []), playerId])];
  return ok({ ...voted.value, rematch: { matchId: room.rematch?.matchId ?? matchId, votes } });
}

export function withdrawVote(room: Room, playerId: string): Room {
  if (!room.rematch) return room;
  const votes = room.rematch.votes.filter((voter) => voter !== playerId);
  return { ...room, rematch: votes.length === 0 ? null : { ...room.rematch, votes } };
}

/** The vote is won once all who are here agree: by the last voice, or when the last who had not spoken goes. */
export function countVotes(room: Room, timing: RoomTiming, now: number): Room {
  if (room.status !== 'results' || !room.rematch) return room;
  const { matchId, votes } = room.rematch;
  const present = room.seats.filter((seat) => seat.kind === 'human' && seat.awaySince === null);
  if (present.length === 0 || !present.every((seat) => seat.kind === 'human' && votes.includes(seat.playerId)))
    return room;
  const started = start(room, matchId, timing, now);
  return started.ok ? started.value : room;
}

export function end(
  room: Room,
  { matchId, players }: Extract<Command, { kind: 'ended' }>,
  timing: RoomTiming,
  now: number,
): Room {
  if (room.status !== 'playing' || room.matchId !== matchId) return room;
  const seats = room.seats.map((seat): Seat => {
    if (seat.kind === 'empty') return seat.held ? { kind: 'empty', held: seat.held } : { kind: 'empty' };
    return seat.kind === 'human' ? { ...seat, ready: false, lagging: false } : seat;
  });
  const spectators = room.spectators.map((human) => ({ ...human, lagging: false }));
  const series = players ? nextStanding(room, players) : room.series;
  return { ...room, status: 'results', rematch: null, until: now + timing.results, seats, spectators, series };
}

type Players = NonNullable<Extract<Command, { kind: 'ended' }>['players']>;

/**
 * Everyone who came first has won the match, a whole team and those who tie included. A series is decided when somebody has won
 * more than half of its matches, or all have been played.
 */
function nextStanding(room: Room, players: Players): Series | null {
  if (room.bestOf === 1) return null;
  const before = room.series && !room.series.decided ? room.series : { played: 0, standing: [] };
  const keyOf = (one: { seat: number; playerId?: string }) => one.playerId ?? `bot in ${one.seat}`;
  const standing = new Map(before.standing.map((one) => [keyOf(one), one]));
  for (const { won, ...player } of players) {
    const wins = (standing.get(keyOf(player))?.wins ?? 0) + (won ? 1 : 0);
    standing.set(keyOf(player), { ...player, wins });
  }
  const order = [...standing.values()].sort((a, b) => b.wins - a.wins || a.seat - b.seat);
  const played = before.played + 1;
  const decided = played >= room.bestOf || (order[0]?.wins ?? 0) > room.bestOf / 2;
  return { played, standing: order, decided };
}
