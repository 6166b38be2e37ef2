import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { Seed } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import { type Command, type Effect, humanOf, humansOf, isMember, type Room, seatOf } from '../../shared/lobby/room.ts';
import type { RoomRules } from '../../shared/lobby/roomRules.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Keyframe, MatchEnd, MatchInfo, MatchOutcome } from '../../shared/protocol/match.ts';
import type { RoomDocument, RoomSummary } from '../../shared/protocol/room.ts';
import type { InputJudge } from '../match/inputJudge.ts';
import type { InputStats } from '../match/inputStats.ts';
import type { Ticker } from '../match/ticker.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Mutes } from './mutes.ts';
import type { Recent } from './recent.ts';
import { createRoomChat, type RoomChat } from './roomChat.ts';
import { faultOutcome, type RoomMatch, startRoomMatch } from './roomMatch.ts';
import type { Connection, Wire } from './wire.ts';

/** A live room: the reducer's state, the connections of its members, its timer, its chat and its match. */
export interface RoomHost {
  readonly room: Room;
  readonly document: RoomDocument;
  readonly summary: RoomSummary;
  readonly chat: RoomChat;
  join(connection: Connection, wish: JoinWish): Result<Joined, Refusal>;
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
  /** Ends the room from outside. */
  close(reason: 'draining'): void;
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

export interface RoomServices {
  readonly rules: RoomRules;
  readonly ticker: Ticker;
  readonly inputStats: InputStats;
  readonly judgeOf: (game: AnyGame) => InputJudge;
  readonly clock: Clock;
  readonly wire: Wire;
  readonly log: Log;
  readonly mutes: Mutes;
  readonly recent: Recent;
  /** Draws a match's luck; handed in so that a test can have the same twice. */
  readonly drawSeed?: () => Seed;
}

interface Owner {
  /** This player is in the room no more. */
  gone(playerId: string): void;
  joined(playerId: string): void;
  /** The room is another than before, for those who look at it from outside. */
  changed(room: RoomHost): void;
  closed(): void;
}

export const NOT_HERE = refuse('room/not-member', 'This connection is not in the room.');
const CUT_SHORT = refuse('server/draining', 'The server had to restart before this match could end.');
/** Beyond these the first is forgotten, whose client may then come back once as if nothing had happened. */
const MOST_REMOVED = 200;
const REMOVED = refuse('room/not-member', 'The host removed you from this room while you were away.');
export const NO_MATCH = refuse('room/wrong-status', 'No match is running in this room that you are shown.');

export function createRoomHost(opened: Room, game: AnyGame, services: RoomServices, owner: Owner): RoomHost {
  const { rules, clock, wire, log, mutes } = services;
  const connections = new Map<string, Connection>();
  const channel = `room:${opened.code}`;
  /** Whom the host removed while they were away: nothing could be told to them, and their clients come back by themselves. */
  const removedAway = new Set<string>();
  const chat = createRoomChat(channel, wire, clock, mutes);
  let room = opened;
  let summary: { readonly of: Room; readonly is: RoomSummary } | null = null;
  let match: RoomMatch | null = null;
  let result: MatchEnd | null = null;
  let cancelTimer: (() => void) | null = null;
  let closed = false;

  const about = (more: object) => ({ room: room.code, ...(room.matchId !== null && { match: room.matchId }), ...more });

  function apply(command: Command): Result<null, Refusal> {
    const decided = rules.apply(room, command, clock.now());
    if (!decided.ok) return decided;
    const before = room;
    const { effects } = decided.value;
    room = decided.value.room;
    for (const effect of effects) if (effect.kind === 'gone') forget(effect);
    if (room !== before) {
      wire.tell(channel, 'room:update', { room: roomDocument(room) });
      owner.changed(host);
      // Last: a fault of the game can end the match in here, and even close the room.
      match?.follow(room);
    }
    for (const effect of effects) follow(effect);
    setTimer();
    return ok(null);
  }

  function follow(effect: Effect): void {
    if (effect.kind === 'begin') begin();
    if (effect.kind === 'close') end('empty');
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
    match?.hide(connection);
  }

  function setTimer(): void {
    cancelTimer?.();
    cancelTimer = null;
    const due = closed ? null : rules.due(room);
    if (due !== null)
      cancelTimer = clock.after(Math.max(0, Math.ceil(due - clock.now())), () => apply({ kind: 'passed' }));
  }

  function begin(): void {
    log.info(about({ event: 'match-started', game: game.id }));
    const failed = (error: unknown, id: string) => log.error(about({ event: 'match-aborted', id, err: error }));
    try {
      match = startRoomMatch({ ...services, room, game, connections, ended: endMatch, failed });
    } catch (error) {
      const id = nanoid(10);
      failed(error, id);
      endMatch(faultOutcome(id));
    }
  }

  function endMatch(outcome: MatchOutcome): void {
    const matchId = room.matchId!;
    match?.stop();
    match = null;
    result = { matchId, outcome };
    wire.tell(channel, 'match:end', result);
    log.info(about({ event: 'match-ended', outcome: outcome.kind }));
    const placements = outcome.kind === 'finished' ? outcome.placements : null;
    services.recent.played(
      (placements ?? []).flatMap(({ playerId: id, name }) => (id === undefined ? [] : [{ id, name }])),
      clock.now(),
    );
    const players =
      placements?.map(({ seat, name, playerId, place }) => ({
        seat,
        name,
        ...(playerId !== undefined && { playerId }),
        won: place === 1,
      })) ?? null;
    apply({ kind: 'ended', matchId, players });
  }

  function end(reason: 'empty' | 'draining'): void {
    if (closed) return;
    if (match && reason === 'draining') endMatch({ kind: 'aborted', error: CUT_SHORT });
    closed = true;
    match?.stop();
    match = null;
    cancelTimer?.();
    cancelTimer = null;
    wire.tell(channel, 'room:closed', { reason });
    for (const connection of connections.values()) connection.exit(channel);
    for (const { playerId } of humansOf(room)) owner.gone(playerId);
    connections.clear();
    log.info(about({ event: 'room-closed', reason }));
    owner.closed();
  }

  const holds = (connection: Connection) => connections.get(connection.player.id) === connection;

  /** The one who joins learns of it by the answer, so that the answer is what comes first. */
  function join(connection: Connection, { as, resume, chatAfter }: JoinWish): Result<Joined, Refusal> {
    const { player, place } = connection;
    const known = humanOf(room, player.id);
    const before = connections.get(player.id);
    if (resume && before && before !== connection && (before.tab === null || before.tab !== connection.tab)) {
      return fail(refuse('session/replaced', 'Another window of yours plays in this room.'));
    }
    if (removedAway.delete(player.id) && resume) return fail(REMOVED);
    const applied = apply({ kind: 'join', player, place, as });
    if (!applied.ok) return applied;
    if (before && before !== connection) {
      chat.leave(player.id, before.heard);
      leaveChannels(before);
      before.tell('session:replaced', { code: room.code });
    }
    if (before !== connection) match?.back(player.id);
    connections.set(player.id, connection);
    connection.enter(channel);
    owner.joined(player.id);
    if (!known) log.info(about({ event: 'room-joined', player: player.id }));
    else if (known.awaySince !== null) log.info(about({ event: 'player-back', player: player.id }));
    if (known || chatAfter !== undefined) chat.comeBack(connection, chatAfter);
    const seat = seatOf(room, player.id);
    return ok({
      room: roomDocument(room),
      ...(seat !== null && { seat }),
      ...(match && { match: match.show(connection) }),
      ...(room.status === 'results' && result && { result }),
    });
  }

  setTimer();

  const host: RoomHost = {
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
      return apply({ ...command, playerId: connection.player.id } as Command);
    },
    renamed: (player) => void apply({ kind: 'rename', playerId: player.id, name: player.name }),
    drain: () => void apply({ kind: 'drain' }),
    lost(connection, heard) {
      if (!holds(connection)) return;
      const { id } = connection.player;
      connections.delete(id);
      match?.hide(connection);
      chat.leave(id, heard);
      log.info(about({ event: 'player-away', player: id }));
      apply({ kind: 'lost', playerId: id });
      if (isMember(room, id)) match?.away(id, room.awayBots);
    },
    lagging(connection, lagging) {
      if (holds(connection)) apply({ kind: 'lagging', playerId: connection.player.id, lagging });
    },
    keyframe(connection) {
      if (!holds(connection)) return fail(NOT_HERE);
      return match ? ok(match.keyframe(connection)) : fail(NO_MATCH);
    },
    isOnline: (playerId) => connections.has(playerId),
    close: end,
  };
  return host;
}
