import type { BotLevel, Outcome } from '../../shared/game/contract.ts';
import type { CastChange } from '../../shared/game/log.ts';
import { advance, enterMatch, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import type { Keyframe, MatchInfo, MatchSeat } from '../../shared/protocol/match.ts';
import { MOST_EARLY } from '../../shared/protocol/tick.ts';
import type { Clock } from '../ops/clock.ts';
import { type AudienceView, createAudienceView } from './audienceView.ts';
import { type Cast, type Entrant, firstCast, recast, seatsOf } from './cast.ts';
import { createInbox, type Waiting } from './inbox.ts';
import { type InputStats, nanoseconds } from './inputStats.ts';
import type { Recorder } from './recorder.ts';

/** A running match: inputs in, ticks out. The server alone decides; an input is a wish for one's own seat. */
export interface MatchHost {
  readonly matchId: string;
  readonly tickRate: number;
  /** Where the match stands: the tick of its state, and how many ticks have been sent. */
  readonly tick: number;
  readonly seq: number;
  /** Who plays, and who has played. */
  readonly cast: Cast;
  /** The seat of a player in this match; null for one who watches, or left it. */
  seatOf(playerId: string): number | null;
  /**
   * Takes a wish in for the tick that it is meant for, the next if that is 0 or over; false when it changes nothing
   * (`[TK-3]`): an old seq, a tick more than a second ahead. `input` is valid for the game.
   */
  offer(seat: number, seq: number, input: unknown, tick?: number): boolean;
  /** The player of this seat went or came just now: it lets go of everything, and its inputs go on from the last ack. */
  release(seat: number): void;
  /** `[RM-5]` A bot plays this seat until `handBack`. */
  standIn(seat: number): void;
  handBack(seat: number): void;
  /** This player left the match for good: a bot plays on. */
  leave(playerId: string): void;
  /**
   * A player comes into the running match, or takes the seat of one who left; false where the game lets nobody in, for one
   * who left another seat before, and where the seat plays for another side.
   */
  enter(entrant: Entrant & { readonly playerId: string }): boolean;
  /** One tick; how the match ended with it, or null. Throws what the game throws: the match is then over. */
  step(tick?: number): Outcome | null;
  /** How it has ended, or null. */
  outcome(): Outcome | null;
  info(keyframe: Keyframe): MatchInfo;
  /** What this seat (null: a spectator) sees; one view for all where the game hides nothing. */
  viewOf(seat: number | null): AudienceView;
  /** The name of that view, for the channel that its ticks go to. */
  viewName(seat: number | null): string;
  /** Steps come when something happens, see `wake` of the game's contract; else at the game's rate. */
  readonly eventDriven: boolean;
  /** In an event-driven match: whether somebody wished something, and when something happens without that. */
  readonly hasWishes: boolean;
  readonly wake: number | null;
}

/** What a host knows besides the match's state: plain data, kept with every checkpoint. */
export interface HostState {
  readonly cast: Cast;
  readonly seq: number;
  readonly acks: readonly number[];
  /** How often the match has been taken up, from 1 on. */
  readonly epoch: number;
}

export interface MatchHostOptions {
  readonly matchId: string;
  /** At its beginning, or as it was taken up again. */
  readonly match: Match;
  readonly host: HostState;
  readonly clock: Pick<Clock, 'now'>;
  readonly stats?: InputStats | undefined;
  /** Opens the match's log; `host`: what it keeps of this host with a checkpoint, as JSON; `acks`: by seat, as they are at any time. */
  readonly record?: ((host: () => string, acks: readonly number[]) => Recorder) | undefined;
}

export function firstHostState({ game }: Match, entrants: readonly Entrant[]): HostState {
  return { cast: firstCast(entrants), seq: 0, acks: new Array<number>(game.maxPlayers).fill(0), epoch: 1 };
}

/** A bot that plays for a player is of this level. */
const STAND_IN: BotLevel = 'normal';

export function createMatchHost(options: MatchHostOptions): MatchHost {
  const { matchId, match, host, clock, stats } = options;
  const { epoch } = host;
  const { game } = match;
  const settings = match.settings as { readonly [name: string]: unknown };
  let { cast, seq } = host;
  const inboxes = Array.from({ length: game.maxPlayers }, createInbox);
  const bots = new Map<number, BotLevel>();
  const views = new Map<string, AudienceView>();
  const inputs: (unknown | null)[] = new Array(game.maxPlayers).fill(null);
  const acks: number[] = [...host.acks];
  const early: number[] = new Array(game.maxPlayers).fill(0);
  const period = 1000 / game.tickRate;
  const eventDriven = game.wake !== undefined;
  /** Asked for once a step, where what the game may throw is expected. */
  let wake = wakeOf(match);
  const seatByPlayer = seatsOf(cast);
  for (const { seat, level, playerId } of cast.entrants) {
    const left = playerId !== undefined && !seatByPlayer.has(playerId);
    if (level || left) bots.set(seat, level ?? STAND_IN);
  }
  for (const [seat, inbox] of inboxes.entries()) inbox.goOnFrom(acks[seat]!);
  const recorder = options.record?.(() => JSON.stringify({ seats: match.seats, cast, seq, acks, epoch }), acks);

  function change(made: CastChange): void {
    cast = recast(cast, made, match.state.tick);
    recorder?.cast(made);
  }

  const viewName = (seat: number | null) => (game.hide ? `${seat ?? 'spectator'}` : 'all');

  function viewOf(seat: number | null): AudienceView {
    const name = viewName(seat);
    let view = views.get(name);
    if (!view) {
      view = createAudienceView(match, seat);
      view.advance(seq, acks, early);
      views.set(name, view);
    }
    return view;
  }

  /** Bots see what their seat sees and come in by the inbox, like players. */
  function askBots(): void {
    const now = clock.now();
    for (const [seat, level] of bots) {
      const wish = game.bot(viewOf(seat).seen, seat, level, settings);
      if (wish !== null) inboxes[seat]!.offer(inboxes[seat]!.applied + 1, wish, 0, now);
    }
  }

  /** The input that a seat gets for the coming tick; what came too late for the tick that it was meant for is told by `early`. */
  function take(seat: number, tick: number, now: number): unknown | null {
    const next = inboxes[seat]!.take(tick);
    if (!next) return null;
    if (next.seq > acks[seat]!) note(seat, next, tick, now - next.came);
    return next.input;
  }

  function note(seat: number, { seq: taken, tick: meant }: Waiting, tick: number, waited: number): void {
    const late = meant > 0 && meant < tick;
    early[seat] = late ? 0 : Math.min(MOST_EARLY, Math.floor((4 * waited) / period));
    if (late) stats?.late.record(nanoseconds((tick - meant) * period - waited));
    const passedOver = taken - acks[seat]! - 1;
    if (passedOver > 0) stats?.missing.record(passedOver);
    acks[seat] = taken;
  }

  /** The result still names one who left, but nobody is to take the seat for that player's own any more. */
  function seatAsSeen({ level: _, playerId, ...seen }: Entrant): MatchSeat {
    return playerId !== undefined && seatByPlayer.get(playerId) === seen.seat ? { ...seen, playerId } : seen;
  }

  const release = (seat: number) => inboxes[seat]!.overrule(game.idle);
  // Nobody asks them otherwise before the first step, and that may be a turn away.
  if (eventDriven) askBots();

  return {
    matchId,
    tickRate: game.tickRate,
    eventDriven,
    get cast() {
      return cast;
    },
    viewName,
    viewOf,
    get tick() {
      return match.state.tick;
    },
    get hasWishes() {
      return match.seats.some((seat) => !inboxes[seat]!.isEmpty);
    },
    get wake() {
      return wake;
    },
    seatOf: (playerId) => seatByPlayer.get(playerId) ?? null,
    get seq() {
      return seq;
    },
    offer(seat, inputSeq, input, tick = 0) {
      if (bots.has(seat) || tick > match.state.tick + game.tickRate) return false;
      // The next step of a game of events may be far away: what is wished in it is due at once.
      return inboxes[seat]!.offer(inputSeq, input, eventDriven ? 0 : tick, clock.now());
    },
    release,
    standIn(seat) {
      release(seat);
      bots.set(seat, STAND_IN);
      if (eventDriven) askBots();
    },
    handBack(seat) {
      bots.delete(seat);
      release(seat);
    },
    leave(playerId) {
      const seat = seatByPlayer.get(playerId);
      if (seat === undefined) return;
      seatByPlayer.delete(playerId);
      change({ kind: 'leave', seat, playerId });
      release(seat);
      bots.set(seat, STAND_IN);
      if (eventDriven) askBots();
    },
    enter(entrant) {
      const { seat, playerId, team } = entrant;
      const taken = [...seatByPlayer.values()].includes(seat);
      // Who left another seat of this match is in its result already.
      const wasElsewhere = cast.appearances.some((one) => one.playerId === playerId && one.seat !== seat);
      const before = cast.entrants.find((one) => one.seat === seat);
      // The side that a seat plays for is the game's by now.
      const otherSide = before !== undefined && before.team !== team;
      if (!game.enter || taken || wasElsewhere || otherSide) return false;
      const joins = !match.seats.includes(seat);
      if (joins) enterMatch(match, seat, team);
      wake = wakeOf(match);
      bots.delete(seat);
      release(seat);
      seatByPlayer.set(playerId, seat);
      change({ kind: 'enter', joins, entrant });
      return true;
    },
    step(tick = match.state.tick + 1) {
      if (!eventDriven) askBots();
      const now = clock.now();
      for (const seat of match.seats) inputs[seat] = take(seat, tick, now);
      advance(match, inputs, tick);
      seq++;
      recorder?.stepped(inputs);
      for (const view of views.values()) view.advance(seq, acks, early);
      const outcome = outcomeOf(match);
      wake = wakeOf(match);
      // The next step may be far away: what bots want of this one has to be known now.
      if (eventDriven && !outcome) askBots();
      return outcome;
    },
    outcome: () => outcomeOf(match),
    info: (keyframe) => ({
      matchId,
      game: game.id,
      tickRate: game.tickRate,
      settings: { ...settings },
      seats: cast.entrants.map(seatAsSeen),
      epoch,
      keyframe,
    }),
  };
}
