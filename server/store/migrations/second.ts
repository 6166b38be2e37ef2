import { type Kysely, sql } from 'kysely';

/** What quick match keeps: who waits, and what was expected of a match before it was played. */
export async function second(db: Kysely<unknown>, binary: 'blob' | 'bytea'): Promise<void> {
  const { schema } = db;
  // As in the first: compared byte by byte.
  const id = sql.raw(binary === 'bytea' ? 'text collate "C"' : 'text');

  await schema
    .createTable('tickets')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('games_json', 'text', (c) => c.notNull())
    .addColumn('regions_json', 'text')
    .addColumn('room_id', id)
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('ticket_players')
    .addColumn('player_id', id, (c) => c.primaryKey())
    .addColumn('ticket_id', id, (c) => c.notNull())
    .addColumn('n', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('ticket_players_by_ticket').on('ticket_players').columns(['ticket_id', 'n']).execute();

  await schema.alterTable('appearances').addColumn('win_probability', 'double precision').execute();
}
