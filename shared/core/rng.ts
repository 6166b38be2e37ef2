/**
 * A seeded random generator whose whole state is four cells of an Int32Array, so that copying a state copies its luck too.
 * The algorithm is sfc32 (Chris Doty-Humphrey, PractRand): a 96-bit chaotic part and a 32-bit counter.
 */
export interface Rng {
  /** The next 32 random bits, as an integer from 0 to 2^32 - 1. */
  next(): number;
  /** An integer from 0 to `limit` - 1. The bias is below limit / 2^32. `limit`: 1 to 2^21. */
  below(limit: number): number;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
}

export const RNG_CELLS = 4;

/** 128 bits that start a generator: four integers, of which the low 32 bits count. */
export type Seed = readonly [number, number, number, number];

/** Spreads one small number over a whole seed (splitmix32), for tests, benches and anything that need not be secret. */
export function seedFrom(n: number): Seed {
  let x = n | 0;
  const word = () => {
    x = (x + 0x9e3779b9) | 0;
    let z = x ^ (x >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [word(), word(), word(), word()];
}

/** A generator over `cells[at]` to `cells[at + 3]`; whatever those cells hold is its state. */
export function bindRng(cells: Int32Array, at: number): Rng {
  const next = () => {
    const a = cells[at]!;
    const b = cells[at + 1]!;
    const c = cells[at + 2]!;
    const counter = cells[at + 3]!;
    const sum = (a + b + counter) | 0;
    cells[at] = b ^ (b >>> 9);
    cells[at + 1] = (c + (c << 3)) | 0;
    cells[at + 2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    cells[at + 3] = (counter + 1) | 0;
    return sum >>> 0;
  };
  const below = (limit: number) => Math.floor((next() * limit) / 2 ** 32);
  return { next, below, between: (low, high) => low + below(high - low + 1) };
}

/** Puts `seed` into the cells and stirs them; the first numbers of near seeds have then nothing in common. */
export function seedRng(cells: Int32Array, at: number, seed: Seed): void {
  cells[at] = seed[0];
  cells[at + 1] = seed[1];
  cells[at + 2] = seed[2];
  cells[at + 3] = seed[3];
  const rng = bindRng(cells, at);
  for (let i = 0; i < 12; i++) rng.next();
}
