import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { FILE_NAME } from './database.ts';
import type { Schema } from './schema.ts';

/**
 * What a server has kept in this folder, to look at: also while the server runs, and without a thread of its own, so not from
 * within a server. Throws a line that says what is wrong.
 */
export function openForReading(folder: string): Kysely<Schema> {
  const file = join(folder, FILE_NAME);
  if (!existsSync(file))
    throw new Error(
      `${file} is not there: no server has kept anything in this folder (DATA_DIR, or --data, names another)`,
    );
  const database = new DatabaseSync(file, { readOnly: true });
  return new Kysely<Schema>({
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        prepare(sql) {
          const statement = database.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (values) => statement.all(...(values as SQLInputValue[])),
            run(values) {
              const { changes, lastInsertRowid } = statement.run(...(values as SQLInputValue[]));
              return { changes: Number(changes), lastInsertRowid };
            },
            iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
          };
        },
      },
    }),
  });
}
