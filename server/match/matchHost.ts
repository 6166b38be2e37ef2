import type { Seed } from '../../shared/core/rng.ts';
import type { AnyGame, BotLevel, Outcome } from '../../shared/game/contract.ts';
import { advance, createMatch, enterMatch, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import type { Keyframe, MatchInfo, MatchSeat } from '../../shared/protocol/match.ts';
import { MOST_EARLY } from '../../shared/protocol/tick.ts';
import type { Clock } from '../ops/clock.ts';
import { type AudienceView, createAudienceView } from './audienceView.ts';
import { createInbox, type Waiting } from './inbox.ts';
import { type InputStats, nanoseconds } from './inputStats.ts';

/** Who sits in a seat when the match begins. */
export type Entrant = MatchSeat & { readonly level?: BotLevel };

/** A running match: inputs in, ticks out. The server alone decides; an input is a wish for one's own seat. */
export interface MatchHost {
  readonly matchId: string;
  readonly tickRate: number;
  /** Where the match stands: the tick of its state, and how many ticks have been sent. */
  readonly tick: number;
  readonly seq: number;
  /** Everyone who plays or played in it. */
  readonly entrants: readonly Entrant[];
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

interface Options {
  readonly matchId: string;
  readonly game: AnyGame;
  readonly settings: { readonly [name: string]: unknown };
  readonly entrants: readonly Entrant[];
  readonly seed: Seed;
  readonly clock: Pick<Clock, 'now'>;
  readonly stats?: InputStats;
}

/** Until rooms can change nodes, nothing raises a match's epoch. */
const EPOCH = 1;

/** A bot that plays for a player is of this level. */
const STAND_IN: BotLevel = 'normal';

export function createMatchHost(options: Options): MatchHost {
  const { matchId, game, settings, entrants: first, seed, clock, stats } = options;
  const entrants: Entrant[] = [...first];
  const teams = new Array<number>(game.maxPlayers).fill(0);
  for (const { seat, team } of entrants) teams[seat] = team ?? 0;
  const match = createMatch(
    game,
    settings,
    entrants.map((entrant) => entrant.seat),
    seed,
    teams,
  );
  const inboxes = Array.from({ length: game.maxPlayers }, createInbox);
  const bots = new Map<number, BotLevel>();
  const views = new Map<string, AudienceView>();
  const inputs: (unknown | null)[] = new Array(game.maxPlayers).fill(null);
  const acks: number[] = new Array(game.maxPlayers).fill(0);
  const early: number[] = new Array(game.maxPlayers).fill(0);
  const period = 1000 / game.tickRate;
  const eventDriven = game.wake !== undefined;
  let seq = 0;
  /** Asked for once a step, where what the game may throw is expected. */
  let wake = wakeOf(match);
  const seatByPlayer = new Map<string, number>();
  for (const { seat, level, playerId } of entrants) {
    if (level) bots.set(seat, level);
    if (playerId !== undefined) seatByPlayer.set(playerId, seat);
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
    entrants,
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
      release(seat);
      bots.set(seat, STAND_IN);
      if (eventDriven) askBots();
    },
    enter(entrant) {
      const { seat, playerId, team } = entrant;
      const taken = [...seatByPlayer.values()].includes(seat);
      // Who left another seat of this match is in its result already.
      const wasElsewhere = entrants.some((one) => one.playerId === playerId && one.seat !== seat);
      const before = entrants.find((one) => one.seat === seat);
      // The side that a seat plays for is the game's by now.
      const otherSide = before !== undefined && before.team !== team;
      if (!game.enter || taken || wasElsewhere || otherSide) return false;
      if (!match.seats.includes(seat)) enterMatch(match, seat, team);
      wake = wakeOf(match);
      bots.delete(seat);
      release(seat);
      seatByPlayer.set(playerId, seat);
      if (before) entrants[entrants.indexOf(before)] = entrant;
      else entrants.push(entrant);
      return true;
    },
    step(tick = match.state.tick + 1) {
      if (!eventDriven) askBots();
      const now = clock.now();
      for (const seat of match.seats) inputs[seat] = take(seat, tick, now);
      advance(match, inputs, tick);
      seq++;
      for (const view of views.values()) view.advance(seq, acks, early);
      const outcome = outcomeOf(match);
      wake = wakeOf(match);
      // The next step may be far away: what bots want of this one has to be known now.
      if (eventDriven && !outcome) askBots();
      return outcome;
    },
    info: (keyframe) => ({
      matchId,
      game: game.id,
      tickRate: game.tickRate,
      settings: { ...settings },
      seats: entrants.map(seatAsSeen),
      epoch: EPOCH,
      keyframe,
    }),
  };
}
