import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { openSqliteThread } from './sqliteDialect.ts';
import type { Opened } from './sqliteMessages.ts';

/** What remembers: a SQLite file on one machine. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** The same for what is only read and may take long: nothing that is written waits for it. It has seen all that is committed. */
  readonly reads: Kysely<Schema>;
  /** A damaged file that was found in its place, under its new name. */
  readonly setAside: Opened['setAside'];
  /** Gives back to the disk what was swept, some megabytes at a time. */
  shrink(): Promise<void>;
  close(): Promise<void>;
}

export const FILE_NAME = 'muster.db';
/** Of 4 KB each. */
const SHRUNK_PAGES = 2000;

/** The file in this folder, with the tables of this program. Throws a line that says what is wrong, and has then changed nothing. */
export async function openSqlite(folder: string): Promise<Database> {
  const file = join(folder, FILE_NAME);
  try {
    const writer = await openSqliteThread(file);
    const db = new Kysely<Schema>({ dialect: writer.dialect });
    try {
      await migrate(db, 'blob');
    } catch (error) {
      await writer.close();
      throw error;
    }
    const reader = await openSqliteThread(file, true);
    const reads = new Kysely<Schema>({ dialect: reader.dialect });
    const shrink = async () => void (await sql`pragma incremental_vacuum(${sql.lit(SHRUNK_PAGES)})`.execute(db));
    const close = async () => {
      await reader.close();
      await writer.close();
    };
    return { db, reads, setAside: writer.setAside, shrink, close };
  } catch (error) {
    throw new Error(`${file} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
