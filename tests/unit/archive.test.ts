import pino from 'pino';
import { expect, test } from 'vitest';
import { createArchive, type Retention } from '../../server/store/archive.ts';
import { insertLines, loadChat } from '../../server/store/chat.ts';
import { saveSegments } from '../../server/store/journal.ts';
import { finishMatch, insertMatches } from '../../server/store/matches.ts';
import { findReplay, readReplay, replayIds, sweepReplays, uncompacted } from '../../server/store/replays.ts';
import type { Db } from '../../server/store/schema.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { guests, recordMatch } from '../support/recordMatch.ts';
import { useStore } from '../support/store.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const DAY_MS = 86_400_000;
const KEEP: Retention = { chatDays: 30, chatLines: 1000, replayDays: 90, replays: 100, nameDays: 30 };
const match = recordMatch(comet, guests(2, 'easy'), { settings: { roundSeconds: 5 } });

async function begin(keep: Partial<Retention> = {}) {
  const store = await useStore();
  const { db } = store;
  const clock = new VirtualClock(1000 * DAY_MS);
  const logged: { event: string }[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line)) });
  return { db, clock, logged, archive: createArchive(store, { ...KEEP, ...keep }, clock, log) };
}

/** A match that is over and whose log lies there in segments, as its server left it. */
async function played(db: Db, matchId: string, at: number): Promise<void> {
  const { spec, log, ticks, outcome } = match;
  await insertMatches(db, [{ matchId, roomId: 'r', tickRate: comet.tickRate, startedAt: at, spec }]);
  await saveSegments(db, [{ matchId, from: 0, bytes: log }]);
  const placements = outcome.placements.map((one) => ({ ...one, name: `P${one.seat}`, kind: 'bot' as const }));
  const result = { matchId, game: 'comet', endedAt: at, ticks, players: [], rated: true };
  await finishMatch(db, { ...result, outcome: { kind: 'finished', placements } });
}

test('[KP-6] the log of a match that is over becomes its replay', async () => {
  const { db, clock, archive } = await begin();
  await played(db, 'm1', clock.now());
  archive.finished('m1');
  await expect.poll(() => replayIds(db)).toEqual(['m1']);
  await expect.poll(() => uncompacted(db)).toEqual([]);
  const replay = await readReplay((await findReplay(db, 'm1'))!);
  expect(Buffer.from(replay.log, 'base64').equals(match.log)).toBe(true);
  expect(replay).toMatchObject({ matchId: 'm1', ticks: match.ticks, seed: match.spec.seed });
  await archive.stop();
});

test('what a process before left undone is done at the start', async () => {
  const { db, clock, archive } = await begin();
  await played(db, 'm1', clock.now());
  await played(db, 'm2', clock.now());
  archive.start();
  await expect.poll(() => replayIds(db)).toHaveLength(2);
  await archive.stop();
});

test('replays and lines of chat are swept by age, at the start and every ten minutes', async () => {
  const { db, clock, archive, logged } = await begin();
  await played(db, 'old', clock.now());
  await archive.compact('old');
  const line = { kind: 'player', playerId: 'ann', name: 'Ann', text: 'hello' } as const;
  const at = clock.now();
  await insertLines(db, [
    { roomId: 'r', message: { id: 1, at: at - 31 * DAY_MS, ...line } },
    { roomId: 'r', message: { id: 2, at: at - 29 * DAY_MS, ...line } },
  ]);
  archive.start();
  const ids = async () => (await loadChat(db, 'r', 10)).lines.map(({ id }) => id);
  await expect.poll(ids).toEqual([2]);
  expect(await replayIds(db)).toEqual(['old']);
  clock.stall(91 * DAY_MS);
  // The next sweep is planned once this one is done.
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(600_000);
  await expect.poll(() => replayIds(db)).toEqual([]);
  await expect.poll(ids).toEqual([]);
  expect(logged).toContainEqual(expect.objectContaining({ event: 'swept', lines: 1 }));
  await archive.stop();
});

test('and by count, the oldest first', async () => {
  const { db, clock, archive } = await begin({ replays: 2 });
  for (const id of ['m1', 'm2', 'm3']) {
    await played(db, id, clock.now());
    await archive.compact(id);
    clock.advance(1000);
  }
  archive.start();
  await expect.poll(() => replayIds(db)).toEqual(['m2', 'm3']);
  await archive.stop();
});

test('a log that cannot be read makes no replay, and keeps nobody else from theirs', async () => {
  const { db, clock, archive } = await begin();
  await played(db, 'm1', clock.now());
  await played(db, 'm2', clock.now());
  await db.updateTable('segments').set({ crc: 1 }).where('match_id', '=', 'm1').execute();
  archive.finished('m1');
  archive.finished('m2');
  await expect.poll(() => replayIds(db)).toEqual(['m2']);
  clock.stall(91 * DAY_MS);
  await sweepReplays(db, clock.now() - 90 * DAY_MS, 100);
  expect(await uncompacted(db), 'such a log does not stay for ever').toEqual([]);
  await archive.stop();
});
