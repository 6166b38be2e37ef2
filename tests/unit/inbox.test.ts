import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInbox } from '../../server/match/inbox.ts';
import { INPUT_SEQ_WINDOW } from '../../shared/protocol/match.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What the next ticks take, until three in a row find nothing. */
function drain(inbox: ReturnType<typeof createInbox>): unknown[] {
  const taken: unknown[] = [];
  for (let empty = 0; empty < 3; ) {
    const input = inbox.take();
    if (input === null) empty++;
    else taken.push(input);
  }
  return taken;
}

test('a tick takes one input, in the order of their seq, and null when none came', () => {
  const inbox = createInbox();
  expect(inbox.take()).toBeNull();
  expect(inbox.applied).toBe(0);
  inbox.offer(1, 'a');
  inbox.offer(2, 'b');
  expect([inbox.take(), inbox.applied]).toEqual(['a', 1]);
  expect([inbox.take(), inbox.applied]).toEqual(['b', 2]);
  expect([inbox.take(), inbox.applied]).toEqual([null, 2]);
});

describe('what is not taken in', () => {
  test('[TK-3] an input that came before', () => {
    const inbox = createInbox();
    expect(inbox.offer(5, 'a')).toBe(true);
    expect(inbox.offer(5, 'again')).toBe(false);
    inbox.take();
    expect(inbox.offer(5, 'once more')).toBe(false);
    expect(drain(inbox)).toEqual([]);
  });

  test('[TK-3] an older one than the newest', () => {
    const inbox = createInbox();
    inbox.offer(5, 'new');
    expect(inbox.offer(4, 'old')).toBe(false);
    expect(inbox.offer(0, 'older')).toBe(false);
    expect(inbox.offer(-1, 'oldest')).toBe(false);
    expect(drain(inbox)).toEqual(['new']);
  });

  test('[TK-3] one from the future, by more than the window; the last within it is taken', () => {
    const inbox = createInbox();
    expect(inbox.offer(INPUT_SEQ_WINDOW + 1, 'far')).toBe(false);
    expect(inbox.offer(Number.MAX_SAFE_INTEGER, 'farther')).toBe(false);
    expect(inbox.offer(INPUT_SEQ_WINDOW, 'near')).toBe(true);
    expect(inbox.offer(2 * INPUT_SEQ_WINDOW, 'near too')).toBe(true);
    expect(inbox.take()).toBe('near');
  });

  test('[TK-3] a refused one leaves no trace: the right one after it counts', () => {
    const inbox = createInbox();
    inbox.offer(1_000_000, 'far');
    inbox.offer(1, 'right');
    expect(drain(inbox)).toEqual(['right']);
    expect(inbox.applied).toBe(1);
  });
});

describe('too many at once', () => {
  test('[TK-3] the oldest are passed over, and count as applied', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 5; seq++) inbox.offer(seq, seq);
    expect([inbox.take(), inbox.applied]).toEqual([4, 4]);
    expect([inbox.take(), inbox.applied]).toEqual([5, 5]);
  });

  test('[TK-3] a flood is bounded, and what came last is what counts', () => {
    const inbox = createInbox();
    for (let seq = 1; seq <= 100_000; seq++) inbox.offer(seq, seq);
    expect(drain(inbox)).toEqual([99_999, 100_000]);
  });

  test('[TK-3] a flood between two ticks is not kept in memory', async () => {
    const inbox = createInbox();
    const first = new WeakRef({ input: 'first' });
    inbox.offer(1, first.deref());
    for (let seq = 2; seq <= 100; seq++) inbox.offer(seq, {});
    // A weak reference holds until the end of the job that made it.
    await new Promise(setImmediate);
    collectGarbage();
    expect(first.deref()).toBeUndefined();
    expect(inbox.take()).toEqual({});
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
            expect(inbox.offer(seq, tick)).toBe(true);
          }
          const before = inbox.applied;
          const came = inbox.take() as number | null;
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
});

describe("the server's own input", () => {
  test('takes the place of what waits, has no seq, and the sender goes on from what was applied', () => {
    const inbox = createInbox();
    inbox.offer(1, 'a');
    inbox.take();
    inbox.offer(2, 'b');
    inbox.offer(900, 'c');
    inbox.overrule('idle');
    expect([inbox.take(), inbox.applied]).toEqual(['idle', 1]);
    expect(inbox.take()).toBeNull();
    expect(inbox.offer(1, 'replayed')).toBe(false);
    expect(inbox.offer(2, 'new')).toBe(true);
    expect(drain(inbox)).toEqual(['new']);
  });

  test('[RM-6] does not take the seq of the input that comes right behind it', () => {
    const inbox = createInbox();
    inbox.overrule('idle');
    expect(inbox.offer(1, 'first')).toBe(true);
    expect([inbox.take(), inbox.applied]).toEqual(['idle', 0]);
    expect([inbox.take(), inbox.applied]).toEqual(['first', 1]);
  });
});
