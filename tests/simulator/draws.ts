import { bindRng, RNG_CELLS, seedFrom, seedRng } from '../../shared/core/rng.ts';

/** Draws from a seeded generator. Two streams with different names have nothing in common, so that one more draw in one moves no other. */
export interface Draws {
  /** From 0 up to, but never, 1. */
  share(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  normal(mean: number, deviation: number): number;
  exponential(mean: number): number;
}

export function createDraws(seed: number, stream: number): Draws {
  const cells = new Int32Array(RNG_CELLS);
  const [a, b, c] = seedFrom(seed);
  seedRng(cells, 0, [a, b, c, stream]);
  const rng = bindRng(cells, 0);
  /** Never 0, whose logarithm is no number. */
  const positive = () => (rng.next() + 1) / 2 ** 32;
  return {
    share: () => rng.next() / 2 ** 32,
    between: rng.between,
    // Box and Muller, A Note on the Generation of Random Normal Deviates, 1958.
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * positive()),
    exponential: (mean) => -mean * Math.log(positive()),
  };
}
