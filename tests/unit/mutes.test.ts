import { expect, test } from 'vitest';
import { World } from '../support/testRooms.ts';

test('are kept by player, each once, and taken back', () => {
  const { mutes } = new World();
  for (const target of ['ben', 'cleo', 'ben']) expect(mutes.set('ann', target, true)).toMatchObject({ ok: true });
  expect([...mutes.of('ann')]).toEqual(['ben', 'cleo']);
  mutes.set('ann', 'ben', false);
  mutes.set('ann', 'nobody', false);
  expect([...mutes.of('ann')]).toEqual(['cleo']);
  expect([...mutes.of('ben')]).toEqual([]);
});

test('hold for all connections of the player at once', () => {
  const world = new World();
  const [one, two, other] = [world.connect('ann'), world.connect('ann'), world.connect('ben')];
  world.mutes.set('ann', 'eve', true);
  expect([one, two, other].map(({ channels }) => channels.has('mutes:eve'))).toEqual([true, true, false]);
  expect(world.connect('ann').channels.has('mutes:eve')).toBe(true);
  world.mutes.set('ann', 'eve', false);
  expect([one, two].map(({ channels }) => channels.has('mutes:eve'))).toEqual([false, false]);
});

test('are a hundred at most: one more is refused, and one that is there is not', () => {
  const { mutes } = new World();
  for (let i = 0; i < 100; i++) mutes.set('ann', `p${i}`, true);
  expect(mutes.set('ann', 'one more', true)).toMatchObject({ ok: false, error: { code: 'input/invalid' } });
  expect(mutes.set('ann', 'p0', true)).toMatchObject({ ok: true });
  mutes.set('ann', 'p5', false);
  expect(mutes.set('ann', 'one more', true)).toMatchObject({ ok: true });
  expect(mutes.of('ann').size).toBe(100);
});

test('are of others: nobody mutes themselves', () => {
  const { mutes } = new World();
  const refused = { code: 'input/invalid', issues: [{ path: 'playerId' }] };
  for (const muted of [true, false]) expect(mutes.set('ann', 'ann', muted)).toMatchObject({ error: refused });
  expect(mutes.of('ann').size).toBe(0);
});

test('of very many players those are forgotten who changed theirs longest ago', () => {
  const { mutes } = new World();
  mutes.set('early', 'x', true);
  mutes.set('ann', 'x', true);
  for (let i = 0; i < 10_005; i++) {
    mutes.set(`p${i}`, 'x', true);
    if (i === 5000) mutes.set('ann', 'y', true);
  }
  expect([mutes.of('early').size, mutes.of('ann').size, mutes.of('p10004').size]).toEqual([0, 2, 1]);
});
