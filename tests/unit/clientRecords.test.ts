import { describe, expect, test } from 'vitest';
import {
  changeOf,
  clockText,
  companyText,
  explainUnplayable,
  isKept,
  placeText,
  signed,
  whenText,
} from '../../game-client/lobby/records.ts';
import { createPages, type Page } from '../../game-client/lobby/state/pages.ts';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { MatchEnd } from '../../shared/protocol/match.ts';
import type { PlayedMatch } from '../../shared/protocol/results.ts';

const placed = (seat: number, place: number, more: object = {}) => ({
  seat,
  place,
  score: 10 - place,
  name: ['Ann', 'Ben', 'Cy', 'Dee', 'Eve'][seat]!,
  kind: 'human' as const,
  playerId: `p${seat}`,
  ...more,
});

const end = (more: Partial<MatchEnd> = {}): MatchEnd => ({
  matchId: 'm',
  outcome: { kind: 'finished', placements: [placed(0, 1), placed(1, 2)] },
  ...more,
});

const played = (more: Partial<PlayedMatch> = {}): PlayedMatch => ({
  matchId: 'm',
  game: 'comet',
  endedAt: 0,
  status: 'finished',
  place: 2,
  score: 8,
  left: false,
  placements: [0, 1, 2].map((seat) => placed(seat, seat + 1)),
  rating: null,
  replay: true,
  ...more,
});

describe('what results show', () => {
  test('a change with its sign, a true minus among them', () => {
    expect([12, -8, 0].map(signed)).toEqual(['+12', '−8', '±0']);
  });

  test('the change of the player, whoever had the seat at the start', () => {
    const result = end({
      ratings: [
        { playerId: 'gone', seat: 1, before: 1500, after: 1480 },
        { playerId: 'p0', seat: 0, before: 1500, after: 1516 },
      ],
    });
    expect(changeOf(result, 'p0')?.after).toBe(1516);
    expect(changeOf(result, 'p1')).toBeNull();
  });

  test('no change for bots, nor where nothing was rated', () => {
    const ratings = [{ playerId: 'p0', seat: 0, before: 1500, after: 1516 }];
    expect(changeOf(end({ ratings }), undefined)).toBeNull();
    expect(changeOf(end(), 'p0')).toBeNull();
  });

  test('a replay only of a match that was finished and saved', () => {
    const unsaved = refuse('server/unavailable', 'The database is gone.');
    expect(isKept(end())).toBe(true);
    expect(isKept(end({ unsaved }))).toBe(false);
    expect(isKept(end({ outcome: { kind: 'aborted', error: refuse('server/internal', 'A bug.') } }))).toBe(false);
  });
});

describe('a line of history', () => {
  test('says the place among all who were in it at the end', () => {
    expect(placeText(played())).toBe('2nd of 3');
    expect(placeText(played({ place: 1 }))).toBe('1st of 3');
  });

  test('counts teams where there are any', () => {
    const placements = [0, 1, 2, 3].map((seat) => placed(seat, 1 + (seat % 2), { team: seat % 2 }));
    expect(placeText(played({ placements }))).toBe('2nd of 2 teams');
  });

  test('says why there is no place', () => {
    expect(placeText(played({ left: true, place: null }))).toBe('Left early');
    expect(placeText(played({ status: 'aborted', place: null }))).toBe('Cut short');
  });

  test('names the others', () => {
    expect(companyText(played(), 'p1')).toBe('with Ann and Cy');
    expect(companyText(played({ placements: [0, 1, 2, 3, 4].map((seat) => placed(seat, 1)) }), 'p0')).toBe(
      'with Ben, Cy and 2 more',
    );
    expect(companyText(played({ placements: [placed(0, 1)] }), 'p0')).toBe('');
  });
});

describe('when it was', () => {
  const at = (...when: [number, number, number, number?, number?]) => new Date(...when).getTime();
  const now = at(2026, 10, 21, 14, 30);

  test('is told by the clock today and yesterday, however few hours ago that is', () => {
    expect(whenText(at(2026, 10, 21, 0, 5), now)).toBe('today, 00:05');
    expect(whenText(at(2026, 10, 20, 23, 59), now)).toBe('yesterday, 23:59');
    expect(whenText(at(2026, 10, 20, 0, 0), now)).toBe('yesterday, 00:00');
  });

  test('is told by the date before that, with the year where it is another', () => {
    expect(whenText(at(2026, 10, 19, 23, 59), now)).toBe('19 Nov');
    expect(whenText(at(2025, 11, 31), now)).toBe('31 Dec 2025');
  });

  test('in a match is told in minutes and seconds', () => {
    expect([0, 29, 30, 1969, 18_000].map((ticks) => clockText(ticks, 30))).toEqual([
      '0:00',
      '0:00',
      '0:01',
      '1:05',
      '10:00',
    ]);
  });
});

test('every reason not to show a replay has words of its own', () => {
  const titles = (['game', 'version', 'damaged'] as const).map((why) => explainUnplayable(why).title);
  expect(new Set(titles).size).toBe(3);
});

describe('a list that comes page by page', () => {
  type Item = { id: string };
  /** Answers in turn; what it was asked for. */
  function listOf(...answers: Result<Page<Item>, Refusal>[]) {
    const asked: (string | undefined)[] = [];
    const pages = createPages<Item>(
      async (cursor) => {
        asked.push(cursor);
        return answers[asked.length - 1]!;
      },
      ({ id }) => id,
    );
    return { pages, asked, ids: () => pages.items.value?.map(({ id }) => id) };
  }
  const page = (ids: string, nextCursor: string | null) => ok({ items: [...ids].map((id) => ({ id })), nextCursor });
  const refused = fail(refuse('server/unavailable', 'Not now.'));

  test('has nothing before its first page, and not an empty list', () => {
    expect(listOf().pages.items.value).toBeNull();
  });

  test('goes on from where the page before ended, up to its end', async () => {
    const { pages, asked, ids } = listOf(page('ab', 'b'), page('cd', null));
    await pages.next();
    expect([ids(), pages.more.value]).toEqual([['a', 'b'], true]);
    await pages.next();
    expect([ids(), pages.more.value]).toEqual([['a', 'b', 'c', 'd'], false]);
    await pages.next();
    expect(asked).toEqual([undefined, 'b']);
  });

  test('shows once what has moved from one page to the next meanwhile', async () => {
    const { pages, ids } = listOf(page('ab', 'b'), page('bc', null));
    await pages.next();
    await pages.next();
    expect(ids()).toEqual(['a', 'b', 'c']);
  });

  test('asks for one page at a time', async () => {
    const { pages, asked, ids } = listOf(page('ab', 'b'), page('cd', null));
    await Promise.all([pages.next(), pages.next()]);
    expect([asked.length, ids()]).toEqual([1, ['a', 'b']]);
  });

  test('keeps what it has when a page is refused, and asks for that page again', async () => {
    const { pages, asked, ids } = listOf(page('ab', 'b'), refused, page('c', null));
    await pages.next();
    await pages.next();
    expect([ids(), pages.refusal.value?.message, pages.busy.value]).toEqual([['a', 'b'], 'Not now.', false]);
    await pages.next();
    expect([ids(), pages.refusal.value, asked]).toEqual([['a', 'b', 'c'], null, [undefined, 'b', 'b']]);
  });

  test('asks for its first page again after that was refused', async () => {
    const { pages, asked, ids } = listOf(refused, page('a', null));
    await pages.next();
    expect([ids(), pages.refusal.value?.code]).toEqual([undefined, 'server/unavailable']);
    await pages.next();
    expect([ids(), asked]).toEqual([['a'], [undefined, undefined]]);
  });
});
