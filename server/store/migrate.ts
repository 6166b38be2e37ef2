import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { first } from './migrations/first.ts';
import { second } from './migrations/second.ts';
import type { Schema } from './schema.ts';

/** In the order of their names. One that has ever been released is never changed: another is put behind it. */
const MIGRATIONS = { '001-first': first, '002-quick-match': second } as const;

/** The file or database was written by a newer program: this one would not know what it is doing to it. */
export class NewerSchemaError extends Error {}

/** Brings the tables to this program's state. Throws a NewerSchemaError, and whatever the database says, and has then changed nothing. */
export async function migrate(db: Kysely<Schema>, binary: 'blob' | 'bytea'): Promise<void> {
  const migrations = Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, up]) => [name, { up: (on: Kysely<unknown>) => up(on, binary) }]),
  );
  const schema = binary === 'bytea' ? await currentSchema(db) : undefined;
  const unknown = (await executed(db, schema)).filter((name) => !(name in MIGRATIONS));
  if (unknown.length > 0) {
    throw new NewerSchemaError(
      `its tables are those of a newer Muster (${unknown.join(', ')}); this one knows up to ${Object.keys(MIGRATIONS).at(-1)}`,
    );
  }
  const provider = { getMigrations: async () => migrations };
  const migrator = new Migrator({ db, provider, ...(schema !== undefined && { migrationTableSchema: schema }) });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Where Postgres makes our tables: other programs may have theirs, of the same names, in other schemas beside it. */
async function currentSchema(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  return rows[0]!.schema;
}

async function executed(db: Kysely<Schema>, here: string | undefined): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name, schema }) => name === 'kysely_migration' && schema === here)) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}
