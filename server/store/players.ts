import type { Player } from '../../shared/protocol/identity.ts';
import type { Db } from './schema.ts';

/** False when the id or the look is taken already, which is then left as it is. `look`: what names share that look alike. */
export async function insertPlayer(db: Db, { id, name }: Player, look: string, at: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('players')
    .values({ id, name, look, created_at: Math.floor(at), seen_at: Math.floor(at) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findPlayer(db: Db, id: string): Promise<(Player & { readonly seenAt: number }) | null> {
  const row = await db.selectFrom('players').select(['id', 'name', 'seen_at']).where('id', '=', id).executeTakeFirst();
  return row ? { id: row.id, name: row.name, seenAt: row.seen_at } : null;
}

/** Whose look it is; null where it is free. */
export async function bearerOf(db: Db, look: string): Promise<string | null> {
  const row = await db.selectFrom('players').select('id').where('look', '=', look).executeTakeFirst();
  return row?.id ?? null;
}

/** False when another bears this look by now, or nobody has this id. `db` is no transaction: Postgres would give the whole of it up. */
export async function renamePlayer(db: Db, { id, name }: Player, look: string): Promise<boolean> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('players')
      .set({ name, look })
      .where('id', '=', id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('players as other').select('other.id').where('look', '=', look).where('id', '!=', id))),
      )
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

/** What Postgres says to the second of two who take one look at once: it asked when neither bore it yet. */
const UNIQUE_VIOLATION = '23505';

export async function sawPlayer(db: Db, id: string, at: number): Promise<void> {
  await db
    .updateTable('players')
    .set({ seen_at: Math.floor(at) })
    .where('id', '=', id)
    .execute();
}

/** Frees the names of those who were not seen since then, and forgets those of them who never finished a match. How many names. */
export async function sweepPlayers(db: Db, seenBefore: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('players')
    .where('seen_at', '<', Math.floor(seenBefore))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('appearances').select('n').whereRef('appearances.player_id', '=', 'players.id'))),
    )
    .executeTakeFirst();
  const { numUpdatedRows } = await db
    .updateTable('players')
    .set({ look: null })
    .where('seen_at', '<', Math.floor(seenBefore))
    .where('look', 'is not', null)
    .executeTakeFirst();
  await db
    .deleteFrom('mutes')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('players').select('id').whereRef('players.id', '=', 'mutes.player_id'))),
    )
    .execute();
  return Number(numDeletedRows + numUpdatedRows);
}

/** Whom this player does not want to hear, the one muted longest ago first. */
export async function mutesOf(db: Db, playerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('mutes')
    .select('target_id')
    .where('player_id', '=', playerId)
    .orderBy('at')
    .orderBy('target_id')
    .execute();
  return rows.map((row) => row.target_id);
}

export async function setMute(db: Db, playerId: string, targetId: string, at: number | null): Promise<void> {
  if (at === null) {
    await db.deleteFrom('mutes').where('player_id', '=', playerId).where('target_id', '=', targetId).execute();
    return;
  }
  await db
    .insertInto('mutes')
    .values({ player_id: playerId, target_id: targetId, at: Math.floor(at) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
