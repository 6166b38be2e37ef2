import { type CometState, layout } from '../../../shared/games/comet/state.ts';
import { type CometEvent, compare, MOST_SKIPPED } from './events.ts';

/** The same event within so many ticks is the same one, seen again in a corrected prediction. */
const AGAIN_TICKS = 12;

/**
 * What the own comet does, read off the predicted states, so that it is seen and heard at once. The newest of them may change
 * until it is told, so it is looked at in every frame.
 */
export interface OwnWatcher {
  /** What is new; `state` is the later of the predicted ones that are being shown. */
  see(state: CometState): readonly CometEvent[];
  /** The slots of dust that the own comet has taken, though the others are shown in a moment when it still lay there. */
  taken(shared: CometState): ReadonlySet<number>;
}

/** Whether the watcher of the own seat tells it. Rams need another, whose wishes are unknown: they are told when they are sure. */
export function isOwnDoing(event: CometEvent, seat: number | null): boolean {
  return (event.kind === 'dash' || event.kind === 'bounce' || event.kind === 'pickup') && event.seat === seat;
}

export function createOwnWatcher(seat: number): OwnWatcher {
  const before = layout.bind(layout.create());
  const newest = layout.bind(layout.create());
  const told = new Map<string, number>();
  const gone = new Set<number>();
  let began = false;

  function isNew(event: CometEvent): boolean {
    const name = nameOf(event);
    const last = told.get(name);
    if (last !== undefined && newest.tick - last < AGAIN_TICKS) return false;
    told.set(name, newest.tick);
    return true;
  }

  return {
    see(state) {
      if (!began || state.tick < newest.tick) {
        began = true;
        before.cells.set(state.cells);
        told.clear();
      } else if (state.tick > newest.tick) before.cells.set(newest.cells);
      newest.cells.set(state.cells);
      const passed = newest.tick - before.tick;
      if (passed < 1 || passed >= MOST_SKIPPED) return [];
      const news = compare(before, newest).filter((event) => isOwnDoing(event, seat) && isNew(event));
      for (const event of news) if (event.kind === 'pickup') gone.add(event.slot);
      return news;
    },
    taken(shared) {
      // Told as gone by now, or it was never taken.
      for (const slot of gone) if (shared.dust[slot]!.value === 0 || newest.dust[slot]!.value > 0) gone.delete(slot);
      return gone;
    },
  };
}

function nameOf(event: CometEvent): string {
  if (event.kind === 'pickup') return `pickup ${event.slot}`;
  return event.kind === 'bounce' ? `bounce ${event.side}` : event.kind;
}
