import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openSqlite } from '../../server/store/database.ts';

/** An empty store in a folder of its own, as servers have it; both go with the test. */
export async function useStore(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-store-'));
  const database = await openSqlite(folder);
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}
