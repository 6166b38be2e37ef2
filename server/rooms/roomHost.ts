import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import {
  type Called,
  type Command,
  type Effect,
  type GoneWhy,
  humansOf,
  isMember,
  type Room,
} from '../../shared/lobby/room.ts';
import type { RoomRules } from '../../shared/lobby/roomRules.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Keyframe, MatchEnd, MatchOutcome } from '../../shared/protocol/match.ts';
import type { RoomDocument, RoomSummary } from '../../shared/protocol/room.ts';
import type { KeptChat } from '../store/chat.ts';
import { createAdmission, type Joined, type JoinWish, NO_ROOM, NOT_HERE, UNSAVED } from './admission.ts';
import type { Mutes } from './mutes.ts';
import { createRoomChat, type RoomChat } from './roomChat.ts';
import type { Resumed } from './roomMatch.ts';
import { createRounds, type RoundsServices } from './rounds.ts';
import type { Connection } from './wire.ts';

export { type Joined, type JoinWish, NOT_HERE, UNSAVED } from './admission.ts';

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
  /** Holds a seat for each of them until then, or for none; where there are teams, all on one side. */
  hold(players: readonly Called[], until: number): Result<null, Refusal>;
  /** The seat is not held for this player any more. In a room whose group gathers that goes also for who has come, and the group falls apart. */
  release(playerId: string): void;
  /** The player is in another room by this connection, and here as if lost: the place is kept for the grace time. */
  stepOut(connection: Connection): void;
  /** The player is in another room for good. */
  leave(playerId: string): void;
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

/** A command without its speaker, who is the connection's player. */
export type MemberCommand = Command extends infer C
  ? C extends { playerId: string; kind: Exclude<Command['kind'], 'lost' | 'lagging' | 'rename' | 'release'> }
    ? Omit<C, 'playerId'>
    : never
  : never;

export interface RoomServices extends RoundsServices {
  readonly rules: RoomRules;
  readonly mutes: Mutes;
}

interface Owner {
  /** This player is in the room no more. The code of the room that they are back in by that, if they are in one. */
  gone(playerId: string, why: GoneWhy): string | null;
  /** A member acts by this connection from now on; `isNew`: and was no member before. */
  joined(connection: Connection, isNew: boolean): void;
  /** A join that could not be written down is about to be undone. */
  undone(playerId: string): void;
  /** The room is another than before, and all that followed from it is done. */
  changed(room: RoomHost): void;
  scattered(missing: readonly string[], present: readonly string[]): void;
  closed(): void;
}

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
      // Last: a fault of the game can end the match in here, and even close the room.
      rounds.running?.follow(room);
    }
    for (const effect of effects) follow(effect);
    setTimer();
    if (room !== was && !closed) owner.changed(host);
    return ok(null);
  }

  function follow(effect: Effect): void {
    if (effect.kind === 'scatter') {
      log.info(about({ event: 'group-scattered', missing: effect.missing.length, present: effect.present.length }));
      owner.scattered(effect.missing, effect.present);
    }
    if (effect.kind === 'begin') rounds.begin(room);
    if (effect.kind === 'close') end();
    if (effect.kind === 'joined' || effect.kind === 'host') chat.tell(effect.kind, effect);
    if (effect.kind === 'gone' && effect.why !== 'scattered') chat.tell(effect.why, effect);
  }

  function forget({ playerId, why }: Extract<Effect, { kind: 'gone' }>): void {
    const connection = connections.get(playerId);
    connections.delete(playerId);
    chat.forget(playerId);
    if (connection) leaveChannels(connection);
    if (why === 'kicked' || why === 'banned') {
      if (connection) connection.tell('room:kicked', { code: room.code, ban: why === 'banned' });
      else if (why === 'kicked') admission.removed(playerId);
    }
    const back = owner.gone(playerId, why);
    if (why === 'scattered') connection?.tell('room:closed', { reason: 'unmatched', ...(back !== null && { back }) });
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

  const admission = createAdmission({
    get room() {
      return room;
    },
    get closed() {
      return closed;
    },
    channel,
    connections,
    chat,
    rounds,
    keeper,
    apply,
    leaveChannels,
    joined: owner.joined,
    undone: owner.undone,
    log: (more) => log.info(about(more)),
  });

  /** The place is kept for the grace time. */
  function goAway(connection: Connection, heard: number): void {
    const { id } = connection.player;
    connections.delete(id);
    rounds.running?.hide(connection);
    chat.leave(id, heard);
    log.info(about({ event: 'player-away', player: id }));
    apply({ kind: 'lost', playerId: id });
    if (isMember(room, id)) rounds.running?.away(id, room.awayBots);
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
    join: admission.join,
    holds,
    command(connection, command) {
      if (!holds(connection)) return fail(NOT_HERE);
      if (!keeper.able && command.kind !== 'leave') return fail(UNSAVED);
      return apply({ ...command, playerId: connection.player.id } as Command);
    },
    hold(players, until) {
      return keeper.able ? apply({ kind: 'hold', players, until }) : fail(UNSAVED);
    },
    release: (playerId) => void apply({ kind: 'release', playerId }),
    stepOut(connection) {
      const here = connections.get(connection.player.id);
      if (!here) return;
      leaveChannels(here);
      if (here !== connection) here.tell('session:replaced', { code: room.code });
      goAway(here, clock.now());
    },
    leave: (playerId) => void apply({ kind: 'leave', playerId }),
    renamed: (player) => void apply({ kind: 'rename', playerId: player.id, name: player.name }),
    drain: () => void apply({ kind: 'drain' }),
    lost(connection, heard) {
      if (holds(connection)) goAway(connection, heard);
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
