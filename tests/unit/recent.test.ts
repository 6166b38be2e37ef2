import { expect, test } from 'vitest';
import { createRecent } from '../../server/rooms/recent.ts';

const people = (...ids: string[]) => ids.map((id) => ({ id, name: id }));

test('those one played with, the latest first, without oneself', () => {
  const recent = createRecent();
  recent.played(people('ann', 'ben', 'cleo'), 1);
  recent.played(people('ann', 'dan'), 2);
  expect(recent.of('ann')).toEqual([
    { id: 'dan', name: 'dan', at: 2 },
    { id: 'ben', name: 'ben', at: 1 },
    { id: 'cleo', name: 'cleo', at: 1 },
  ]);
  expect(recent.of('dan').map(({ id }) => id)).toEqual(['ann']);
  expect(recent.of('eve')).toEqual([]);
});

test('someone met again moves to the front, by the newest name, and stands once', () => {
  const recent = createRecent();
  recent.played(people('ann', 'ben'), 1);
  recent.played(people('ann', 'cleo'), 2);
  recent.played(
    [
      { id: 'ann', name: 'Ann' },
      { id: 'ben', name: 'Benny' },
    ],
    3,
  );
  expect(recent.of('ann').map(({ id, name, at }) => `${id} ${name} ${at}`)).toEqual(['ben Benny 3', 'cleo cleo 2']);
});

test('who played alone, or with bots, met nobody', () => {
  const recent = createRecent();
  recent.played(people('ann'), 1);
  recent.played([], 2);
  expect(recent.of('ann')).toEqual([]);
});

test('at most twenty are kept: those met longest ago are forgotten', () => {
  const recent = createRecent();
  for (let i = 0; i < 25; i++) recent.played(people('ann', `p${i}`), i);
  expect(recent.of('ann').map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `p${24 - i}`));
});

test('of very many players those who have not played for longest are forgotten', () => {
  const recent = createRecent();
  recent.played(people('early', 'friend'), 0);
  recent.played(people('ann', 'ben'), 1);
  for (let i = 0; i < 10_000; i++) {
    recent.played(people(`p${2 * i}`, `p${2 * i + 1}`), 2 + i);
    if (i === 5000) recent.played(people('ann', 'ben'), 2 + i);
  }
  expect(recent.of('early')).toEqual([]);
  expect(recent.of('ann')).toHaveLength(1);
  expect(recent.of('p19999')).toHaveLength(1);
});
