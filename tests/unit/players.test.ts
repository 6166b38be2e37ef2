import { describe, expect, test } from 'vitest';
import { createPlayers, type Players } from '../../server/identity/players.ts';
import { type Player, parseName } from '../../shared/protocol/identity.ts';
import { useStore } from '../support/store.ts';
import { VirtualClock } from '../support/virtualClock.ts';

async function begin(...draws: number[]) {
  const renamed: Player[] = [];
  let at = 0;
  const players: Players = createPlayers(
    (await useStore()).db,
    new VirtualClock(),
    (player) => void renamed.push(player),
    () => draws[at++ % draws.length] ?? 0.1234,
  );
  const make = async (name?: string) => {
    const made = await players.create(name);
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  };
  return { players, renamed, make };
}

describe('new players', () => {
  test('without a name one is made up, and it is a name', async () => {
    const names = [];
    for (const draw of [0, 0.37, 0.73, 0.999]) names.push((await (await begin(draw)).make()).name);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(parseName(name)).toEqual({ ok: true, value: name });
  });

  test('each has an id of its own', async () => {
    const { make } = await begin();
    expect((await make('Ann')).id).not.toBe((await make('Ben')).id);
  });

  test('[ID-4] a bad name is name/invalid, with the reason for a person and for a form', async () => {
    const { players } = await begin();
    const refused = await players.create('a\u202eb');
    expect(refused).toMatchObject({ ok: false, error: { code: 'name/invalid', issues: [{ path: 'name' }] } });
    expect(!refused.ok && refused.error.message).toContain('U+202E');
  });

  test('[ID-4] the second of a name, and the second that looks like it, get a discriminator', async () => {
    const { make } = await begin(0.1234, 0.4321);
    expect((await make('Nova')).name).toBe('Nova');
    expect((await make('Nova')).name).toBe('Nova#1234');
    expect((await make('N0VA')).name).toBe('N0VA#4321');
    expect((await make('Novae')).name).toBe('Novae');
  });

  test('[ID-4] a discriminator that is taken is drawn again', async () => {
    const { make } = await begin(0.1, 0.1, 0.1, 0.2);
    expect([await make('Ann'), await make('Ann'), await make('Ann')].map(({ name }) => name)).toEqual([
      'Ann',
      'Ann#1000',
      'Ann#2000',
    ]);
  });

  test('[ID-4] a name that thousands bear gets a longer one', async () => {
    const { make } = await begin(0.5);
    await make('Ann');
    await make('Ann');
    expect((await make('Ann')).name).toBe('Ann#500000');
  });

  test('[ID-4] one that cannot be told apart at all is refused', async () => {
    const { players, make } = await begin(0.5);
    for (let i = 0; i < 3; i++) await make('Ann');
    expect(await players.create('Ann')).toMatchObject({ ok: false, error: { code: 'name/invalid' } });
  });
});

describe('another name', () => {
  test('is told, and kept', async () => {
    const { players, renamed, make } = await begin();
    const ann = await make('Ann');
    expect(await players.rename(ann.id, 'Anna')).toEqual({ ok: true, value: { id: ann.id, name: 'Anna' } });
    expect(renamed).toEqual([{ id: ann.id, name: 'Anna' }]);
    expect(await players.recall(ann)).toEqual({ id: ann.id, name: 'Anna' });
  });

  test("[ID-4] a bad one is refused, nobody is told, and the old one stays one's own", async () => {
    const { players, renamed, make } = await begin();
    const ann = await make('Ann');
    expect(await players.rename(ann.id, '\u200b')).toMatchObject({ ok: false, error: { code: 'name/invalid' } });
    expect(renamed).toEqual([]);
    expect(await players.recall(ann)).toEqual(ann);
    expect((await make('Ann')).name).toBe('Ann#1234');
  });

  test("one's own name again, or another spelling of it, needs no discriminator", async () => {
    const { players, make } = await begin();
    const ann = await make('Ann');
    expect(await players.rename(ann.id, 'Ann')).toMatchObject({ value: { name: 'Ann' } });
    expect(await players.rename(ann.id, 'ANN')).toMatchObject({ value: { name: 'ANN' } });
  });

  test('frees the one before for others', async () => {
    const { players, make } = await begin();
    await players.rename((await make('Ann')).id, 'Ben');
    expect((await make('Ann')).name).toBe('Ann');
    expect((await make('Ben')).name).toBe('Ben#1234');
  });
});

describe('players of a token', () => {
  test('one who is known is known by the newest name, whatever the token says', async () => {
    const { players, make } = await begin();
    const ann = await make('Ann');
    await players.rename(ann.id, 'Anna');
    expect((await players.recall({ id: ann.id, name: 'Ann' })).name).toBe('Anna');
  });

  test('one from before a restart is taken in again, and the name is taken with them', async () => {
    const ann = await (await begin()).make('Ann');
    const { players, make } = await begin();
    expect(await players.recall(ann)).toEqual(ann);
    expect(await players.recall(ann)).toEqual(ann);
    expect((await make('ann')).name).toBe('ann#1234');
  });

  test('[ID-4] one from before a restart, whose name another has taken since, gets a discriminator', async () => {
    const ann = await (await begin()).make('Ann');
    const { players, make } = await begin();
    await make('ANN');
    expect(await players.recall(ann)).toEqual({ id: ann.id, name: 'Ann#1234' });
  });

  test('is known after a restart, by the newest name', async () => {
    const { db } = await useStore();
    const before = createPlayers(db, new VirtualClock(), () => {});
    const made = await before.create('Ann');
    if (!made.ok) throw new Error(made.error.message);
    await before.rename(made.value.id, 'Anna');
    const after = createPlayers(db, new VirtualClock(), () => {});
    expect(await after.recall(made.value)).toEqual({ id: made.value.id, name: 'Anna' });
  });

  test('asked for twice at once, one whom nobody knows is taken in once', async () => {
    const { players } = await begin();
    const claimed = { id: 'ann', name: 'Ann' };
    expect(await Promise.all([players.recall(claimed), players.recall(claimed)])).toEqual([claimed, claimed]);
  });
});
