import { describe, expect, test } from 'vitest';
import { createTicker } from '../../server/match/ticker.ts';
import { VirtualClock } from '../support/virtualClock.ts';

function begin() {
  const clock = new VirtualClock();
  return { clock, ticker: createTicker(clock) };
}

/** Starts a beat and writes down when it ticked. */
function record({ clock, ticker }: ReturnType<typeof begin>, rate: number, tick?: (count: number) => void) {
  const times: number[] = [];
  const stop = ticker.start(rate, () => {
    times.push(clock.now());
    tick?.(times.length);
  });
  return { times, stop };
}

describe('the beat', () => {
  test.each([1, 10, 20, 30, 60, 64, 128])('[TK-1] of %i a second is that exactly over a minute', (rate) => {
    const parts = begin();
    const { times } = record(parts, rate);
    parts.clock.advance(60_000);
    expect(Math.abs(times.length - 60 * rate)).toBeLessThanOrEqual(1);
    expect(parts.ticker.stats.dropped).toBe(0);
  });

  test('does not drift: after an hour each tick still comes at the millisecond of its time', () => {
    const parts = begin();
    const { times } = record(parts, 30);
    parts.clock.advance(3_600_000);
    const errors = times.map((time, n) => time - (times[0]! + (n * 1000) / 30));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1.5);
    expect(times.length).toBeGreaterThan(107_998);
  });

  test('begins within two periods', () => {
    const parts = begin();
    const began = parts.clock.now();
    const { times } = record(parts, 10);
    parts.clock.advance(200);
    expect(times[0]! - began).toBeGreaterThan(0);
    expect(times[0]! - began).toBeLessThanOrEqual(200);
  });

  test('of several rates at once is right for each', () => {
    const parts = begin();
    const rates = [5, 20, 30, 60];
    const all = rates.map((rate) => record(parts, rate));
    parts.clock.advance(10_000);
    for (const [i, { times }] of all.entries()) expect(Math.abs(times.length - 10 * rates[i]!)).toBeLessThanOrEqual(1);
  });

  test('of many matches is spread over the period', () => {
    const parts = begin();
    const all = Array.from({ length: 20 }, () => record(parts, 10));
    parts.clock.advance(1000);
    const phases = all.map(({ times }) => times[0]! % 100).sort((a, b) => a - b);
    const gaps = phases.map((phase, i) => (phases[(i + 1) % 20]! - phase + 100) % 100 || 100);
    expect(Math.max(...gaps)).toBeLessThan(12);
  });
});

describe('a processor that is held up', () => {
  test('a match makes up for a short while, tick by tick', () => {
    const parts = begin();
    const { times } = record(parts, 10);
    parts.clock.advance(1000);
    const before = times.length;
    parts.clock.stall(350);
    parts.clock.advance(0);
    expect(times.length - before).toBeGreaterThanOrEqual(3);
    parts.clock.advance(650);
    expect(times.length - before).toBe(10);
    expect(parts.ticker.stats.dropped).toBe(0);
  });

  test('of a long one it makes up for three ticks, counts the others as dropped, and stays on its grid', () => {
    const parts = begin();
    const { times } = record(parts, 10);
    parts.clock.advance(1000);
    const before = times.length;
    const phase = times.at(-1)! % 100;
    parts.clock.stall(60_000);
    parts.clock.advance(0);
    expect(times.length - before).toBe(1 + 3);
    const missed = parts.ticker.stats.dropped;
    expect(missed + times.length - before).toBeGreaterThanOrEqual(600);
    parts.clock.advance(10_000);
    expect(missed + times.length - before).toBe(700);
    expect(times.at(-1)! % 100).toBe(phase);
    expect(parts.ticker.stats.dropped).toBe(missed);
  });

  test('ticks that take longer than their period are dropped, never pile up, and leave time for everything else', () => {
    const parts = begin();
    let timersFired = 0;
    const again = () => {
      timersFired++;
      parts.clock.after(1, again);
    };
    again();
    const fired: number[] = [];
    const { stop } = record(parts, 10, (count) => {
      fired.push(timersFired);
      parts.clock.stall(150);
      if (count === 200) stop();
    });
    parts.clock.advance(40_000);
    expect(parts.ticker.stats.dropped).toBeGreaterThan(90);
    const ticksInARow = fired.filter((count) => count === fired.at(-1)).length;
    expect(ticksInARow).toBeLessThanOrEqual(1 + 3);
  });

  test('a slow match does not stop the others: each still gets its ticks', () => {
    const parts = begin();
    record(parts, 10, () => parts.clock.stall(60));
    const { times } = record(parts, 20);
    parts.clock.advance(10_000);
    expect(times.length + parts.ticker.stats.dropped).toBeGreaterThanOrEqual(199);
    expect(times.length).toBeGreaterThan(190);
  });

  test('lateness and duration are measured', () => {
    const parts = begin();
    record(parts, 10, () => parts.clock.stall(7));
    parts.clock.advance(10_000);
    const { duration, lateness } = parts.ticker.stats;
    expect(duration.count).toBeGreaterThan(98);
    expect(duration.mean / 1e6).toBeCloseTo(7, 1);
    expect(lateness.max / 1e6).toBeLessThan(1.1);
    parts.clock.stall(500);
    parts.clock.advance(100);
    expect(lateness.max / 1e6).toBeGreaterThan(400);
  });
});

describe('stopping', () => {
  test('ends the beat at once, and leaves no timer behind once the next has fired', () => {
    const parts = begin();
    const { times, stop } = record(parts, 10);
    parts.clock.advance(1000);
    stop();
    const before = times.length;
    parts.clock.advance(10_000);
    expect(times.length).toBe(before);
    expect(parts.clock.pending).toBe(0);
    stop();
  });

  test('from inside its own tick works, also while it catches up', () => {
    const parts = begin();
    const { times, stop } = record(parts, 10, (count) => {
      if (count === 12) stop();
    });
    parts.clock.advance(1000);
    parts.clock.stall(5000);
    parts.clock.advance(5000);
    expect(times.length).toBe(12);
  });

  test("from inside another's tick spares that one, and nobody else", () => {
    const parts = begin();
    const victim = record(parts, 10);
    const other = record(parts, 10);
    record(parts, 10, (count) => {
      if (count === 5) victim.stop();
    });
    parts.clock.advance(3000);
    expect(victim.times.length).toBeLessThanOrEqual(6);
    expect(other.times.length).toBeGreaterThanOrEqual(29);
  });

  test('a match that begins inside the tick of another ticks from then on', () => {
    const parts = begin();
    let late: ReturnType<typeof record> | null = null;
    const first = record(parts, 10, (count) => {
      if (count === 5) late = record(parts, 20);
    });
    parts.clock.advance(2500);
    expect(first.times.length).toBeGreaterThanOrEqual(24);
    expect(late!.times.length).toBeGreaterThanOrEqual(37);
  });
});
