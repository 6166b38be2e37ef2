import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ReplayDocument } from '../../shared/protocol/results.ts';
import { readLogOf } from './journal.ts';
import { findMatch } from './matches.ts';
import type { Db } from './schema.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** The replay of a match that is over, from its log; null where there is no log, or a damaged one. */
export async function replayOf(db: Db, matchId: string): Promise<ReplayDocument | null> {
  const match = await findMatch(db, matchId);
  if (!match?.outcome || match.ticks === null) return null;
  const log = await readLogOf(db, matchId);
  if (!log) return null;
  const { game, gameVersion, settings, seed, entrants } = match.spec;
  return {
    matchId,
    game,
    gameVersion,
    tickRate: match.tickRate,
    settings,
    seed: [...seed],
    entrants: [...entrants],
    ticks: match.ticks,
    log: Buffer.from(log.buffer, log.byteOffset, log.byteLength).toString('base64'),
    startedAt: match.startedAt,
    outcome: match.outcome,
  };
}

/**
 * Puts the replay of a match that is over in its log's place. False where there is none to be made: the log stays as it is then.
 * `db` is no transaction: what takes long here is done outside of one.
 */
export async function compactMatch(db: Db, matchId: string, at: number): Promise<boolean> {
  const replay = await replayOf(db, matchId);
  if (!replay) return false;
  const bytes = await pack(JSON.stringify(replay));
  await db
    .insertInto('replays')
    .values({ match_id: matchId, bytes, size: bytes.length, created_at: Math.floor(at) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // In this order: whatever ends the process in between, the match is in one of both places.
  await db.deleteFrom('segments').where('match_id', '=', matchId).execute();
  return true;
}

/** Matches that are over and whose logs still wait to be made replays of. */
export async function uncompacted(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('segments')
    .innerJoin('matches', 'matches.id', 'segments.match_id')
    .select('match_id')
    .where('status', '!=', 'running')
    .distinct()
    .execute();
  return rows.map(({ match_id }) => match_id);
}

export async function hasReplay(db: Db, matchId: string): Promise<boolean> {
  const row = await db.selectFrom('replays').select('size').where('match_id', '=', matchId).executeTakeFirst();
  return row !== undefined;
}

/** The gzipped JSON of a `ReplayDocument`; null if there is none. */
export async function findReplay(db: Db, matchId: string): Promise<Uint8Array | null> {
  const row = await db.selectFrom('replays').select('bytes').where('match_id', '=', matchId).executeTakeFirst();
  return row?.bytes ?? null;
}

/** The JSON of it. Throws on bytes that are none of ours. */
export async function unpackReplay(bytes: Uint8Array): Promise<Buffer> {
  return unpack(bytes);
}

export async function readReplay(bytes: Uint8Array): Promise<ReplayDocument> {
  return JSON.parse((await unpackReplay(bytes)).toString()) as ReplayDocument;
}

export async function replayIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('replays').select('match_id').orderBy('created_at').orderBy('match_id').execute();
  return rows.map(({ match_id }) => match_id);
}

/**
 * Removes replays from before then, and of the others the oldest beyond `most`; how many went. Logs of that age of which none could
 * be made go too.
 */
export async function sweepReplays(db: Db, before: number, most: number): Promise<number> {
  await db
    .deleteFrom('segments')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('matches')
          .select('id')
          .whereRef('matches.id', '=', 'segments.match_id')
          .where('status', '!=', 'running')
          .where('ended_at', '<', Math.floor(before)),
      ),
    )
    .execute();
  const old = await db.deleteFrom('replays').where('created_at', '<', Math.floor(before)).executeTakeFirst();
  const limit = await db
    .selectFrom('replays')
    .select(['created_at', 'match_id'])
    .orderBy('created_at', 'desc')
    .orderBy('match_id', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  if (!limit) return Number(old.numDeletedRows);
  const over = await db
    .deleteFrom('replays')
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'match_id'), '<=', tuple(limit.created_at, limit.match_id)),
    )
    .executeTakeFirst();
  return Number(old.numDeletedRows + over.numDeletedRows);
}
