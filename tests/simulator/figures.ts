import { predictWins, type Skill } from '../../shared/lobby/rating.ts';
import { QUEUE } from './crowd.ts';
import { createDraws } from './draws.ts';
import type { Model } from './model.ts';
import type { Run } from './simulate.ts';

/** All NaN of no values. */
export interface Stats {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What a run is judged by. */
export interface Figures {
  readonly tickets: number;
  readonly matches: number;
  /** Humans in a match, on average. */
  readonly players: number;
  /** Seconds, of each player who was matched. */
  readonly wait: Stats;
  /** Points from the lowest to the highest ticket of a match; as the gap, of matches with two tickets or more. */
  readonly spread: Stats;
  /** Points between the averages of the best and the worst side. */
  readonly gap: Stats;
  /** Brier's score of the predicted win, a side on average; and what it would be if every prediction were exactly right, or if all said that sides are even. */
  readonly brier: { readonly found: number; readonly right: number; readonly even: number };
  /** Shares of the tickets: cancelled, and still waiting at the end. */
  readonly left: number;
  readonly waiting: number;
  /** Microseconds a ticket; and of the longest call to the matchmaker. */
  readonly cpu: { readonly mean: number; readonly worst: number };
}

/** A match in a picture. */
export interface Dot {
  /** Seconds, of its players on average. */
  readonly wait: number;
  /** Points. */
  readonly spread: number;
}

export function dotsOf({ matches }: Pick<Run, 'matches'>): Dot[] {
  return matches.filter(isShared).map(({ at, group }) => {
    const waits = group.tickets.flatMap(({ players, since }) => players.map(() => (at - since) / 1000));
    return { wait: meanOf(waits), spread: group.spread };
  });
}

/** Whoever plays with bots alone is apart from nobody. */
const isShared = ({ group }: Run['matches'][number]) => group.tickets.length > 1;

export function figuresOf(model: Model, run: Run): Figures {
  const groups = run.matches.filter(isShared).map(({ group }) => group);
  const waits = run.matches.flatMap(({ at, group }) =>
    group.tickets.flatMap(({ players, since }) => players.map(() => (at - since) / 1000)),
  );
  return {
    tickets: run.tickets,
    matches: run.matches.length,
    players: waits.length / run.matches.length,
    wait: statsOf(waits),
    spread: statsOf(groups.map(({ spread }) => spread)),
    gap: statsOf(groups.map(({ gap }) => gap)),
    brier: brierOf(model, run),
    left: run.left / run.tickets,
    waiting: run.waiting / run.tickets,
    cpu: { mean: run.cpu.total / run.tickets, worst: run.cpu.worst },
  };
}

/** One of the model's points (`shared/lobby/rating.ts`) is so many that are shown; and how much a player's day is worth, in those. */
const SCALE = 60;
const START = { points: 1500, mu: 25 };
const BETA = 25 / 6;

/** Plays the matches by the model that predicts them, with players who are not quite what they are taken for. */
function brierOf(model: Model, { matches }: Run): Figures['brier'] {
  const draws = createDraws(model.seed, 3);
  const sigma = model.unknown / SCALE;
  const scores = { found: [] as number[], right: [] as number[], even: [] as number[] };
  for (const { group } of matches) {
    const sides = new Map<number, Skill[]>();
    for (const [i, { queues }] of group.tickets.entries()) {
      for (const points of queues.get(QUEUE)!) {
        const side = model.teams > 0 ? group.sides[i]! : sides.size;
        sides.set(side, [...(sides.get(side) ?? []), { mu: START.mu + (points - START.points) / SCALE, sigma }]);
      }
    }
    if (sides.size < 2) continue;
    const luck = Math.sqrt(sides.size / 2) * BETA;
    const likely = predictWins([...sides.values()]);
    const results = [...sides.values()].map((side) =>
      side.reduce((sum, { mu }) => sum + draws.normal(mu, sigma), draws.normal(0, luck)),
    );
    const first = results.indexOf(Math.max(...results));
    scores.found.push(meanOf(likely.map((p, side) => (p - (side === first ? 1 : 0)) ** 2)));
    scores.right.push(meanOf(likely.map((p) => p * (1 - p))));
    scores.even.push((1 / sides.size) * (1 - 1 / sides.size));
  }
  return { found: meanOf(scores.found), right: meanOf(scores.right), even: meanOf(scores.even) };
}

/** Of several runs of one model: the mean of each figure, over those that have it. */
export function averageOf(all: readonly Figures[]): Figures {
  return average(all) as unknown as Figures;
}

type Tree = number | { readonly [name: string]: Tree };

function average(all: readonly unknown[]): Tree {
  const [first] = all;
  if (typeof first === 'number') return meanOf((all as number[]).filter((one) => !Number.isNaN(one)));
  const names = Object.keys(first as object);
  return Object.fromEntries(
    names.map((name) => [name, average(all.map((one) => (one as { [n: string]: Tree })[name]))]),
  );
}

export function statsOf(values: readonly number[]): Stats {
  const sorted = Float64Array.from(values).sort();
  const at = (q: number) => quantile(sorted, q);
  return { mean: meanOf(values), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The smallest of the sorted values that the part `q` of them does not exceed. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}

/** NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
