import { expect, test } from 'vitest';
import {
  bearerOf,
  findPlayer,
  insertPlayer,
  mutesOf,
  renamePlayer,
  sawPlayer,
  setMute,
  sweepPlayers,
} from '../../server/store/players.ts';
import { describeBoth } from '../support/databases.ts';
import { playedBy } from '../support/keptMatches.ts';

const NOW = 1_800_000_000_000.75;
const ann = { id: 'ann', name: 'Ann' };
const ben = { id: 'ben', name: 'Ben' };

describeBoth('players', (open) => {
  test('are found again, and whoever is not there is not', async () => {
    const db = await open();
    expect(await insertPlayer(db, { id: 'Ä-🦊', name: 'Zoë 🦊' }, 'zoe', NOW)).toBe(true);
    expect(await findPlayer(db, 'Ä-🦊')).toEqual({ id: 'Ä-🦊', name: 'Zoë 🦊', seenAt: Math.floor(NOW) });
    expect(await findPlayer(db, 'ä-🦊')).toBeNull();
  });

  test('have names that look like nobody else’s', async () => {
    const db = await open();
    expect(await insertPlayer(db, ann, 'ann', NOW)).toBe(true);
    expect(await insertPlayer(db, { id: 'other', name: 'Ann' }, 'ann', NOW)).toBe(false);
    expect(await findPlayer(db, 'other')).toBeNull();
    expect(await bearerOf(db, 'ann')).toBe('ann');
    expect(await bearerOf(db, 'Ann')).toBeNull();
  });

  test('stay as they are when their id comes again', async () => {
    const db = await open();
    await insertPlayer(db, ann, 'ann', NOW);
    expect(await insertPlayer(db, { id: 'ann', name: 'Eve' }, 'eve', NOW + 5)).toBe(false);
    expect(await findPlayer(db, 'ann')).toMatchObject({ name: 'Ann', seenAt: Math.floor(NOW) });
    expect(await bearerOf(db, 'eve')).toBeNull();
  });

  test('take a new name, which frees the old one, and may take their own again', async () => {
    const db = await open();
    await insertPlayer(db, ann, 'ann', NOW);
    await insertPlayer(db, ben, 'ben', NOW);
    expect(await renamePlayer(db, { id: 'ann', name: 'Eve' }, 'eve')).toBe(true);
    expect(await findPlayer(db, 'ann')).toMatchObject({ name: 'Eve' });
    expect(await bearerOf(db, 'ann')).toBeNull();
    expect(await renamePlayer(db, { id: 'ann', name: 'EVE' }, 'eve')).toBe(true);
    expect(await renamePlayer(db, { id: 'ben', name: 'Eve' }, 'eve')).toBe(false);
    expect(await findPlayer(db, 'ben')).toMatchObject({ name: 'Ben' });
    expect(await renamePlayer(db, { id: 'nobody', name: 'X' }, 'x')).toBe(false);
    expect(await bearerOf(db, 'x')).toBeNull();
  });

  test('who ask for one name at once do not both get it', async () => {
    const db = await open();
    const ids = Array.from({ length: 6 }, (_, i) => `p${i}`);
    for (const id of ids) await insertPlayer(db, { id, name: id }, id, NOW);
    for (let round = 0; round < 20; round++) {
      const look = `wanted ${round}`;
      const got = await Promise.all(ids.map((id) => renamePlayer(db, { id, name: look }, look)));
      expect(got.filter(Boolean)).toHaveLength(1);
      expect(await bearerOf(db, look)).toBe(ids[got.indexOf(true)]);
    }
  });

  test('who come with one name at once do not both get it', async () => {
    const db = await open();
    const ids = Array.from({ length: 6 }, (_, i) => `p${i}`);
    const got = await Promise.all(ids.map((id) => insertPlayer(db, { id, name: 'Ann' }, 'ann', NOW)));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await bearerOf(db, 'ann')).toBe(ids[got.indexOf(true)]);
  });

  test('who were not seen for long lose their names, and all trace of them goes but for matches they played', async () => {
    const db = await open();
    const fay = { id: 'fay', name: 'Fay' };
    await insertPlayer(db, ann, 'ann', NOW - 1000);
    await insertPlayer(db, ben, 'ben', NOW - 1000);
    await insertPlayer(db, fay, 'fay', NOW - 1000);
    await playedBy(db, 'm1', ['ann', 'cleo']);
    await setMute(db, 'ann', 'x', NOW);
    await setMute(db, 'ben', 'x', NOW);
    await setMute(db, 'fay', 'x', NOW);
    await sawPlayer(db, 'fay', NOW + 0.5);

    expect(await sweepPlayers(db, NOW - 0.25)).toBe(2);
    expect(await findPlayer(db, 'ann')).toMatchObject({ name: 'Ann' });
    expect(await findPlayer(db, 'ben')).toBeNull();
    expect(await findPlayer(db, 'fay')).toMatchObject({ name: 'Fay', seenAt: Math.floor(NOW + 0.5) });
    expect(await Promise.all(['ann', 'ben', 'fay'].map((look) => bearerOf(db, look)))).toEqual([null, null, 'fay']);
    expect(await Promise.all(['ann', 'ben', 'fay'].map((id) => mutesOf(db, id)))).toEqual([['x'], [], ['x']]);
    expect(await insertPlayer(db, { id: 'new', name: 'Ann' }, 'ann', NOW)).toBe(true);
    expect(await sweepPlayers(db, NOW - 0.25)).toBe(0);
  });

  test('get their name back after that, unless another has it', async () => {
    const db = await open();
    await insertPlayer(db, ann, 'ann', 5);
    await playedBy(db, 'm1', ['ann', 'ben']);
    await sweepPlayers(db, 10);
    expect(await renamePlayer(db, ann, 'ann')).toBe(true);
    expect(await bearerOf(db, 'ann')).toBe('ann');
    await sweepPlayers(db, 10);
    await insertPlayer(db, { id: 'eve', name: 'Ann' }, 'ann', 20);
    expect(await renamePlayer(db, ann, 'ann')).toBe(false);
  });
});

describeBoth('mutes', (open) => {
  test('are each there once, the oldest first, until they are taken back', async () => {
    const db = await open();
    for (const [target, at] of [
      ['cleo', 30.5],
      ['Ben', 20],
      ['dan', 20.25],
      ['ben', 20.5],
      ['cleo', 1],
    ] as const)
      await setMute(db, 'ann', target, at);
    await setMute(db, 'ben', 'ann', 1);
    expect(await mutesOf(db, 'ann')).toEqual(['Ben', 'ben', 'dan', 'cleo']);
    await setMute(db, 'ann', 'ben', null);
    await setMute(db, 'ann', 'nobody', null);
    expect(await mutesOf(db, 'ann')).toEqual(['Ben', 'dan', 'cleo']);
    expect(await mutesOf(db, 'ben')).toEqual(['ann']);
  });
});
