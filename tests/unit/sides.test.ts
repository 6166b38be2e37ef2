import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits, splitSides, type Unit } from '../../shared/lobby/sides.ts';
import { createDraws } from '../simulator/draws.ts';

/** All ways to put so many units on so many sides. */
function* ways(units: number, teams: number): Generator<number[]> {
  for (let n = 0; n < teams ** units; n++) {
    yield Array.from({ length: units }, (_, unit) => Math.floor(n / teams ** unit) % teams);
  }
}

interface Judged {
  /** Players on the largest side minus those on the smallest. */
  readonly uneven: number;
  readonly gap: number;
}

/** Null where a side has more players than seats. An empty seat counts as an average player. */
function judge(units: readonly Unit[], sides: readonly number[], teams: number, seats: number): Judged | null {
  const all = units.flatMap(({ ratings }) => ratings);
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  const on = Array.from({ length: teams }, (_, side) =>
    units.flatMap(({ ratings }, i) => (sides[i] === side ? ratings : [])),
  );
  if (on.some(({ length }) => length > seats)) return null;
  const counts = on.map(({ length }) => length);
  const levels = on.map((ratings) => ratings.reduce((sum, one) => sum + one - mean, 0) / seats);
  return { uneven: Math.max(...counts) - Math.min(...counts), gap: Math.max(...levels) - Math.min(...levels) };
}

function bestByForce(units: readonly Unit[], teams: number, seats: number): Judged | null {
  let best: Judged | null = null;
  for (const sides of ways(units.length, teams)) {
    const found = judge(units, sides, teams, seats);
    if (!found) continue;
    if (!best || found.uneven < best.uneven || (found.uneven === best.uneven && found.gap < best.gap)) best = found;
  }
  return best;
}

const unit = fc
  .array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 3 })
  .map((ratings) => ({ ratings }));
const small = fc.record({
  units: fc.array(unit, { minLength: 1, maxLength: 6 }),
  teams: fc.integer({ min: 2, max: 3 }),
  seats: fc.integer({ min: 1, max: 6 }),
});

describe('the split into sides', () => {
  test('is the best of all that there are: numbers first, then ratings', () => {
    fc.assert(
      fc.property(small, ({ units, teams, seats }) => {
        const best = bestByForce(units, teams, seats);
        const split = splitSides(units, teams, seats);
        if (!best) return void expect(split).toBeNull();
        const found = judge(units, split!.sides, teams, seats)!;
        expect(found.uneven).toBe(best.uneven);
        expect(found.gap).toBeCloseTo(best.gap, 6);
        expect(split!.gap).toBeCloseTo(found.gap, 6);
      }),
      { numRuns: 300 },
    );
  });

  test('of four against four, whatever their ratings, is the best', () => {
    const eight = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(eight, (ratings) => {
        const units = ratings.map((rating) => ({ ratings: [rating] }));
        expect(splitSides(units, 2, 4)!.gap).toBeCloseTo(bestByForce(units, 2, 4)!.gap, 6);
      }),
      { numRuns: 30 },
    );
  });

  test('of more than can all be looked at is even in number, and nearly so in rating', () => {
    const draws = createDraws(1, 0);
    for (const [players, teams, seats] of [
      [16, 2, 8],
      [24, 2, 24],
      [12, 3, 8],
      [9, 4, 9],
      [20, 4, 5],
    ] as const) {
      for (let n = 0; n < 20; n++) {
        const units = Array.from({ length: players }, () => ({ ratings: [draws.between(1400, 1600)] }));
        const { sides } = splitSides(units, teams, seats)!;
        const { uneven, gap } = judge(units, sides, teams, seats)!;
        expect(uneven).toBe(players % teams === 0 ? 0 : 1);
        if (players % teams === 0) expect(gap).toBeLessThan(teams === 2 ? 1.5 : 12);
      }
    }
  });

  test('is null where a party is larger than a side', () => {
    expect(splitSides([{ ratings: [1, 2, 3] }, { ratings: [1] }], 2, 2)).toBeNull();
    expect(splitSides([{ ratings: [1, 2, 3] }, { ratings: [1, 2, 3] }], 2, 2)).toBeNull();
  });

  test('fits if, and only if, there is a way', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 6 }), (parties, teams, seats) => {
        const units = parties.map((many) => ({ ratings: new Array<number>(many).fill(0) }));
        const isPossible = [...ways(parties.length, teams)].some((sides) => judge(units, sides, teams, seats));
        expect(fits(parties, teams, seats)).toBe(isPossible);
      }),
      { numRuns: 300 },
    );
    // Not if each goes to the first side that has room.
    expect(fits([4, 4, 3, 3, 2, 2], 2, 9)).toBe(true);
  });
});
