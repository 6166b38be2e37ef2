import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createQuickMatch, type QueueState } from '../../game-client/net/quickMatch.ts';
import { type ErrorCode, type Refusal, refuse } from '../../shared/protocol/errors.ts';
import { COME_WITHIN_MS, type OverWhy, type QueueUpdate } from '../../shared/protocol/queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settled = () => vi.advanceTimersByTimeAsync(0);

function waiting(ticket = 't1'): Extract<QueueUpdate, { state: 'waiting' }> {
  const reason = { code: 'few-players', text: 'Nobody else waits yet.' } as const;
  return {
    ticket,
    state: 'waiting',
    games: ['comet'],
    since: 1,
    party: 1,
    waiting: 1,
    tolerance: 100,
    eta: null,
    reason,
  };
}
const over = (ticket = 't1', code: OverWhy['code'] = 'left'): QueueUpdate => ({
  ticket,
  state: 'over',
  why: { code, text: `it is ${code}` },
});
const found = (ticket = 't1', code = 'CDFGHJ') => ({ ticket, code, node: 'test', until: 10_000 });

/** A client that the test tells what the server would; joins wait until they are answered by hand. */
function open({ ticket = null, inRoom = false }: { ticket?: string | null; inRoom?: boolean } = {}) {
  const shown: string[] = [];
  const ended: string[] = [];
  const joins: { code: string; answer(refusal: Refusal | null): void }[] = [];
  const around = { inRoom };
  const quick = createQuickMatch({
    ticket,
    inRoom: () => around.inRoom,
    join: (code) => new Promise((answer) => joins.push({ code, answer })),
    changed: (state) => void shown.push(inShort(state)),
    over: ({ code }) => void ended.push(code),
  });
  return {
    quick,
    shown,
    ended,
    around,
    /** Codes of the rooms that it went to. */
    joined: () => joins.map(({ code }) => code),
    async answer(code?: ErrorCode, retryAfterMs?: number) {
      joins.at(-1)!.answer(code ? refuse(code, `it is ${code}`, { retryAfterMs }) : null);
      await settled();
    },
  };
}

const inShort = (state: QueueState | null) =>
  state ? `${state.state} ${state.ticket}${state.here ? '' : ' elsewhere'}` : 'none';

describe('whose match it is', () => {
  test('who called queue:join goes to the room that is found, once, and is out of the queue with it', async () => {
    const one = open();
    one.quick.queued('t1');
    one.quick.update(waiting());
    one.quick.matched(found());
    expect(one.joined()).toEqual(['CDFGHJ']);
    one.quick.entered('CDFGHJ');
    expect(one.quick.state).toBeNull();
    await one.answer();
    expect(one.shown).toEqual(['waiting t1', 'found t1', 'none']);
    expect([one.joined().length, one.quick.state]).toEqual([1, null]);
  });

  test('another window of the same player shows it and stays where it is', async () => {
    const one = open();
    one.quick.update(waiting());
    one.quick.matched(found());
    await vi.advanceTimersByTimeAsync(COME_WITHIN_MS - 1);
    expect([one.joined(), one.shown]).toEqual([[], ['waiting t1 elsewhere', 'found t1 elsewhere']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(one.quick.state).toBeNull();
  });

  test('who sits in the room whose host queued goes, also when it has lost that room meanwhile', () => {
    const one = open({ inRoom: true });
    one.quick.update(waiting());
    one.around.inRoom = false;
    one.quick.matched(found());
    expect(one.joined()).toEqual(['CDFGHJ']);
  });

  test('who was loaded anew goes to the match of its own ticket and of no other', () => {
    const [own, other] = [open({ ticket: 't1' }), open({ ticket: 't0' })];
    for (const one of [own, other]) one.quick.matched(found());
    expect([own.joined(), other.joined()]).toEqual([['CDFGHJ'], []]);
  });

  test('a match that is found before the answer to queue:join is here is gone to with that answer', () => {
    const one = open();
    one.quick.matched(found());
    expect(one.joined()).toEqual([]);
    one.quick.queued('t1');
    expect([one.joined(), one.shown]).toEqual([['CDFGHJ'], ['found t1 elsewhere', 'found t1']]);
  });

  test('a waiting ticket that is told before that answer becomes this client’s with it', () => {
    const one = open();
    one.quick.update(waiting());
    one.quick.queued('t1');
    expect(one.shown).toEqual(['waiting t1 elsewhere', 'waiting t1']);
  });

  test('a group that fell apart waits again with the same ticket, whose next match is gone to', () => {
    const one = open();
    one.quick.queued('t1');
    one.quick.matched(found());
    one.quick.entered('CDFGHJ');
    one.quick.update(waiting());
    one.quick.matched(found('t1', 'KLMNPQ'));
    expect(one.joined()).toEqual(['CDFGHJ', 'KLMNPQ']);
  });
});

describe('the way into the room', () => {
  test('is tried again after refusals that pass, when they say so', async () => {
    const one = open({ ticket: 't1' });
    one.quick.matched(found());
    await one.answer('rate/limited', 200);
    await vi.advanceTimersByTimeAsync(199);
    expect(one.joined().length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await one.answer('server/unavailable');
    await vi.advanceTimersByTimeAsync(1000);
    expect([one.joined().length, one.quick.state?.state]).toEqual([3, 'found']);
  });

  test('is given up after any other refusal', async () => {
    const one = open({ ticket: 't1' });
    one.quick.matched(found());
    await one.answer('room/not-found');
    await vi.advanceTimersByTimeAsync(COME_WITHIN_MS);
    expect([one.joined().length, one.shown.at(-1)]).toEqual([1, 'none']);
  });

  test('of a match that is told anew after a reconnect takes the place of the old one', async () => {
    const one = open({ ticket: 't1' });
    one.quick.matched(found());
    await one.answer('server/unavailable');
    one.quick.connected();
    one.quick.matched(found());
    await vi.advanceTimersByTimeAsync(5000);
    expect(one.joined().length).toBe(2);
    await one.answer();
    expect(one.shown.at(-1)).toBe('none');
  });

  test('another room that is entered meanwhile is not the one that was found', () => {
    const one = open({ ticket: 't1' });
    one.quick.matched(found());
    one.quick.entered('KLMNPQ');
    expect(one.quick.state?.state).toBe('found');
  });
});

describe('the end of a ticket', () => {
  test('is told with its reason, and nothing is waited for any more', () => {
    const one = open();
    one.quick.queued('t1');
    one.quick.update(waiting());
    one.quick.update(over('t1', 'missed'));
    expect([one.ended, one.shown]).toEqual([['missed'], ['waiting t1', 'none']]);
    one.quick.matched(found());
    expect(one.joined()).toEqual([]);
  });

  test('of an old ticket takes nothing from a new one', () => {
    const one = open();
    one.quick.queued('t1');
    one.quick.update(waiting());
    one.quick.queued('t2');
    one.quick.update(over('t1', 'room'));
    one.quick.update(over('t0', 'room'));
    one.quick.update(waiting('t2'));
    expect([one.ended, one.shown]).toEqual([['room'], ['waiting t1', 'none', 'waiting t2']]);
  });

  test('by queue:leave is at once', () => {
    const one = open();
    one.quick.queued('t1');
    one.quick.update(waiting());
    one.quick.left();
    expect([one.quick.state, one.ended]).toEqual([null, []]);
  });

  test('that nobody told, because it came while the connection was lost, is found out soon after', async () => {
    const one = open({ ticket: 't1' });
    one.quick.update(waiting());
    one.quick.connected();
    one.quick.update(waiting());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.ended).toEqual([]);
    one.quick.connected();
    await vi.advanceTimersByTimeAsync(3000);
    expect([one.ended, one.quick.state]).toEqual([['away'], null]);
  });

  test('no time runs on when the client is closed', async () => {
    const one = open({ ticket: 't1' });
    one.quick.update(waiting());
    one.quick.connected();
    one.quick.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
