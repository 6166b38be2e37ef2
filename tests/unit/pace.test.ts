import { describe, expect, test } from 'vitest';
import { type Pace, startPace } from '../../server/match/pace.ts';
import { createTicker } from '../../server/match/ticker.ts';
import { bell, counter } from '../support/testGame.ts';
import { botAt, hostMatch, human, json } from '../support/testMatch.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const PERIOD_MS = 1000 / bell.tickRate;
const RING = { ring: true };

/** A bell that runs by itself: each step is written down with the tick that it made. */
function running(settings: object, entrants = [human(0), human(1)]) {
  const clock = new VirtualClock();
  const began = clock.now();
  const match = hostMatch(bell, entrants, { settings });
  const steps: { tick: number; at: number }[] = [];
  const pace: Pace = startPace(match, createTicker(clock), clock, (tick) => {
    const outcome = match.step(tick);
    steps.push({ tick: match.tick, at: clock.now() - began });
    if (outcome) pace.stop();
  });
  let seq = 0;
  const ring = (seat = 0) => {
    const taken = match.offer(seat, ++seq, RING);
    pace.wished();
    return taken;
  };
  const state = () => json(match).state as { rings: number; chimes: number; steps: number };
  return { clock, match, steps, pace, ring, state };
}

describe('an event-driven match', () => {
  test('is not stepped while nothing happens, and no timer waits', () => {
    const { clock, steps } = running({});
    expect(clock.pending).toBe(0);
    clock.advance(3_600_000);
    expect(steps).toEqual([]);
  });

  test('is stepped once by a wish, at the end of the tick in which it came', () => {
    const { clock, steps, ring, state } = running({});
    clock.advance(12_345);
    ring();
    clock.advance(60_000);
    const tick = Math.floor(12_345 / PERIOD_MS) + 1;
    expect(steps).toEqual([{ tick, at: tick * PERIOD_MS }]);
    expect(state()).toMatchObject({ rings: 1, steps: 1 });
  });

  test('[TK-3] is stepped at most at its rate, however many wishes come', () => {
    const { clock, steps, ring, state } = running({ rings: 100_000 });
    for (let i = 0; i < 2000; i++) {
      for (let n = 0; n < 5; n++) ring();
      clock.advance(1);
    }
    expect(steps.length).toBeGreaterThanOrEqual(39);
    expect(steps.length).toBeLessThanOrEqual(41);
    expect(steps.map(({ tick }) => tick)).toEqual(steps.map((_, i) => i + 1));
    expect(state().rings).toBe(steps.length);
  });

  test('takes one wish a tick of each seat, and what waits in the ticks after', () => {
    const { clock, steps, ring, state } = running({});
    ring();
    ring();
    ring(1);
    clock.advance(PERIOD_MS);
    expect(state().rings).toBe(2);
    clock.advance(60_000);
    expect(state().rings).toBe(3);
    expect(steps.map(({ tick }) => tick)).toEqual([1, 2]);
  });

  test('wakes by itself at the right tick, and once', () => {
    const { clock, steps, state } = running({ chimeAfter: 33 });
    clock.advance(33 * PERIOD_MS - 1);
    expect(steps).toEqual([]);
    clock.advance(1);
    expect(steps).toEqual([{ tick: 33, at: 33 * PERIOD_MS }]);
    clock.advance(3_600_000);
    expect(steps).toHaveLength(1);
    expect(state().chimes).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('wakes later when a wish put it off', () => {
    const { clock, steps, ring, state } = running({ chimeAfter: 40 });
    clock.advance(30 * PERIOD_MS);
    ring();
    clock.advance(3_600_000);
    expect(steps.map(({ tick }) => tick)).toEqual([31, 71]);
    expect(state()).toMatchObject({ chimes: 1, rings: 1 });
  });

  test('does not wait with what is wished for what comes by itself later', () => {
    const { clock, steps, ring } = running({ chimeAfter: 40 });
    ring();
    ring();
    clock.advance(10 * PERIOD_MS);
    expect(steps.map(({ tick }) => tick)).toEqual([1, 2]);
  });

  test('has a state whose tick is the time, whenever it is stepped', () => {
    const { clock, steps, ring } = running({ rings: 1000, chimeAfter: 7 });
    for (let i = 0; i < 300; i++) {
      if (i % 3 === 0) ring(i % 2);
      clock.advance((i * 37) % 211);
    }
    expect(steps.length).toBeGreaterThan(100);
    for (const { tick, at } of steps) expect(at).toBe(tick * PERIOD_MS);
  });

  test('catches the time up after a stall, in one step', () => {
    const { clock, steps, ring } = running({});
    ring();
    clock.stall(10_020);
    clock.advance(0);
    clock.advance(1000);
    expect(steps).toEqual([{ tick: 200, at: 10_020 }]);
    ring();
    clock.advance(1000);
    expect(steps.at(-1)).toEqual({ tick: Math.floor(11_020 / PERIOD_MS) + 1, at: 221 * PERIOD_MS });
  });

  test('moves its bots without anybody else, and ends', () => {
    const { clock, steps, ring, state } = running({ rings: 8 }, [human(0), botAt(1), botAt(3)]);
    clock.advance(5000);
    expect(steps, 'a bot rings only when another has').toEqual([]);
    ring();
    clock.advance(5000);
    expect(state().rings).toBeGreaterThanOrEqual(8);
    expect(steps.length).toBeLessThan(8);
    const { length } = steps;
    clock.advance(3_600_000);
    expect(steps).toHaveLength(length);
    expect(clock.pending).toBe(0);
  });

  test('is stepped no more once it is stopped', () => {
    const { clock, steps, pace, ring } = running({ chimeAfter: 10 });
    clock.advance(10 * PERIOD_MS);
    expect(steps).toHaveLength(1);
    pace.stop();
    ring();
    expect(clock.pending).toBe(0);
    clock.advance(60_000);
    expect(steps).toHaveLength(1);
  });

  test('that is stopped while something is planned leaves no timer', () => {
    const { clock, pace } = running({ chimeAfter: 10 });
    pace.stop();
    expect(clock.pending).toBe(0);
  });
});

test('any other match is stepped at its rate, whatever is wished', () => {
  const clock = new VirtualClock();
  const match = hostMatch(counter, [human(0), human(1)]);
  let steps = 0;
  const pace = startPace(match, createTicker(clock), clock, () => void steps++);
  for (let i = 0; i < 100; i++) {
    pace.wished();
    clock.advance(100);
  }
  expect(Math.abs(steps - 10 * counter.tickRate)).toBeLessThanOrEqual(2);
  pace.stop();
  clock.advance(1000);
  expect(clock.pending).toBe(0);
});
