import { CLOSENESS, type Closeness } from '../../shared/lobby/tolerance.ts';
import { averageOf, type Figures, figuresOf } from './figures.ts';
import type { Model } from './model.ts';
import { type Clocks, simulate } from './simulate.ts';
import { both, formOf, shown, tableOf } from './text.ts';

/** How strict closeness is: 1 is the default, 0 asks for none, 2 for half of the points. */
const STRICTNESS = [0, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 5] as const;

export function figuresOfSeeds(model: Model, seeds: number, clocks: Clocks): Figures {
  const runs = Array.from({ length: seeds }, (_, n) => ({ ...model, seed: model.seed + n }));
  return averageOf(runs.map((one) => figuresOf(one, simulate(one, clocks))));
}

export function stricter({ near, nearing, ...others }: Closeness, by: number): Closeness {
  return { near: near / by, nearing: nearing / by, ...others };
}

/** The same crowd under stricter and laxer closeness, a row each. */
export function frontierOf(model: Model, seeds: number, clocks: Clocks): string {
  const rows = STRICTNESS.map((strictness) => {
    const closeness = stricter(CLOSENESS, strictness);
    const { wait, spread, gap, waiting } = figuresOfSeeds({ ...model, closeness }, seeds, clocks);
    const name = strictness === 0 ? 'none' : strictness === 1 ? '1, the default' : String(strictness);
    const unmatched = `${(100 * waiting).toFixed(1)} %`;
    return [name, both(wait), both(spread), both(gap), shown(wait.mean * spread.mean), unmatched];
  });
  const of = seeds > 1 ? `${seeds} seeds` : `seed ${model.seed}`;
  const head = ['strictness', 'wait, s', 'spread, points', 'team gap, points', 'wait x spread', 'unmatched'];
  return `${formOf(model)}, ${model.rate} tickets a second for ${model.seconds} s, ${of}; mean / p95\n\n${tableOf(head, rows)}`;
}
