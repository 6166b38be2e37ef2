import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInbox, type Inbox } from '../../server/match/inbox.ts';
import { INPUT_SEQ_WINDOW } from '../../shared/protocol/match.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** For the next tick, at a time that does not matter. */
const offer = (inbox: Inbox, seq: number, input: unknown, tick = 0) => inbox.offer(seq, input, tick, 0);
const take = (inbox: Inbox, tick = 1) => inbox.take(tick)?.input ?? null;

/** What the next ticks take, until three in a row find nothing. */
function drain(inbox: Inbox, first = 1): unknown[] {
  const taken: unknown[] = [];
  for (let tick = first, empty = 0; empty < 3; tick++) {
    const input = take(inbox, tick);
    if (input === null) empty++;
    else taken.push(input);
  }
  return taken;
}

test('a tick takes one input, in the order of their seq, and null when none came', () => {
  const inbox = createInbox();
  expect(inbox.take(1)).toBeNull();
  expect([inbox.applied, inbox.isEmpty]).toEqual([0, true]);
  offer(inbox, 1, 'a');
  inbox.offer(2, 'b', 3, 77);
  expect(inbox.isEmpty).toBe(false);
  expect([take(inbox, 2), inbox.applied]).toEqual(['a', 1]);
  expect([inbox.take(3), inbox.applied]).toEqual([{ seq: 2, input: 'b', tick: 3, came: 77 }, 2]);
  expect([take(inbox, 4), inbox.applied, inbox.isEmpty]).toEqual([null, 2, true]);
});

describe('what is not taken in', () => {
  test('[TK-3] an input that came before', () => {
    const inbox = createInbox();
    expect(offer(inbox, 5, 'a')).toBe(true);
    expect(offer(inbox, 5, 'again')).toBe(false);
    inbox.take(1);
    expect(offer(inbox, 5, 'once more')).toBe(false);
    expect(drain(inbox)).toEqual([]);
  });

  test('[TK-3] an older one than the newest', () => {
    const inbox = createInbox();
    offer(inbox, 5, 'new');
    expect(offer(inbox, 4, 'old')).toBe(false);
    expect(offer(inbox, 0, 'older')).toBe(false);
    expect(offer(inbox, -1, 'oldest')).toBe(false);
    expect(drain(inbox)).toEqual(['new']);
  });

  test('[TK-3] one from the future, by more than the window; the last within it is taken', () => {
    const inbox = createInbox();
    expect(offer(inbox, INPUT_SEQ_WINDOW + 1, 'far')).toBe(false);
    expect(offer(inbox, Number.MAX_SAFE_INTEGER, 'farther')).toBe(false);
    expect(offer(inbox, INPUT_SEQ_WINDOW, 'near')).toBe(true);
    expect(offer(inbox, 2 * INPUT_SEQ_WINDOW, 'near too')).toBe(true);
    expect(take(inbox)).toBe('near');
  });

  test('[TK-3] a refused one leaves no trace: the right one after it counts', () => {
    const inbox = createInbox();
    offer(inbox, 1_000_000, 'far');
    offer(inbox, 1, 'right');
    expect(drain(inbox)).toEqual(['right']);
    expect(inbox.applied).toBe(1);
  });
});

describe('an input that is meant for a tick', () => {
  test('waits for it, and those behind it wait too', () => {
    const inbox = createInbox();
    offer(inbox, 1, 'a', 5);
    offer(inbox, 2, 'b', 5);
    offer(inbox, 3, 'c', 8);
    expect([2, 3, 4].map((tick) => inbox.take(tick))).toEqual([null, null, null]);
    expect(inbox.applied, 'what waits is not applied').toBe(0);
    expect([5, 6, 7, 8, 9].map((tick) => take(inbox, tick))).toEqual(['a', 'b', null, 'c', null]);
  });

  test('is due at once when it comes late', () => {
    const inbox = createInbox();
    offer(inbox, 1, 'late', 3);
    expect([take(inbox, 7), inbox.applied]).toEqual(['late', 1]);
  });

  test('holds up one for the next tick that was sent behind it', () => {
    const inbox = createInbox();
    offer(inbox, 1, 'a', 4);
    offer(inbox, 2, 'b', 0);
    expect([3, 4, 5].map((tick) => take(inbox, tick))).toEqual([null, 'a', 'b']);
  });

  test('is not passed over for those that come later, as many as they are', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 10; seq++) offer(inbox, seq, seq, 10 + seq);
    expect([9, 10].map((tick) => inbox.take(tick))).toEqual([null, null]);
    const taken = Array.from({ length: 10 }, (_, i) => take(inbox, 11 + i));
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('[TK-3] is passed over where more than two are due, and counts as applied', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 6; seq++) offer(inbox, seq, seq, seq);
    expect([take(inbox, 5), inbox.applied]).toEqual([4, 4]);
    expect([take(inbox, 6), inbox.applied]).toEqual([5, 5]);
    expect([take(inbox, 7), inbox.applied]).toEqual([6, 6]);
  });

  test('is kept while it is not due, however many wait behind it', () => {
    const inbox = createInbox();
    inbox.offer(1, 'far', 30, 0);
    for (const seq of [2, 3, 4]) inbox.offer(seq, 'next', 0, 0);
    expect([1, 2, 29].map((tick) => inbox.take(tick))).toEqual([null, null, null]);
    // By then all four are due, and two too many.
    expect(inbox.take(30)).toMatchObject({ seq: 3 });
  });

  test('is kept, up to a second of one a tick', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 30; seq++) offer(inbox, seq, seq, 100 + seq);
    expect(Array.from({ length: 30 }, (_, i) => take(inbox, 101 + i))).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });
});

describe('too many at once', () => {
  test('[TK-3] the oldest are passed over, and count as applied', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 5; seq++) offer(inbox, seq, seq);
    expect([take(inbox), inbox.applied]).toEqual([4, 4]);
    expect([take(inbox), inbox.applied]).toEqual([5, 5]);
  });

  test.each([0, 1_000_000])('[TK-3] a flood is bounded, and what came last is what counts; for tick %i', (tick) => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 100_000; seq++) offer(inbox, seq, seq, tick);
    expect(drain(inbox, tick)).toEqual([99_999, 100_000]);
  });

  test.each([0, 1_000_000])('[TK-3] a flood between two ticks is not kept in memory; for tick %i', async (tick) => {
    const inbox = createInbox();
    const first = new WeakRef({ input: 'first' });
    offer(inbox, 1, first.deref(), tick);
    for (let seq = 2; seq <= 100; seq++) offer(inbox, seq, {}, tick);
    // A weak reference holds until the end of the job that made it.
    await new Promise(setImmediate);
    collectGarbage();
    expect(first.deref()).toBeUndefined();
    expect(take(inbox, tick)).toEqual({});
  });

  test('[TK-3] no input waits longer than two ticks, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 60 }), (arrivals) => {
        const inbox = createInbox();
        let seq = 0;
        let tick = 0;
        for (const count of arrivals) {
          tick++;
          for (let i = 0; i < count; i++) {
            seq++;
            expect(offer(inbox, seq, tick)).toBe(true);
          }
          const before = inbox.applied;
          const came = take(inbox, tick) as number | null;
          if (came === null) expect(inbox.applied).toBe(seq);
          else {
            expect(tick - came).toBeLessThan(2);
            expect(inbox.applied).toBeGreaterThan(before);
          }
          expect(seq - inbox.applied).toBeLessThan(2);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[TK-3] meant for whichever ticks, none is taken before its own or out of order, and of those due behind it one waits at most', () => {
    const arrival = fc.record({ count: fc.nat(6), ahead: fc.integer({ min: -5, max: 20 }) });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), (arrivals) => {
        const inbox = createInbox();
        const meant = new Map<number, number>();
        let seq = 0;
        arrivals.forEach(({ count, ahead }, i) => {
          const tick = i + 1;
          for (let n = 0; n < count; n++) {
            offer(inbox, ++seq, seq, Math.max(0, tick + ahead));
            meant.set(seq, Math.max(0, tick + ahead));
          }
          const before = inbox.applied;
          const taken = inbox.take(tick);
          expect(inbox.applied).toBe(taken?.seq ?? before);
          if (!taken) return;
          expect(taken.seq).toBeGreaterThan(before);
          expect(taken.tick).toBe(meant.get(taken.seq));
          expect(taken.tick).toBeLessThanOrEqual(tick);
          // Of those that are due behind it, in one run, at most one is left for the next tick.
          const due = [taken.seq + 1, taken.seq + 2].filter((next) => (meant.get(next) ?? Infinity) <= tick);
          if (due[0] === taken.seq + 1) expect(due.length).toBeLessThan(2);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the server's own input", () => {
  test('takes the place of what waits, has no seq, and the sender goes on from what was applied', () => {
    const inbox = createInbox();
    offer(inbox, 1, 'a');
    inbox.take(1);
    offer(inbox, 2, 'b');
    offer(inbox, 900, 'c', 50);
    inbox.overrule('idle');
    expect([take(inbox, 2), inbox.applied]).toEqual(['idle', 1]);
    expect(inbox.take(3)).toBeNull();
    expect(offer(inbox, 1, 'replayed')).toBe(false);
    expect(offer(inbox, 2, 'new')).toBe(true);
    expect(drain(inbox)).toEqual(['new']);
  });

  test('is due at once, and none leaves an inbox that is empty', () => {
    const inbox = createInbox();
    offer(inbox, 1, 'a', 9);
    inbox.overrule(null);
    expect(inbox.isEmpty).toBe(true);
    inbox.overrule('idle');
    expect(take(inbox, 1)).toBe('idle');
  });

  test('[RM-6] does not take the seq of the input that comes right behind it', () => {
    const inbox = createInbox();
    inbox.overrule('idle');
    expect(offer(inbox, 1, 'first')).toBe(true);
    expect([take(inbox), inbox.applied]).toEqual(['idle', 0]);
    expect([take(inbox), inbox.applied]).toEqual(['first', 1]);
  });
});
