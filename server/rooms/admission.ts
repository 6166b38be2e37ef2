import { fail, ok, type Result } from '../../shared/core/result.ts';
import { roomDocument } from '../../shared/lobby/document.ts';
import { type Command, humanOf, isMember, type Room, seatOf } from '../../shared/lobby/room.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { MatchEnd, MatchInfo } from '../../shared/protocol/match.ts';
import type { RoomDocument } from '../../shared/protocol/room.ts';
import type { Keeper } from '../store/keeper.ts';
import type { RoomChat } from './roomChat.ts';
import type { Rounds } from './rounds.ts';
import type { Connection } from './wire.ts';

/** How a connection comes into a room: as somebody new, back to its own place, or instead of another one of the same player. */
export interface Admission {
  /** Calls back once what it changed is kept: the one who joins then has the seat, whatever happens to this process. */
  join(connection: Connection, wish: JoinWish, then: (joined: Result<Joined, Refusal>) => void): void;
  /** The host removed this player, who is away: nothing could be told, and the client comes back by itself. */
  removed(playerId: string): void;
}

export interface JoinWish {
  readonly as: 'player' | 'spectator';
  /**
   * Comes back by itself after a lost connection, and so does not take the seat from another tab that has it now: that is
   * `session/replaced`.
   */
  readonly resume?: boolean | undefined;
  /** The last line of the chat that this client has. */
  readonly chatAfter?: number | undefined;
}

export interface Joined {
  readonly room: RoomDocument;
  readonly seat?: number;
  readonly match?: MatchInfo;
  /** How the last match ended, while its results stand. */
  readonly result?: MatchEnd;
}

/** A room as admission knows it. */
export interface Inside {
  readonly room: Room;
  readonly closed: boolean;
  readonly channel: string;
  /** By player. */
  readonly connections: Map<string, Connection>;
  readonly chat: RoomChat;
  readonly rounds: Rounds;
  readonly keeper: Keeper;
  apply(command: Command): Result<null, Refusal>;
  leaveChannels(connection: Connection): void;
  /** A member acts by this connection from now on; `isNew`: and was no member before. */
  joined(connection: Connection, isNew: boolean): void;
  /** A join that could not be written down is about to be undone. */
  undone(playerId: string): void;
  log(about: { readonly event: string; readonly player: string }): void;
}

export const NOT_HERE = refuse('room/not-member', 'This connection is not in the room.');
export const UNSAVED = refuse(
  'server/unavailable',
  'Nothing can be written down just now: what is changed in rooms might be lost.',
);
export const BROKEN = refuse('server/unavailable', 'The connection broke before this was done.');
export const NO_ROOM = refuse('room/not-found', 'No room has this code.');
const REMOVED = refuse('room/not-member', 'The host removed you from this room while you were away.');
/** Beyond these the first is forgotten, whose client may then come back once as if nothing had happened. */
const MOST_REMOVED = 200;

export function createAdmission(inside: Inside): Admission {
  const { channel, connections, chat, rounds, keeper } = inside;
  const removedAway = new Set<string>();

  const holds = (connection: Connection) => connections.get(connection.player.id) === connection;

  function undo(playerId: string): void {
    inside.undone(playerId);
    inside.apply({ kind: 'leave', playerId });
  }

  /** Why the connection is not in the room any more that was a moment ago; null if it is. */
  function whyGone(connection: Connection): Refusal | null {
    if (holds(connection)) return null;
    return inside.closed ? NO_ROOM : connection.open ? NOT_HERE : BROKEN;
  }

  /** The place in the room is the connection's from here on. */
  function take(connection: Connection, { as, resume }: JoinWish): Result<null, Refusal> {
    const { player, place } = connection;
    const known = humanOf(inside.room, player.id);
    const other = connections.get(player.id);
    if (resume && other && other !== connection && (other.tab === null || other.tab !== connection.tab)) {
      return fail(refuse('session/replaced', 'Another window of yours plays in this room.'));
    }
    if (removedAway.delete(player.id) && resume) return fail(REMOVED);
    if (!known && !keeper.able) return fail(UNSAVED);
    const applied = inside.apply({ kind: 'join', player, place, as });
    if (!applied.ok) return applied;
    if (other && other !== connection) {
      chat.leave(player.id, other.heard);
      inside.leaveChannels(other);
      other.tell('session:replaced', { code: inside.room.code });
    }
    if (other !== connection) rounds.running?.back(player.id);
    connections.set(player.id, connection);
    inside.joined(connection, !known);
    if (!known) inside.log({ event: 'room-joined', player: player.id });
    else if (known.awaySince !== null) inside.log({ event: 'player-back', player: player.id });
    return ok(null);
  }

  /** The one who joins learns of it by the answer, so that the answer is what comes first. */
  function enter(connection: Connection, comesBack: boolean, chatAfter: number | undefined): Joined {
    const { room } = inside;
    const seat = seatOf(room, connection.player.id);
    const { running, result } = rounds;
    connection.enter(channel);
    if (comesBack) chat.comeBack(connection, chatAfter);
    return {
      room: roomDocument(room),
      ...(seat !== null && { seat }),
      ...(running && { match: running.show(connection) }),
      ...(room.status === 'results' && result && { result }),
    };
  }

  return {
    join(connection, wish, then) {
      const known = isMember(inside.room, connection.player.id);
      const comesBack = known || wish.chatAfter !== undefined;
      const taken = take(connection, wish);
      if (!taken.ok) then(taken);
      else {
        keeper.settled((isKept) => {
          const left = isKept || known ? whyGone(connection) : UNSAVED;
          if (left === UNSAVED && holds(connection)) undo(connection.player.id);
          then(left ? fail(left) : ok(enter(connection, comesBack, wish.chatAfter)));
        });
      }
    },
    removed(playerId) {
      removedAway.add(playerId);
      if (removedAway.size > MOST_REMOVED) removedAway.delete(removedAway.values().next().value!);
    },
  };
}
