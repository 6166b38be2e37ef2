import { randomInt } from 'node:crypto';
import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { AnyGame, Outcome } from '../../shared/game/contract.ts';
import { botName, roomDocument } from '../../shared/lobby/document.ts';
import { type Command, type Effect, humansOf, isMember, type Room, seatOf } from '../../shared/lobby/room.ts';
import type { RoomRules } from '../../shared/lobby/roomRules.ts';
import { type Refusal, refuse, refuseInput } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Keyframe, MatchEnd, MatchInfo, MatchOutcome } from '../../shared/protocol/match.ts';
import type { RoomDocument } from '../../shared/protocol/room.ts';
import type { TickForm } from '../match/audienceView.ts';
import { createMatchHost, type Entrant, type MatchHost } from '../match/matchHost.ts';
import type { Ticker } from '../match/ticker.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Connection, Wire } from './wire.ts';

/** A live room: the reducer's state, the connections of its members, its timer and its match. */
export interface RoomHost {
  readonly room: Room;
  readonly document: RoomDocument;
  /**
   * `resume`: comes back by itself after a lost connection, and so does not take the seat from another tab that has it now:
   * that is `session/replaced`.
   */
  join(connection: Connection, as: 'player' | 'spectator', resume: boolean): Result<Joined, Refusal>;
  /** What a member says by the connection that is in the room; any other connection of the player is not a member. */
  command(connection: Connection, command: MemberCommand): Result<null, Refusal>;
  renamed(player: Player): void;
  /** A countdown leads nowhere: the server is about to go. */
  drain(): void;
  /** The connection broke. What it was is forgotten; the seat is kept for the grace time. */
  lost(connection: Connection): void;
  /** `[TK-3]` A wish for one's own seat. What is refused has changed nothing. */
  input(connection: Connection, seq: number, raw: unknown): Result<null, Refusal>;
  keyframe(connection: Connection): Result<Keyframe, Refusal>;
  isOnline(playerId: string): boolean;
  /** Ends the room from outside. */
  close(reason: 'draining'): void;
}

/** A command without its speaker, who is the connection's player. */
export type MemberCommand = Command extends infer C
  ? C extends { kind: 'leave' | 'ready' | 'configure' | 'bot' | 'start' | 'rematch' }
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
  readonly clock: Clock;
  readonly wire: Wire;
  readonly log: Log;
}

interface Owner {
  /** This player is in the room no more. */
  gone(playerId: string): void;
  joined(playerId: string): void;
  closed(): void;
}

const NOT_HERE = refuse('room/not-member', 'This connection is not in the room.');
const CUT_SHORT = refuse('server/draining', 'The server had to restart before this match could end.');
const NO_MATCH = refuse('room/wrong-status', 'No match is running in this room.');
const STALE = refuse('input/invalid', 'seq: neither a number seen before nor one far ahead is taken');
const FORMS: readonly TickForm[] = ['packed', 'json'];

export function createRoomHost(opened: Room, game: AnyGame, services: RoomServices, owner: Owner): RoomHost {
  const { rules, ticker, clock, wire, log } = services;
  const connections = new Map<string, Connection>();
  const channel = `room:${opened.code}`;
  let room = opened;
  let match: MatchHost | null = null;
  let result: MatchEnd | null = null;
  let stopTicking: (() => void) | null = null;
  let cancelTimer: (() => void) | null = null;
  let closed = false;

  const about = (more: object) => ({ room: room.code, ...(room.matchId !== null && { match: room.matchId }), ...more });
  const tickChannel = (seat: number | null, form: TickForm) => `ticks:${room.code}:${match!.viewName(seat)}:${form}`;

  function apply(command: Command): Result<null, Refusal> {
    const decided = rules.apply(room, command, clock.now());
    if (!decided.ok) return decided;
    const before = room;
    room = decided.value.room;
    for (const effect of decided.value.effects) if (effect.kind === 'gone') forget(effect.playerId);
    if (room !== before) wire.tell(channel, 'room:update', { room: roomDocument(room) });
    for (const effect of decided.value.effects) follow(effect);
    setTimer();
    return ok(null);
  }

  function follow(effect: Effect): void {
    if (effect.kind === 'begin') begin();
    if (effect.kind === 'close') end('empty');
  }

  function forget(playerId: string): void {
    const connection = connections.get(playerId);
    connections.delete(playerId);
    if (connection) leaveChannels(connection);
    match?.leave(playerId);
    owner.gone(playerId);
    log.info(about({ event: 'room-left', player: playerId }));
  }

  function leaveChannels(connection: Connection): void {
    connection.exit(channel);
    if (match) connection.exit(tickChannel(match.seatOf(connection.player.id), connection.ticks));
  }

  function setTimer(): void {
    cancelTimer?.();
    cancelTimer = null;
    const due = closed ? null : rules.due(room);
    if (due !== null)
      cancelTimer = clock.after(Math.max(0, Math.ceil(due - clock.now())), () => apply({ kind: 'passed' }));
  }

  function begin(): void {
    const entrants = room.seats.flatMap((seat, index): Entrant[] => {
      if (seat.kind === 'empty') return [];
      if (seat.kind === 'bot') return [{ seat: index, kind: 'bot', name: botName(index), level: seat.level }];
      return [{ seat: index, kind: 'human', name: seat.name, playerId: seat.playerId }];
    });
    const word = () => randomInt(2 ** 32);
    const seed = [word(), word(), word(), word()] as const;
    log.info(about({ event: 'match-started', game: game.id, seats: entrants.length }));
    try {
      match = createMatchHost({ matchId: room.matchId!, game, settings: room.settings, entrants, seed });
      for (const connection of connections.values()) connection.tell('match:start', { match: showMatch(connection) });
      for (const seat of room.seats) {
        if (seat.kind === 'human' && !connections.has(seat.playerId)) match.release(match.seatOf(seat.playerId)!);
      }
    } catch (error) {
      abort(error);
      return;
    }
    stopTicking = ticker.start(game.tickRate, tick);
  }

  /** The match as this connection may see it, and every tick from here on. */
  function showMatch(connection: Connection): MatchInfo {
    const seat = match!.seatOf(connection.player.id);
    const info = match!.info(connection.ticks, seat);
    connection.enter(tickChannel(seat, connection.ticks));
    return info;
  }

  function tick(): void {
    try {
      const outcome = match!.step();
      broadcast();
      if (outcome) finish(outcome);
    } catch (error) {
      abort(error);
    }
  }

  function broadcast(): void {
    const seats = game.hide ? [...match!.entrants.map((entrant) => entrant.seat), null] : [null];
    for (const seat of seats) {
      for (const form of FORMS) {
        const listeners = tickChannel(seat, form);
        if (wire.hasListeners(listeners)) wire.tick(listeners, match!.viewOf(seat).tick(form));
      }
    }
  }

  function finish({ placements }: Outcome): void {
    const entrant = (seat: number) => match!.entrants.find((one) => one.seat === seat)!;
    endMatch({
      kind: 'finished',
      placements: placements.map(({ seat, place, score }) => {
        const { level: _, ...who } = entrant(seat);
        return { ...who, place, score };
      }),
    });
  }

  /** A bug in the game ends this match, says so, and leaves the room and everything else standing. */
  function abort(error: unknown): void {
    const id = nanoid(10);
    log.error(about({ event: 'match-aborted', id, err: error }));
    const message = 'A fault in the game ended this match. It is ours, and it has been written down.';
    endMatch({ kind: 'aborted', error: refuse('server/internal', message, { id }) });
  }

  function endMatch(outcome: MatchOutcome): void {
    const matchId = room.matchId!;
    result = { matchId, outcome };
    wire.tell(channel, 'match:end', result);
    log.info(about({ event: 'match-ended', outcome: outcome.kind }));
    stopMatch();
    apply({ kind: 'ended', matchId });
  }

  function stopMatch(): void {
    stopTicking?.();
    stopTicking = null;
    if (!match) return;
    for (const connection of connections.values()) {
      connection.exit(tickChannel(match.seatOf(connection.player.id), connection.ticks));
    }
    match = null;
  }

  function end(reason: 'empty' | 'draining'): void {
    if (closed) return;
    if (match && reason === 'draining') endMatch({ kind: 'aborted', error: CUT_SHORT });
    closed = true;
    stopMatch();
    cancelTimer?.();
    cancelTimer = null;
    wire.tell(channel, 'room:closed', { reason });
    for (const connection of connections.values()) connection.exit(channel);
    for (const { playerId } of humansOf(room)) owner.gone(playerId);
    connections.clear();
    log.info(about({ event: 'room-closed', reason }));
    owner.closed();
  }

  setTimer();

  return {
    get room() {
      return room;
    },
    get document() {
      return roomDocument(room);
    },
    join(connection, as, resume) {
      const { player } = connection;
      const known = isMember(room, player.id);
      const wasAway = humansOf(room).some((human) => human.playerId === player.id && human.awaySince !== null);
      const before = connections.get(player.id);
      if (resume && before && before !== connection && (before.tab === null || before.tab !== connection.tab)) {
        return fail(refuse('session/replaced', 'Another window of yours plays in this room.'));
      }
      // The one who joins learns of it by the answer, so that the answer is what comes first.
      const applied = apply({ kind: 'join', player, as });
      if (!applied.ok) return applied;
      if (before && before !== connection) {
        leaveChannels(before);
        before.tell('session:replaced', { code: room.code });
      }
      if (before !== connection) {
        const seat = match?.seatOf(player.id) ?? null;
        if (seat !== null) match!.release(seat);
      }
      connections.set(player.id, connection);
      connection.enter(channel);
      owner.joined(player.id);
      if (!known) log.info(about({ event: 'room-joined', player: player.id }));
      else if (wasAway) log.info(about({ event: 'player-back', player: player.id }));
      const seat = seatOf(room, player.id);
      return ok({
        room: roomDocument(room),
        ...(seat !== null && { seat }),
        ...(match && { match: showMatch(connection) }),
        ...(room.status === 'results' && result && { result }),
      });
    },
    command(connection, command) {
      if (connections.get(connection.player.id) !== connection) return fail(NOT_HERE);
      return apply({ ...command, playerId: connection.player.id } as Command);
    },
    renamed: (player) => void apply({ kind: 'rename', playerId: player.id, name: player.name }),
    drain: () => void apply({ kind: 'drain' }),
    lost(connection) {
      const { player } = connection;
      if (connections.get(player.id) !== connection) return;
      connections.delete(player.id);
      const seat = match?.seatOf(player.id) ?? null;
      if (seat !== null) match!.release(seat);
      log.info(about({ event: 'player-away', player: player.id }));
      apply({ kind: 'lost', playerId: player.id });
    },
    input(connection, seq, raw) {
      if (!match) return fail(NO_MATCH);
      const seat = connections.get(connection.player.id) === connection ? match.seatOf(connection.player.id) : null;
      if (seat === null) return fail(refuse('room/wrong-status', 'You have no seat in this match.'));
      const parsed = game.input.safeParse(raw);
      if (!parsed.success) return fail(refuseInput(parsed.error, 'input'));
      return match.offer(seat, seq, parsed.data) ? ok(null) : fail(STALE);
    },
    keyframe(connection) {
      if (connections.get(connection.player.id) !== connection) return fail(NOT_HERE);
      if (!match) return fail(NO_MATCH);
      return ok(match.viewOf(match.seatOf(connection.player.id)).keyframe(connection.ticks));
    },
    isOnline: (playerId) => connections.has(playerId),
    close: end,
  };
}
