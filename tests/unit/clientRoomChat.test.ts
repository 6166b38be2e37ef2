import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createChatFeed } from '../../game-client/net/roomChat.ts';
import { type ChatMessage, chatHistory, chatSend, type ReadReceipts } from '../../shared/protocol/chat.ts';
import { type ErrorCode, refuse } from '../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload } from '../../shared/protocol/events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Call {
  readonly name: CallName;
  readonly payload: unknown;
  readonly answer: (answer: unknown) => void;
}

/** Ann's side of a chat, whose server is the test: calls wait until they are answered by hand. */
function open() {
  const waiting: Call[] = [];
  const typing: boolean[] = [];
  let changes = 0;
  const feed = createChatFeed({
    playerId: 'ann',
    call: <Name extends CallName>(name: Name, payload: CallPayload<Name>) =>
      new Promise<CallAnswer<Name>>((resolve) => {
        waiting.push({ name, payload, answer: resolve as Call['answer'] });
      }),
    sayTyping: (is) => void typing.push(is),
    changed: () => void changes++,
  });

  /** Takes the oldest call of that name out of those that wait. */
  function take(name: CallName): Call {
    const at = waiting.findIndex((one) => one.name === name);
    if (at < 0) throw new Error(`no ${name} waits`);
    return waiting.splice(at, 1)[0]!;
  }
  async function answer(name: CallName, what: object): Promise<void> {
    take(name).answer({ ok: true, ...what });
    await settled();
  }
  const { chat } = feed;
  return {
    feed,
    chat,
    typing,
    take,
    answer,
    get changes() {
      return changes;
    },
    async refuse(name: CallName, code: ErrorCode) {
      take(name).answer({ ok: false, error: refuse(code, `it is ${code}`) });
      await settled();
    },
    history: (messages: readonly ChatMessage[], read: ReadReceipts = {}) =>
      answer('chat:history', { messages, read, muted: [] }),
    /** What of that name was called and not answered yet. */
    asked: (name: CallName) => waiting.filter((one) => one.name === name).map(({ payload }) => payload),
    get ids() {
      return chat.messages.map(({ id }) => id);
    },
    get unsent() {
      return chat.unsent.map(({ text, refused }) => `${text}${refused ? `: ${refused.code}` : ''}`);
    },
  };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

function line(id: number, more: Partial<ChatMessage> = {}): ChatMessage {
  return { id, at: 1000 * id, kind: 'player', playerId: 'ben', name: 'Ben', text: `line ${id}`, ...more };
}

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => line(from + n));
const own = (id: number, nonce?: string) => line(id, { playerId: 'ann', name: 'Ann', ...(nonce && { nonce }) });
const nonceOf = (payload: unknown) => chatSend.parse(payload).nonce!;

describe('the lines', () => {
  test('stand in order and once, in whatever order, by whatever way and however often they come', async () => {
    const arrivals = fc.array(
      fc.record({ ids: fc.uniqueArray(fc.integer({ min: 1, max: 40 })), asHistory: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (came) => {
        const one = open();
        for (const { ids, asHistory } of came) {
          if (asHistory) {
            void one.chat.older();
            await one.history(ids.map((id) => line(id)));
          } else for (const id of ids) one.feed.message(line(id));
        }
        const all = [...new Set(came.flatMap(({ ids }) => ids))].sort((a, b) => a - b);
        expect(one.ids).toEqual(all);
        expect(one.feed.last).toBe(all.at(-1) ?? null);
      }),
      { numRuns: 200 },
    );
  });

  test('are fetched on the way in, with how far everyone has read', async () => {
    const one = open();
    expect([one.ids, one.feed.last, one.chat.more]).toEqual([[], null, true]);
    one.feed.joined();
    await one.history(lines(1, 3), { ben: 2 });
    expect([one.ids, one.feed.last, one.chat.read]).toEqual([[1, 2, 3], 3, { ben: 2 }]);
    expect(one.changes).toBe(1);
  });

  test('a fetch that is refused changes nothing', async () => {
    const one = open();
    one.feed.message(line(7));
    one.feed.joined();
    await one.refuse('chat:history', 'server/unavailable');
    expect([one.ids, one.chat.more]).toEqual([[7], true]);
  });

  test('older ones are asked for before the first that is here, until a page comes that is not full', async () => {
    const one = open();
    one.feed.joined();
    const { limit } = chatHistory.parse(one.asked('chat:history')[0]);
    const page = limit!;
    await one.history(lines(page + 11, 2 * page + 10));
    expect(one.chat.more).toBe(true);
    void one.chat.older();
    expect(one.asked('chat:history')).toEqual([{ before: page + 11, limit: page }]);
    await one.history(lines(11, page + 10));
    expect(one.chat.more).toBe(true);
    void one.chat.older();
    expect(one.asked('chat:history')).toEqual([{ before: 11, limit: page }]);
    await one.history(lines(1, 10));
    expect(one.chat.more).toBe(false);
    expect(one.ids).toEqual(lines(1, 2 * page + 10).map(({ id }) => id));
  });

  test('at most 500 are kept as new ones come, the newest', () => {
    const one = open();
    for (const message of lines(1, 500)) one.feed.message(message);
    expect(one.ids.at(0)).toBe(1);
    one.feed.message(line(501));
    expect([one.ids.length, one.ids.at(0), one.ids.at(-1)]).toEqual([500, 2, 501]);
  });
});

describe('a line of one’s own', () => {
  test('shows as unsent until the answer comes, and then as said; the broadcast after it is not a second one', async () => {
    const one = open();
    const sent = one.chat.send('hello');
    expect(one.unsent).toEqual(['hello']);
    const nonce = nonceOf(one.asked('chat:send')[0]);
    await one.answer('chat:send', { message: own(1, nonce) });
    expect([one.unsent, one.ids]).toEqual([[], [1]]);
    one.feed.message(own(1, nonce));
    expect(one.ids).toEqual([1]);
    expect(await sent).toMatchObject({ ok: true });
  });

  test.each(['a broadcast', 'the history'])('is known by its nonce in %s that comes before the answer', async (way) => {
    const one = open();
    void one.chat.send('hello');
    void one.chat.send('again');
    const nonce = nonceOf(one.asked('chat:send')[0]);
    if (way === 'a broadcast') one.feed.message(own(1, nonce));
    else {
      one.feed.joined();
      await one.history([own(1, nonce)]);
    }
    expect([one.unsent, one.ids]).toEqual([['again'], [1]]);
    await one.answer('chat:send', { message: own(1, nonce) });
    expect([one.unsent, one.ids]).toEqual([['again'], [1]]);
  });

  test('is not taken for sent by another’s line with the same nonce', () => {
    const one = open();
    void one.chat.send('hello');
    one.feed.message(line(1, { nonce: nonceOf(one.asked('chat:send')[0]) }));
    expect(one.unsent).toEqual(['hello']);
  });

  test('has a nonce of its own, also from one visit to the next', () => {
    const [one, two] = [open(), open()];
    for (const { chat } of [one, one, two]) void chat.send('hello');
    expect(new Set([...one.asked('chat:send'), ...two.asked('chat:send')].map(nonceOf)).size).toBe(3);
  });

  test('that is refused stays with the reason until it is discarded, and is not sent again by itself', async () => {
    const one = open();
    const sent = one.chat.send('hello');
    void one.chat.send('again');
    await one.refuse('chat:send', 'chat/muted');
    expect(one.unsent).toEqual(['hello: chat/muted', 'again']);
    expect(one.chat.unsent[0]!.refused!.message).toBe('it is chat/muted');
    expect(await sent).toMatchObject({ ok: false });
    one.take('chat:send');
    one.feed.joined();
    expect(one.asked('chat:send')).toMatchObject([{ text: 'again' }]);
    const before = one.changes;
    one.chat.discard(one.chat.unsent[0]!.nonce);
    expect([one.unsent, one.changes - before]).toEqual([['again'], 1]);
  });

  test('that found no connection waits, and is sent with the same nonce when one is back in the room', async () => {
    const one = open();
    const sent = one.chat.send('hello');
    const nonce = nonceOf(one.asked('chat:send')[0]);
    await one.refuse('chat:send', 'server/unavailable');
    expect(one.unsent).toEqual(['hello']);
    expect(await sent).toMatchObject({ ok: false });
    expect(one.asked('chat:send')).toEqual([]);
    one.feed.joined();
    expect(one.asked('chat:send')).toEqual([{ text: 'hello', nonce }]);
    await one.answer('chat:send', { message: own(1, nonce) });
    expect([one.unsent, one.ids]).toEqual([[], [1]]);
  });

  test('that was said is not called refused because its repetition was', async () => {
    const one = open();
    void one.chat.send('hello');
    const nonce = nonceOf(one.asked('chat:send')[0]);
    one.feed.joined();
    expect(one.asked('chat:send')).toHaveLength(2);
    await one.answer('chat:send', { message: own(1, nonce) });
    await one.refuse('chat:send', 'rate/limited');
    expect([one.unsent, one.ids]).toEqual([[], [1]]);
  });
});

describe('what was not heard', () => {
  test('a line that had no answer is said again, with the same nonce, until it has one', async () => {
    const one = open();
    void one.chat.send('hello');
    const nonce = nonceOf(one.asked('chat:send')[0]);
    for (let again = 0; again < 2; again++) {
      await one.refuse('chat:send', 'server/unavailable');
      expect([one.unsent, one.asked('chat:send')]).toEqual([['hello'], []]);
      await vi.advanceTimersByTimeAsync(3000);
      expect(one.asked('chat:send')).toEqual([{ text: 'hello', nonce }]);
    }
    await one.answer('chat:send', { message: own(1, nonce) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([one.unsent, one.ids, one.asked('chat:send')]).toEqual([[], [1], []]);
  });

  test('nothing is said again that finds no answer only after the end', async () => {
    const one = open();
    void one.chat.send('hello');
    one.feed.end();
    await one.refuse('chat:send', 'server/unavailable');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([one.asked('chat:send'), vi.getTimerCount()]).toEqual([[], 0]);
  });

  test('how far one has read is told again on the way back in', async () => {
    const one = open();
    one.feed.message(line(5));
    one.chat.markRead();
    await one.refuse('chat:read', 'server/unavailable');
    one.feed.joined();
    expect(one.asked('chat:read')).toEqual([{ upTo: 5 }]);
  });

  test('whom one has muted is known again from the server', async () => {
    const one = open();
    one.feed.joined();
    await one.answer('chat:history', { messages: lines(1, 2), read: {}, muted: ['ben'] });
    expect([[...one.chat.muted], one.ids]).toEqual([['ben'], []]);
  });
});

describe('muting', () => {
  const [ben, cy] = [line(1), line(2, { playerId: 'cy' })];
  const system = line(3, { kind: 'system', event: 'kicked', text: 'Ben was removed by the host.' });

  test('hides what that player says and has said, once the server knows; what is told about the player stays', async () => {
    const one = open();
    for (const message of [ben, cy, system]) one.feed.message(message);
    void one.chat.mute('ben', true);
    expect(one.asked('chat:mute')).toEqual([{ playerId: 'ben', muted: true }]);
    expect(one.ids).toEqual([1, 2, 3]);
    await one.answer('chat:mute', {});
    one.feed.message(line(4));
    expect([one.ids, [...one.chat.muted]]).toEqual([[2, 3], ['ben']]);
    expect(one.feed.last).toBe(4);
    void one.chat.mute('ben', false);
    await one.answer('chat:mute', {});
    expect(one.ids).toEqual([1, 2, 3, 4]);
  });

  test('that is refused hides nothing', async () => {
    const one = open();
    one.feed.message(ben);
    void one.chat.mute('ben', true);
    await one.refuse('chat:mute', 'server/unavailable');
    expect([one.ids, one.chat.muted.size]).toEqual([[1], 0]);
  });

  test('for everyone leaves what is here as it is', async () => {
    const one = open();
    one.feed.message(ben);
    void one.chat.mute('ben', true, true);
    expect(one.asked('chat:mute')).toEqual([{ playerId: 'ben', muted: true, everyone: true }]);
    await one.answer('chat:mute', {});
    expect([one.ids, one.chat.muted.size]).toEqual([[1], 0]);
  });
});

describe('reading', () => {
  test('says each id once, and only higher ones', async () => {
    const one = open();
    one.chat.markRead();
    expect(one.asked('chat:read')).toEqual([]);
    one.feed.message(line(5));
    one.chat.markRead();
    one.chat.markRead();
    void one.chat.older();
    await one.history(lines(1, 4));
    one.chat.markRead();
    expect(one.asked('chat:read')).toEqual([{ upTo: 5 }]);
    one.feed.message(line(6));
    one.chat.markRead();
    expect(one.asked('chat:read')).toEqual([{ upTo: 5 }, { upTo: 6 }]);
  });

  test('of others only grows', () => {
    const one = open();
    one.feed.readBy('ben', 3);
    one.feed.readBy('ben', 2);
    one.feed.readBy('ben', 3);
    one.feed.readBy('cy', 1);
    expect([one.chat.read, one.changes]).toEqual([{ ben: 3, cy: 1 }, 2]);
  });
});

describe('others who type', () => {
  const names = (one: ReturnType<typeof open>) => one.chat.typing.map(({ name }) => name);

  test('are forgotten six seconds after they last said so, which is told', () => {
    const one = open();
    one.feed.typingOf('ben', 'Ben', true);
    one.feed.typingOf('cy', 'Cy', true);
    vi.advanceTimersByTime(4000);
    one.feed.typingOf('ben', 'Ben', true);
    expect(one.chat.typing).toContainEqual({ playerId: 'ben', name: 'Ben' });
    vi.advanceTimersByTime(1999);
    expect(names(one).sort()).toEqual(['Ben', 'Cy']);
    const before = one.changes;
    vi.advanceTimersByTime(1);
    expect([names(one), one.changes - before]).toEqual([['Ben'], 1]);
    vi.advanceTimersByTime(3999);
    expect(names(one)).toEqual(['Ben']);
    vi.advanceTimersByTime(1);
    expect([names(one), vi.getTimerCount()]).toEqual([[], 0]);
  });

  test('are done when they say so, and when their line comes; another’s line changes nothing', () => {
    const one = open();
    for (const who of ['ben', 'cy', 'dee']) one.feed.typingOf(who, who, true);
    one.feed.message(line(1));
    expect(names(one)).toEqual(['cy', 'dee']);
    one.feed.typingOf('cy', 'cy', false);
    expect([names(one), vi.getTimerCount()]).toEqual([['dee'], 1]);
  });
});

describe('typing', () => {
  test('is said at once and every two and a half seconds, however many keys are pressed, and taken back after a pause', () => {
    const one = open();
    const said: [boolean, number][] = [];
    const begin = performance.now();
    for (let at = 0; at <= 6000; at += 100) {
      const before = one.typing.length;
      one.chat.typed();
      if (one.typing.length > before) said.push([one.typing.at(-1)!, performance.now() - begin]);
      vi.advanceTimersByTime(100);
    }
    expect(said).toEqual([
      [true, 0],
      [true, 2500],
      [true, 5000],
    ]);
    vi.advanceTimersByTime(2399);
    expect(one.typing).toEqual([true, true, true]);
    vi.advanceTimersByTime(1);
    expect(one.typing).toEqual([true, true, true, false]);
    vi.advanceTimersByTime(60_000);
    expect(one.typing).toHaveLength(4);
    one.chat.typed();
    expect(one.typing.at(-1)).toBe(true);
  });

  test('is taken back by sending, and only where it was said', () => {
    const one = open();
    void one.chat.send('hello');
    expect(one.typing).toEqual([]);
    one.chat.typed();
    void one.chat.send('again');
    expect(one.typing).toEqual([true, false]);
    vi.advanceTimersByTime(60_000);
    expect(one.typing).toEqual([true, false]);
    one.chat.typed();
    expect(one.typing).toEqual([true, false, true]);
  });

  test('after the end no timer runs on', () => {
    const one = open();
    one.chat.typed();
    one.feed.typingOf('ben', 'Ben', true);
    one.feed.typingOf('cy', 'Cy', true);
    one.feed.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
