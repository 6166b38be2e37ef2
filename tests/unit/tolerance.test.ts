import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CLOSENESS,
  createFlow,
  toleranceAfter,
  waitForCloseness,
  waitForRoundTrip,
  waitForTolerance,
} from '../../shared/lobby/tolerance.ts';

const points = fc.double({ min: 0, max: 5000, noNaN: true });
const waited = fc.integer({ min: 0, max: 200_000 });
/** Of a sum of doubles this large, what rounding may take. */
const ROUNDING = 1e-9;

describe('what a ticket agrees to', () => {
  test('is what docs/MATCHMAKING.md publishes', () => {
    expect([0, 5, 10, 20, 30, 60].map((seconds) => toleranceAfter(seconds * 1000))).toEqual([
      150, 300, 450, 750, 1050, 1950,
    ]);
    expect([60, 61, 100, 160, 260].map((ms) => waitForRoundTrip(ms, 20))).toEqual([0, 100, 4000, 10_000, 20_000]);
  });

  test('holds from the first millisecond that is named on, and not one before', () => {
    fc.assert(
      fc.property(points, (distance) => {
        const wait = waitForTolerance(distance);
        expect(Number.isInteger(wait)).toBe(true);
        expect(toleranceAfter(wait)).toBeGreaterThanOrEqual(distance - ROUNDING);
        if (wait > 0) expect(toleranceAfter(wait - 1)).toBeLessThan(distance + ROUNDING);
      }),
    );
  });

  test('never shrinks', () => {
    fc.assert(
      fc.property(waited, waited, (a, b) => {
        expect(toleranceAfter(a) <= toleranceAfter(b)).toBe(a <= b);
      }),
    );
  });

  test('includes the nearest region at once, however far it is', () => {
    fc.assert(fc.property(points, (trip) => void expect(waitForRoundTrip(trip, trip)).toBe(0)));
  });
});

describe('closeness', () => {
  const rate = fc.double({ min: 0.01, max: 500, noNaN: true });
  const players = fc.integer({ min: 2, max: 16 });

  test('asks for a longer wait where the group is farther apart, and where more players come', () => {
    fc.assert(
      fc.property(players, points, points, rate, rate, (many, a, b, slow, fast) => {
        const [near, far] = [Math.min(a, b), Math.max(a, b)];
        expect(waitForCloseness(many, near, slow)).toBeLessThanOrEqual(waitForCloseness(many, far, slow));
        const [fewer, more] = [Math.min(slow, fast), Math.max(slow, fast)];
        expect(waitForCloseness(many, a, fewer)).toBeLessThanOrEqual(waitForCloseness(many, a, more));
      }),
    );
  });

  test('asks for nothing where nobody knows how many come, nor of one who plays with bots', () => {
    expect(waitForCloseness(2, 5000, null)).toBe(0);
    expect(waitForCloseness(1, 0, 20)).toBe(0);
  });

  test('is what docs/MATCHMAKING.md publishes', () => {
    expect([18, 22, 76].map((spread) => waitForCloseness(2, spread, 20))).toEqual([0, 690, 10_000]);
    expect([60, 107, 200].map((spread) => waitForCloseness(10, spread, 20))).toEqual([0, 2407, 7195]);
    expect([169, 272, 400].map((spread) => waitForCloseness(10, spread, 2))).toEqual([0, 5260, 11_851]);
    expect(CLOSENESS).toEqual({ near: 18, nearing: 5.8, byPlayers: 0.55, byRate: 0.45 });
  });
});

describe('the flow of players', () => {
  test('is unknown until eight have come', () => {
    const flow = createFlow();
    for (let n = 0; n < 7; n++) flow.came(`p${n}`, n * 100);
    expect(flow.rate).toBeNull();
    flow.came('p7', 700);
    expect(flow.rate).toBeCloseTo(8 / 0.7);
  });

  test('forgets those who came long ago', () => {
    const flow = createFlow();
    for (let n = 0; n < 1000; n++) flow.came(`p${n}`, n * 10);
    for (let n = 0; n < 300; n++) flow.came(`q${n}`, 10_000 + n * 1000);
    expect(flow.rate).toBeCloseTo(256 / 255);
  });

  test('counts one who comes again and again once, when they came last', () => {
    const flow = createFlow();
    for (let n = 0; n < 300; n++) flow.came('flooder', n * 100);
    expect(flow.rate).toBeNull();
    for (let n = 0; n < 9; n++) flow.came(`p${n}`, 30_000 + n * 1000);
    expect(flow.rate).toBeCloseTo(10 / 8.1);
  });

  test('is a number even if all come in the same millisecond', () => {
    const flow = createFlow();
    for (let n = 0; n < 20; n++) flow.came(`p${n}`, 5);
    expect(flow.rate).toBe(20_000);
  });
});
