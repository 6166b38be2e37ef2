/** Repeatable randomness and cloudy noise for drawing: the sky looks the same for everyone, and has nothing to do with the rules. */

export function createDice(seed: number): () => number {
  let x = seed | 0;
  return () => {
    x = (x + 0x6d2b79f5) | 0;
    let z = Math.imul(x ^ (x >>> 15), x | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Smooth noise from 0 to 1 on a grid of `period` cells, which repeats after them along both axes. */
export function createNoise(seed: number, period: number): (x: number, y: number) => number {
  const dice = createDice(seed);
  const grid = Float32Array.from({ length: period * period }, dice);
  const wrap = (n: number) => ((n % period) + period) % period;
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fx = x - left;
    const fy = y - top;
    const u = fx * fx * (3 - 2 * fx);
    const v = fy * fy * (3 - 2 * fy);
    const row = wrap(top) * period;
    const next = wrap(top + 1) * period;
    const x0 = wrap(left);
    const x1 = wrap(left + 1);
    const a = grid[row + x0]! + (grid[row + x1]! - grid[row + x0]!) * u;
    const b = grid[next + x0]! + (grid[next + x1]! - grid[next + x0]!) * u;
    return a + (b - a) * v;
  };
}

/** Octaves of noise on top of each other, each twice as fine and half as strong; still from 0 to 1. */
export function layered(noise: (x: number, y: number) => number, octaves: number): (x: number, y: number) => number {
  return (x, y) => {
    let sum = 0;
    let weight = 0.5;
    let total = 0;
    let scale = 1;
    for (let i = 0; i < octaves; i++) {
      sum += noise(x * scale, y * scale) * weight;
      total += weight;
      weight /= 2;
      scale *= 2;
    }
    return sum / total;
  };
}
