import { expect, test } from 'vitest';
import { type HistoryCursor, historyOf, metBy } from '../../server/store/history.ts';
import { insertMatches } from '../../server/store/matches.ts';
import { insertPlayer, renamePlayer } from '../../server/store/players.ts';
import type { PlayedMatch } from '../../shared/protocol/results.ts';
import { describeBoth, type Open } from '../support/databases.ts';
import { begun, ended, keep, playedBy, players } from '../support/keptMatches.ts';

type Db = Awaited<ReturnType<Open>>;

const MOST_PAGES = 100;

const cursorAt = ({ endedAt, matchId }: PlayedMatch): HistoryCursor => ({ endedAt, matchId });

async function pagesOf(db: Db, playerId: string, limit: number, between: () => Promise<unknown> = async () => {}) {
  const pages: PlayedMatch[][] = [];
  for (let after: HistoryCursor | null = null; ; ) {
    const page = await historyOf(db, playerId, limit, after);
    if (page.length === 0) return pages;
    pages.push(page);
    if (pages.length > MOST_PAGES) throw new Error('the pages have no end');
    after = cursorAt(page.at(-1)!);
    await between();
  }
}

describeBoth('histories', (open) => {
  test('tell of each match that is over how it went, the latest first', async () => {
    const db = await open();
    const [ann, ben, cleo] = players(['ann', 'ben', 'cleo']);
    await keep(db, ended('early', [ann!, ben!], { endedAt: 1000.5 }));
    const error = { code: 'server/internal', message: 'a fault' } as const;
    const nowhere = { place: null, score: null };
    await keep(
      db,
      ended('cut', [{ ...ann!, ...nowhere }], { endedAt: 2000, outcome: { kind: 'aborted', error }, rated: false }),
    );
    const last = ended(
      'late',
      [
        { ...cleo!, place: 1, score: -2.5 },
        { ...ann!, ...nowhere, left: 7 },
      ],
      { endedAt: 3000 },
    );
    await keep(db, { ...last, game: 'liars-dice' });
    await insertMatches(db, [begun('running')]);
    await db
      .insertInto('replays')
      .values({ match_id: 'early', bytes: new Uint8Array(3), size: 3, created_at: 1 })
      .execute();

    const rating = { before: 1500, after: expect.any(Number) };
    const finished = (...who: object[]) => who.map((one) => expect.objectContaining(one));
    expect(await historyOf(db, 'ann', 10, null)).toStrictEqual([
      {
        matchId: 'late',
        game: 'liars-dice',
        endedAt: 3000,
        status: 'finished',
        ...nowhere,
        left: true,
        placements: finished({ seat: 2, place: 1, score: -2.5 }),
        rating,
        replay: false,
      },
      {
        matchId: 'cut',
        game: 'comet',
        endedAt: 2000,
        status: 'aborted',
        ...nowhere,
        left: false,
        placements: [],
        rating: null,
        replay: false,
      },
      {
        matchId: 'early',
        game: 'comet',
        endedAt: 1000,
        status: 'finished',
        place: 1,
        score: 10.5,
        left: false,
        placements: finished({ playerId: 'ann', place: 1 }, { playerId: 'ben', place: 2 }),
        rating,
        replay: true,
      },
    ]);
    expect((await historyOf(db, 'cleo', 10, null)).map(({ place, score }) => [place, score])).toEqual([[1, -2.5]]);
    expect(await historyOf(db, 'nobody', 10, null)).toEqual([]);
  });

  test.each([1, 2, 4, 20])('read in pages of %i are the same list, whatever ends meanwhile', async (limit) => {
    const db = await open();
    const names = ['a', 'B', 'ä', 'Z', 'z', '0', '_'];
    for (const [i, name] of names.entries()) {
      await playedBy(db, name, ['ann', 'ben'], { endedAt: 1000 + Math.floor(i / 3) });
    }
    const all = await historyOf(db, 'ann', 100, null);
    expect(all.map(({ matchId }) => matchId)).toEqual(['_', 'z', 'Z', '0', 'ä', 'a', 'B']);
    let later = 0;
    const pages = await pagesOf(db, 'ann', limit, () =>
      playedBy(db, `later ${later++}`, ['ann', 'ben'], { endedAt: 5000 }),
    );
    expect(pages.flat().map(({ matchId }) => matchId)).toEqual(all.map(({ matchId }) => matchId));
    expect(pages[0]).toHaveLength(Math.min(limit, 7));
  });
});

describeBoth('acquaintances', (open) => {
  test('are whom one has played with, the latest first, by the names they have now', async () => {
    const db = await open();
    await insertPlayer(db, { id: 'ben', name: 'Ben' }, 'ben', 1);
    await playedBy(db, 'm1', ['ann', 'ben', 'cleo'], { endedAt: 1000 });
    await playedBy(db, 'm2', ['ben', 'ann'], { endedAt: 2000.5 });
    await playedBy(db, 'm3', ['ben', 'cleo'], { endedAt: 3000 });
    await playedBy(db, 'm4', ['Dan', 'ann', 'dan'], { endedAt: 500 });
    await renamePlayer(db, { id: 'ben', name: 'Benjamin' }, 'benjamin');
    const met = [
      { id: 'ben', name: 'Benjamin', at: 2000 },
      { id: 'cleo', name: 'called cleo', at: 1000 },
      { id: 'Dan', name: 'called Dan', at: 500 },
      { id: 'dan', name: 'called dan', at: 500 },
    ];
    expect(await metBy(db, 'ann', 20)).toEqual(met);
    expect(await metBy(db, 'ann', 2)).toEqual(met.slice(0, 2));
    expect(await metBy(db, 'nobody', 20)).toEqual([]);
  });

  test('are looked for in one’s last fifty matches', async () => {
    const db = await open();
    await playedBy(db, 'long ago', ['ann', 'eve'], { endedAt: 1 });
    for (let i = 0; i < 49; i++) await playedBy(db, `m${i}`, ['ann', 'ben'], { endedAt: 1000 });
    expect((await metBy(db, 'ann', 20)).map(({ id }) => id)).toEqual(['ben', 'eve']);
    await playedBy(db, 'one more', ['ann', 'ben'], { endedAt: 1000 });
    expect((await metBy(db, 'ann', 20)).map(({ id }) => id)).toEqual(['ben']);
  });
});
