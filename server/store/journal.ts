import { checksum } from './checksum.ts';
import type { Db } from './schema.ts';

/** What all running matches took in between two flushes. */
export interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A running match as it stood at a tick, and what it took in since the checkpoint before. */
export interface Checkpoint {
  readonly matchId: string;
  readonly tick: number;
  /** The last journal row before it. */
  readonly journalSeq: number;
  readonly cells: Int32Array;
  /** What the match's host knows besides the state, as JSON. */
  readonly host: string;
}

export interface Segment {
  readonly matchId: string;
  /** The tick of the checkpoint before, behind which it begins. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

export async function insertJournal(db: Db, { seq, at, bytes }: JournalRow): Promise<void> {
  await db
    .insertInto('journal')
    .values({ seq, at: Math.floor(at), bytes, crc: checksum(bytes) })
    .execute();
}

export async function saveCheckpoints(db: Db, checkpoints: readonly Checkpoint[]): Promise<void> {
  for (const { matchId, tick, journalSeq, cells, host } of checkpoints) {
    const bytes = bytesOf(cells);
    const row = { tick, journal_seq: journalSeq, cells: bytes, host_json: host, crc: checksum(bytes, host) };
    await db
      .insertInto('checkpoints')
      .values({ match_id: matchId, ...row })
      .onConflict((conflict) => conflict.column('match_id').doUpdateSet(row))
      .execute();
  }
}

/** Written again, a segment is what was written last. */
export async function saveSegments(db: Db, segments: readonly Segment[]): Promise<void> {
  for (const { matchId, from, bytes } of segments) {
    const row = { bytes, crc: checksum(bytes) };
    await db
      .insertInto('segments')
      .values({ match_id: matchId, from_tick: from, ...row })
      .onConflict((conflict) => conflict.columns(['match_id', 'from_tick']).doUpdateSet(row))
      .execute();
  }
}

/** Journal rows that no match needs any more. */
export async function trimJournal(db: Db, upTo: number): Promise<void> {
  await db.deleteFrom('journal').where('seq', '<=', upTo).execute();
}

/** No row that anything still speaks of has a higher number. Rows may be gone that a checkpoint stands behind: their numbers stay taken. */
export async function lastJournalSeq(db: Db): Promise<number> {
  const row = await db
    .selectFrom('journal')
    .select(({ fn }) => fn.max('seq').as('last'))
    .executeTakeFirstOrThrow();
  const checkpoint = await db
    .selectFrom('checkpoints')
    .select(({ fn }) => fn.max('journal_seq').as('last'))
    .executeTakeFirstOrThrow();
  return Math.max(row.last ?? 0, checkpoint.last ?? 0);
}

/** The rows behind `after`, in order, up to the first that is damaged: what lies behind it cannot be taken in. */
export async function readJournal(db: Db, after: number): Promise<{ rows: JournalRow[]; damagedAt: number | null }> {
  const rows: JournalRow[] = [];
  for (const { seq, at, bytes, crc } of await db
    .selectFrom('journal')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .execute()) {
    if (checksum(bytes) !== crc) return { rows, damagedAt: seq };
    rows.push({ seq, at, bytes });
  }
  return { rows, damagedAt: null };
}

/** The newest checkpoint of each of these matches; `damaged`: of whom there was one that cannot be trusted. */
export async function readCheckpoints(db: Db): Promise<{ checkpoints: Map<string, Checkpoint>; damaged: Set<string> }> {
  const checkpoints = new Map<string, Checkpoint>();
  const damaged = new Set<string>();
  for (const row of await db.selectFrom('checkpoints').selectAll().execute()) {
    const matchId = row.match_id;
    if (checksum(row.cells, row.host_json) !== row.crc) damaged.add(matchId);
    else {
      const { tick, journal_seq: journalSeq, host_json: host } = row;
      checkpoints.set(matchId, { matchId, tick, journalSeq, cells: cellsOf(row.cells), host });
    }
  }
  return { checkpoints, damaged };
}

/** The segments of a match in order; null if there are none, the first is missing, or one is damaged. */
export async function readLogOf(db: Db, matchId: string): Promise<Uint8Array | null> {
  const rows = await db
    .selectFrom('segments')
    .selectAll()
    .where('match_id', '=', matchId)
    .orderBy('from_tick')
    .execute();
  if (rows[0]?.from_tick !== 0 || rows.some(({ bytes, crc }) => checksum(bytes) !== crc)) return null;
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

/**
 * A copy, since the bytes of a row need not begin where a cell may; not by `slice`, which of a Buffer, as Postgres gives it, is the
 * same bytes again. Little-endian, as every machine is that runs this.
 */
function cellsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(bytes).buffer);
}
