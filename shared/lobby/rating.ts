import { ordinal, rate } from 'openskill';
import type { BotLevel } from '../game/contract.ts';

/**
 * Ratings by Weng and Lin's Plackett-Luce model (A Bayesian Approximation Method for Online Ranking, 2011), as the package
 * openskill has it: what is thought of a player is a normal distribution, which every match narrows and moves.
 */
export interface Skill {
  readonly mu: number;
  readonly sigma: number;
}

/** The model's usual start. */
export const NEWCOMER: Skill = { mu: 25, sigma: 25 / 3 };
/** Keeps the rating of those who play much able to move: added to what is uncertain before each match. */
const TAU = 25 / 300;
/** Points that are shown for one of the model's, and where they begin. */
const SCALE = 60;
const START = 1500;

/**
 * What players see. The rating is what somebody is at least worth, three deviations below the mean, so that one lucky match puts
 * nobody on top; everybody begins at 1500, and it rises as more is known.
 */
export function shownRating(skill: Skill): { readonly rating: number; readonly deviation: number } {
  const rating = Math.round(ordinal(skill as { mu: number; sigma: number }, { alpha: SCALE, target: START }));
  return { rating, deviation: Math.round(skill.sigma * SCALE) };
}

/**
 * What quick match compares players by: the mean of what is thought of them, in points of the shown rating. Not what is shown, the
 * lower bound: that would pair newcomers with whoever is known to play badly.
 */
export function matchPoints({ mu }: Skill): number {
  return START + SCALE * (mu - NEWCOMER.mu);
}

const EASY_BELOW = 1350;
const NORMAL_UP_TO = 1650;

/** The bots that fill up a match of players with these points. Bots have no rating: the bounds are a guess, which is to be measured. */
export function levelNear(points: number): BotLevel {
  if (points < EASY_BELOW) return 'easy';
  return points <= NORMAL_UP_TO ? 'normal' : 'hard';
}

/** One human who was in a match from its start. `place`: where the seat came in; null where there was no outcome. */
export interface Competitor {
  readonly team?: number | undefined;
  readonly place: number | null;
  /** The tick at which this player left for good; null: stayed. */
  readonly left: number | null;
  readonly skill: Skill;
}

/** Whether there is anything to compare: humans on two sides at least. */
export function isRateable(players: readonly Pick<Competitor, 'team'>[]): boolean {
  return sidesOf(players).length >= 2;
}

function sidesOf<P extends Pick<Competitor, 'team'>>(players: readonly P[]): P[][] {
  return [...Map.groupBy(players, (player) => player.team ?? player).values()];
}

/**
 * The skills after the match, in the same order; null where there is nothing to compare: fewer than two sides with humans. Whoever
 * left is placed behind all who stayed longer; in a team that goes for the leaver alone, the others are rated by where it came in.
 */
export function rateMatch(players: readonly Competitor[]): Skill[] | null {
  if (!isRateable(players)) return null;
  const sides = sidesOf(players);
  const ranks = sides.map(rankOf);
  const after = rateSides(sides, ranks);
  for (const [i, side] of sides.entries()) {
    if (side.length < 2 || !side.some(({ left }) => left !== null)) continue;
    const asLast = rateSides(sides, ranks.with(i, LAST));
    for (const player of side) if (player.left !== null) after.set(player, asLast.get(player)!);
  }
  return players.map((player) => after.get(player)!);
}

const LAST = Number.MAX_SAFE_INTEGER;

/** The lower the better. A side that everyone left is behind all others, the longer it stayed the better. */
function rankOf(side: readonly Pick<Competitor, 'place' | 'left'>[]): number {
  const stayed = side.filter(({ left }) => left === null);
  if (stayed.length > 0) return Math.min(...stayed.map(({ place }) => place ?? 1));
  return LAST - 1 - Math.max(...side.map(({ left }) => left!));
}

function rateSides(sides: readonly (readonly Competitor[])[], rank: readonly number[]): Map<Competitor, Skill> {
  const before = sides.map((side) => side.map(({ skill }) => ({ ...skill })));
  const after = rate(before, { rank: [...rank], tau: TAU });
  return new Map(sides.flatMap((side, i) => side.map((player, j) => [player, after[i]![j]!] as const)));
}

/** How much the same player does better or worse from match to match, in the model's points: its usual beta. */
const BETA = 25 / 6;
/** Beyond so many deviations nothing is likely enough to count. */
const FAR = 6;
const STEPS = 128;

/**
 * How likely each side is to come first; they sum to 1. Of any two sides one is in front with the probability that openskill's
 * predictWin gives the pair: how well a side does is normally distributed around its players' means together, with what is not known
 * of them and, with n sides, n/2 times beta squared as its variance. The best of all then comes first. For two sides that is
 * predictWin; for more, predictWin itself gives the share of all pairs that a side wins, at most a quarter for the best of eight.
 *
 * As with `rateMatch`, a side with one player more is better by all that this one is worth, however many bots make up for it.
 */
export function predictWins(sides: readonly (readonly Skill[])[]): number[] {
  const luck = (sides.length / 2) * BETA * BETA;
  const normals = sides.map((side) => ({
    mean: side.reduce((all, { mu }) => all + mu, 0),
    deviation: Math.sqrt(side.reduce((all, { sigma }) => all + sigma * sigma, luck)),
  }));
  const below = (result: number) => normals.map(({ mean, deviation }) => phi((result - mean) / deviation));
  // Where the best result lies: no lower than the lowest of any side, and no higher than the highest of all.
  const from = Math.max(...normals.map(({ mean, deviation }) => mean - FAR * deviation));
  const to = Math.max(...normals.map(({ mean, deviation }) => mean + FAR * deviation));
  const step = (to - from) / STEPS;
  const likely = sides.map(() => 0);
  let low = below(from);
  for (let n = 1; n <= STEPS; n++) {
    const middle = below(from + (n - 0.5) * step);
    const high = below(from + n * step);
    // One side comes out within this step, and all others below it.
    for (const i of sides.keys()) {
      likely[i]! += middle.reduce((all, one, j) => (j === i ? all : all * one), high[i]! - low[i]!);
    }
    low = high;
  }
  const total = likely.reduce((all, one) => all + one, 0);
  return likely.map((one) => one / total);
}

/** How likely the side of each player is to come first, in the same order. */
export function predictions(players: readonly Pick<Competitor, 'team' | 'skill'>[]): number[] {
  const sides = sidesOf(players);
  const likely = predictWins(sides.map((side) => side.map(({ skill }) => skill)));
  const byPlayer = new Map(sides.flatMap((side, i) => side.map((player) => [player, likely[i]!] as const)));
  return players.map((player) => byPlayer.get(player)!);
}

/**
 * The normal distribution, to 2e-7, by Abramowitz and Stegun's 7.1.28 (Handbook of Mathematical Functions, 1964), which takes
 * multiplications alone and so gives the same bits everywhere.
 */
function phi(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  let tail = ((((SERIES[5] * z + SERIES[4]) * z + SERIES[3]) * z + SERIES[2]) * z + SERIES[1]) * z + SERIES[0];
  tail = tail * z + 1;
  for (let i = 0; i < 4; i++) tail *= tail;
  return x < 0 ? 0.5 / tail : 1 - 0.5 / tail;
}

const SERIES = [0.0705230784, 0.0422820123, 0.0092705272, 0.0001520143, 0.0002765672, 0.0000430638] as const;

/** A side of a match that is over. */
export interface Side<P> {
  readonly players: readonly P[];
  /** Of the first place: 1, or 0; where several tie for it, equal parts of 1. */
  readonly first: number;
}

/** Who came first among those who are rated, by the same rules: bots and who came late do not count, and who left is behind. */
export function sharesOfFirst<P extends Omit<Competitor, 'skill'>>(players: readonly P[]): Side<P>[] {
  const sides = sidesOf(players);
  const ranks = sides.map(rankOf);
  const best = Math.min(...ranks);
  const tied = ranks.filter((rank) => rank === best).length;
  return sides.map((side, i) => ({ players: side, first: ranks[i] === best ? 1 / tied : 0 }));
}
