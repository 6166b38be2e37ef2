import { describe, expect, test } from 'vitest';
import { createPlayers, type Players } from '../../server/identity/players.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import { parseName } from '../../shared/protocol/identity.ts';

function begin(...draws: number[]): { players: Players; renamed: Player[]; make: (name?: string) => Player } {
  const renamed: Player[] = [];
  let at = 0;
  const players = createPlayers(
    (player) => void renamed.push(player),
    () => draws[at++ % draws.length] ?? 0.1234,
  );
  const make = (name?: string) => {
    const made = players.create(name);
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  };
  return { players, renamed, make };
}

describe('new players', () => {
  test('without a name one is made up, and it is a name', () => {
    const names = [0, 0.37, 0.73, 0.999].map((draw) => begin(draw).make().name);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(parseName(name)).toEqual({ ok: true, value: name });
  });

  test('each has an id of its own', () => {
    const { make } = begin();
    expect(make('Ann').id).not.toBe(make('Ben').id);
  });

  test('[ID-4] a bad name is name/invalid, with the reason for a person and for a form', () => {
    const { players } = begin();
    const refused = players.create('a\u202eb');
    expect(refused).toMatchObject({ ok: false, error: { code: 'name/invalid', issues: [{ path: 'name' }] } });
    expect(!refused.ok && refused.error.message).toContain('U+202E');
  });

  test('[ID-4] the second of a name, and the second that looks like it, get a discriminator', () => {
    const { make } = begin(0.1234, 0.4321);
    expect(make('Nova').name).toBe('Nova');
    expect(make('Nova').name).toBe('Nova#1234');
    expect(make('N0VA').name).toBe('N0VA#4321');
    expect(make('Novae').name).toBe('Novae');
  });

  test('[ID-4] a discriminator that is taken is drawn again', () => {
    const { make } = begin(0.1, 0.1, 0.1, 0.2);
    expect([make('Ann'), make('Ann'), make('Ann')].map(({ name }) => name)).toEqual(['Ann', 'Ann#1000', 'Ann#2000']);
  });

  test('a player whom nobody can tell apart any more is let in all the same', () => {
    const { make } = begin(0.5);
    make('Ann');
    make('Ann');
    expect(make('Ann').name).toBe('Ann#5000');
  });
});

describe('another name', () => {
  test('is told, and kept', () => {
    const { players, renamed, make } = begin();
    const ann = make('Ann');
    expect(players.rename(ann.id, 'Anna')).toEqual({ ok: true, value: { id: ann.id, name: 'Anna' } });
    expect(renamed).toEqual([{ id: ann.id, name: 'Anna' }]);
    expect(players.recall(ann)).toEqual({ id: ann.id, name: 'Anna' });
  });

  test("[ID-4] a bad one is refused, nobody is told, and the old one stays one's own", () => {
    const { players, renamed, make } = begin();
    const ann = make('Ann');
    expect(players.rename(ann.id, '\u200b')).toMatchObject({ ok: false, error: { code: 'name/invalid' } });
    expect(renamed).toEqual([]);
    expect(players.recall(ann)).toEqual(ann);
    expect(make('Ann').name).toBe('Ann#1234');
  });

  test("one's own name again, or another spelling of it, needs no discriminator", () => {
    const { players, make } = begin();
    const ann = make('Ann');
    expect(players.rename(ann.id, 'Ann')).toMatchObject({ value: { name: 'Ann' } });
    expect(players.rename(ann.id, 'ANN')).toMatchObject({ value: { name: 'ANN' } });
  });

  test('frees the one before for others', () => {
    const { players, make } = begin();
    players.rename(make('Ann').id, 'Ben');
    expect(make('Ann').name).toBe('Ann');
    expect(make('Ben').name).toBe('Ben#1234');
  });
});

describe('players of a token', () => {
  test('one who is known is known by the newest name, whatever the token says', () => {
    const { players, make } = begin();
    const ann = make('Ann');
    players.rename(ann.id, 'Anna');
    expect(players.recall({ id: ann.id, name: 'Ann' }).name).toBe('Anna');
  });

  test('one from before a restart is taken in again, and the name is taken with them', () => {
    const ann = begin().make('Ann');
    const { players, make } = begin();
    expect(players.recall(ann)).toEqual(ann);
    expect(players.recall(ann)).toEqual(ann);
    expect(make('ann').name).toBe('ann#1234');
  });

  test('[ID-4] one from before a restart, whose name another has taken since, gets a discriminator', () => {
    const ann = begin().make('Ann');
    const { players, make } = begin();
    make('ANN');
    expect(players.recall(ann)).toEqual({ id: ann.id, name: 'Ann#1234' });
  });

  test('of very many, those longest unseen are forgotten, and their names are free', () => {
    const { players, make } = begin();
    const first = make('First');
    const second = make('Second');
    for (let i = 0; i < 199_998; i++) players.recall({ id: `${i}`, name: `${i}` });
    players.recall(first);
    players.recall({ id: 'last', name: 'last' });
    expect(make('Second').name).toBe('Second');
    expect(make('First').name).toBe('First#1234');
    expect(players.recall({ id: second.id, name: 'x' }).name).toBe('x');
  });
});
