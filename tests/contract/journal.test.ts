import { expect, test } from 'vitest';
import {
  insertJournal,
  lastJournalSeq,
  readCheckpoints,
  readJournal,
  readLogOf,
  saveCheckpoints,
  saveSegments,
  trimJournal,
} from '../../server/store/journal.ts';
import { describeBoth } from '../support/databases.ts';

/** Every byte there is, and as many as are asked for. */
const bytes = (length: number, from = 0) => Uint8Array.from({ length }, (_, i) => (from + i) % 256);
const row = (seq: number) => ({ seq, at: 1_800_000_000_000 + seq, bytes: bytes(300, seq) });
const plain = (buffer: Uint8Array) => [...buffer];
const seqs = (rows: readonly { readonly seq: number }[]) => rows.map(({ seq }) => seq);
const checkpoint = (matchId: string, tick: number, more: object = {}) => ({
  matchId,
  tick,
  journalSeq: tick * 2,
  cells: Int32Array.of(tick, -1, 2 ** 31 - 1, -(2 ** 31), 0),
  host: '{"who":"Zoë 🦊"}',
  ...more,
});

describeBoth('the journal', (open) => {
  test('gives back what was written, in order, from behind any row', async () => {
    const db = await open();
    for (const seq of [3, 10, 4, 9, 5_000_000_000]) await insertJournal(db, { ...row(seq), at: row(seq).at + 0.5 });
    const { rows, damagedAt } = await readJournal(db, 3);
    expect(damagedAt).toBeNull();
    expect(rows.map((one) => ({ ...one, bytes: plain(one.bytes) }))).toEqual(
      [4, 9, 10, 5_000_000_000].map((seq) => ({ ...row(seq), bytes: plain(row(seq).bytes) })),
    );
    expect(seqs((await readJournal(db, 0)).rows)).toHaveLength(5);
    expect((await readJournal(db, 5_000_000_000)).rows).toEqual([]);
  });

  test('takes each number once', async () => {
    const db = await open();
    await insertJournal(db, row(1));
    await expect(insertJournal(db, { ...row(1), bytes: bytes(1) })).rejects.toThrow();
    expect(plain((await readJournal(db, 0)).rows[0]!.bytes)).toEqual(plain(row(1).bytes));
  });

  test('ends in front of a row that was changed by something else than us', async () => {
    const db = await open();
    for (const seq of [1, 2, 3, 4]) await insertJournal(db, row(seq));
    const flipped = row(3).bytes;
    flipped[200]! ^= 1;
    await db.updateTable('journal').set({ bytes: flipped }).where('seq', '=', 3).execute();
    const { rows, damagedAt } = await readJournal(db, 0);
    expect([seqs(rows), damagedAt]).toEqual([[1, 2], 3]);
    expect(await readJournal(db, 3)).toMatchObject({ rows: [{ seq: 4 }], damagedAt: null });
    await db.updateTable('journal').set({ crc: 5 }).where('seq', '=', 1).execute();
    expect(await readJournal(db, 0)).toEqual({ rows: [], damagedAt: 1 });
  });

  test('loses the rows that nobody needs, and goes on counting', async () => {
    const db = await open();
    expect(await lastJournalSeq(db)).toBe(0);
    for (const seq of [1, 2, 3]) await insertJournal(db, row(seq));
    await trimJournal(db, 2);
    expect(seqs((await readJournal(db, 0)).rows)).toEqual([3]);
    expect(await lastJournalSeq(db)).toBe(3);
    await trimJournal(db, 0);
    expect(seqs((await readJournal(db, 0)).rows)).toEqual([3]);
  });

  test('never takes a number again that a checkpoint stands behind: its row would be passed over', async () => {
    const db = await open();
    await insertJournal(db, row(7));
    await saveCheckpoints(db, [checkpoint('m1', 1, { journalSeq: 7 }), checkpoint('m2', 1, { journalSeq: 5 })]);
    await trimJournal(db, 7);
    expect(await lastJournalSeq(db)).toBe(7);
  });
});

describeBoth('checkpoints', (open) => {
  test('are the newest state of each match, whole', async () => {
    const db = await open();
    await saveCheckpoints(db, []);
    await saveCheckpoints(db, [
      checkpoint('m1', 10),
      checkpoint('m2', 11),
      checkpoint('m3', 12, { cells: new Int32Array() }),
    ]);
    const view = Int32Array.of(9, 9, 21, 22, 9).subarray(2, 4);
    await saveCheckpoints(db, [checkpoint('m1', 20, { cells: view, host: '{}' })]);
    const { checkpoints, damaged } = await readCheckpoints(db);
    expect(damaged).toEqual(new Set());
    expect([...checkpoints.keys()].sort()).toEqual(['m1', 'm2', 'm3']);
    expect(checkpoints.get('m1')).toStrictEqual(checkpoint('m1', 20, { cells: Int32Array.of(21, 22), host: '{}' }));
    expect(checkpoints.get('m2')).toStrictEqual(checkpoint('m2', 11));
    expect(checkpoints.get('m3')!.cells).toEqual(new Int32Array());
  });

  test('that were changed by something else than us are named, and the others hold', async () => {
    const db = await open();
    await saveCheckpoints(
      db,
      ['whole', 'cells', 'host', 'crc'].map((id) => checkpoint(id, 5)),
    );
    const change = (id: string, set: object) =>
      db.updateTable('checkpoints').set(set).where('match_id', '=', id).execute();
    await change('cells', { cells: new Uint8Array(20) });
    await change('host', { host_json: '{"who":"Zoe 🦊"}' });
    await change('crc', { crc: 1 });
    const { checkpoints, damaged } = await readCheckpoints(db);
    expect([...checkpoints.keys()]).toEqual(['whole']);
    expect(damaged).toEqual(new Set(['cells', 'host', 'crc']));
  });
});

describeBoth('a match’s log', (open) => {
  test('is its segments in the order of their ticks, each as it was written last', async () => {
    const db = await open();
    await saveSegments(db, []);
    await saveSegments(db, [
      { matchId: 'm1', from: 90, bytes: bytes(3, 90) },
      { matchId: 'm1', from: 1000, bytes: bytes(300, 7) },
      { matchId: 'm1', from: 0, bytes: bytes(2) },
      { matchId: 'm2', from: 0, bytes: bytes(9) },
    ]);
    await saveSegments(db, [{ matchId: 'm1', from: 90, bytes: bytes(4, 90) }]);
    const log = await readLogOf(db, 'm1');
    expect(plain(log!)).toEqual([...bytes(2), ...bytes(4, 90), ...bytes(300, 7)]);
  });

  test('is nothing where it never began, begins late, has a hole, or was changed by something else than us', async () => {
    const db = await open();
    expect(await readLogOf(db, 'none')).toBeNull();
    await saveSegments(db, [
      { matchId: 'late', from: 30, bytes: bytes(3) },
      { matchId: 'hole', from: 0, bytes: bytes(3) },
      { matchId: 'hole', from: -1, bytes: new Uint8Array() },
      { matchId: 'changed', from: 0, bytes: bytes(3) },
      { matchId: 'changed', from: 30, bytes: bytes(3) },
    ]);
    expect(await readLogOf(db, 'late')).toBeNull();
    expect(await readLogOf(db, 'hole')).toBeNull();
    expect(plain((await readLogOf(db, 'changed'))!)).toEqual([0, 1, 2, 0, 1, 2]);
    await db
      .updateTable('segments')
      .set({ bytes: bytes(3, 1) })
      .where('match_id', '=', 'changed')
      .where('from_tick', '=', 30)
      .execute();
    expect(await readLogOf(db, 'changed')).toBeNull();
  });
});
