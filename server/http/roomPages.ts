import { ok, type Result } from '../../shared/core/result.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import type { RoomsQuery } from '../../shared/protocol/http.ts';
import { listRooms } from '../rooms/list.ts';
import type { Rooms } from '../rooms/registry.ts';

/**
 * The public list as bodies of answers. Every page of every browser asks for it again and again, and mostly for the same: a body
 * is written once and sent until a room changes.
 */
export interface RoomPages {
  /** What was written for this query string since a room last changed; null if nothing was. */
  known(query: string): Buffer | null;
  write(query: string, parsed: RoomsQuery): Result<Buffer, Refusal>;
}

/** Other queries than these are written anew each time: a search is seldom made twice. */
const MOST_KEPT = 64;

export function createRoomPages(rooms: Pick<Rooms, 'summaries' | 'version'>): RoomPages {
  const kept = new Map<string, Buffer>();
  let version = rooms.version;

  return {
    known(query) {
      if (version !== rooms.version) kept.clear();
      version = rooms.version;
      return kept.get(query) ?? null;
    },
    write(query, parsed) {
      const page = listRooms(rooms.summaries(), parsed);
      if (!page.ok) return page;
      const body = Buffer.from(JSON.stringify(page.value));
      if (version === rooms.version && kept.size < MOST_KEPT) kept.set(query, body);
      return ok(body);
    },
  };
}
