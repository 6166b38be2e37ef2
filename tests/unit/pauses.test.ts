import { expect, test } from 'vitest';
import { createPauses } from '../../server/matchmaking/pauses.ts';
import { VirtualClock } from '../support/virtualClock.ts';

test('not coming once costs nothing; after that a pause, twice as long each time, up to five minutes', () => {
  const clock = new VirtualClock();
  const pauses = createPauses(clock);
  const after = Array.from({ length: 8 }, () => {
    pauses.missed('ann');
    return pauses.left('ann');
  });
  expect(after).toEqual([0, 15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  expect(pauses.left('ben')).toBe(0);
});

test('a pause ends to the millisecond, and a quarter of an hour without another makes all forgotten', () => {
  const clock = new VirtualClock();
  const pauses = createPauses(clock);
  for (let n = 0; n < 2; n++) pauses.missed('ann');
  clock.advance(14_999);
  expect(pauses.left('ann')).toBe(1);
  clock.advance(1);
  expect(pauses.left('ann')).toBe(0);
  clock.advance(900_000 - 15_001);
  pauses.missed('ann');
  expect(pauses.left('ann')).toBe(30_000);
  clock.advance(900_000);
  pauses.missed('ann');
  expect(pauses.left('ann')).toBe(0);
});
