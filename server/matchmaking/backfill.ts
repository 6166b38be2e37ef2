import type { Queue } from '../../shared/lobby/queues.ts';
import { matchPoints, NEWCOMER } from '../../shared/lobby/rating.ts';
import { humansOf, isFree, type Room } from '../../shared/lobby/room.ts';
import { toleranceAfter } from '../../shared/lobby/tolerance.ts';
import type { Mutes } from '../rooms/mutes.ts';
import type { RoomHost } from '../rooms/roomHost.ts';
import { skillsOf } from '../store/ratings.ts';
import type { Db } from '../store/schema.ts';
import type { LiveTicket } from './tickets.ts';

/**
 * A public room with free seats is a standing offer: those who wait in its queue are put into these seats, one ticket after the other, if what is
 * thought of those who are in the room lies within the ticket's tolerance, and none of them has been there before.
 */
export interface Backfill {
  /** This room may have become an offer, or none. */
  changed(room: RoomHost): void;
  closed(room: RoomHost): void;
  readonly hasOffers: boolean;
  /** Reads what is thought of those in the rooms, if that is not known. */
  prepare(): Promise<void>;
  /** The queue that this room is an offer to; null: it is none. */
  queueOf(room: RoomHost): Queue | null;
  /** The room for this ticket, the first that fits; `hold` takes the seats, and says whether it could. */
  place(live: LiveTicket, now: number, hold: (room: RoomHost) => boolean): void;
}

interface Offer {
  readonly queue: Queue;
  /** Who is in it, and in which state: what is known of it is about these. */
  readonly key: string;
  /** What is thought of its players on average, in points; null: not read yet. */
  readonly mean: number | null;
}

export function createBackfill(queues: ReadonlyMap<string, Queue>, reads: Db, mutes: Mutes): Backfill {
  const offers = new Map<RoomHost, Offer>();
  /** When the first was sent to a room in which nothing has begun since. */
  const sentAt = new Map<RoomHost, number>();

  function fittingQueue({ game, teams }: Room): Queue | null {
    for (const queue of queues.values()) if (queue.game.id === game && queue.teams === teams) return queue;
    return null;
  }

  function changed(host: RoomHost): void {
    const { room } = host;
    const queue = isOffer(room) ? fittingQueue(room) : null;
    if (isOn(room)) sentAt.delete(host);
    // Who comes in the countdown may be too late for it.
    if (!queue || (isOn(room) && !queue.game.enter)) {
      offers.delete(host);
      return;
    }
    const key = `${room.matchId} ${humansOf(room).map(({ playerId }) => playerId)}`;
    if (offers.get(host)?.key !== key) offers.set(host, { queue, key, mean: null });
  }

  async function prepare(): Promise<void> {
    const unknown = [...offers].filter(([, { mean }]) => mean === null).slice(0, MOST_READ);
    for (const [game, rooms] of Map.groupBy(unknown, ([, { queue }]) => queue.game.id)) {
      const members = rooms.map(([{ room }]) => humansOf(room).map(({ playerId }) => playerId));
      const skills = await skillsOf(reads, game, [...new Set(members.flat())]);
      for (const [i, [host, offer]] of rooms.entries()) {
        // It may be another by now.
        if (offers.get(host) !== offer) continue;
        const points = members[i]!.map((id) => matchPoints(skills.get(id) ?? NEWCOMER));
        offers.set(host, { ...offer, mean: points.reduce((sum, one) => sum + one, 0) / points.length });
      }
    }
  }

  function suits({ ticket, kept }: LiveTicket, host: RoomHost, { queue, mean }: Offer, now: number): boolean {
    const { room } = host;
    const ratings = ticket.queues.get(queue.id);
    if (!ratings || mean === null) return false;
    // Nobody is sent back to where they have been.
    if (ticket.players.some((player) => room.known.includes(player))) return false;
    if (!isOn(room) && (now - kept.since < LOBBY_AFTER_MS || now > (sentAt.get(host) ?? now) + IDLE_MS)) return false;
    if (room.seats.filter(isFree).length < ratings.length) return false;
    const rating = ratings.reduce((sum, one) => sum + one, 0) / ratings.length;
    if (Math.abs(rating - mean) > toleranceAfter(now - kept.since)) return false;
    return humansOf(room).every(
      ({ playerId }) =>
        !ticket.blocked.has(playerId) && !ticket.players.some((player) => mutes.of(playerId).has(player)),
    );
  }

  return {
    changed,
    closed(room) {
      offers.delete(room);
      sentAt.delete(room);
    },
    get hasOffers() {
      return offers.size > 0;
    },
    prepare,
    queueOf: (room) => offers.get(room)?.queue ?? null,
    place(live, now, hold) {
      const fitting = [...offers].filter(([room, offer]) => suits(live, room, offer, now));
      const order = fitting.map(([host]) => host).sort((a, b) => rankOf(a.room) - rankOf(b.room));
      const found = order.find((host) => hold(host));
      if (found && !isOn(found.room) && !sentAt.has(found)) sentAt.set(found, now);
    },
  };
}

/** Where nothing is on yet, somebody has to start: first it is seen whether a match can be made without that. */
const LOBBY_AFTER_MS = 6000;
/** A room in which nothing has begun for so long after somebody was sent there gets nobody else: its host may not even look. */
const IDLE_MS = 30_000;
/** Rooms whose players are read at once; those beyond wait for the next look. */
const MOST_READ = 500;

/** Somebody has to be there. */
function isOffer(room: Room): boolean {
  if (room.visibility !== 'public' || room.locked || room.gathering) return false;
  return room.seats.some(isFree) && humansOf(room).some(({ awaySince }) => awaySince === null);
}

const isOn = ({ status }: Room) => status === 'playing' || status === 'countdown';

/** Where something is on comes first, then where most people are. */
function rankOf(room: Room): number {
  return (isOn(room) ? 0 : MOST_SEATS) - humansOf(room).length;
}

const MOST_SEATS = 1000;
