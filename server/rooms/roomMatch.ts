import { randomInt } from 'node:crypto';
import { nanoid } from 'nanoid';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { Seed } from '../../shared/core/rng.ts';
import type { AnyGame, Outcome } from '../../shared/game/contract.ts';
import { beginMatch, type MatchSpec } from '../../shared/game/fold.ts';
import { botName } from '../../shared/lobby/document.ts';
import type { Room, Seat } from '../../shared/lobby/room.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Keyframe, MatchInfo, MatchOutcome } from '../../shared/protocol/match.ts';
import { createAudienceView } from '../match/audienceView.ts';
import type { Entrant } from '../match/cast.ts';
import { createDelayedView, type DelayedView } from '../match/delayedView.ts';
import { createHold, type Hold } from '../match/hold.ts';
import type { InputJudge } from '../match/inputJudge.ts';
import type { InputStats } from '../match/inputStats.ts';
import type { Journal } from '../match/journal.ts';
import { createMatchHost, firstHostState } from '../match/matchHost.ts';
import { type Pace, startPace } from '../match/pace.ts';
import type { Recorder } from '../match/recorder.ts';
import type { RecoveredMatch } from '../match/recovery.ts';
import type { Ticker } from '../match/ticker.ts';
import type { Clock } from '../ops/clock.ts';
import type { Segment } from '../store/journal.ts';
import type { FinalAppearance } from '../store/matches.ts';
import { createTickReaders } from './tickReaders.ts';
import type { Connection, Shown, Wire, Wish } from './wire.ts';

/** The match of a room while it runs: which connection gets which view of it, who plays which seat, and how it ends. */
export interface RoomMatch {
  seatOf(playerId: string): number | null;
  /** The match as this connection may see it, and every tick from here on. */
  show(connection: Connection): MatchInfo;
  hide(connection: Connection): void;
  keyframe(connection: Connection): Keyframe;
  /** The room has changed: who stood up is replaced by a bot, and who sat down plays, where the game lets them in. */
  follow(room: Room): void;
  /** `[RM-5]` The player's connection broke, or there is a new one. */
  away(playerId: string, botPlays: boolean): void;
  back(playerId: string): void;
  stop(): void;
  /** What is to be kept of it once it has been stopped: who played until when and how well, and the end of its log. */
  summary(outcome: MatchOutcome): MatchSummary;
}

export interface MatchSummary {
  readonly ticks: number;
  readonly players: readonly FinalAppearance[];
  readonly last: Segment;
}

/** A match that was cut short by the end of its server, as it goes on. */
export interface Resumed extends RecoveredMatch {
  readonly spec: MatchSpec;
  /** Who was playing when it was cut: it is held for them, for `HOLD_MS` at most. */
  readonly awaited: ReadonlySet<string>;
}

export interface RoomMatchOptions {
  readonly room: Room;
  readonly game: AnyGame;
  readonly ticker: Ticker;
  readonly inputStats: InputStats;
  readonly judgeOf: (game: AnyGame) => InputJudge;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly wire: Wire;
  /** Instead of a new match. */
  readonly resumed?: Resumed | undefined;
  readonly drawSeed?: (() => Seed) | undefined;
  /** The connections of the room's members. */
  readonly connections: ReadonlyMap<string, Connection>;
  /** A new match is about to begin, with this. */
  begun(spec: MatchSpec): void;
  /** It is over, by the game's rules or by a fault. */
  ended(outcome: MatchOutcome): void;
  /** A bug in the game ended this match. The id finds it in the log. */
  failed(error: unknown, id: string): void;
}

const STALE = refuse(
  'input/invalid',
  'seq: neither a number seen before nor one far ahead is taken, nor a tick more than a second ahead',
);
const NO_SEAT = refuse('room/wrong-status', 'You have no seat in this match.');
const TAKEN = ok(null);
const DELAYED = 'delayed';
const word = () => randomInt(2 ** 32);
const drawSecretSeed = (): Seed => [word(), word(), word(), word()];
/** In a game of turns nobody is missed at once: a page that is loaded again should not come back to a move that a bot made. */
const TURN_PATIENCE_MS = 8000;

/** Tells every connection of its start. Throws what the game's own set-up throws; nobody has been told of it then. */
export function startRoomMatch(options: RoomMatchOptions): RoomMatch {
  const { room: opening, game, clock, wire, connections, resumed } = options;
  const matchId = opening.matchId!;
  const judge = options.judgeOf(game);
  const { state, host } = resumed ? { state: resumed.match, host: resumed.host } : beginAnew(options);
  let recorder!: Recorder;
  const match = createMatchHost({
    matchId,
    match: state,
    host,
    clock,
    stats: options.inputStats,
    record(kept, acks) {
      recorder = options.journal.open({ matchId, match: state, soFar: resumed?.soFar, host: kept, acks });
      return recorder;
    },
  });
  const readers = createTickReaders(`ticks:${opening.code}`, match.tickRate, wire);
  /** The seat that each connection was shown the match from. */
  const shownFrom = new Map<Connection, number | null>();
  const delayed: DelayedView | null =
    opening.spectatorDelay === 0
      ? null
      : createDelayedView(
          game.layout,
          game.maxPlayers,
          resumed ? startOf(game, resumed.spec) : keyframeNow(),
          opening.spectatorDelay * 1000,
          clock,
          (tick) => readers.send(DELAYED, tick, !match.eventDriven),
        );
  // Of a match that is taken up nobody knows what they have seen; what is now they see when its time comes.
  if (resumed) delayed?.push(Buffer.from(keyframeNow(), 'base64'));
  /** Who is away from a game of turns, and not yet played for by a bot: the call that stops the wait. */
  const awaited = new Map<string, () => void>();
  let hold: Hold | null = null;
  let over = false;
  /** From the moment on when everyone has been told. */
  let pace: Pace | null = null;

  /** As a spectator sees it who is not late. */
  function keyframeNow(): string {
    return match.viewOf(null).keyframe('packed') as string;
  }

  const audienceOf = (seat: number | null) => (seat === null && delayed ? DELAYED : match.viewName(seat));

  function keyframe({ player, ticks }: Connection): Keyframe {
    const seat = match.seatOf(player.id);
    return seat === null && delayed ? delayed.keyframe(ticks) : match.viewOf(seat).keyframe(ticks);
  }

  function infoFor(connection: Connection): MatchInfo {
    const info = match.info(keyframe(connection));
    const isLate = delayed !== null && match.seatOf(connection.player.id) === null;
    if (!isLate && !match.eventDriven) return info;
    const behind = isLate ? opening.spectatorDelay * match.tickRate : 0;
    return { ...info, present: (pace?.present ?? match.tick) - behind };
  }

  /** Whoever is shown the match from a seat may steer it: `follow` shows it anew when that changes. */
  function listen(connection: Connection): void {
    const seat = match.seatOf(connection.player.id);
    const audience = audienceOf(seat);
    const saw = readers.listen(connection, audience, audience === DELAYED ? null : match.seq);
    shownFrom.set(connection, seat);
    connection.shown = { plays: seat !== null, saw, input: (wish) => input(seat, wish, saw) };
  }

  function input(seat: number | null, { seq, tick, seen, raw }: Wish, saw: Shown['saw']): Result<null, Refusal> {
    if (seen !== undefined) saw(seen);
    if (seat === null) return fail(NO_SEAT);
    const judged = judge(raw);
    if (!judged.ok) return judged;
    if (!match.offer(seat, seq, judged.value, tick)) return fail(STALE);
    pace?.wished();
    return TAKEN;
  }

  function show(connection: Connection): MatchInfo {
    const info = infoFor(connection);
    listen(connection);
    return info;
  }

  function hide(connection: Connection): void {
    if (!shownFrom.delete(connection)) return;
    readers.stop(connection);
    connection.shown = null;
  }

  /** The next tick of an event-driven match may be a turn away: nobody would learn by it that this one was dropped. */
  function broadcast(): void {
    const seats = game.hide ? [...match.cast.entrants.map((entrant) => entrant.seat), null] : [null];
    for (const seat of seats) {
      const view = match.viewOf(seat);
      if (seat === null && delayed) delayed.push(view.tick('binary') as Uint8Array);
      // Where nothing is hidden, the players' view is also that of spectators who are not delayed.
      if (seat !== null || !delayed || !game.hide) readers.send(match.viewName(seat), view.tick, !match.eventDriven);
    }
    if (!match.eventDriven) readers.look(match.seq, keyframe);
  }

  function step(tick?: number): void {
    try {
      const outcome = match.step(tick);
      broadcast();
      if (outcome) finish({ kind: 'finished', placements: placementsOf(outcome) });
    } catch (error) {
      abort(error);
    }
  }

  function placementsOf({ placements }: Outcome) {
    return placements.map(({ seat, place, score }) => {
      const { level: _, ...who } = match.cast.entrants.find((one) => one.seat === seat)!;
      const left = who.playerId !== undefined && match.seatOf(who.playerId) !== seat;
      return { ...who, place, score, ...(left && { left }) };
    });
  }

  function finish(outcome: MatchOutcome): void {
    if (over) return;
    stop();
    options.ended(outcome);
  }

  /** A bug in the game ends this match, says so, and leaves the room and everything else standing. */
  function abort(error: unknown): void {
    const id = nanoid(10);
    options.failed(error, id);
    finish(faultOutcome(id));
  }

  function stop(): void {
    over = true;
    pace?.stop();
    hold?.stop();
    options.journal.close(matchId);
    delayed?.stop();
    for (const cancel of awaited.values()) cancel();
    for (const connection of [...shownFrom.keys()]) hide(connection);
  }

  /** What games do outside of a step is their code too. */
  function guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      abort(error);
    }
    if (match.hasWishes) pace?.wished();
  }

  function follow(room: Room): void {
    guarded(() => {
      for (const { playerId, seat, left } of match.cast.appearances) {
        if (left === undefined && !sits(room.seats[seat], playerId)) match.leave(playerId);
      }
      let entered = false;
      for (const [index, seat] of room.seats.entries()) {
        if (seat.kind !== 'human' || match.seatOf(seat.playerId) !== null) continue;
        const entrant = entrantOf(room, seat, index)!;
        if (match.enter({ ...entrant, playerId: seat.playerId })) entered = true;
      }
      if (entered) {
        const seats = match.info('').seats;
        for (const connection of shownFrom.keys()) connection.tell('match:seats', { matchId, seats });
      }
      for (const [connection, seat] of [...shownFrom]) {
        if (match.seatOf(connection.player.id) !== seat) connection.tell('match:start', { match: show(connection) });
      }
    });
  }

  function begin(): void {
    const infos = [...connections.values()].map((connection) => ({ connection, match: infoFor(connection) }));
    for (const seat of opening.seats) {
      if (seat.kind !== 'human' || connections.has(seat.playerId) || resumed?.awaited.has(seat.playerId)) continue;
      leaveAlone(seat.playerId, opening.awayBots);
    }
    for (const { connection, match: info } of infos) {
      listen(connection);
      connection.tell('match:start', { match: info });
    }
    if (!resumed) {
      run();
      return;
    }
    const seated = [...resumed.awaited].filter((playerId) => match.seatOf(playerId) !== null);
    hold = createHold(seated, clock, goOn);
  }

  function run(): void {
    pace = startPace(match, options.ticker, clock, step);
  }

  /** Whoever is not back by now is played for like anyone who is away. */
  function goOn(missing: ReadonlySet<string>): void {
    for (const playerId of missing) guarded(() => leaveAlone(playerId, opening.awayBots));
    if (over) return;
    guarded(() => {
      // Its last step may have been taken just before its server died, and its end never written.
      const outcome = match.outcome();
      if (outcome) finish({ kind: 'finished', placements: placementsOf(outcome) });
      else run();
    });
  }

  function leaveAlone(playerId: string, botPlays: boolean): void {
    const seat = match.seatOf(playerId);
    if (seat === null) return;
    if (!botPlays) match.release(seat);
    else if (!match.eventDriven) match.standIn(seat);
    else
      awaited.set(
        playerId,
        clock.after(TURN_PATIENCE_MS, () => guarded(() => giveUpOn(playerId))),
      );
  }

  function giveUpOn(playerId: string): void {
    awaited.delete(playerId);
    const seat = match.seatOf(playerId);
    if (seat !== null) match.standIn(seat);
  }

  try {
    begin();
  } catch (error) {
    stop();
    throw error;
  }

  return {
    seatOf: match.seatOf,
    show,
    hide,
    keyframe,
    follow,
    away: (playerId, botPlays) => guarded(() => leaveAlone(playerId, botPlays)),
    back(playerId) {
      hold?.back(playerId);
      awaited.get(playerId)?.();
      awaited.delete(playerId);
      const seat = match.seatOf(playerId);
      if (seat !== null) guarded(() => match.handBack(seat));
    },
    stop,
    summary(outcome) {
      const placements = outcome.kind === 'finished' ? outcome.placements : [];
      const players = match.cast.appearances.map((one) => {
        const placed = one.left === undefined && placements.find(({ seat }) => seat === one.seat);
        return { ...one, place: placed ? placed.place : null, score: placed ? placed.score : null };
      });
      return { ticks: recorder.ticks, players, last: recorder.last() };
    },
  };
}

/** The match at its first tick, as spectators see it. */
function startOf(game: AnyGame, spec: MatchSpec): string {
  const nothing = new Array<number>(game.maxPlayers).fill(0);
  const view = createAudienceView(beginMatch(game, spec), null);
  view.advance(0, nothing, nothing);
  return view.keyframe('packed') as string;
}

function beginAnew({ room, game, begun, drawSeed = drawSecretSeed }: RoomMatchOptions) {
  const entrants = room.seats.flatMap((seat, index) => entrantOf(room, seat, index) ?? []);
  const { id, version: gameVersion } = game;
  const spec: MatchSpec = { game: id, gameVersion, settings: room.settings, seed: drawSeed(), entrants };
  const state = beginMatch(game, spec);
  begun(spec);
  return { state, host: firstHostState(state, entrants) };
}

/** What players are told of a match that a bug ended. */
export function faultOutcome(id: string): MatchOutcome {
  const message = 'A fault in the game ended this match. It is ours, and it has been written down.';
  return { kind: 'aborted', error: refuse('server/internal', message, { id }) };
}

function entrantOf(room: Room, seat: Seat, index: number): Entrant | null {
  if (seat.kind === 'empty') return null;
  const team = room.teams >= 2 ? { team: seat.team } : {};
  if (seat.kind === 'bot') return { seat: index, kind: 'bot', name: botName(index), level: seat.level, ...team };
  return { seat: index, kind: 'human', name: seat.name, playerId: seat.playerId, ...team };
}

const sits = (seat: Seat | undefined, playerId: string) => seat?.kind === 'human' && seat.playerId === playerId;
