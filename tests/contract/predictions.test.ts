import { expect, test } from 'vitest';
import { predictionsOf } from '../../server/store/predictions.ts';
import { predictWins, type Skill } from '../../shared/lobby/rating.ts';
import { describeBoth, type Open } from '../support/databases.ts';
import { ended, keep, playedBy, players } from '../support/keptMatches.ts';

type Db = Awaited<ReturnType<Open>>;

const [STRONG, WEAK] = [
  { mu: 35, sigma: 3 },
  { mu: 20, sigma: 3 },
];

async function think(db: Db, playerId: string, skill: Skill, game = 'comet'): Promise<void> {
  const row = { player_id: playerId, game, ...skill, rating: 1500, matches: 1, wins: 0, updated_at: 1 };
  await db.insertInto('ratings').values(row).execute();
}

/** What those in a match were given, in their order. */
async function likelyIn(db: Db, matchId: string): Promise<(number | null)[]> {
  const rows = await db
    .selectFrom('appearances')
    .select('win_probability')
    .where('match_id', '=', matchId)
    .orderBy('n')
    .execute();
  return rows.map(({ win_probability }) => win_probability);
}

describeBoth('predictions', (open) => {
  test('are made of the skills before the match, by side, for those who were there from the start', async () => {
    const db = await open();
    await think(db, 'ann', STRONG);
    await think(db, 'ben', WEAK);
    await think(db, 'ben', STRONG, 'liars-dice');
    const [ann, ben, cleo, dan] = players(['ann', 'ben', 'cleo', 'dan']);
    const [red, blue] = predictWins([[STRONG, { mu: 25, sigma: 25 / 3 }], [WEAK]]);
    const who = [
      { ...ann!, team: 0, left: 50, place: null, score: null },
      { ...ben!, team: 1 },
      { ...cleo!, team: 0 },
      { ...dan!, team: 1, from: 40 },
    ];
    await keep(db, ended('m1', who));
    expect(await likelyIn(db, 'm1')).toStrictEqual([red, blue, red, null]);
  });

  test('are none where nobody was rated', async () => {
    const db = await open();
    await keep(db, ended('m1', players(['ann', 'ben']), { rated: false }));
    await playedBy(db, 'm2', ['ann']);
    await keep(db, ended('m3', players(['ann', 'ben'], { team: 1 })));
    for (const id of ['m1', 'm2', 'm3']) expect(new Set(await likelyIn(db, id))).toEqual(new Set([null]));
    expect(await predictionsOf(db, 'comet')).toEqual({ matches: 0, brier: null, expected: null });
  });

  /** A match that ended so long after the others, and what was said of it. */
  async function said(db: Db, matchId: string, endedAt: number, who: ReturnType<typeof players>, likely: number[]) {
    await keep(db, ended(matchId, who, { endedAt }));
    for (const [n, one] of likely.entries()) {
      await db
        .updateTable('appearances')
        .set({ win_probability: one })
        .where('match_id', '=', matchId)
        .where('n', '=', n)
        .execute();
    }
  }

  test('score how far they were off, by match, next to what they would be off if each were right', async () => {
    const db = await open();
    // (0.75 - 1)^2 + 0.25^2 = 0.125
    await said(db, 'm1', 1000, players(['ann', 'ben']), [0.75, 0.25]);
    // 0.5^2 + (0.25 - 1)^2 + 0.25^2 = 0.875
    const [ann, ben, cleo] = players(['ann', 'ben', 'cleo']);
    await said(
      db,
      'm2',
      2000,
      [
        { ...ann!, place: 9 },
        { ...ben!, place: 4 },
        { ...cleo!, place: 7 },
      ],
      [0.5, 0.25, 0.25],
    );
    const expected = (2 * 0.75 * 0.25 + 0.5 * 0.5 + 2 * 0.25 * 0.75) / 2;
    expect(await predictionsOf(db, 'comet')).toEqual({ matches: 2, brier: (0.125 + 0.875) / 2, expected });
    expect((await predictionsOf(db, 'comet', 1)).brier).toBe(0.875);
    expect((await predictionsOf(db, 'liars-dice')).matches).toBe(0);
  });

  test('count a side once, ties in equal parts, who left as behind, and who came late not at all', async () => {
    const db = await open();
    const [ann, ben, cleo, dan] = players(['ann', 'ben', 'cleo', 'dan']);
    const teams = [
      { ...ann!, team: 0, place: 1 },
      { ...ben!, team: 0, place: 1 },
      { ...cleo!, team: 1, place: 2 },
      { ...dan!, team: 1, place: 2, from: 9 },
    ];
    await said(db, 'teams', 1000, teams, [0.75, 0.75, 0.25]);
    expect((await predictionsOf(db, 'comet', 1)).brier).toBe(0.125);

    const tie = [
      { ...ann!, place: 1 },
      { ...ben!, place: 1 },
      { ...cleo!, place: 3 },
    ];
    await said(db, 'tie', 2000, tie, [0.5, 0.25, 0.25]);
    expect((await predictionsOf(db, 'comet', 1)).brier).toBe(0.125);

    // All left, ann last of those who count: dan stayed, and won, but was not there from the start.
    const gone = { place: null, score: null };
    const leavers = [
      { ...ann!, ...gone, left: 90 },
      { ...ben!, ...gone, left: 50 },
      { ...dan!, place: 1, from: 9 },
    ];
    await said(db, 'leavers', 3000, leavers, [0.25, 0.75]);
    expect((await predictionsOf(db, 'comet', 1)).brier).toBe(0.75 ** 2 * 2);
  });

  test('are of the newest matches that were rated, past those that were not and those of other games', async () => {
    const db = await open();
    for (let i = 0; i < 6; i++) await said(db, `m${i}`, 1000 + i, players(['ann', 'ben']), i < 3 ? [0, 1] : [1, 0]);
    await keep(db, ended('alone', players(['ann']), { endedAt: 9000 }));
    await keep(db, ended('dice', players(['ann', 'ben']), { endedAt: 9000, game: 'liars-dice' }));
    expect(await predictionsOf(db, 'comet', 3)).toEqual({ matches: 3, brier: 0, expected: 0 });
    expect(await predictionsOf(db, 'comet', 4)).toEqual({ matches: 4, brier: 2 / 4, expected: 0 });
    expect(await predictionsOf(db, 'comet')).toEqual({ matches: 6, brier: 1, expected: 0 });
  });
});
