import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuseField } from '../../shared/protocol/errors.ts';
import type { RoomsQuery, RoomsResponse } from '../../shared/protocol/http.ts';
import type { LobbyFilter } from '../../shared/protocol/lobby.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';

type Key = readonly [number | string, string];

/** What each order sorts by; the code behind it makes every order total, so that pages neither repeat nor skip a room. */
const KEYS: { readonly [sort in RoomsQuery['sort']]: (room: RoomSummary) => Key } = {
  newest: (room) => [-room.createdAt, room.code],
  oldest: (room) => [room.createdAt, room.code],
  fullest: (room) => [room.open, room.code],
  name: (room) => [room.name.toLowerCase(), room.code],
};

/** `[RM-2]`: public rooms only. A cursor is the key of the last room of the page before: what comes or goes meanwhile does no harm. */
export function listRooms(rooms: Iterable<RoomSummary>, query: RoomsQuery): Result<RoomsResponse, Refusal> {
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  if (query.cursor !== undefined && !after) {
    return fail(refuseField('cursor', 'not one that this list gave'));
  }
  const keyOf = KEYS[query.sort];
  const found = [...rooms]
    .filter((room) => fits(room, query))
    .map((room) => ({ room, key: keyOf(room) }))
    .filter(({ key }) => !after || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return ok({
    rooms: page.map(({ room }) => room),
    nextCursor: last && found.length > page.length ? Buffer.from(JSON.stringify(last.key)).toString('base64url') : null,
  });
}

/** `[RM-2]` Whether a list with this filter shows the room: no private one ever. */
export function fits(room: RoomSummary, { game, status, open, q }: LobbyFilter): boolean {
  if (room.visibility !== 'public') return false;
  if (game !== undefined && room.game !== game) return false;
  if (status !== undefined && room.status !== status) return false;
  if (open !== undefined) {
    const wanted = open === 'true' || open === 'false' ? 1 : Number(open);
    if ((room.open >= wanted && !room.locked) !== (open !== 'false')) return false;
  }
  return q === undefined || `${room.name}\n${room.host ?? ''}`.toLowerCase().includes(q.toLowerCase());
}

function compare(a: Key, b: Key): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

function parseCursor(cursor: string): Key | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) &&
      key.length === 2 &&
      ['number', 'string'].includes(typeof key[0]) &&
      typeof key[1] === 'string'
      ? (key as unknown as Key)
      : null;
  } catch {
    return null;
  }
}
