import { type Kysely, sql } from 'kysely';

/** All tables of the first version that keeps anything. */
export async function first(db: Kysely<unknown>, binary: 'blob' | 'bytea'): Promise<void> {
  const { schema } = db;
  const bytes = sql.raw(binary);
  // Ids are compared byte by byte, as SQLite does anyway: the order of pages then does not hang on the database's language.
  const id = sql.raw(binary === 'bytea' ? 'text collate "C"' : 'text');

  await schema
    .createTable('players')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('look', 'text', (c) => c.unique())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('players_by_seen').on('players').column('seen_at').execute();

  await schema
    .createTable('mutes')
    .addColumn('player_id', id, (c) => c.notNull())
    .addColumn('target_id', id, (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('mutes_key', ['player_id', 'target_id'])
    .execute();

  await schema
    .createTable('rooms')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull().unique())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('state_json', 'text', (c) => c.notNull())
    .addColumn('crc', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();

  await schema
    .createTable('chat_lines')
    .addColumn('room_id', id, (c) => c.notNull())
    .addColumn('id', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('player_id', id, (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('event', 'text')
    .addColumn('nonce_json', 'text')
    .addPrimaryKeyConstraint('chat_lines_key', ['room_id', 'id'])
    .execute();
  await schema.createIndex('chat_lines_by_time').on('chat_lines').columns(['at', 'room_id', 'id']).execute();
  await schema
    .createTable('chat_reads')
    .addColumn('room_id', id, (c) => c.notNull())
    .addColumn('player_id', id, (c) => c.notNull())
    .addColumn('up_to', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_reads_key', ['room_id', 'player_id'])
    .execute();

  await schema
    .createTable('matches')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('room_id', id, (c) => c.notNull())
    .addColumn('game', 'text', (c) => c.notNull())
    .addColumn('game_version', 'integer', (c) => c.notNull())
    .addColumn('tick_rate', 'integer', (c) => c.notNull())
    .addColumn('settings_json', 'text', (c) => c.notNull())
    .addColumn('seed_json', 'text', (c) => c.notNull())
    .addColumn('entrants_json', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ticks', 'bigint')
    .addColumn('outcome_json', 'text')
    .execute();
  await schema.createIndex('matches_by_status').on('matches').columns(['status', 'ended_at']).execute();

  await schema
    .createTable('appearances')
    .addColumn('match_id', id, (c) => c.notNull())
    .addColumn('n', 'integer', (c) => c.notNull())
    .addColumn('player_id', id, (c) => c.notNull())
    .addColumn('seat', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('team', 'integer')
    .addColumn('from_tick', 'bigint', (c) => c.notNull())
    .addColumn('left_tick', 'bigint')
    .addColumn('place', 'integer')
    .addColumn('score', 'double precision')
    .addColumn('rating_before', 'integer')
    .addColumn('rating_after', 'integer')
    .addColumn('ended_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('appearances_key', ['match_id', 'n'])
    .execute();
  await schema
    .createIndex('appearances_by_player')
    .on('appearances')
    .columns(['player_id', 'ended_at', 'match_id'])
    .execute();

  await schema
    .createTable('ratings')
    .addColumn('player_id', id, (c) => c.notNull())
    .addColumn('game', 'text', (c) => c.notNull())
    .addColumn('mu', 'double precision', (c) => c.notNull())
    .addColumn('sigma', 'double precision', (c) => c.notNull())
    .addColumn('rating', 'integer', (c) => c.notNull())
    .addColumn('matches', 'integer', (c) => c.notNull())
    .addColumn('wins', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('ratings_key', ['player_id', 'game'])
    .execute();
  await schema.createIndex('ratings_by_rank').on('ratings').columns(['game', 'rating desc', 'player_id']).execute();

  await schema
    .createTable('journal')
    .addColumn('seq', 'bigint', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('bytes', bytes, (c) => c.notNull())
    .addColumn('crc', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('checkpoints')
    .addColumn('match_id', id, (c) => c.primaryKey())
    .addColumn('tick', 'bigint', (c) => c.notNull())
    .addColumn('journal_seq', 'bigint', (c) => c.notNull())
    .addColumn('cells', bytes, (c) => c.notNull())
    .addColumn('host_json', 'text', (c) => c.notNull())
    .addColumn('crc', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('segments')
    .addColumn('match_id', id, (c) => c.notNull())
    .addColumn('from_tick', 'bigint', (c) => c.notNull())
    .addColumn('bytes', bytes, (c) => c.notNull())
    .addColumn('crc', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('segments_key', ['match_id', 'from_tick'])
    .execute();
  await schema
    .createTable('replays')
    .addColumn('match_id', id, (c) => c.primaryKey())
    .addColumn('bytes', bytes, (c) => c.notNull())
    .addColumn('size', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('replays_by_time').on('replays').columns(['created_at', 'match_id']).execute();
}
