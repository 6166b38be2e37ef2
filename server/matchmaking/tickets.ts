import type { Ticket } from '../../shared/lobby/matchmaker.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import type { KeptTicket } from '../store/tickets.ts';

/** A ticket as it stands now. */
export interface LiveTicket {
  readonly kept: KeptTicket;
  ticket: Ticket;
  /** Those of its players who have no connection, each with what calls off that this ends the ticket: it cannot be matched meanwhile. */
  readonly away: Map<string, () => void>;
  /** Where its players come from, as far as that is known. */
  readonly places: Map<string, string>;
  /** Those for whom it has waited in vain: it is not matched with them again. */
  readonly stoodUpBy: Set<string>;
  /** Not to be matched just now: it has only come, or a room for its group is being written down. */
  isBusy: boolean;
  /** Where it was called to; null: it waits. */
  called: Call | null;
}

export interface Call {
  readonly room: RoomHost;
  /** In which of its queues the ticket was of use. */
  readonly queue: string;
  /** Who has taken their seat, if only for a moment. */
  readonly came: Set<string>;
  /** Since when, and until when the seats are held, in milliseconds. */
  readonly at: number;
  readonly until: number;
}

/** It could be matched now, if nobody is away. */
export const isWaiting = ({ called, isBusy }: LiveTicket) => !called && !isBusy;

/** The tickets by whatever one has at hand. A player has at most one. */
export interface Tickets {
  readonly size: number;
  add(ticket: LiveTicket): void;
  remove(ticket: LiveTicket): void;
  ofPlayer(playerId: string): LiveTicket | null;
  /** Of the party that waits in this room. */
  ofRoom(roomId: string): LiveTicket | null;
  get(id: string): LiveTicket | null;
  /** The first that came first. */
  all(): Iterable<LiveTicket>;
}

export function createTickets(): Tickets {
  const byId = new Map<string, LiveTicket>();
  const byPlayer = new Map<string, LiveTicket>();
  const byRoom = new Map<string, LiveTicket>();
  return {
    get size() {
      return byId.size;
    },
    add(ticket) {
      const { id, players, roomId } = ticket.kept;
      byId.set(id, ticket);
      for (const { playerId } of players) byPlayer.set(playerId, ticket);
      if (roomId !== null) byRoom.set(roomId, ticket);
    },
    remove({ kept: { id, players, roomId } }) {
      byId.delete(id);
      for (const { playerId } of players) byPlayer.delete(playerId);
      if (roomId !== null) byRoom.delete(roomId);
    },
    ofPlayer: (playerId) => byPlayer.get(playerId) ?? null,
    ofRoom: (roomId) => byRoom.get(roomId) ?? null,
    get: (id) => byId.get(id) ?? null,
    all: () => byId.values(),
  };
}
