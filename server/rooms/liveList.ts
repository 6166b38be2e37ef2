import { equal } from '../../shared/core/equal.ts';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { LobbyFilter } from '../../shared/protocol/lobby.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';
import type { Clock } from '../ops/clock.ts';
import { fits } from './list.ts';
import type { Connection, Wire } from './wire.ts';

/**
 * The public rooms as they change, pushed to who watches them: at most four times a second, all that changed since in one
 * message. Watchers with the same filter share a channel, so that a change is looked at once for all of them.
 */
export interface LiveList {
  /** This room changed, opened, or (null) closed. */
  touched(code: string, summary: RoomSummary | null): void;
  /** The rooms that fit now, and every change from here on. A connection watches one filter at a time. */
  watch(connection: Connection, filter: LobbyFilter, all: Iterable<RoomSummary>): Result<RoomSummary[], Refusal>;
  unwatch(connection: Connection): void;
}

const FLUSH_MS = 250;
/** What a watcher is given at first; rooms beyond these come as they change. */
const FIRST_ROOMS = 100;
/** Each costs a look at every changed room, four times a second. */
const MOST_FILTERS = 500;

export function createLiveList(wire: Wire, clock: Clock): LiveList {
  const filters = new Map<string, LobbyFilter>();
  const watching = new Map<string, string>();
  const changed = new Map<string, RoomSummary | null>();
  /** The rooms as the watchers know them, while there are any: tells which of them a change takes away. */
  const known = new Map<string, RoomSummary>();
  /** Of rooms that change, how those know them who began to watch in between. */
  const seenBetween = new Map<string, RoomSummary[]>();
  let planned = false;

  const channelOf = (key: string) => `lobby:${key}`;

  function flush(): void {
    planned = false;
    for (const [key, filter] of filters) tell(key, filter);
    for (const [code, summary] of changed) {
      if (summary && filters.size > 0) known.set(code, summary);
      else known.delete(code);
    }
    changed.clear();
    seenBetween.clear();
    if (filters.size === 0) known.clear();
  }

  function tell(key: string, filter: LobbyFilter): void {
    if (!wire.hasListeners(channelOf(key))) {
      filters.delete(key);
      return;
    }
    const shown: RoomSummary[] = [];
    const removed: string[] = [];
    for (const [code, summary] of changed) {
      const before = [known.get(code) ?? [], seenBetween.get(code) ?? []].flat();
      if (summary && fits(summary, filter)) shown.push(summary);
      else if (before.some((room) => fits(room, filter))) removed.push(code);
    }
    if (shown.length + removed.length > 0) wire.tell(channelOf(key), 'lobby:rooms', { changed: shown, removed });
  }

  function plan(): void {
    if (planned) return;
    planned = true;
    clock.after(FLUSH_MS, flush);
  }

  function unwatch(connection: Connection): void {
    const key = watching.get(connection.id);
    if (key === undefined) return;
    watching.delete(connection.id);
    connection.exit(channelOf(key));
    plan();
  }

  return {
    touched(code, summary) {
      if (filters.size === 0) return;
      // Most of what happens in a room shows in no list.
      const last = changed.has(code) ? changed.get(code) : known.get(code);
      if (summary && last && equal(summary, last)) return;
      changed.set(code, summary);
      plan();
    },
    watch(connection, filter, all) {
      const key = JSON.stringify([filter.game, filter.status, filter.open, filter.q?.toLowerCase()]);
      unwatch(connection);
      if (!filters.has(key) && filters.size >= MOST_FILTERS) {
        return fail(refuse('server/unavailable', 'Too many different lists are watched just now.'));
      }
      const rooms = [...all];
      if (filters.size === 0) for (const room of rooms) known.set(room.code, room);
      for (const [code, summary] of changed) {
        const seen = seenBetween.get(code) ?? [];
        if (summary && seen.at(-1) !== summary) seenBetween.set(code, [...seen, summary]);
      }
      filters.set(key, filter);
      watching.set(connection.id, key);
      connection.enter(channelOf(key));
      const found = rooms.filter((room) => fits(room, filter));
      return ok(found.sort((a, b) => b.createdAt - a.createdAt).slice(0, FIRST_ROOMS));
    },
    unwatch,
  };
}
