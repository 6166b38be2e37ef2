import { expect, test } from 'vitest';
import { readLogOf, saveSegments } from '../../server/store/journal.ts';
import { finishMatch, insertMatches } from '../../server/store/matches.ts';
import {
  compactMatch,
  findReplay,
  hasReplay,
  readReplay,
  replayIds,
  sweepReplays,
  uncompacted,
} from '../../server/store/replays.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { replayDocument } from '../../shared/protocol/results.ts';
import { describeBoth, type Open } from '../support/databases.ts';
import { begun, ended, playedBy, players } from '../support/keptMatches.ts';
import { guests, type Recording, recordMatch } from '../support/recordMatch.ts';

type Db = Awaited<ReturnType<Open>>;
let played: Recording | undefined;
/** One match for all tests: it is only read. */
const recording = (): Recording => {
  played ??= recordMatch(comet, guests(2, 'human'), { settings: { roundSeconds: 10 } });
  return played;
};

/** Its log in three pieces, as a server leaves it behind when the match is over. */
async function keepMatch(db: Db, matchId: string): Promise<void> {
  const { spec, log, ticks } = recording();
  await insertMatches(db, [begun(matchId, { spec, startedAt: 1234.5 })]);
  const cuts = [0, Math.floor(log.length / 3), Math.floor(log.length / 2), log.length];
  await saveSegments(
    db,
    [0, 1, 2].map((i) => ({ matchId, from: i * 100, bytes: log.slice(cuts[i], cuts[i + 1]) })),
  );
  await db.transaction().execute((trx) => finishMatch(trx, ended(matchId, players(['ann', 'ben']), { ticks })));
}

async function replayAt(db: Db, matchId: string, at: number): Promise<void> {
  await db
    .insertInto('replays')
    .values({ match_id: matchId, bytes: new Uint8Array(5), size: 5, created_at: at })
    .execute();
}

describeBoth('replays', (open) => {
  test('are made of the log of a match that is over, and take its place', async () => {
    const db = await open();
    await keepMatch(db, 'm1');
    expect(await uncompacted(db)).toEqual(['m1']);
    expect([await hasReplay(db, 'm1'), await findReplay(db, 'm1')]).toEqual([false, null]);

    expect(await compactMatch(db, 'm1', 9999.5)).toBe(true);
    expect(await hasReplay(db, 'm1')).toBe(true);
    expect(await uncompacted(db)).toEqual([]);
    expect(await readLogOf(db, 'm1')).toBeNull();
    const bytes = await findReplay(db, 'm1');
    const document = replayDocument.parse(await readReplay(bytes!));
    const { spec, log, ticks, outcome } = recording();
    const { seed, settings, entrants } = spec;
    expect(document).toMatchObject({ matchId: 'm1', game: 'comet', tickRate: 30, ticks, startedAt: 1234 });
    expect(document).toMatchObject({
      gameVersion: spec.gameVersion,
      seed: [...seed],
      settings,
      entrants: [...entrants],
    });
    expect(document.outcome.kind).toBe('finished');
    expect(Buffer.from(document.log, 'base64').equals(log)).toBe(true);
    expect(verifyReplay(comet, document, Buffer.from(document.log, 'base64'), { ticks, outcome })).toMatchObject({
      ok: true,
    });

    const { size, created_at } = await db.selectFrom('replays').selectAll().executeTakeFirstOrThrow();
    expect([size, created_at]).toEqual([bytes!.length, 9999]);
    // Mostly inputs of two players for ten seconds, which hardly repeat.
    expect(size).toBeLessThan(log.length * 2);
  });

  test('are not made of matches that run, are not known, have no log, or a damaged one, which stays', async () => {
    const db = await open();
    await insertMatches(db, [begun('runs')]);
    await saveSegments(db, [{ matchId: 'runs', from: 0, bytes: new Uint8Array(3) }]);
    await playedBy(db, 'no-log', ['ann', 'ben']);
    await keepMatch(db, 'damaged');
    await db
      .updateTable('segments')
      .set({ crc: 1 })
      .where('match_id', '=', 'damaged')
      .where('from_tick', '=', 100)
      .execute();
    expect(await uncompacted(db)).toEqual(['damaged']);
    for (const id of ['runs', 'no-log', 'damaged', 'unknown']) expect(await compactMatch(db, id, 1)).toBe(false);
    expect(await replayIds(db)).toEqual([]);
    const left = await db.selectFrom('segments').select('match_id').execute();
    expect(left.map(({ match_id }) => match_id).sort()).toEqual(['damaged', 'damaged', 'damaged', 'runs']);
  });

  test('stay as they were made first, and what is left of the log goes then', async () => {
    const db = await open();
    await keepMatch(db, 'm1');
    await compactMatch(db, 'm1', 10);
    const first = await findReplay(db, 'm1');
    // As if the process had ended between the two writes.
    await saveSegments(db, [{ matchId: 'm1', from: 0, bytes: new Uint8Array(3) }]);
    expect(await uncompacted(db)).toEqual(['m1']);
    expect(await compactMatch(db, 'm1', 20)).toBe(true);
    expect(await uncompacted(db)).toEqual([]);
    expect(Buffer.from((await findReplay(db, 'm1'))!).equals(first!)).toBe(true);
    expect(await compactMatch(db, 'm1', 30)).toBe(false);
  });

  test('that are made twice at once are there once', async () => {
    const db = await open();
    await keepMatch(db, 'm1');
    await Promise.all([compactMatch(db, 'm1', 1), compactMatch(db, 'm1', 1)]);
    expect(await replayIds(db)).toEqual(['m1']);
    expect((await readReplay((await findReplay(db, 'm1'))!)).log).not.toBe('');
  });

  test('whose bytes are not ours throw', async () => {
    await expect(readReplay(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });

  test('go when they are too old, and the oldest beyond so many, also of those made in one moment', async () => {
    const db = await open();
    for (const [id, at] of [
      ['a', 10],
      ['b', 20],
      ['B', 20],
      ['c', 20],
      ['d', 30],
    ] as const)
      await replayAt(db, id, at);
    expect(await replayIds(db)).toEqual(['a', 'B', 'b', 'c', 'd']);
    expect(await sweepReplays(db, 20.5, 100)).toBe(1);
    expect(await sweepReplays(db, 0, 4)).toBe(0);
    expect(await sweepReplays(db, 0, 2)).toBe(2);
    expect(await replayIds(db)).toEqual(['c', 'd']);
    expect(await sweepReplays(db, 25, 1)).toBe(1);
    expect(await sweepReplays(db, 0, 0)).toBe(1);
    expect(await replayIds(db)).toEqual([]);
  });
});
