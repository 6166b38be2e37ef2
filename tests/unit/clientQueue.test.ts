import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  elapsedText,
  etaText,
  groupOf,
  othersText,
  outlookOf,
  queueName,
  spoken,
} from '../../game-client/lobby/queueWords.ts';
import { createTabMemory } from '../../game-client/lobby/state/identity.ts';
import { createQueueChoice, queueOfRoom } from '../../game-client/lobby/state/queueChoice.ts';
import { createQueueCommands } from '../../game-client/lobby/state/queueCommands.ts';
import type { Store } from '../../game-client/lobby/state/store.ts';
import type { QueueState } from '../../game-client/net/quickMatch.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { RoomDocument, SeatDocument } from '../../shared/protocol/room.ts';

/** As much of a browser's storage as is used here. */
function storage(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => {
      delete kept[key];
    },
  };
}
const broken = {
  get localStorage(): never {
    throw new Error('switched off');
  },
};
const choiceOf = (kept: Record<string, string> = {}) => {
  const localStorage = storage(kept);
  return { kept: localStorage.kept, choice: createQueueChoice({ localStorage } as unknown as Window) };
};

describe('what quick match looks for', () => {
  const usual = ['comet', 'liars-dice'];

  test('is at first each game in its usual way', () => {
    expect(choiceOf().choice.chosen.value).toEqual(usual);
  });

  test('is remembered by the browser, in the catalog’s order', () => {
    const { choice, kept } = choiceOf();
    for (const id of ['comet', 'liars-dice', 'comet/teams', 'comet']) {
      choice.toggle(id);
      if (id === 'liars-dice') expect(choice.chosen.value).toEqual(['liars-dice']);
    }
    choice.toggle('liars-dice');
    expect(choice.chosen.value).toEqual(['comet', 'comet/teams']);
    expect(choiceOf(kept).choice.chosen.value).toEqual(['comet', 'comet/teams']);
  });

  test('is one queue at least', () => {
    const { choice } = choiceOf();
    for (const id of [...usual, ...usual]) choice.toggle(id);
    expect(choice.chosen.value.length).toBe(1);
    choice.toggle(choice.chosen.value[0]!);
    expect(choice.chosen.value.length).toBe(1);
  });

  test.each(['["chess"]', '[]', '{}', 'no JSON', 'null', '7'])('is the usual where the browser kept %s', (text) => {
    expect(choiceOf({ 'muster.queues': text }).choice.chosen.value).toEqual(usual);
  });

  test('can be chosen without storage too', () => {
    const choice = createQueueChoice(broken);
    choice.toggle('comet');
    expect(choice.chosen.value).toEqual(['liars-dice']);
  });

  test('for a party is the game of its room, played as there', () => {
    expect([queueOfRoom({ game: 'comet' }), queueOfRoom({ game: 'comet', teams: 2 })]).toEqual([
      'comet',
      'comet/teams',
    ]);
    expect(queueOfRoom({ game: 'liars-dice', teams: 2 })).toBe('liars-dice');
  });
});

describe('what this tab remembers of its ticket', () => {
  const open = (sessionStorage: object) => createTabMemory({ sessionStorage } as unknown as Window);

  test('lasts over a reload, until it is forgotten', () => {
    const tab = storage();
    const last = { ticket: 't1', games: ['comet'], room: null };
    open(tab).keepQueued(last);
    expect(open(tab).queuedHere()).toEqual(last);
    open(tab).keepQueued(null);
    expect(open(tab).queuedHere()).toBeNull();
  });

  test.each(['no JSON', '{"ticket": 7}', 'null'])('is nothing where it reads %s', (text) => {
    expect(open(storage({ 'muster.queued': text })).queuedHere()).toBeNull();
  });
});

describe('into the queue', () => {
  /** The page in a room or in none, which it can leave unless it `stays`. */
  function page({ room = null, last = null, stays = false }: Record<string, unknown> = {}) {
    const said: unknown[] = [];
    const store = {
      room: signal(room),
      queueChoice: createQueueChoice(broken),
      memory: { queuedHere: () => last },
      router: { go: (path: string) => said.push(path) },
    } as unknown as Store;
    const act = async (name: string, payload: object) => {
      said.push([name, payload]);
      return true;
    };
    const leaveRooms = async () => {
      said.push('leave');
      return !stays;
    };
    return { said, commands: createQueueCommands(store, { act } as never, leaveRooms) };
  }
  const joining = (...games: string[]) => ['queue:join', { games }];

  test('goes who presses the button, with what is chosen, and out of any room before', async () => {
    const { said, commands } = page();
    await commands.quickMatch();
    expect(said).toEqual(['leave', '/', joining('comet', 'liars-dice')]);
  });

  test('goes nobody alone who stays in a room: the others in it would be queued too', async () => {
    const { said, commands } = page({ stays: true });
    await commands.quickMatch();
    expect(said).toEqual(['leave']);
  });

  test('goes the whole room where the host asks, and stays together', async () => {
    const { said, commands } = page({ room: { code: 'CDFGHJ', game: 'comet', teams: 2 } });
    await commands.quickMatchTogether();
    expect(said).toEqual([joining('comet/teams')]);
  });

  test('goes again for the same who wants another match; for what is chosen where that is not known', async () => {
    const last = { ticket: 't1', games: ['comet/teams', 'gone'], room: 'CDFGHJ' };
    const [known, unknown] = [page({ last }), page({ last: { ...last, games: ['gone'] } })];
    for (const { commands } of [known, unknown]) await commands.findAnother();
    expect([known.said.at(-1), unknown.said.at(-1)]).toEqual([joining('comet/teams'), joining('comet', 'liars-dice')]);
  });
});

describe('out of the queue', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const AWAY = refuse('server/unavailable', 'There is no connection to the server.');
  const settled = () => vi.advanceTimersByTimeAsync(0);

  /** A page that waits for a match, whose calls are answered with these, one after the other. */
  function page(...answers: (Refusal | null)[]) {
    const said: string[] = [];
    const asked: string[] = [];
    const queue = signal<object | null>({ state: 'waiting' });
    const store = { queue, cancelling: signal(false), toasts: { say: (text: string) => said.push(text) } };
    const ask = async (name: string) => {
      asked.push(name);
      return answers.shift() ?? null;
    };
    return { ...store, said, asked, commands: createQueueCommands(store as never, { ask } as never, null as never) };
  }

  test('goes who cancels without a connection as soon as there is one, and sees the wish stand until then', async () => {
    const { commands, cancelling, asked, said } = page(AWAY, AWAY);
    void commands.cancelQuickMatch();
    await vi.advanceTimersByTimeAsync(999);
    await commands.cancelQuickMatch();
    expect([cancelling.value, asked.length]).toEqual([true, 2]);
    await vi.advanceTimersByTimeAsync(1);
    expect([cancelling.value, asked, said]).toEqual([false, Array(3).fill('queue:leave'), []]);
  });

  test('is no wish any more once the search is over by itself', async () => {
    const { commands, cancelling, queue, asked } = page(AWAY, AWAY);
    void commands.cancelQuickMatch();
    await settled();
    queue.value = null;
    await vi.advanceTimersByTimeAsync(5000);
    expect([cancelling.value, asked.length]).toEqual([false, 2]);
  });

  test('goes nobody whom the server refuses that: it says why', async () => {
    const { commands, cancelling, said } = page(refuse('rate/limited', 'Not so fast.'));
    await commands.cancelQuickMatch();
    expect([cancelling.value, said]).toEqual([false, ['Not so fast.']]);
  });
});

describe('the wait in words', () => {
  test.each([
    [0, '0:00'],
    [-500, '0:00'],
    [7_999, '0:07'],
    [83_000, '1:23'],
    [600_000, '10:00'],
  ])('%i ms are %s', (ms, text) => expect(elapsedText(ms)).toBe(text));

  test.each([
    [{ ms: 8000, error: 3000 }, 'about 8 s, give or take 3'],
    [{ ms: 8000, error: 400 }, 'about 8 s'],
    [{ ms: 3000, error: 9000 }, 'within 12 s'],
    [{ ms: 150_000, error: 61_000 }, 'about 3 min, give or take 1'],
    [{ ms: 100, error: 500 }, 'any moment now'],
    [null, null],
  ])('%j is %s', (eta, text) => expect(etaText(eta)).toBe(text));

  test('where only the end is known it is the second that the reason names', () => {
    for (let left = 0; left < 25_000; left += 333) {
      const half = Math.round(left / 2);
      const named = left < 1000 ? 'any moment now' : `within ${Math.ceil(left / 1000)} s`;
      expect(etaText({ ms: half, error: half }), `${left} ms`).toBe(named);
    }
  });

  test('without a connection is that it has stopped, or will be over', () => {
    const said = { eta: { ms: 8000, error: 3000 }, reason: { code: 'few-players', text: 'Why.' } } as const;
    const told = (connected: boolean, cancelling = false) =>
      Object.values(outlookOf(said, { connected, cancelling })).join(': ');
    expect([told(true), told(true, true), told(false), told(false, true)]).toEqual([
      'about 8 s, give or take 3: Why.',
      'about 8 s, give or take 3: Why.',
      'once you are connected: The search goes on as soon as the connection is back.',
      'once you are connected: The search is cancelled as soon as the connection is back.',
    ]);
  });

  test('others are those who are not of the own party', () => {
    const texts = [1, 2, 3, 7].map((waiting) => othersText({ waiting, party: 2 }));
    expect(texts).toEqual(['nobody else yet', 'nobody else yet', 'one other', '5 others']);
  });

  test('queues are called by their game, and by how it is played where that is not as usual', () => {
    expect(['comet', 'comet/teams', 'chess'].map(queueName)).toEqual([
      'Comet Clash',
      'Comet Clash · Two teams',
      'chess',
    ]);
  });
});

describe('a group that comes together', () => {
  const seat = (index: number, kind: SeatDocument['kind'], more: Partial<SeatDocument> = {}): SeatDocument => ({
    index,
    kind,
    ready: false,
    ...more,
  });
  const room = {
    gathering: { until: 1 },
    seats: [
      seat(0, 'human', { name: 'Ann', ready: true, connection: 'online' }),
      seat(1, 'empty', { held: { playerId: 'ben', name: 'Ben' } }),
      seat(2, 'bot', { name: 'Biela' }),
      seat(3, 'human', { name: 'Cy', ready: true, connection: 'away' }),
      seat(4, 'empty'),
    ],
  } as unknown as RoomDocument;
  const waiting = {
    state: 'waiting',
    reason: { code: 'few-players', text: 'Nobody else waits yet.' },
  } as unknown as QueueState;

  test('is those who sit there and those whose seats are held; who is away is not here', () => {
    const { people, here } = groupOf(room);
    expect(people.map(({ name, here }) => [name, here])).toEqual([
      ['Ann', true],
      ['Ben', false],
      ['Cy', false],
    ]);
    expect(here).toBe(1);
  });

  test('is told to those who listen, like the reason of the wait, and without any seconds', () => {
    const found = { state: 'found' } as unknown as QueueState;
    expect([
      spoken(null, null),
      spoken(waiting, null),
      spoken(waiting, null, true),
      spoken(found, null),
      spoken(null, room),
    ]).toEqual([
      '',
      'Looking for a match. Nobody else waits yet.',
      'The search is cancelled as soon as the connection is back.',
      'A match was found.',
      'A match was found. 1 of 3 are here.',
    ]);
  });
});
