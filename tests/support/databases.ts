import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool, type PoolConfig, types } from 'pg';
import { describe, inject, onTestFinished } from 'vitest';
import { openSqlite } from '../../server/store/database.ts';
import { migrate } from '../../server/store/migrate.ts';
import type { Schema } from '../../server/store/schema.ts';

export type Kind = 'SQLite' | 'Postgres';
/** A database of the test's own, with its tables, that goes with the test. */
export type Open = () => Promise<Kysely<Schema>>;

/** The same tests on both databases: what one of them does, the other has to do as well. */
export function describeBoth(title: string, tests: (open: Open, kind: Kind) => void): void {
  describe(`${title}, in SQLite`, () => tests(openTestSqlite, 'SQLite'));
  describe(`${title}, in Postgres`, () => tests(openTestPostgres, 'Postgres'));
}

/** A folder that goes with the test. */
export function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function openTestSqlite(): Promise<Kysely<Schema>> {
  const { db, close } = await openSqlite(useFolder());
  onTestFinished(close);
  return db;
}

async function openTestPostgres(): Promise<Kysely<Schema>> {
  const db = openPostgres(await useSchema());
  await migrate(db, 'bytea');
  return db;
}

/** The Postgres of this run. Throws why there is none. */
export function postgresUrl(): string {
  const postgres = inject('postgres');
  if ('missing' in postgres) throw new Error(postgres.missing);
  return postgres.url;
}

/** The address of an empty schema of the test's own, for any client; it goes with the test. */
export async function useSchema(): Promise<string> {
  const url = postgresUrl();
  const name = `muster_test_${randomUUID().replaceAll('-', '')}`;
  await say(url, `create schema ${name}`);
  onTestFinished(() => say(url, `drop schema ${name} cascade`));
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${name}`)}`;
}

/** Several connections to a Postgres, without having made any tables; they are closed with the test. */
export function openPostgres(url: string): Kysely<Schema> {
  const pool = new Pool({ connectionString: url, max: 8, types: PARSERS });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  onTestFinished(() => db.destroy());
  return db;
}

/** Whole numbers of 64 bits as numbers: times and counts all stay below 2^53. `pg` would give text. */
const PARSERS: NonNullable<PoolConfig['types']> = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === types.builtins.INT8 && format !== 'binary'
      ? Number
      : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser,
};

async function say(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
