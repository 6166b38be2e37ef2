import { expect, test } from 'vitest';
import { finishMatch, insertMatches } from '../../server/store/matches.ts';
import { insertPlayer } from '../../server/store/players.ts';
import { leaderboard, type RankCursor, ratingsOf, skillsOf } from '../../server/store/ratings.ts';
import { NEWCOMER, rateMatch, shownRating } from '../../shared/lobby/rating.ts';
import type { LeaderboardEntry } from '../../shared/protocol/results.ts';
import { describeBoth, type Open } from '../support/databases.ts';
import { begun, ended, keep, playedBy, players } from '../support/keptMatches.ts';

type Db = Awaited<ReturnType<Open>>;

const MOST_PAGES = 100;

/** Puts somebody on a leaderboard. `rating` is what is ranked by; mu follows from it. */
async function rank(db: Db, playerId: string, rating: number, game = 'comet'): Promise<void> {
  const mu = (rating - 1500) / 60 + 3;
  const row = { player_id: playerId, game, mu, sigma: 1, rating, matches: 3, wins: 1, updated_at: 1 };
  await db
    .insertInto('ratings')
    .values(row)
    .onConflict((conflict) => conflict.columns(['player_id', 'game']).doUpdateSet(row))
    .execute();
}

const cursorAt = ({ rating, rank, player }: LeaderboardEntry, passed: number): RankCursor => ({
  rating,
  playerId: player.id,
  rank,
  passed,
});
const shown = (entries: readonly LeaderboardEntry[]) => entries.map(({ rank, player }) => `${rank} ${player.id}`);

async function pagesOf(
  db: Db,
  limit: number,
  between: () => Promise<void> = async () => {},
): Promise<LeaderboardEntry[][]> {
  const pages: LeaderboardEntry[][] = [];
  for (let after: RankCursor | null = null; ; ) {
    const page = await leaderboard(db, 'comet', limit, after);
    if (page.length === 0) return pages;
    pages.push(page);
    if (pages.length > MOST_PAGES) throw new Error('the pages have no end');
    after = cursorAt(page.at(-1)!, pages.flat().length);
    await between();
  }
}

describeBoth('ratings', (open) => {
  test('are those that the rules give, to the last bit, match after match', async () => {
    const db = await open();
    const skills = new Map(['ann', 'ben', 'cleo'].map((id) => [id, NEWCOMER]));
    for (let i = 0; i < 12; i++) {
      const order = [...skills.keys()].sort((a, b) => ((i * 7 + a.length * 3) % 5) - ((i * 3 + b.length) % 4));
      await playedBy(db, `m${i}`, order);
      const after = rateMatch(order.map((id, n) => ({ place: n + 1, left: null, skill: skills.get(id)! })))!;
      for (const [n, id] of order.entries()) skills.set(id, after[n]!);
    }
    for (const [id, skill] of skills) {
      const row = await db.selectFrom('ratings').selectAll().where('player_id', '=', id).executeTakeFirstOrThrow();
      expect(row).toMatchObject({ ...skill, rating: shownRating(skill).rating, matches: 12 });
      expect(await ratingsOf(db, id)).toMatchObject([{ game: 'comet', ...shownRating(skill), matches: 12 }]);
    }
  });

  test('are each game’s own, and count who won: also those who tie, whole teams, and nobody who left', async () => {
    const db = await open();
    const [ann, ben, cleo, dan] = players(['ann', 'ben', 'cleo', 'dan']);
    await keep(
      db,
      ended('m1', [
        { ...ann!, place: 1 },
        { ...ben!, place: 1 },
        { ...cleo!, place: 3 },
      ]),
    );
    await keep(
      db,
      ended('m2', [
        { ...ann!, team: 0, place: 1 },
        { ...ben!, team: 0, place: 1, left: 50 },
        { ...cleo!, team: 1, place: 2 },
        { ...dan!, team: 1, place: 2 },
      ]),
    );
    await playedBy(db, 'm3', ['cleo', 'ann'], { game: 'liars-dice' });
    const wins = async (id: string) =>
      (await ratingsOf(db, id)).map(({ game, matches, wins }) => `${game} ${wins}/${matches}`);
    expect(await wins('ann')).toEqual(['comet 2/2', 'liars-dice 0/1']);
    expect(await wins('ben')).toEqual(['comet 1/2']);
    expect(await wins('cleo')).toEqual(['comet 0/2', 'liars-dice 1/1']);
    expect(await wins('dan')).toEqual(['comet 0/1']);
    expect(await ratingsOf(db, 'nobody')).toEqual([]);
  });

  test('count every match of a player, also of those that end at once', async () => {
    const db = await open();
    const ids = Array.from({ length: 24 }, (_, i) => `m${i}`);
    await insertMatches(
      db,
      ids.map((id) => begun(id)),
    );
    // All alike, so that it is no matter which comes first; but every other one names them backwards.
    const regulars = Array.from({ length: 12 }, (_, i) => `p${i}`);
    await Promise.all(
      ids.map((id, i) => {
        const who = players([...regulars, `new ${i}`]);
        const result = ended(id, i % 2 === 0 ? who : who.reverse());
        return db.transaction().execute((trx) => finishMatch(trx, result));
      }),
    );
    let skills = regulars.map(() => NEWCOMER);
    for (const _ of ids) {
      const all = [...skills, NEWCOMER].map((skill, i) => ({ place: i + 1, left: null, skill }));
      skills = rateMatch(all)!.slice(0, regulars.length);
    }
    for (const [i, id] of regulars.entries()) {
      const row = await db.selectFrom('ratings').selectAll().where('player_id', '=', id).executeTakeFirstOrThrow();
      expect([row.matches, row.wins]).toEqual([24, i === 0 ? 24 : 0]);
      expect(row.mu).toBeCloseTo(skills[i]!.mu, 9);
      expect(row.sigma).toBeCloseTo(skills[i]!.sigma, 9);
    }
  });

  test('are given by player, of one game, without those who were never rated in it', async () => {
    const db = await open();
    await playedBy(db, 'm1', ['ann', 'ben']);
    await playedBy(db, 'm2', ['cleo', 'ann'], { game: 'liars-dice' });
    const [ann, ben] = rateMatch([1, 2].map((place) => ({ place, left: null, skill: NEWCOMER })))!;
    const asked = ['ben', 'cleo', 'nobody', 'ann'];
    expect(Object.fromEntries(await skillsOf(db, 'comet', asked))).toStrictEqual({ ann, ben });
    expect(await skillsOf(db, 'comet', ['ben'])).toStrictEqual(new Map([['ben', ben]]));
    expect(await skillsOf(db, 'comet', [])).toEqual(new Map());
  });
});

describeBoth('leaderboards', (open) => {
  test('have the best first, with the names they have now; who tie share a rank, and the next is passed over', async () => {
    const db = await open();
    await insertPlayer(db, { id: 'b', name: 'Ben' }, 'ben', 1);
    for (const [id, rating] of [
      ['a', 1600],
      ['b', 1700],
      ['d', 1600],
      ['B', 1600],
      ['c', 900],
    ] as const)
      await rank(db, id, rating);
    await rank(db, 'elsewhere', 3000, 'liars-dice');
    const all = await leaderboard(db, 'comet', 100, null);
    expect(shown(all)).toEqual(['1 b', '2 B', '2 a', '2 d', '5 c']);
    expect(all[0]).toEqual({
      rank: 1,
      player: { id: 'b', name: 'Ben' },
      rating: 1700,
      deviation: 60,
      matches: 3,
      wins: 1,
    });
    expect(all[1]!.player.name).toBe('Someone');
    expect(await leaderboard(db, 'no-game', 100, null)).toEqual([]);
    expect(await leaderboard(db, 'comet', 100, cursorAt(all[4]!, 5))).toEqual([]);
  });

  test.each([1, 2, 3, 5, 20])('read in pages of %i are the same list', async (limit) => {
    const db = await open();
    for (let i = 0; i < 14; i++) await rank(db, `${'pPäzZ'[i % 5]}${i}`, 1500 + [0, 0, 0, 40, 40, -10, 7][i % 7]!);
    const all = await leaderboard(db, 'comet', 100, null);
    expect(all).toHaveLength(14);
    const pages = await pagesOf(db, limit);
    expect(pages.flat()).toEqual(all);
    expect(pages.map((page) => page.length)).toEqual(Array.from(pages, (_, i) => Math.min(limit, 14 - i * limit)));
  });

  test('repeat nobody and pass nobody over who stands still while others move', async () => {
    const db = await open();
    const still = Array.from({ length: 10 }, (_, i) => `s${i}`);
    for (const [i, id] of still.entries()) await rank(db, id, 1500 + Math.floor(i / 3) * 10);
    for (let i = 0; i < 6; i++) await rank(db, `t${i}`, 1490 + i * 10);
    let turn = 0;
    const pages = await pagesOf(db, 3, async () => {
      turn++;
      // The first goes to the top or the bottom, one who was on the border of the page leaves it, one comes anew.
      await rank(db, `t${turn % 6}`, turn % 2 === 0 ? 2000 : 1000);
      await rank(db, `t${(turn + 2) % 6}`, 1500 + turn);
      if (turn < 5) await rank(db, `u${turn}`, 1520);
    });
    const seen = pages.flat().map(({ player }) => player.id);
    expect(seen.filter((id) => still.includes(id)).sort()).toEqual(still);
    const order = pages.flat().map(({ rating }) => rating);
    expect(order).toEqual([...order].sort((a, b) => b - a));
  });

  test('show what matches gave', async () => {
    const db = await open();
    await playedBy(db, 'm1', ['ann', 'ben', 'cleo']);
    await playedBy(db, 'm2', ['ann', 'cleo', 'ben']);
    const all = await leaderboard(db, 'comet', 10, null);
    expect(all[0]).toMatchObject({ rank: 1, player: { id: 'ann' }, matches: 2, wins: 2 });
    expect(all[0]!.rating).toBe((await ratingsOf(db, 'ann'))[0]!.rating);
  });
});
