import type { LobbyFilter } from '../../shared/protocol/lobby.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';

/** The public rooms that fit a filter, kept current by what the server pushes. Newest first. */
export interface LiveList {
  readonly filter: LobbyFilter;
  readonly rooms: readonly RoomSummary[];
  replace(rooms: readonly RoomSummary[]): void;
  change(changed: readonly RoomSummary[], removed: readonly string[]): void;
}

export function createLiveList(filter: LobbyFilter): LiveList {
  const byCode = new Map<string, RoomSummary>();
  let rooms: readonly RoomSummary[] = [];
  const sort = () => {
    rooms = [...byCode.values()].sort((a, b) => b.createdAt - a.createdAt || (a.code < b.code ? -1 : 1));
  };
  return {
    filter,
    get rooms() {
      return rooms;
    },
    replace(all) {
      byCode.clear();
      for (const room of all) byCode.set(room.code, room);
      sort();
    },
    change(changed, removed) {
      for (const code of removed) byCode.delete(code);
      for (const room of changed) byCode.set(room.code, room);
      sort();
    },
  };
}
