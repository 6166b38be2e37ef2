import { expect, test } from 'vitest';
import { createWaits } from '../../server/matchmaking/waits.ts';
import { bindRng, RNG_CELLS, seedFrom, seedRng } from '../../shared/core/rng.ts';

test('nothing is said before enough have been matched', () => {
  const waits = createWaits();
  expect(waits.summary('comet')).toBeNull();
  for (let n = 0; n < 7; n++) waits.matched('comet', 1000);
  expect(waits.remaining('comet', 0)).toBeNull();
  waits.matched('comet', 1000);
  expect(waits.remaining('comet', 0)).toEqual({ from: 1000, middle: 1000, to: 1000 });
  expect(waits.remaining('dice', 0)).toBeNull();
});

test('whoever has waited longer than all others is told nothing, and one in between what those took who had waited as long', () => {
  const waits = createWaits();
  for (let n = 1; n <= 20; n++) waits.matched('comet', n * 1000);
  expect(waits.remaining('comet', 10_000)).toEqual({ from: 3000, middle: 6000, to: 8000 });
  expect(waits.remaining('comet', 20_000)).toBeNull();
  expect(waits.summary('comet')).toEqual({ p50: 11_000, p95: 20_000 });
});

test('old waits are forgotten', () => {
  const waits = createWaits();
  for (let n = 0; n < 200; n++) waits.matched('comet', 60_000);
  for (let n = 0; n < 200; n++) waits.matched('comet', 2000);
  expect(waits.summary('comet')).toEqual({ p50: 2000, p95: 2000 });
});

test('half of those who are told how long it takes are matched within what they were told, however long they have waited', () => {
  const cells = new Int32Array(RNG_CELLS);
  seedRng(cells, 0, seedFrom(7));
  const rng = bindRng(cells, 0);
  const draw = () => (rng.next() + 0.5) / 2 ** 32;
  const waits = createWaits();
  const told = { right: 0, all: 0 };
  for (let n = 0; n < 5000; n++) {
    // Skewed, as waits are: many are short, some are long.
    const wait = -4000 * Math.log(1 - draw()) + 500;
    const waited = draw() * 6000;
    const range = wait > waited ? waits.remaining('comet', waited) : null;
    if (range) {
      told.all++;
      if (wait - waited >= range.from && wait - waited <= range.to) told.right++;
    }
    waits.matched('comet', wait);
  }
  expect(told.all).toBeGreaterThan(2000);
  expect(told.right / told.all).toBeGreaterThan(0.42);
  expect(told.right / told.all).toBeLessThan(0.58);
});
