import { COME_WITHIN_MS } from '../protocol/queue.ts';
import { changeAll, type Room, type RoomTiming, type Seat } from './room.ts';

/** What members have seen of a room may be newer than what was kept of it: its version goes on above all of that. */
const VERSIONS_LOST = 1000;
/** Those who come back still see how the match ended. */
const RESULTS_SHOWN_MS = 5000;

/**
 * A room as its server comes back: nobody is connected, and everybody has the whole grace time to be; time that passed meanwhile is
 * nobody's fault. A countdown begins anew, and so does the time for which seats are held. (Of a group that was gathering nothing is
 * taken up: it is put together again.)
 */
export function afterRestart(room: Room, timing: RoomTiming, now: number): Room {
  const grace = room.status === 'playing' ? timing.graceInMatch : timing.graceInLobby;
  const away = { lagging: false, awaySince: now, keptUntil: now + grace };
  const kept = changeAll(room, (human) => ({ ...human, ...away }));
  return {
    ...kept,
    seats: kept.seats.map((seat) => heldAnew(seat, now + COME_WITHIN_MS)),
    until: untilAfter(room, timing, now),
    version: room.version + VERSIONS_LOST,
  };
}

function heldAnew(seat: Seat, until: number): Seat {
  return seat.kind === 'empty' && seat.held ? { ...seat, held: { ...seat.held, until } } : seat;
}

function untilAfter({ status, until }: Room, timing: RoomTiming, now: number): number | null {
  if (until === null) return null;
  return status === 'countdown' ? now + timing.countdown : Math.max(until, now + RESULTS_SHOWN_MS);
}
