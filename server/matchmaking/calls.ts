import { humansOf } from '../../shared/lobby/room.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import type { Clock } from '../ops/clock.ts';
import type { RoomsObserver } from '../rooms/registry.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import type { Call, LiveTicket } from './tickets.ts';

/** Tickets that were called to a room, until their players have come or not: all of a group or none. */
export interface Calls extends Omit<RoomsObserver, 'scattered'> {
  /** Until when a call that is made now holds. */
  until(): number;
  /** A group gathers in a room. */
  group(call: NewCall, tickets: readonly LiveTicket[]): void;
  /** A seat in a room that was there before: nobody else depends on whether they come. */
  seat(call: NewCall, ticket: LiveTicket): void;
  scattered(room: RoomHost, missing: readonly string[]): void;
  /** The ticket is given up: its seats are free, and the group that waits for it falls apart. */
  withdraw(ticket: LiveTicket): void;
  stop(): void;
}

type NewCall = Omit<Call, 'at' | 'came'>;

export interface CallsOptions {
  readonly clock: Clock;
  /** All have come: the ticket is used. */
  readonly seated: (ticket: LiveTicket) => void;
  /** Somebody else did not come, who is among `missing`. */
  readonly back: (ticket: LiveTicket, missing: readonly string[]) => void;
  /** These of its players did not come. */
  readonly missed: (ticket: LiveTicket, missing: readonly string[]) => void;
}

/** What a timer may be late by. */
const LATE_MS = 50;

export function createCalls({ clock, seated, back, missed }: CallsOptions): Calls {
  const groups = new Map<RoomHost, readonly LiveTicket[]>();
  /** Of tickets that were called to single seats: calls off the end of their time. */
  const seats = new Map<LiveTicket, () => void>();

  function call(ticket: LiveTicket, to: NewCall): void {
    ticket.called = { ...to, at: clock.now(), came: new Set() };
  }

  const lacking = ({ called, ticket }: LiveTicket) => ticket.players.filter((playerId) => !called!.came.has(playerId));

  function settle(ticket: LiveTicket): void {
    seats.get(ticket)?.();
    seats.delete(ticket);
  }

  function settleIn(room: RoomHost, then: (ticket: LiveTicket) => void): void {
    for (const ticket of [...seats.keys()]) {
      if (ticket.called?.room !== room) continue;
      settle(ticket);
      then(ticket);
    }
  }

  function timeIsUp(ticket: LiveTicket): void {
    settle(ticket);
    missed(ticket, lacking(ticket));
  }

  return {
    until: () => Math.ceil(clock.now() + COME_WITHIN_MS),
    group(to, tickets) {
      groups.set(to.room, tickets);
      for (const ticket of tickets) call(ticket, to);
    },
    seat(to, ticket) {
      call(ticket, to);
      seats.set(
        ticket,
        clock.after(to.until - clock.now() + LATE_MS, () => timeIsUp(ticket)),
      );
    },
    withdraw(ticket) {
      const { called } = ticket;
      if (!called) return;
      settle(ticket);
      const group = groups.get(called.room) ?? [];
      if (group.length > 0) {
        const others = group.filter((other) => other !== ticket);
        groups.set(called.room, others);
      }
      for (const playerId of ticket.ticket.players) called.room.release(playerId);
    },
    joined(room, playerId) {
      for (const ticket of [...seats.keys()]) {
        if (ticket.called?.room !== room || !ticket.ticket.players.includes(playerId)) continue;
        ticket.called.came.add(playerId);
        if (lacking(ticket).length > 0) continue;
        settle(ticket);
        seated(ticket);
      }
    },
    changed(room) {
      const group = groups.get(room);
      if (group && !room.room.gathering) {
        groups.delete(room);
        for (const ticket of group) seated(ticket);
      }
      // Everybody has gone to whom they were called: there is nothing to come for.
      if (seats.size === 0 || humansOf(room.room).some(({ awaySince }) => awaySince === null)) return;
      settleIn(room, (ticket) => {
        for (const playerId of ticket.ticket.players) room.release(playerId);
        back(ticket, []);
      });
    },
    scattered(room, missing) {
      const group = groups.get(room) ?? [];
      groups.delete(room);
      for (const ticket of group) {
        const own = ticket.ticket.players.filter((playerId) => missing.includes(playerId));
        if (own.length > 0) missed(ticket, own);
        else back(ticket, missing);
      }
    },
    closed(room) {
      const group = groups.get(room) ?? [];
      groups.delete(room);
      for (const ticket of group) back(ticket, []);
      settleIn(room, (ticket) => back(ticket, []));
    },
    stop() {
      for (const cancel of seats.values()) cancel();
    },
  };
}
