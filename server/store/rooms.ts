import type { Room } from '../../shared/lobby/room.ts';
import { checksum } from './checksum.ts';
import { roomState } from './roomState.ts';
import type { Db } from './schema.ts';

/** A room that is open, as it is kept. */
export interface KeptRoom {
  readonly id: string;
  readonly room: Room;
}

/** False when a live room has this code already (`[RM-3]`): nothing was written then. */
export async function insertRoom(db: Db, kept: KeptRoom, at: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('rooms')
    .values(rowOf(kept, at))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** One that has been closed meanwhile stays closed. */
export async function saveRooms(db: Db, rooms: readonly KeptRoom[], at: number): Promise<void> {
  for (const kept of rooms) {
    const { id, code: _, ...row } = rowOf(kept, at);
    await db.updateTable('rooms').set(row).where('id', '=', id).execute();
  }
}

export async function deleteRooms(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('rooms').where('id', 'in', ids).execute();
  await db.deleteFrom('chat_reads').where('room_id', 'in', ids).execute();
}

/** All open rooms, and the codes of those that cannot be read any more, whose rows stay as they are. */
export async function loadRooms(db: Db): Promise<{ rooms: KeptRoom[]; damaged: string[] }> {
  const rooms: KeptRoom[] = [];
  const damaged: string[] = [];
  for (const { id, code, state_json, crc } of await db
    .selectFrom('rooms')
    .selectAll()
    .orderBy('updated_at')
    .execute()) {
    const room = checksum(state_json) === crc ? parse(state_json) : null;
    if (room?.code === code) rooms.push({ id, room });
    else damaged.push(code);
  }
  return { rooms, damaged };
}

function rowOf({ id, room }: KeptRoom, at: number) {
  const state_json = JSON.stringify(room);
  return {
    id,
    code: room.code,
    version: room.version,
    state_json,
    crc: checksum(state_json),
    updated_at: Math.floor(at),
  };
}

function parse(text: string): Room | null {
  try {
    const parsed = roomState.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as Room) : null;
  } catch {
    return null;
  }
}
