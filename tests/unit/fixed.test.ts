import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clamp, cosine, directionOf, lengthOf, sine, turnBetween, UNIT } from '../../shared/core/fixed.ts';

const TURN = 2 * Math.PI;
const ALL = Array.from({ length: 256 }, (_, direction) => direction);

describe('sine and cosine', () => {
  test('[TK-4] are the rounded ones, in all 256 directions', () => {
    for (const direction of ALL) {
      expect(sine(direction) + 0).toBe(Math.round(UNIT * Math.sin((direction / 256) * TURN)) + 0);
      expect(cosine(direction) + 0).toBe(Math.round(UNIT * Math.cos((direction / 256) * TURN)) + 0);
    }
  });

  test('go round: only the low eight bits of a direction count', () => {
    for (const direction of ALL) {
      expect(sine(direction + 256)).toBe(sine(direction));
      expect(sine(direction - 512)).toBe(sine(direction));
      expect(cosine(-direction) + 0).toBe(cosine(direction) + 0);
    }
  });
});

describe('the direction of a vector', () => {
  test('is the one that it was made from, for all 256', () => {
    for (const direction of ALL) expect(directionOf(cosine(direction), sine(direction))).toBe(direction);
  });

  test('is right for the axes and the diagonals', () => {
    const of = ALL.filter((d) => d % 32 === 0).map((d) => [Math.round(cosine(d) / UNIT), Math.round(sine(d) / UNIT)]);
    expect(of.map(([x, y]) => directionOf(x!, y!))).toEqual([0, 32, 64, 96, 128, 160, 192, 224]);
  });

  test('is to the right for no vector at all', () => {
    expect(directionOf(0, 0)).toBe(0);
  });

  test('is the nearest one: no further than half a step from the true angle', () => {
    const halfStep = TURN / 512;
    // The table's rounding, half of 1/16384, turns the line between two directions by this much.
    const slack = 1e-4;
    const far = 2 ** 38 - 1;
    const part = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -far, max: far }));
    fc.assert(
      fc.property(part, part, (dx, dy) => {
        fc.pre(dx !== 0 || dy !== 0);
        const direction = directionOf(dx, dy);
        expect(Number.isInteger(direction) && direction >= 0 && direction < 256).toBe(true);
        const off = Math.atan2(dy, dx) - (direction / 256) * TURN;
        const apart = Math.abs(((off + 3 * Math.PI) % TURN) - Math.PI);
        expect(apart).toBeLessThanOrEqual(halfStep + slack);
      }),
      { numRuns: 5000, endOnFailure: true },
    );
  });
});

test('the turn between two directions is the short way round', () => {
  expect([turnBetween(0, 10), turnBetween(250, 4), turnBetween(4, 250), turnBetween(0, 128)]).toEqual([
    10, 10, -10, -128,
  ]);
  for (const from of ALL)
    for (const to of [0, 1, 64, 127, 128, 129, 255]) {
      const turn = turnBetween(from, to);
      expect(turn).toBeGreaterThanOrEqual(-128);
      expect(turn).toBeLessThan(128);
      expect((from + turn) & 255).toBe(to);
    }
});

/** The length rounded down, by whole numbers alone. */
function exactLength(x: number, y: number): number {
  const square = BigInt(x) ** 2n + BigInt(y) ** 2n;
  let root = BigInt(Math.floor(Math.sqrt(Number(square))));
  while (root * root > square) root--;
  while ((root + 1n) * (root + 1n) <= square) root++;
  return Number(root);
}

describe('the length of a vector', () => {
  test.each([
    [3, 4, 5],
    [-3, 4, 5],
    [0, 0, 0],
    [1, 1, 1],
    [30_000, 40_000, 50_000],
  ])('of (%i, %i) is %i', (x, y, length) => {
    expect(lengthOf(x, y)).toBe(length);
  });

  test('[TK-4] is exact, rounded down, below 2^52', () => {
    const part = fc.integer({ min: -(2 ** 25), max: 2 ** 25 });
    fc.assert(
      fc.property(part, part, (x, y) => {
        expect(lengthOf(x, y)).toBe(exactLength(x, y));
      }),
      { numRuns: 2000 },
    );
  });

  test('is exact up to the limit that its comment promises', () => {
    const [x, y] = [72_000_000, 12_000];
    expect(x * x + y * y).toBeLessThan(2 ** 53);
    expect(lengthOf(x, y)).toBe(exactLength(x, y));
  });
});

test('clamping keeps what is inside and cuts what is not', () => {
  expect([clamp(5, 0, 10), clamp(-5, 0, 10), clamp(15, 0, 10), clamp(0, 0, 0)]).toEqual([5, 0, 10, 0]);
});
