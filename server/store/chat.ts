import type { ChatMessage } from '../../shared/protocol/chat.ts';
import type { Db } from './schema.ts';

export interface KeptLine {
  readonly roomId: string;
  readonly message: ChatMessage;
}

export interface KeptRead {
  readonly roomId: string;
  readonly playerId: string;
  readonly upTo: number;
}

/** A room's chat as it is taken up again: the newest lines, oldest first, and how far who has read. */
export interface KeptChat {
  readonly lines: ChatMessage[];
  readonly read: ReadonlyMap<string, number>;
}

/** SQLite takes 32,766 values in one statement, Postgres 65,535. */
const AT_ONCE = 1000;

/** A line that is there already stays as it is. */
export async function insertLines(db: Db, lines: readonly KeptLine[]): Promise<void> {
  for (let i = 0; i < lines.length; i += AT_ONCE) {
    const rows = lines.slice(i, i + AT_ONCE).map(({ roomId, message }) => ({
      room_id: roomId,
      id: message.id,
      at: message.at,
      kind: message.kind,
      player_id: message.playerId,
      name: message.name,
      text: message.text,
      event: message.event ?? null,
      nonce_json: message.nonce === undefined ? null : JSON.stringify(message.nonce),
    }));
    await db
      .insertInto('chat_lines')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function saveReads(db: Db, reads: readonly KeptRead[]): Promise<void> {
  for (const { roomId, playerId, upTo } of reads) {
    await db
      .insertInto('chat_reads')
      .values({ room_id: roomId, player_id: playerId, up_to: upTo })
      .onConflict((conflict) => conflict.columns(['room_id', 'player_id']).doUpdateSet({ up_to: upTo }))
      .execute();
  }
}

export async function loadChat(db: Db, roomId: string, most: number): Promise<KeptChat> {
  const rows = await db
    .selectFrom('chat_lines')
    .selectAll()
    .where('room_id', '=', roomId)
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  const reads = await db.selectFrom('chat_reads').selectAll().where('room_id', '=', roomId).execute();
  return {
    lines: rows.reverse().map(({ id, at, kind, player_id, name, text, event, nonce_json }) => ({
      id,
      at,
      kind,
      playerId: player_id,
      name,
      text,
      ...(event !== null && { event: event as NonNullable<ChatMessage['event']> }),
      ...(nonce_json !== null && { nonce: JSON.parse(nonce_json) as string }),
    })),
    read: new Map(reads.map(({ player_id, up_to }) => [player_id, up_to])),
  };
}

/**
 * Removes lines from before then, and of the others the oldest beyond `most`, but for the last one of each open room; how many went.
 * What closed rooms have left of receipts goes too.
 */
export async function sweepChat(db: Db, before: number, most: number): Promise<number> {
  await db
    .deleteFrom('chat_reads')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('rooms').select('id').whereRef('rooms.id', '=', 'chat_reads.room_id'))),
    )
    .execute();
  const old = await sweepLines(db).where('at', '<', Math.floor(before)).executeTakeFirst();
  const limit = await db
    .selectFrom('chat_lines')
    .select(['at', 'room_id', 'id'])
    .orderBy('at', 'desc')
    .orderBy('room_id', 'desc')
    .orderBy('id', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  if (!limit) return Number(old.numDeletedRows);
  const over = await sweepLines(db)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple('at', 'room_id', 'id'), '<=', tuple(limit.at, limit.room_id, limit.id)),
    )
    .executeTakeFirst();
  return Number(old.numDeletedRows + over.numDeletedRows);
}

/** All but the newest line of a room that is open: the numbers of its lines go on from that. */
function sweepLines(db: Db) {
  return db
    .deleteFrom('chat_lines')
    .where(({ or, not, exists, selectFrom }) =>
      or([
        not(exists(selectFrom('rooms').select('rooms.id').whereRef('rooms.id', '=', 'chat_lines.room_id'))),
        exists(
          selectFrom('chat_lines as later')
            .select('later.id')
            .whereRef('later.room_id', '=', 'chat_lines.room_id')
            .whereRef('later.id', '>', 'chat_lines.id'),
        ),
      ]),
    );
}
