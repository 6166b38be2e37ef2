import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { FILE_NAME } from '../../server/store/database.ts';
import { ByteReader } from '../../shared/core/bytes.ts';
import { hashCells } from '../../shared/core/hash.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { beginMatch, follow, passTo } from '../../shared/game/fold.ts';
import { readLog } from '../../shared/game/log.ts';

/** What the process that died has left behind, read by hand from a copy of its file, so that the file stays as it is. */
export interface DeadStore {
  // biome-ignore lint/suspicious/noExplicitAny: rows are looked at as they come
  all(sql: string, ...values: (string | number)[]): any[];
  close(): void;
}

export function openDead(folder: string): DeadStore {
  const copy = mkdtempSync(join(tmpdir(), 'muster-dead-'));
  for (const end of ['', '-wal']) {
    const file = FILE_NAME + end;
    if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(copy, file));
  }
  const database = new DatabaseSync(join(copy, FILE_NAME));
  const close = () => {
    if (database.isOpen) database.close();
    rmSync(copy, { recursive: true, force: true });
  };
  onTestFinished(close);
  return { all: (sql, ...values) => database.prepare(sql).all(...values), close };
}

/**
 * A running match folded from its first tick on: by the segments of its log up to its checkpoint, and by the journal behind that.
 * Throws where a piece is missing in between, or the checkpoint is not what the log leads to.
 */
export function foldStored(store: DeadStore, games: ReadonlyMap<string, AnyGame>, matchId: string) {
  const [row] = store.all('select * from matches where id = ?', matchId);
  const game = games.get(row.game)!;
  const match = beginMatch(game, {
    game: row.game,
    gameVersion: row.game_version,
    settings: JSON.parse(row.settings_json),
    seed: JSON.parse(row.seed_json),
    entrants: JSON.parse(row.entrants_json),
  });
  let last = 0;
  const take = (bytes: Uint8Array) => {
    for (const record of readLog(game, bytes, last)) {
      follow(match, record);
      last = record.tick;
    }
  };
  for (const { bytes } of store.all('select * from segments where match_id = ? order by from_tick', matchId))
    take(bytes);
  const [checkpoint] = store.all('select * from checkpoints where match_id = ?', matchId);
  if (checkpoint) {
    const cells = new Int32Array(new Uint8Array(checkpoint.cells).buffer);
    if (hashCells(cells) !== hashCells(match.state.cells)) throw new Error(`${matchId}: a checkpoint of another match`);
  }
  let through = checkpoint?.tick ?? 0;
  for (const { bytes } of store.all('select * from journal where seq > ? order by seq', checkpoint?.journal_seq ?? 0)) {
    for (const piece of piecesOf(bytes)) {
      if (piece.matchId !== matchId) continue;
      if (piece.from !== through) throw new Error(`${matchId}: nothing is kept from tick ${through} to ${piece.from}`);
      take(piece.bytes);
      passTo(match, piece.through);
      through = piece.through;
    }
  }
  return { tick: match.state.tick, hash: hashCells(match.state.cells) };
}

function* piecesOf(row: Uint8Array) {
  const from = new ByteReader(row);
  const take = (length: number) => Uint8Array.from({ length }, () => from.byte());
  while (!from.atEnd) {
    const matchId = new TextDecoder().decode(take(from.byte()));
    const first = from.unsigned();
    const through = first + from.unsigned();
    const bytes = take(from.unsigned());
    // Who had which input applied last is nothing that the fold needs.
    for (let acks = from.byte(); acks > 0; acks--) {
      from.byte();
      from.unsigned();
    }
    yield { matchId, from: first, through, bytes };
  }
}
