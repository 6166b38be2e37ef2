import { beforeAll, describe, expect, test } from 'vitest';
import { comet } from '../../shared/games/comet/index.ts';
import { type Feel, measureFeel } from '../support/feel.ts';
import { NETWORKS, type NetworkOptions } from '../support/network.ts';

/** How Comet Clash feels behind a network: the real SDK and the real match, in virtual time. */
const PERIOD = 1000 / comet.tickRate;

/** What holds for all of them, and the figures for what holds for some. */
function behind(network: NetworkOptions): () => Feel {
  let feel: Feel;
  const jitter = network.jitter ?? 0;
  beforeAll(() => {
    feel = measureFeel(network, { seconds: 40, seed: 5 });
  });

  test('every wish shows in the next frame', () => {
    expect(feel.answerFrames).toBe(1);
  });

  test('others never move farther in a frame than twice what their speed allows', () => {
    expect(feel.longestStep).toBeLessThan(2);
    expect(feel.longestStep).toBeGreaterThan(0.9);
  });

  test('others are shown at most two ticks late, and by the jitter, most of the time', () => {
    expect(feel.delay.p50).toBeLessThanOrEqual(2 * PERIOD + jitter / 2);
  });

  test('the own lead is no more than the round trip and two ticks', () => {
    expect(feel.lead).toBeGreaterThan(network.roundTrip);
    expect(feel.lead).toBeLessThan(network.roundTrip + jitter + 2 * PERIOD);
  });
  return () => feel;
}

const named = (networks: readonly NetworkOptions[]) => networks.map((network) => ({ name: network.name, network }));

describe.each(named(NETWORKS.filter(({ stall }) => !stall)))('$name', ({ network }) => {
  const feel = behind(network);

  test('the server hardly ever corrects the own comet where nobody else is near', () => {
    expect(feel().corrections.p99).toBeLessThan(4);
    expect(feel().late).toBeLessThan(0.1);
  });

  test('others never stand still', () => {
    expect(feel().stood).toBe(0);
  });
});

describe.each(named(NETWORKS.filter(({ stall }) => stall)))('$name', ({ network }) => {
  const feel = behind(network);

  test('a stall is stood through, and made up for: no more is lost than it took', () => {
    const { every, length } = network.stall!;
    expect(feel().stood).toBeLessThan(length / every);
    expect(feel().corrections.p50).toBe(0);
    expect(feel().delay.p95).toBeLessThan(length + 2 * PERIOD);
  });
});

test('the figures are the same every time', () => {
  const [, first] = NETWORKS;
  expect(measureFeel(first!, { seconds: 5 })).toEqual(measureFeel(first!, { seconds: 5 }));
});
