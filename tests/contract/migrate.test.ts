import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { migrate, NewerSchemaError } from '../../server/store/migrate.ts';
import { insertPlayer } from '../../server/store/players.ts';
import type { Schema } from '../../server/store/schema.ts';
import { openSqliteThread } from '../../server/store/sqliteDialect.ts';
import { describeBoth, type Open, openPostgres, useFolder, useSchema } from '../support/databases.ts';

type Db = Awaited<ReturnType<Open>>;

const BINARY = { SQLite: 'blob', Postgres: 'bytea' } as const;

/** Tables and columns as the database describes them, and which steps are noted as done. */
async function describeTables(db: Db) {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const done = await sql<{ name: string; timestamp: string }>`select * from kysely_migration`.execute(db);
  // Kysely's own table has no order of its own; other tests' schemas are none of ours.
  const [{ schema } = { schema: undefined }] = tables.filter(({ name }) => name === 'only_here');
  return { tables: tables.filter((table) => table.schema === schema), done: done.rows };
}

async function openEmptySqlite(): Promise<Db> {
  const { dialect, close } = await openSqliteThread(join(useFolder(), 'empty.db'));
  const db = new Kysely<Schema>({ dialect });
  onTestFinished(close);
  return db;
}

const asIfNewer = (db: Db) =>
  sql`insert into kysely_migration (name, timestamp) values ('999-later', '2099')`.execute(db);

test('in Postgres the tables of one schema are not taken for those of another', async () => {
  const [newer, ours] = [openPostgres(await useSchema()), openPostgres(await useSchema())];
  await migrate(newer, 'bytea');
  await insertPlayer(newer, { id: 'ann', name: 'Ann' }, 'ann', 1);
  await asIfNewer(newer);
  await migrate(ours, 'bytea');
  expect(await ours.selectFrom('players').selectAll().execute()).toEqual([]);
  await migrate(ours, 'bytea');
});

describeBoth('the tables', (open, kind) => {
  test('are made once: a second time changes nothing, and what is in them stays', async () => {
    const db = await open();
    await sql`create table only_here (a integer)`.execute(db);
    await insertPlayer(db, { id: 'ann', name: 'Ann' }, 'ann', 1);
    const before = await describeTables(db);
    await migrate(db, BINARY[kind]);
    expect(await describeTables(db)).toEqual(before);
    expect(before.done).toHaveLength(1);
    expect(before.tables.map(({ name }) => name)).toContain('segments');
    expect(await db.selectFrom('players').select('id').execute()).toEqual([{ id: 'ann' }]);
  });

  test('of a newer program are refused in a line that says so, and stay as they are', async () => {
    const db = await open();
    await sql`create table only_here (a integer)`.execute(db);
    await asIfNewer(db);
    const before = await describeTables(db);
    const error = await migrate(db, BINARY[kind]).then(
      () => null,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(NewerSchemaError);
    expect(error.message).toMatch(
      /^its tables are those of a newer Muster \(999-later\); this one knows up to 001-first$/,
    );
    expect(await describeTables(db)).toEqual(before);
  });

  test('hold times to the millisecond and checksums of 32 bits as numbers', async () => {
    const db = await open();
    const row = { seq: 2 ** 53 - 1, at: 8_640_000_000_000_000, bytes: new Uint8Array([0, 255]), crc: 2 ** 32 - 1 };
    await db.insertInto('journal').values(row).execute();
    const kept = await db.selectFrom('journal').selectAll().executeTakeFirstOrThrow();
    expect({ ...kept, bytes: [...kept.bytes] }).toStrictEqual({ ...row, bytes: [0, 255] });
  });

  test('that cannot all be made are not made at all', async () => {
    const db = kind === 'SQLite' ? await openEmptySqlite() : openPostgres(await useSchema());
    // In the way of the last one.
    await sql`create table replays (a integer)`.execute(db);
    await expect(migrate(db, BINARY[kind])).rejects.toThrow(/replays/);
    await expect(sql`select * from players`.execute(db)).rejects.toThrow(/players/);
    await sql`drop table replays`.execute(db);
    await migrate(db, BINARY[kind]);
    expect(await db.selectFrom('players').selectAll().execute()).toEqual([]);
  });
});
