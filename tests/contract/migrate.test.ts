import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { finishMatch, insertMatches } from '../../server/store/matches.ts';
import { migrate, NewerSchemaError } from '../../server/store/migrate.ts';
import { first } from '../../server/store/migrations/first.ts';
import { insertPlayer } from '../../server/store/players.ts';
import { predictionsOf } from '../../server/store/predictions.ts';
import type { Schema } from '../../server/store/schema.ts';
import { openSqliteThread } from '../../server/store/sqliteDialect.ts';
import { loadTickets } from '../../server/store/tickets.ts';
import { describeBoth, type Kind, type Open, openPostgres, useFolder, useSchema } from '../support/databases.ts';
import { begun, ended, players } from '../support/keptMatches.ts';

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

/** A store as the first migration left it, and no later one. */
async function openOfFirst(kind: Kind): Promise<Db> {
  const db = kind === 'SQLite' ? await openEmptySqlite() : openPostgres(await useSchema());
  const provider = {
    getMigrations: async () => ({ '001-first': { up: (on: Kysely<unknown>) => first(on, BINARY[kind]) } }),
  };
  const { rows } =
    kind === 'SQLite' ? { rows: [] } : await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  const migrationTableSchema = rows[0]?.schema;
  const migrator = new Migrator({ db, provider, ...(migrationTableSchema !== undefined && { migrationTableSchema }) });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  return db;
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
    expect(before.done.map(({ name }) => name)).toEqual(['001-first', '002-quick-match']);
    expect(before.tables.map(({ name }) => name)).toContain('segments');
    expect(await db.selectFrom('players').select('id').execute()).toEqual([{ id: 'ann' }]);
  });

  test('of the first program are brought up, with all that is in them', async () => {
    const db = await openOfFirst(kind);
    await insertPlayer(db, { id: 'ann', name: 'Ann' }, 'ann', 1);
    await insertMatches(db, [begun('m1'), begun('m2')]);
    const ann = { player_id: 'ann', seat: 0, name: 'Ann', from_tick: 0, place: 1, score: 1.5, rating_before: 1500 };
    const row = { match_id: 'm1', n: 0, ended_at: 2000, left_tick: null, team: null, rating_after: 1520, ...ann };
    await sql`insert into appearances ${sql.raw(`(${Object.keys(row)}) values`)} (${sql.join(Object.values(row))})`.execute(
      db,
    );
    const kept = async () => [
      await db.selectFrom('players').selectAll().execute(),
      await db.selectFrom('matches').selectAll().execute(),
      await db.selectFrom('appearances').selectAll().execute(),
    ];
    const [people, matches] = await kept();
    await expect(loadTickets(db)).rejects.toThrow(/tickets/);

    await migrate(db, BINARY[kind]);
    expect(await kept()).toEqual([people, matches, [{ ...row, win_probability: null }]]);
    expect(await loadTickets(db)).toEqual({ tickets: [], damaged: [] });
    expect(await predictionsOf(db, 'comet')).toEqual({ matches: 0, brier: null, expected: null });
    // The match that ran when the old program ended.
    await db.transaction().execute((trx) => finishMatch(trx, ended('m2', players(['ann', 'ben']))));
    expect(await predictionsOf(db, 'comet')).toMatchObject({ matches: 1, brier: 0.5 });
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
      /^its tables are those of a newer Muster \(999-later\); this one knows up to 002-quick-match$/,
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
    // In the way of one of the last.
    await sql`create table ticket_players (a integer)`.execute(db);
    await expect(migrate(db, BINARY[kind])).rejects.toThrow(/ticket_players/);
    await expect(sql`select * from players`.execute(db)).rejects.toThrow(/players/);
    await sql`drop table ticket_players`.execute(db);
    await migrate(db, BINARY[kind]);
    expect(await db.selectFrom('players').selectAll().execute()).toEqual([]);
  });
});
