import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import { type Command, type Effect, humanOf, humansOf, isMember, type Room, seatOf } from '../../shared/lobby/room.ts';
import type { RoomRules } from '../../shared/lobby/roomRules.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Keyframe, MatchEnd, MatchInfo, MatchOutcome } from '../../shared/protocol/match.ts';
import type { RoomDocument, RoomSummary } from '../../shared/protocol/room.ts';
import type { KeptChat } from '../store/chat.ts';
import type { Mutes } from './mutes.ts';
import { createRoomChat, type RoomChat } from './roomChat.ts';
import type { Resumed } from './roomMatch.ts';
import { createRounds, type RoundsServices } from './rounds.ts';
import type { Connection } from './wire.ts';

/** A live room: the reducer's state, the connections of its members, its timer, its chat and its match. */
export interface RoomHost {
  /** Unique among all rooms there ever were, unlike the code. */
  readonly id: string;
  readonly room: Room;
  readonly document: RoomDocument;
  readonly summary: RoomSummary;
  readonly chat: RoomChat;
  /** Calls back once what it changed is kept: the one who joins then has the seat, whatever happens to this process. */
  join(connection: Connection, wish: JoinWish, then: (joined: Result<Joined, Refusal>) => void): void;
  /** Whether the member acts by this connection; any other connection of the player is not in the room. */
  holds(connection: Connection): boolean;
  /** What a member says by the connection that is in the room. */
  command(connection: Connection, command: MemberCommand): Result<null, Refusal>;
  renamed(player: Player): void;
  /** A countdown leads nowhere: the server is about to go. */
  drain(): void;
  /** The connection broke. What it was is forgotten; the seat is kept for the grace time. `heard`: when it last was alive. */
  lost(connection: Connection, heard: number): void;
  /** `[RM-5]` Nothing has come from this connection for more than a moment, or something came again. */
  lagging(connection: Connection, lagging: boolean): void;
  keyframe(connection: Connection): Result<Keyframe, Refusal>;
  isOnline(playerId: string): boolean;
  /** This process is about to end, and the next goes on with the room: nothing more happens in it here. */
  suspend(): void;
}

/** What is known of a room from before this process. */
export interface RoomBefore {
  readonly chat: KeptChat;
  /** Its match, where one was running. */
  readonly match: Resumed | null;
  /** How the match of which the results stand ended, or one that cannot go on. */
  readonly result: MatchEnd | null;
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

/** A command without its speaker, who is the connection's player. */
export type MemberCommand = Command extends infer C
  ? C extends { playerId: string; kind: Exclude<Command['kind'], 'lost' | 'lagging' | 'rename'> }
    ? Omit<C, 'playerId'>
    : never
  : never;

export interface Joined {
  readonly room: RoomDocument;
  readonly seat?: number;
  readonly match?: MatchInfo;
  /** How the last match ended, while its results stand. */
  readonly result?: MatchEnd;
}

export interface RoomServices extends RoundsServices {
  readonly rules: RoomRules;
  readonly mutes: Mutes;
}

type JoinThen = (joined: Result<Joined, Refusal>) => void;

interface Owner {
  /** This player is in the room no more. */
  gone(playerId: string): void;
  joined(playerId: string): void;
  /** The room is another than before, for those who look at it from outside. */
  changed(room: RoomHost): void;
  closed(): void;
}

export const NOT_HERE = refuse('room/not-member', 'This connection is not in the room.');
export const UNSAVED = refuse(
  'server/unavailable',
  'Nothing can be written down just now: what is changed in rooms might be lost.',
);
const BROKEN = refuse('server/unavailable', 'The connection broke before this was done.');
/** Beyond these the first is forgotten, whose client may then come back once as if nothing had happened. */
const MOST_REMOVED = 200;
const REMOVED = refuse('room/not-member', 'The host removed you from this room while you were away.');
const NO_ROOM = refuse('room/not-found', 'No room has this code.');
export const NO_MATCH = refuse('room/wrong-status', 'No match is running in this room that you are shown.');

/** `before`: for a room that was open before this process began; its members are all away. */
export function createRoomHost(
  id: string,
  opened: Room,
  game: AnyGame,
  services: RoomServices,
  owner: Owner,
  before: RoomBefore | null = null,
): RoomHost {
  const { rules, clock, wire, log, mutes, keeper } = services;
  const connections = new Map<string, Connection>();
  const channel = `room:${opened.code}`;
  /** Whom the host removed while they were away: nothing could be told to them, and their clients come back by themselves. */
  const removedAway = new Set<string>();
  const chat = createRoomChat({
    roomId: id,
    channel,
    wire,
    clock,
    mutes,
    keeper,
    kept: before?.chat,
    members: before ? humansOf(opened).map(({ playerId }) => playerId) : [],
  });
  let room = opened;
  let summary: { readonly of: Room; readonly is: RoomSummary } | null = null;
  let cancelTimer: (() => void) | null = null;
  let closed = false;
  const rounds = createRounds({
    roomId: id,
    game,
    services,
    connections,
    before: before?.result ?? null,
    ended: concluded,
  });

  const about = (more: object) => ({ room: room.code, ...(room.matchId !== null && { match: room.matchId }), ...more });

  function apply(command: Command): Result<null, Refusal> {
    if (closed) return fail(NO_ROOM);
    const decided = rules.apply(room, command, clock.now());
    if (!decided.ok) return decided;
    const was = room;
    const { effects } = decided.value;
    room = decided.value.room;
    for (const effect of effects) if (effect.kind === 'gone') forget(effect);
    if (room !== was) {
      keeper.room({ id, room });
      wire.tell(channel, 'room:update', { room: roomDocument(room) });
      owner.changed(host);
      // Last: a fault of the game can end the match in here, and even close the room.
      rounds.running?.follow(room);
    }
    for (const effect of effects) follow(effect);
    setTimer();
    return ok(null);
  }

  function follow(effect: Effect): void {
    if (effect.kind === 'begin') rounds.begin(room);
    if (effect.kind === 'close') end();
    if (effect.kind === 'joined' || effect.kind === 'host') chat.tell(effect.kind, effect);
    if (effect.kind === 'gone') chat.tell(effect.why, effect);
  }

  function forget({ playerId, why }: Extract<Effect, { kind: 'gone' }>): void {
    const connection = connections.get(playerId);
    connections.delete(playerId);
    chat.forget(playerId);
    if (connection) leaveChannels(connection);
    if (why === 'kicked' || why === 'banned') {
      if (connection) connection.tell('room:kicked', { code: room.code, ban: why === 'banned' });
      else if (why === 'kicked') removedAway.add(playerId);
      if (removedAway.size > MOST_REMOVED) removedAway.delete(removedAway.values().next().value!);
    }
    owner.gone(playerId);
    log.info(about({ event: 'room-left', player: playerId, why }));
  }

  function leaveChannels(connection: Connection): void {
    connection.exit(channel);
    rounds.running?.hide(connection);
  }

  function setTimer(): void {
    cancelTimer?.();
    cancelTimer = null;
    const due = closed ? null : rules.due(room);
    if (due !== null)
      cancelTimer = clock.after(Math.max(0, Math.ceil(due - clock.now())), () => apply({ kind: 'passed' }));
  }

  function concluded(end: MatchEnd): void {
    wire.tell(channel, 'match:end', end);
    log.info(about({ event: 'match-ended', outcome: end.outcome.kind }));
    apply({ kind: 'ended', matchId: end.matchId, players: playersOf(end.outcome) });
  }

  /** Nobody is in it any more. */
  function end(): void {
    if (closed) return;
    rounds.abandon();
    rest();
    keeper.roomClosed(id);
    wire.tell(channel, 'room:closed', { reason: 'empty' });
    for (const connection of connections.values()) connection.exit(channel);
    for (const { playerId } of humansOf(room)) owner.gone(playerId);
    connections.clear();
    log.info(about({ event: 'room-closed' }));
    owner.closed();
  }

  /** Nothing happens here any more. */
  function rest(): void {
    closed = true;
    rounds.stop();
    chat.close();
    cancelTimer?.();
    cancelTimer = null;
  }

  const holds = (connection: Connection) => connections.get(connection.player.id) === connection;

  function join(connection: Connection, wish: JoinWish, then: JoinThen): void {
    const known = isMember(room, connection.player.id);
    const comesBack = known || wish.chatAfter !== undefined;
    const taken = take(connection, wish);
    if (!taken.ok) then(taken);
    else {
      keeper.settled((isKept) => {
        const left = isKept || known ? whyGone(connection) : UNSAVED;
        if (left === UNSAVED && holds(connection)) void apply({ kind: 'leave', playerId: connection.player.id });
        then(left ? fail(left) : ok(enter(connection, comesBack, wish.chatAfter)));
      });
    }
  }

  /** Why the connection is not in the room any more that was a moment ago; null if it is. */
  function whyGone(connection: Connection): Refusal | null {
    if (holds(connection)) return null;
    return closed ? NO_ROOM : connection.open ? NOT_HERE : BROKEN;
  }

  /** The place in the room is the connection's from here on. */
  function take(connection: Connection, { as, resume }: JoinWish): Result<null, Refusal> {
    const { player, place } = connection;
    const known = humanOf(room, player.id);
    const other = connections.get(player.id);
    if (resume && other && other !== connection && (other.tab === null || other.tab !== connection.tab)) {
      return fail(refuse('session/replaced', 'Another window of yours plays in this room.'));
    }
    if (removedAway.delete(player.id) && resume) return fail(REMOVED);
    if (!known && !keeper.able) return fail(UNSAVED);
    const applied = apply({ kind: 'join', player, place, as });
    if (!applied.ok) return applied;
    if (other && other !== connection) {
      chat.leave(player.id, other.heard);
      leaveChannels(other);
      other.tell('session:replaced', { code: room.code });
    }
    if (other !== connection) rounds.running?.back(player.id);
    connections.set(player.id, connection);
    owner.joined(player.id);
    if (!known) log.info(about({ event: 'room-joined', player: player.id }));
    else if (known.awaySince !== null) log.info(about({ event: 'player-back', player: player.id }));
    return ok(null);
  }

  /** The one who joins learns of it by the answer, so that the answer is what comes first. */
  function enter(connection: Connection, comesBack: boolean, chatAfter: number | undefined): Joined {
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

  const host: RoomHost = {
    id,
    get room() {
      return room;
    },
    get document() {
      return roomDocument(room);
    },
    get summary() {
      if (summary?.of !== room) summary = { of: room, is: roomSummary(room) };
      return summary.is;
    },
    chat,
    join,
    holds,
    command(connection, command) {
      if (!holds(connection)) return fail(NOT_HERE);
      if (!keeper.able && command.kind !== 'leave') return fail(UNSAVED);
      return apply({ ...command, playerId: connection.player.id } as Command);
    },
    renamed: (player) => void apply({ kind: 'rename', playerId: player.id, name: player.name }),
    drain: () => void apply({ kind: 'drain' }),
    lost(connection, heard) {
      if (!holds(connection)) return;
      const { id } = connection.player;
      connections.delete(id);
      rounds.running?.hide(connection);
      chat.leave(id, heard);
      log.info(about({ event: 'player-away', player: id }));
      apply({ kind: 'lost', playerId: id });
      if (isMember(room, id)) rounds.running?.away(id, room.awayBots);
    },
    lagging(connection, lagging) {
      if (holds(connection)) apply({ kind: 'lagging', playerId: connection.player.id, lagging });
    },
    keyframe(connection) {
      if (!holds(connection)) return fail(NOT_HERE);
      return rounds.running ? ok(rounds.running.keyframe(connection)) : fail(NO_MATCH);
    },
    isOnline: (playerId) => connections.has(playerId),
    suspend: rest,
  };
  if (before?.match) rounds.resume(room, before.match);
  // Its match ended while nobody could be told, or cannot go on.
  else if (room.status === 'playing') concluded(before!.result!);
  setTimer();
  return host;
}

/** For the standing of a series: who played, and who of them came first. */
function playersOf(outcome: MatchOutcome): Extract<Command, { kind: 'ended' }>['players'] {
  if (outcome.kind !== 'finished') return null;
  return outcome.placements.map(({ seat, name, playerId, place }) => ({
    seat,
    name,
    ...(playerId !== undefined && { playerId }),
    won: place === 1,
  }));
}
