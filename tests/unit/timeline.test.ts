import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTimeline } from '../../game-client/net/timeline.ts';
import { defineState, int } from '../../shared/game/state.ts';

const layout = defineState({ x: int });
const RATE = 20;
const PERIOD = 50;

/** Pushes ticks as they arrive: [tick, local time]. Each state's x is ten times its tick. */
function after(...arrivals: [tick: number, now: number][]) {
  const timeline = createTimeline(layout, RATE);
  const state = layout.bind(layout.create());
  for (const [tick, now] of arrivals) {
    state.tick = tick;
    state.x = tick * 10;
    timeline.push(state.cells, now);
  }
  return timeline;
}

const steady = (from: number, count: number, at = 1000) =>
  Array.from({ length: count }, (_, i): [number, number] => [from + i, at + i * PERIOD]);

/** What lies `delay` ticks before the present. */
const behind = (timeline: ReturnType<typeof after>, now: number, delay: number) =>
  timeline.sample(timeline.present(now) - delay);

/** The x that would be drawn. */
function drawn(timeline: ReturnType<typeof after>, now: number, delay: number): number {
  const { before, after, fraction } = behind(timeline, now, delay);
  const at = (state: typeof before) => (state as unknown as { x: number }).x;
  return at(before) + (at(after) - at(before)) * fraction;
}

describe('sampling', () => {
  test('gives the states around the moment, and how far it is between them', () => {
    const timeline = after(...steady(1, 5));
    const { before, after: next, fraction } = behind(timeline, 1200, 1.25);
    expect([before.tick, next.tick, fraction]).toEqual([3, 4, 0.75]);
    expect(drawn(timeline, 1200, 1.25)).toBeCloseTo(37.5);
  });

  test('on a tick gives that tick', () => {
    expect(drawn(after(...steady(1, 5)), 1200, 2)).toBe(30);
    expect(drawn(after(...steady(1, 5)), 1200, 0)).toBe(50);
  });

  test('moves evenly while ticks come evenly', () => {
    const timeline = after(...steady(1, 10));
    for (let now = 1300; now <= 1450; now += 7)
      expect(drawn(timeline, now, 2)).toBeCloseTo(((now - 950) / 50 - 2) * 10);
  });

  test('bridges a tick that was lost', () => {
    const timeline = after([1, 1000], [2, 1050], [5, 1200]);
    expect(drawn(timeline, 1200, 1.5)).toBeCloseTo(35);
  });

  test('stands still behind the newest and before the first', () => {
    const timeline = after(...steady(3, 4));
    for (const now of [1150, 1200, 5000, 1e9]) expect(drawn(timeline, now, 0)).toBe(60);
    for (const delay of [3, 10, 1e6]) expect(drawn(timeline, 1150, delay)).toBe(30);
  });

  test('before any tick came shows the empty state, and does not throw', () => {
    const timeline = createTimeline(layout, RATE);
    expect(timeline.newest.tick).toBe(0);
    expect(timeline.present(123)).toBe(0);
    for (const delay of [-1, 0, 5]) expect(behind(timeline, 123, delay).fraction).toBe(0);
  });

  test('remembers a second and more, and no longer than its ring', () => {
    const timeline = after(...steady(1, 100));
    expect(timeline.newest.tick).toBe(100);
    expect(drawn(timeline, 5950, 25)).toBe(750);
    expect(drawn(timeline, 5950, 90)).toBe(690);
  });

  test('keeps copies: the cells that were pushed may change afterwards', () => {
    const timeline = createTimeline(layout, RATE);
    const state = layout.bind(layout.create());
    state.tick = 1;
    timeline.push(state.cells, 1000);
    state.tick = 99;
    expect(timeline.newest.tick).toBe(1);
  });

  test('always gives a fraction from 0 to 1 of two neighbours in their order', () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(200)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.nat(2000), fc.nat(40), (steps, wait, delay) => {
        let tick = 0;
        let now = 0;
        const timeline = after(
          ...steps.map(([ticks, gap]): [number, number] => {
            tick += ticks;
            now += gap;
            return [tick, now];
          }),
        );
        const { before, after: next, fraction } = behind(timeline, now + wait, delay);
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThan(1);
        expect(next.tick).toBeGreaterThanOrEqual(before.tick);
        if (fraction > 0) expect(next.tick).toBeGreaterThan(before.tick);
      }),
      { numRuns: 500 },
    );
  });
});
