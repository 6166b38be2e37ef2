import { MOST_DUE } from '../../shared/game/match.ts';
import { INPUT_SEQ_WINDOW } from '../../shared/protocol/match.ts';

/**
 * One seat's inputs on their way to the simulation, in the order of their seq. Each may be meant for a tick, and waits for it,
 * and those behind it wait too; one that comes late is due at once. A tick takes one. What came too fast for that is passed
 * over, the oldest first, so that of those that are due none waits longer than `MOST_DUE` ticks; it counts as applied. Bounded: a full inbox drops its
 * oldest. An old seq, or one from far in the future, is not taken in.
 */
export interface Inbox {
  /** `tick`: that it is meant for, 0 for the next; `now`: when it came, in milliseconds. */
  offer(seq: number, input: unknown, tick: number, now: number): boolean;
  /** The input of the coming tick, or null when none is due. */
  take(tick: number): Waiting | null;
  readonly isEmpty: boolean;
  /** The seq of the last input that a tick took. */
  readonly applied: number;
  /** Of a match that is taken up again: its sender goes on from this seq. */
  goOnFrom(seq: number): void;
  /**
   * Forgets what waits and puts the server's own input in its place (null: none), which has no seq: the sender goes on from
   * `applied`.
   */
  overrule(input: unknown | null): void;
}

export interface Waiting {
  readonly seq: number;
  readonly input: unknown;
  readonly tick: number;
  readonly came: number;
}

/** A second's worth at thirty ticks: nothing that is meant for later than that is let in. */
const CAPACITY = 32;

export function createInbox(): Inbox {
  const waiting: Waiting[] = [];
  let applied = 0;
  let newest = 0;
  return {
    offer(seq, input, tick, now) {
      if (seq <= newest || seq > newest + INPUT_SEQ_WINDOW) return false;
      newest = seq;
      waiting.push({ seq, input, tick, came: now });
      if (waiting.length > CAPACITY) waiting.shift();
      return true;
    },
    take(tick) {
      let due = 0;
      while (due < waiting.length && waiting[due]!.tick <= tick) due++;
      for (; due > MOST_DUE; due--) waiting.shift();
      if (due === 0) return null;
      const next = waiting.shift()!;
      applied = next.seq;
      return next;
    },
    get isEmpty() {
      return waiting.length === 0;
    },
    get applied() {
      return applied;
    },
    goOnFrom(seq) {
      applied = newest = seq;
    },
    overrule(input) {
      waiting.length = 0;
      if (input !== null) waiting.push({ seq: applied, input, tick: 0, came: 0 });
      newest = applied;
    },
  };
}
