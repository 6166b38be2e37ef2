import { type ReadonlySignal, signal } from '@preact/signals';
import { games } from '../../../shared/games/index.ts';
import { type Queue, queuesOf } from '../../../shared/lobby/queues.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';

/** The queues that quick match looks in, as this browser's owner chose them last. */
export interface QueueChoice {
  /** Ids of queues, in the catalog's order; at least one. */
  readonly chosen: ReadonlySignal<readonly string[]>;
  /** Puts a queue in or takes it out; the last one stays. */
  toggle(id: string): void;
}

export const queues = queuesOf(games.values());

const KEY = 'muster.queues';
/** Each game in its usual way. */
const USUAL: readonly string[] = [...games.keys()].flatMap((game) =>
  queuesOfGame(game)
    .slice(0, 1)
    .map(({ id }) => id),
);

/** Storage may be switched off or full; then the choice lasts as long as the page. */
export function createQueueChoice(page: Pick<Window, 'localStorage'>): QueueChoice {
  const chosen = signal(USUAL);
  const keep = (ids: ReadonlySet<unknown>) => {
    const known = [...queues.keys()].filter((id) => ids.has(id));
    if (known.length > 0) chosen.value = known;
  };
  try {
    keep(new Set(JSON.parse(page.localStorage.getItem(KEY) ?? '[]')));
  } catch {}
  return {
    chosen,
    toggle(id) {
      const ids = new Set(chosen.value);
      if (!ids.delete(id)) ids.add(id);
      keep(ids);
      try {
        page.localStorage.setItem(KEY, JSON.stringify(chosen.value));
      } catch {}
    },
  };
}

/** A game's queues, the usual way first. */
export function queuesOfGame(id: string): readonly Queue[] {
  return [...queues.values()].filter(({ game }) => game.id === id);
}

/** The queue in which a room's game is played as the room plays it. */
export function queueOfRoom({ game, teams = 0 }: Pick<RoomDocument, 'game' | 'teams'>): string {
  const ways = queuesOfGame(game);
  return (ways.find((way) => way.teams === teams) ?? ways[0])?.id ?? game;
}
