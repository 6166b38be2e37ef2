import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlayhead } from '../../game-client/net/playhead.ts';

const RATE = 30;
const PERIOD = 1000 / RATE;
const make = () => createPlayhead({ tickRate: RATE, slowest: 0.5, fastest: 1.8 });

/** Moves it for so long, frame by frame; its last place, and the steps in ticks a frame at normal speed. */
function play(
  playhead: ReturnType<typeof make>,
  from: number,
  ms: number,
  target: (now: number) => number,
  end?: number,
) {
  const steps: number[] = [];
  let at = playhead.move(from, target(from), end);
  for (let now = from + 10; now <= from + ms; now += 10) {
    const next = playhead.move(now, target(now), end);
    steps.push((next - at) / (10 / PERIOD));
    at = next;
  }
  return { at, steps };
}

describe('a playhead', () => {
  test('begins at its target and goes along with it', () => {
    const { at, steps } = play(make(), 1000, 500, (now) => now / PERIOD);
    expect(at).toBeCloseTo(1500 / PERIOD);
    for (const step of steps) expect(step).toBeCloseTo(1);
  });

  test('follows a target that leaps by going faster or slower, within its rates', () => {
    for (const [leap, slowest, fastest] of [
      [5, 1, 1.8],
      [-5, 0.5, 1],
    ] as const) {
      const playhead = make();
      play(playhead, 0, 1000, (now) => now / PERIOD);
      const { at, steps } = play(playhead, 1010, 3000, (now) => now / PERIOD + leap);
      expect(at).toBeCloseTo(4010 / PERIOD + leap, 1);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(slowest - 1e-9);
      expect(Math.max(...steps)).toBeLessThanOrEqual(fastest + 1e-9);
    }
  });

  test('stands still at the end of what is known, and goes on from there', () => {
    const playhead = make();
    play(playhead, 0, 1000, (now) => now / PERIOD);
    const stuck = play(playhead, 1010, 400, (now) => now / PERIOD, 31);
    expect(stuck.at).toBe(31);
    const { steps } = play(playhead, 1420, 2000, (now) => now / PERIOD);
    expect(Math.max(...steps)).toBeLessThanOrEqual(1.8 + 1e-9);
    expect(steps.at(-1)).toBeCloseTo(1, 1);
  });

  test('is put there at once when it is more than a second off', () => {
    const playhead = make();
    play(playhead, 0, 1000, (now) => now / PERIOD);
    expect(playhead.move(1010, 1010 / PERIOD + RATE + 1)).toBeCloseTo(1010 / PERIOD + RATE + 1);
    expect(playhead.move(1020, 5)).toBe(5);
  });

  test('is put there at once after a reset', () => {
    const playhead = make();
    playhead.move(0, 100);
    playhead.reset();
    expect(playhead.move(10, 90)).toBe(90);
  });

  test('never goes back, however time and target do', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: -12, max: 12 })), {
      minLength: 2,
      maxLength: 80,
    });
    fc.assert(
      fc.property(moves, (all) => {
        const playhead = make();
        let now = 1000;
        let at = playhead.move(now, now / PERIOD);
        for (const [passed, off] of all) {
          now += passed;
          const next = playhead.move(now, now / PERIOD + off, now / PERIOD + 2);
          expect(next).toBeGreaterThanOrEqual(at);
          at = next;
        }
      }),
    );
  });
});
