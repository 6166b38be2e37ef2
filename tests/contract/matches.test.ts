import { expect, test } from 'vitest';
import { readCheckpoints, saveCheckpoints } from '../../server/store/journal.ts';
import {
  appearancesIn,
  findMatch,
  finishMatch,
  insertMatches,
  ratingChangesOf,
  runningMatches,
} from '../../server/store/matches.ts';
import { ratingsOf } from '../../server/store/ratings.ts';
import { describeBoth } from '../support/databases.ts';
import { begun, ended, keep, playedBy, players } from '../support/keptMatches.ts';

const spec = {
  game: 'comet',
  gameVersion: 3,
  settings: { roundSeconds: 90, name: '\0 "🦊"', nested: [null, { deep: 1.5 }] },
  seed: [-2147483648, 2147483647, 0, 1],
  entrants: [
    { seat: 0, name: 'Ann', kind: 'human', playerId: 'ann', team: 1 },
    { seat: 3, name: 'Bot', kind: 'bot' },
  ],
} as const;

describeBoth('matches', (open) => {
  test('run until they have a result, and come back as they were', async () => {
    const db = await open();
    const match = { ...begun('m1'), spec, startedAt: 1_800_000_000_000.75 };
    await insertMatches(db, [match, begun('m2')]);
    const kept = {
      ...match,
      startedAt: 1_800_000_000_000,
      status: 'running',
      endedAt: null,
      ticks: null,
      outcome: null,
    };
    expect(await findMatch(db, 'm1')).toStrictEqual(kept);
    expect((await runningMatches(db)).matches.map(({ matchId }) => matchId).sort()).toEqual(['m1', 'm2']);
    expect(await findMatch(db, 'm3')).toBeNull();

    const result = ended('m1', players(['ann', 'ben']), { endedAt: 1_800_000_090_000.5, ticks: 5_000_000_000 });
    await db.transaction().execute((trx) => finishMatch(trx, result));
    const { outcome } = result;
    const over = { status: 'finished', endedAt: 1_800_000_090_000, ticks: 5_000_000_000, outcome };
    expect(await findMatch(db, 'm1')).toStrictEqual({ ...kept, ...over });
    expect((await runningMatches(db)).matches.map(({ matchId }) => matchId)).toEqual(['m2']);
  });

  test('those that run and cannot be read any more are named, and keep nobody from the others', async () => {
    const db = await open();
    await insertMatches(db, [begun('m1'), begun('m2')]);
    await db.updateTable('matches').set({ seed_json: '[1, 2' }).where('id', '=', 'm1').execute();
    const { matches, damaged } = await runningMatches(db);
    expect([matches.map(({ matchId }) => matchId), damaged]).toEqual([['m2'], ['m1']]);
  });

  test('that are there already stay as they are', async () => {
    const db = await open();
    await insertMatches(db, []);
    await playedBy(db, 'm1', ['ann', 'ben']);
    const before = await findMatch(db, 'm1');
    await insertMatches(db, [begun('m1', { roomId: 'another' }), begun('m2')]);
    expect(await findMatch(db, 'm1')).toEqual(before);
    expect(await findMatch(db, 'm2')).not.toBeNull();
  });

  test('tell who was in them: places, scores, teams, who came late and who left', async () => {
    const db = await open();
    const [ann, ben, cleo, dan] = players(['ann', 'ben', 'cleo', 'dan']);
    const who = [
      { ...ann!, team: 1, score: -1.25 },
      { ...ben!, team: 0 },
      { ...cleo!, from: 40 },
      { ...dan!, left: 99, place: null, score: null },
    ];
    await keep(db, ended('m1', who));
    expect(await appearancesIn(db, 'm1')).toStrictEqual(who);
    expect(await appearancesIn(db, 'm2')).toEqual([]);
  });

  test('rate those who were in from the start', async () => {
    const db = await open();
    const [ann, ben, cleo] = players(['ann', 'ben', 'cleo']);
    const changes = await keep(db, ended('m1', [ann!, ben!, { ...cleo!, from: 1 }]));
    expect(changes).toEqual([
      { playerId: 'ann', seat: 0, before: 1500, after: expect.any(Number) },
      { playerId: 'ben', seat: 1, before: 1500, after: expect.any(Number) },
    ]);
    expect(changes[0]!.after).toBeGreaterThan(1500);
    expect(changes[1]!.after).toBeLessThan(changes[0]!.after);
    expect(await ratingChangesOf(db, 'm1')).toEqual(changes);
    expect(await ratingsOf(db, 'cleo')).toEqual([]);
  });

  test('rate nobody where they were cut short, nor one human alone, nor one side against itself', async () => {
    const db = await open();
    const aborted = { kind: 'aborted', error: { code: 'server/internal', message: 'a fault' } } as const;
    expect(await keep(db, ended('m1', players(['ann', 'ben']), { outcome: aborted, rated: false }))).toEqual([]);
    expect(await keep(db, ended('m2', players(['ann'])))).toEqual([]);
    expect(await keep(db, ended('m3', players(['ann', 'ben'], { team: 1 })))).toEqual([]);
    expect(await keep(db, ended('m4', []))).toEqual([]);
    expect(await findMatch(db, 'm1')).toMatchObject({ status: 'aborted', outcome: aborted });
    expect(await db.selectFrom('ratings').selectAll().execute()).toEqual([]);
    expect(await appearancesIn(db, 'm1')).toHaveLength(2);
  });

  test('count once, whatever is said of them afterwards', async () => {
    const db = await open();
    const first = await playedBy(db, 'm1', ['ann', 'ben']);
    const kept = await findMatch(db, 'm1');
    const ratings = await db.selectFrom('ratings').selectAll().orderBy('player_id').execute();
    const again = ended('m1', players(['ben', 'ann', 'eve']), { endedAt: 9000 });
    expect(await db.transaction().execute((trx) => finishMatch(trx, again))).toEqual(first);
    expect(await findMatch(db, 'm1')).toEqual(kept);
    expect(await appearancesIn(db, 'm1')).toHaveLength(2);
    expect(await db.selectFrom('ratings').selectAll().orderBy('player_id').execute()).toEqual(ratings);
  });

  test('count once when several say at once how they ended, and all of these hear the same', async () => {
    const db = await open();
    for (let round = 0; round < 10; round++) {
      const id = `m${round}`;
      await insertMatches(db, [begun(id)]);
      const results = [players(['ann', 'ben']), players(['ben', 'ann']), players(['ann', 'ben', 'eve'])];
      const said = await Promise.all(
        results.map((who) => db.transaction().execute((trx) => finishMatch(trx, ended(id, who)))),
      );
      expect(said[1]).toEqual(said[0]);
      expect(said[2]).toEqual(said[0]);
      expect(said[0]).toHaveLength((await appearancesIn(db, id)).length);
      expect((await ratingsOf(db, 'ann'))[0]!.matches).toBe(round + 1);
    }
  });

  test('whose result was not kept after all wait for another, and nothing of it is there', async () => {
    const db = await open();
    await insertMatches(db, [begun('m1')]);
    const failing = db.transaction().execute(async (trx) => {
      await finishMatch(trx, ended('m1', players(['ann', 'ben'])));
      throw new Error('the power went');
    });
    await expect(failing).rejects.toThrow('the power went');
    expect(await findMatch(db, 'm1')).toMatchObject({ status: 'running', endedAt: null });
    expect(await appearancesIn(db, 'm1')).toEqual([]);
    expect(await ratingsOf(db, 'ann')).toEqual([]);
    const changes = await db.transaction().execute((trx) => finishMatch(trx, ended('m1', players(['ben', 'ann']))));
    expect(changes.map(({ playerId }) => playerId)).toEqual(['ben', 'ann']);
  });

  test('that nobody has heard of get no result', async () => {
    const db = await open();
    const unknown = ended('m1', players(['ann', 'ben']));
    expect(await db.transaction().execute((trx) => finishMatch(trx, unknown))).toEqual([]);
    expect(await appearancesIn(db, 'm1')).toEqual([]);
    expect(await ratingsOf(db, 'ann')).toEqual([]);
  });

  test('need no checkpoint any more once they are over', async () => {
    const db = await open();
    const checkpoint = (matchId: string) => ({ matchId, tick: 1, journalSeq: 1, cells: new Int32Array(3), host: '{}' });
    await saveCheckpoints(db, [checkpoint('m1'), checkpoint('m2')]);
    await playedBy(db, 'm1', ['ann', 'ben']);
    expect([...(await readCheckpoints(db)).checkpoints.keys()]).toEqual(['m2']);
  });
});
