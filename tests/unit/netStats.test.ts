import { describe, expect, test } from 'vitest';
import { createHitches } from '../../game-client/net/hitches.ts';
import { createNetStats } from '../../game-client/net/netStats.ts';

const RATE = 30;
const PERIOD = 1000 / RATE;

describe('whose fault a hitch was', () => {
  /** Ticks that come on time until 1 s, then those that are given as [local time, lateness], then on time but so late. */
  function after(held: readonly [at: number, lateness: number][], then: { from: number; lateness: number }) {
    const hitches = createHitches(RATE);
    for (let n = 0; n <= RATE; n++) hitches.tick(n * PERIOD, 0);
    for (const [at, lateness] of held) hitches.tick(at, lateness);
    for (let n = 0; n < 10; n++) hitches.tick(then.from + n * PERIOD, then.lateness);
    return hitches;
  }
  const bunch = (at: number) => Array.from({ length: 9 }, (_, i): [number, number] => [at, (9 - i) * PERIOD]);

  test('nobody’s, while ticks come', () => {
    expect(after([], { from: 1000 + PERIOD, lateness: 0 }).last).toBeNull();
    expect(after([], { from: 1000 + 2.9 * PERIOD, lateness: 0 }).last, 'two that are late').toBeNull();
  });

  test('the network’s, when what it held up comes in a bunch and the next are on time', () => {
    const { last } = after(bunch(1300), { from: 1300 + PERIOD, lateness: 0 });
    expect(last).toMatchObject({ culprit: 'network', at: 1300 });
    expect(last!.ms).toBeCloseTo(300);
  });

  test('the server’s, when all that follow come later for good', () => {
    const { last } = after([], { from: 1300, lateness: 300 - PERIOD });
    expect(last).toMatchObject({ culprit: 'server', at: 1300 });
  });

  test('this device’s, when a frame took as long, whether the frame or the ticks are told first', () => {
    const hitches = createHitches(RATE);
    for (let n = 0; n <= RATE; n++) hitches.tick(n * PERIOD, 0);
    for (const [at, lateness] of bunch(1300)) hitches.tick(at, lateness);
    hitches.frame(1302, 290);
    for (let n = 1; n < 10; n++) hitches.tick(1300 + n * PERIOD, 0);
    expect(hitches.last).toEqual({ culprit: 'device', ms: 290, at: 1302 });
    hitches.frame(1990, 300);
    for (const [at, lateness] of bunch(2000)) hitches.tick(at, lateness);
    for (let n = 1; n < 10; n++) hitches.tick(2000 + n * PERIOD, 0);
    expect(hitches.last).toEqual({ culprit: 'device', ms: 300, at: 1990 });
  });

  test('the network’s, when the long frame was another one', () => {
    const hitches = createHitches(RATE);
    hitches.frame(100, 80);
    for (let n = 0; n <= RATE; n++) hitches.tick(n * PERIOD, 0);
    for (const [at, lateness] of bunch(1300)) hitches.tick(at, lateness);
    for (let n = 1; n < 10; n++) hitches.tick(1300 + n * PERIOD, 0);
    expect(hitches.last!.culprit).toBe('network');
  });

  test('frames of a page that nobody looked at are no hitch', () => {
    const hitches = createHitches(RATE);
    hitches.frame(100, 49);
    hitches.frame(9000, 8000);
    expect(hitches.last).toBeNull();
    hitches.frame(9100, 51);
    expect(hitches.last).toMatchObject({ culprit: 'device', ms: 51 });
  });
});

describe('counts', () => {
  test('are of the last two seconds', () => {
    const stats = createNetStats(RATE);
    for (let n = 0; n < 300; n++) {
      stats.tick(n * PERIOD, { lateness: 0, bytes: 20, missed: n === 7 ? 3 : 0 });
      if (n % 3 === 0) stats.sent(n * PERIOD, 8);
      stats.predicted(n * PERIOD, n % 15 !== 0);
    }
    const { bytesIn, bytesOut, ticks, corrections, missed, hitch } = stats.counts(9_990);
    expect([bytesIn, bytesOut, ticks, corrections, missed, hitch]).toEqual([600, 80, 30, 2, 3, null]);
    expect(stats.counts(13_000)).toMatchObject({ bytesIn: 0, bytesOut: 0, ticks: 0, corrections: 0, missed: 3 });
  });

  test('begin with the first thing that is told, however late that is', () => {
    const stats = createNetStats(RATE);
    stats.sent(9_000_000, 8);
    expect(stats.counts(9_000_250).bytesOut).toBe(4);
  });
});

test('the history has every tick’s lateness and every frame’s length, and forgets the oldest', () => {
  const stats = createNetStats(RATE);
  for (let n = 0; n < 400; n++) stats.tick(n * 10, { lateness: n, bytes: 1, missed: 0 });
  for (const now of [1000, 1016, 1050]) stats.frame(now);
  const seen: number[] = [];
  stats.lateness.each(0, (at, lateness) => void seen.push(at - lateness * 10));
  expect(seen).toEqual(new Array(300).fill(0));
  const frames: [number, number][] = [];
  stats.frames.each(1020, (at, ms) => void frames.push([at, ms]));
  expect(frames).toEqual([[1050, 34]]);
});
