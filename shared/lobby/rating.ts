import { ordinal, rate } from 'openskill';

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
function rankOf(side: readonly Competitor[]): number {
  const stayed = side.filter(({ left }) => left === null);
  if (stayed.length > 0) return Math.min(...stayed.map(({ place }) => place ?? 1));
  return LAST - 1 - Math.max(...side.map(({ left }) => left!));
}

function rateSides(sides: readonly (readonly Competitor[])[], rank: readonly number[]): Map<Competitor, Skill> {
  const before = sides.map((side) => side.map(({ skill }) => ({ ...skill })));
  const after = rate(before, { rank: [...rank], tau: TAU });
  return new Map(sides.flatMap((side, i) => side.map((player, j) => [player, after[i]![j]!] as const)));
}
