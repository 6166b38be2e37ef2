import { INPUT_SEQ_WINDOW } from '../../shared/protocol/match.ts';

/**
 * One seat's inputs on their way to the simulation, in the order of their seq. A tick takes one. What came too fast for that
 * is passed over, the oldest first, so that an input never waits longer than `BACKLOG` ticks; it counts as applied. Bounded:
 * a full inbox drops its oldest. An old seq, or one from far in the future, is not taken in.
 */
export interface Inbox {
  offer(seq: number, input: unknown): boolean;
  /** The input of the coming tick, or null when none came. */
  take(): unknown | null;
  readonly isEmpty: boolean;
  /** The seq of the last input that a tick took. */
  readonly applied: number;
  /**
   * Forgets what waits and puts the server's own input in its place (null: none), which has no seq: the sender goes on from
   * `applied`.
   */
  overrule(input: unknown | null): void;
}

const BACKLOG = 2;
const CAPACITY = 8;

export function createInbox(): Inbox {
  const waiting: { seq: number; input: unknown }[] = [];
  let applied = 0;
  let newest = 0;
  return {
    offer(seq, input) {
      if (seq <= newest || seq > newest + INPUT_SEQ_WINDOW) return false;
      newest = seq;
      waiting.push({ seq, input });
      if (waiting.length > CAPACITY) waiting.shift();
      return true;
    },
    take() {
      while (waiting.length > BACKLOG) waiting.shift();
      const next = waiting.shift();
      if (!next) return null;
      applied = next.seq;
      return next.input;
    },
    get isEmpty() {
      return waiting.length === 0;
    },
    get applied() {
      return applied;
    },
    overrule(input) {
      waiting.length = 0;
      if (input !== null) waiting.push({ seq: applied, input });
      newest = applied;
    },
  };
}
