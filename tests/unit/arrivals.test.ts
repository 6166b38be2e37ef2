import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArrivals } from '../../game-client/net/arrivals.ts';

const RATE = 20;
const PERIOD = 50;

/** Ticks that arrive as given: [tick, local time]. */
function after(...all: [tick: number, now: number][]) {
  const arrivals = createArrivals(RATE);
  for (const [tick, now] of all) arrivals.add(tick, now);
  return arrivals;
}

const steady = (from: number, count: number, at = 1000) =>
  Array.from({ length: count }, (_, i): [number, number] => [from + i, at + i * PERIOD]);

describe('the present', () => {
  test('before any tick is 0', () => {
    expect(after().present(123)).toBe(0);
  });

  test('goes on between ticks, at the rate of the match', () => {
    const arrivals = after(...steady(1, 5));
    expect(arrivals.present(1200)).toBeCloseTo(5);
    expect(arrivals.present(1225)).toBeCloseTo(5.5);
    expect(arrivals.present(2200)).toBeCloseTo(25);
  });

  test('is learnt from the fastest arrival: one that was held up does not move it', () => {
    expect(after(...steady(1, 5), [6, 1250 + 40]).present(1250)).toBeCloseTo(6);
  });

  test('believes a faster one at once', () => {
    expect(after(...steady(1, 5, 1030), [6, 1250]).present(1250)).toBeCloseTo(6);
  });

  test('takes a lasting change of route in after three seconds, and not before', () => {
    const changed = (count: number) => after(...steady(1, 20), ...steady(21, count, 2000 + 60));
    expect(changed(55).present(2060 + 54 * PERIOD)).toBeCloseTo(75 + 1.2);
    expect(changed(60).present(2060 + 59 * PERIOD)).toBeCloseTo(80);
  });

  test('is right within the jitter of the fastest, wherever the delays fall', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(80), { minLength: 60, maxLength: 200 }), (delays) => {
        const arrivals = after(...delays.map((delay, i): [number, number] => [i + 1, 1000 + i * PERIOD + delay]));
        const end = 1000 + (delays.length - 1) * PERIOD;
        const fastest = Math.min(...delays.slice(-60));
        expect(arrivals.present(end + fastest)).toBeCloseTo(delays.length);
      }),
    );
  });
});

describe('jitter', () => {
  test('is how much later than the fastest nearly all come', () => {
    expect(after(...steady(1, 60)).jitter).toBe(0);
    const alternating = steady(1, 60).map(([tick, at]): [number, number] => [tick, at + (tick % 2) * 30]);
    expect(after(...alternating).jitter).toBeCloseTo(30);
  });

  test('does not grow by one stall, however many ticks it held up', () => {
    const stall = Array.from({ length: 10 }, (_, i): [number, number] => [41 + i, 1000 + 50 * PERIOD]);
    expect(after(...steady(1, 40), ...stall, ...steady(51, 5, 1000 + 50 * PERIOD)).jitter).toBe(0);
  });

  test('grows when stalls are what the network is like', () => {
    const bunches = steady(1, 60).map(([tick], i): [number, number] => [tick, 1000 + Math.ceil(i / 6) * 6 * PERIOD]);
    expect(after(...bunches).jitter).toBeGreaterThan(200);
  });

  test('is forgotten three seconds later', () => {
    const rough = steady(1, 60).map(([tick, at]): [number, number] => [tick, at + (tick % 2) * 30]);
    expect(after(...rough, ...steady(61, 60, 4000)).jitter).toBe(0);
  });
});

test('each tick is told how late it came', () => {
  const arrivals = after(...steady(1, 5));
  expect(arrivals.add(6, 1250)).toBe(0);
  expect(arrivals.add(7, 1325)).toBe(25);
  expect(arrivals.add(8, 1340)).toBe(0);
});
