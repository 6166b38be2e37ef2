import { describe, expect, test } from 'vitest';
import { type Entrant, firstCast, recast, seatsOf } from '../../server/match/cast.ts';
import type { CastChange } from '../../shared/game/log.ts';
import { botAt, human } from '../support/testMatch.ts';

/** Who plays and who has played, told by what has changed. */
const leave = (seat: number, playerId = `p${seat}`): CastChange => ({ kind: 'leave', seat, playerId });
const enter = (entrant: Entrant, joins = false): CastChange => ({ kind: 'enter', joins, entrant });
const after = (entrants: readonly Entrant[], ...changes: [CastChange, number][]) =>
  changes.reduce((cast, [change, tick]) => recast(cast, change, tick), firstCast(entrants));

describe('the cast', () => {
  test('begins with all who are seated; of them only humans appear in it, and a bot’s level is nobody’s', () => {
    const { entrants, appearances } = after([human(0), botAt(1, 'hard')]);
    expect(entrants).toEqual([human(0), botAt(1, 'hard')]);
    expect(appearances).toEqual([{ ...human(0), from: 0 }]);
  });

  test('keeps one who left as the last of the seat, with when that was', () => {
    const cast = after([human(0), human(1)], [leave(1), 40]);
    expect(cast.entrants).toEqual([human(0), human(1)]);
    expect(cast.appearances[1]).toEqual({ ...human(1), from: 0, left: 40 });
    expect([...seatsOf(cast)]).toEqual([['p0', 0]]);
  });

  test('has whoever takes the seat of one who left beside that one', () => {
    const late = { ...human(1), playerId: 'late', name: 'Late' };
    const cast = after([human(0), human(1)], [leave(1), 40], [enter(late), 55]);
    expect(cast.entrants).toEqual([human(0), late]);
    expect(cast.appearances.map(({ playerId, from, left }) => [playerId, from, left])).toEqual([
      ['p0', 0, undefined],
      ['p1', 0, 40],
      ['late', 55, undefined],
    ]);
    expect([...seatsOf(cast)]).toEqual([
      ['p0', 0],
      ['late', 1],
    ]);
  });

  test('takes a newcomer in behind those who are there', () => {
    const cast = after([human(0), human(1)], [enter(human(3), true), 10]);
    expect(cast.entrants.map(({ seat }) => seat)).toEqual([0, 1, 3]);
    expect(cast.appearances.at(-1)).toEqual({ ...human(3), from: 10 });
  });

  test('of one who comes back to the own seat has one appearance, which has never ended', () => {
    const cast = after([human(0), human(1)], [leave(1), 40], [enter(human(1)), 55]);
    expect(cast.appearances).toEqual([
      { ...human(0), from: 0 },
      { ...human(1), from: 0 },
    ]);
  });

  test('does not move the leaving of one who left before', () => {
    const late = { ...human(1), playerId: 'late' };
    const cast = after([human(0), human(1)], [leave(1), 40], [enter(late), 50], [leave(1, 'late'), 60], [leave(1), 70]);
    expect(cast.appearances.map(({ left }) => left)).toEqual([undefined, 40, 60]);
  });

  test('is another object after each change, and the one before stays as it was', () => {
    const before = firstCast([human(0), human(1)]);
    const copy = structuredClone(before);
    recast(before, leave(1), 5);
    recast(before, enter(human(3), true), 6);
    expect(before).toEqual(copy);
  });
});
