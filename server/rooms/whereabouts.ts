import { type GoneWhy, holdOf, holdsOf, humanOf, humansOf } from '../../shared/lobby/room.ts';
import type { RoomHost } from './roomHost.ts';
import type { Connection } from './wire.ts';

/**
 * Who is in which room, and for whom a room holds a seat. A player is in one room, but for one case: who comes into a room whose
 * group still gathers keeps the place in the room they came from, as one who is away, until the group is complete or falls apart.
 */
export interface Whereabouts {
  /** The room that a player is in, the new one of two. */
  of(playerId: string): RoomHost | null;
  /** The room that holds a seat for this player; of several the one that did so last. */
  holding(playerId: string): RoomHost | null;
  /** With those who are in it already. */
  opened(room: RoomHost): void;
  /** By this connection the player acts in this room from now on, and in no other. */
  came(room: RoomHost, connection: Connection): void;
  /** The code of the room that the player is back in by that; null for most. */
  gone(room: RoomHost, playerId: string, why: GoneWhy): string | null;
  /** What brought the player here could not be written down: the room they came from has them again. */
  goBack(room: RoomHost, playerId: string): RoomHost | null;
  /** It is open, or another than before. */
  changed(room: RoomHost): void;
  closed(room: RoomHost): void;
}

export function createWhereabouts(): Whereabouts {
  const byPlayer = new Map<string, RoomHost>();
  const heldIn = new Map<string, RoomHost>();
  /** By room, where there are any. */
  const holds = new Map<RoomHost, readonly string[]>();
  /** Of those whose group still gathers in `to`, and who are members of `from` too. */
  const cameFrom = new Map<string, { readonly from: RoomHost; readonly to: RoomHost }>();

  function setHolds(room: RoomHost, players: readonly string[]): void {
    const before = holds.get(room) ?? [];
    for (const playerId of before)
      if (!players.includes(playerId) && heldIn.get(playerId) === room) heldIn.delete(playerId);
    for (const playerId of players) if (!before.includes(playerId)) heldIn.set(playerId, room);
    if (players.length > 0) holds.set(room, players);
    else holds.delete(room);
  }

  /** The match has begun: nobody who has come needs the room any more that they came from. */
  function gathered(room: RoomHost): void {
    if (cameFrom.size === 0) return;
    for (const [playerId, { from, to }] of [...cameFrom]) {
      if (to !== room) continue;
      cameFrom.delete(playerId);
      from.leave(playerId);
    }
  }

  function goBack(room: RoomHost, playerId: string): RoomHost | null {
    const way = cameFrom.get(playerId);
    if (way?.to !== room) return null;
    cameFrom.delete(playerId);
    byPlayer.set(playerId, way.from);
    return way.from;
  }

  return {
    of: (playerId) => byPlayer.get(playerId) ?? null,
    holding(playerId) {
      const room = heldIn.get(playerId);
      return room && holdOf(room.room, playerId) ? room : null;
    },
    opened(room) {
      for (const { playerId } of humansOf(room.room)) {
        const other = byPlayer.get(playerId);
        if (!other || goesBefore(room, other, playerId)) byPlayer.set(playerId, room);
      }
    },
    came(room, connection) {
      const { id } = connection.player;
      const from = byPlayer.get(id);
      if (from && from !== room) {
        from.stepOut(connection);
        // A group that one leaves for another is none to come back to.
        if (room.room.gathering && !from.room.gathering) cameFrom.set(id, { from, to: room });
        else from.leave(id);
      }
      byPlayer.set(id, room);
    },
    gone(room, playerId, why) {
      const way = cameFrom.get(playerId);
      if (way?.from === room) cameFrom.delete(playerId);
      if (byPlayer.get(playerId) === room) byPlayer.delete(playerId);
      const back = goBack(room, playerId);
      if (why !== 'left') return back?.room.code ?? null;
      // Who goes by their own wish has done with the group and with the room they came from.
      back?.leave(playerId);
      return null;
    },
    goBack,
    changed(room) {
      if (!room.room.gathering) gathered(room);
      const held = holdsOf(room.room).map(({ playerId }) => playerId);
      if (held.length > 0 || holds.has(room)) setHolds(room, held);
    },
    closed: (room) => setHolds(room, []),
  };
}

/** Of two rooms that a player is in after the end of a process: the one where something is on, or else the one they joined last. */
function goesBefore(one: RoomHost, other: RoomHost, playerId: string): boolean {
  const isOn = ({ room }: RoomHost) => Number(room.status === 'playing' || room.status === 'countdown');
  const joinedAt = ({ room }: RoomHost) => humanOf(room, playerId)?.joinedAt ?? 0;
  return (isOn(one) - isOn(other) || joinedAt(one) - joinedAt(other)) > 0;
}
