import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginsTurn, lastReadBy } from '../../game-client/lobby/parts/chat/lines.ts';
import { inWords, settingsOf } from '../../game-client/lobby/parts/setup/schema.ts';
import {
  canSit,
  isOpenForChange,
  listNames,
  members,
  ownSeat,
  seatIndexOf,
  startState,
  votes,
} from '../../game-client/lobby/state/seats.ts';
import { games } from '../../shared/games/index.ts';
import { roomDocument } from '../../shared/lobby/document.ts';
import { openRoom } from '../../shared/lobby/openRoom.ts';
import type { Room, Seat } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { ready, start } from '../../shared/lobby/rounds.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';

describe('the settings of a game, as a form shows them', () => {
  test.each([...games.keys()])('%s: each has a title, a kind that the form knows, and a default that fits it', (id) => {
    const defaults = games.get(id)!.settings.parse({}) as Record<string, unknown>;
    const specs = settingsOf(id);
    expect(specs.map(({ name }) => name)).toEqual(Object.keys(defaults));
    for (const { name, title, kind } of specs) {
      expect(title).toMatch(/^[A-Z]/);
      const value = defaults[name];
      if (kind.is === 'number') {
        expect([typeof value, kind.whole]).toEqual(['number', Number.isInteger(value)]);
        expect(value).toBeGreaterThanOrEqual(kind.min!);
        expect(value).toBeLessThanOrEqual(kind.max!);
      } else if (kind.is === 'choice') expect(kind.values).toContain(value);
      else expect([kind.is, typeof value]).toEqual(['switch', 'boolean']);
    }
  });

  test.each([...games.keys()])('%s: what a form may set, the game takes, and nothing beyond it', (id) => {
    const { settings } = games.get(id)!;
    const takes = (name: string, value: unknown) => settings.safeParse({ [name]: value }).success;
    for (const { name, kind } of settingsOf(id)) {
      const good = kind.is === 'number' ? [kind.min, kind.max] : kind.is === 'choice' ? kind.values : [true, false];
      const bad = kind.is === 'number' ? [kind.min! - 1, kind.max! + 1] : ['no such choice'];
      for (const value of good) expect([name, value, takes(name, value)]).toEqual([name, value, true]);
      for (const value of bad) expect([name, value, takes(name, value)]).toEqual([name, value, false]);
    }
  });

  test('have the titles and units that the schemas give', () => {
    expect(settingsOf('comet')).toEqual([
      { name: 'roundSeconds', title: 'Round', kind: { is: 'number', min: 5, max: 600, whole: true, unit: 'seconds' } },
      { name: 'teams', title: 'Teams', kind: { is: 'choice', values: ['none', 'two'] } },
    ]);
    expect(settingsOf('liars-dice').map(({ title, kind }) => [title, kind.is])).toEqual([
      ['Dice each', 'number'],
      ['A turn', 'number'],
      ['Ones are wild', 'switch'],
    ]);
  });

  test('of a game that this client does not know are none', () => {
    expect(settingsOf('chess')).toEqual([]);
  });

  test('one without a title is called by its name in words', () => {
    expect([inWords('turnSeconds'), inWords('dice'), inWords('best3Of5Rounds')]).toEqual([
      'Turn seconds',
      'Dice',
      'Best3 of5 rounds',
    ]);
  });
});

function line(id: number, playerId: string, more: Partial<ChatMessage> = {}): ChatMessage {
  return { id, at: 0, kind: 'player', playerId, name: playerId, text: 'hello', ...more };
}

describe('lines of a chat', () => {
  const MINUTE = 60_000;

  test.each<[string, ChatMessage | undefined, ChatMessage, boolean]>([
    ['the first of all', undefined, line(1, 'ann'), true],
    ['of the same one soon after', line(1, 'ann'), line(2, 'ann', { at: 3 * MINUTE }), false],
    ['of the same one much later', line(1, 'ann'), line(2, 'ann', { at: 3 * MINUTE + 1 }), true],
    ['of another one', line(1, 'ann'), line(2, 'ben'), true],
    ['after a system line', line(1, 'ann', { kind: 'system' }), line(2, 'ann'), true],
    ['of the system', line(1, 'ann'), line(2, 'ann', { kind: 'system' }), true],
  ])('one %s: whether it begins a turn', (_, before, message, begins) => {
    expect(beginsTurn(before, message)).toBe(begins);
  });

  const people = ['ann', 'ben', 'cy', 'dee'].map((playerId) => ({ playerId, name: playerId.toUpperCase() }));
  const readers = (messages: readonly ChatMessage[], read: Record<string, number>) =>
    Object.fromEntries(
      [...lastReadBy(messages, read, people, 'ann')].map(([id, who]) => [id, who.map(({ name }) => name).join()]),
    );

  test('bear those who have read so far and no further, in the order of members, oneself never', () => {
    const messages = [line(1, 'ann'), line(2, 'ann'), line(4, 'ann')];
    expect(readers(messages, { ann: 4, ben: 2, cy: 4, dee: 2 })).toEqual({ 2: 'BEN,DEE', 4: 'CY' });
  });

  test('one that is not here, such as a muted one’s, counts for the one before it', () => {
    expect(readers([line(1, 'ann'), line(5, 'ann')], { ben: 3, cy: 9 })).toEqual({ 1: 'BEN', 5: 'CY' });
  });

  test('nobody is shown who has read nothing that is here, nor under a line of one’s own', () => {
    expect(readers([line(5, 'ann'), line(6, 'ben')], { ann: 6, ben: 6, cy: 4 })).toEqual({});
    expect(readers([], { ben: 6 })).toEqual({});
  });

  test('a system line has no readers: who has read it has read the line before it', () => {
    const messages = [line(1, 'ann'), line(2, 'ben', { kind: 'system' })];
    expect(readers(messages, { cy: 2, ben: 2 })).toEqual({ 1: 'BEN,CY' });
    expect(readers(messages.slice(1), { cy: 2 })).toEqual({});
  });

  test('who has left is not shown any more', () => {
    expect(readers([line(1, 'ann')], { gone: 1 })).toEqual({});
  });
});

const opened = openRoom(
  {
    code: 'CDFGHJ',
    game: 'comet',
    name: "Ann's room",
    visibility: 'private',
    settings: {},
    minPlayers: 2,
    seatLimit: 8,
    teams: 0,
    place: 'home',
    host: { id: 'p0', name: 'P0' },
    maxPlayers: 4,
    bots: 0,
    hostIsConnected: true,
  },
  1000,
  30_000,
);

type Kind = 'ready' | 'waits' | 'away' | 'away, ready' | 'bot' | 'empty';
const human = {
  kind: 'human',
  place: 'home',
  lagging: false,
  team: 0,
  wants: null,
  joinedAt: 0,
  keptUntil: null,
} as const;

/** A room with these in its seats; people are called by their seat: p0, p1, … */
function roomOf(kinds: readonly Kind[], more: Partial<Room> = {}): Room {
  const seats = kinds.map((kind, n): Seat => {
    if (kind === 'empty') return { kind };
    if (kind === 'bot') return { kind, level: 'easy', team: 0 };
    const away = kind.startsWith('away');
    const awaySince = away ? 500 : null;
    return { ...human, playerId: `p${n}`, name: `P${n}`, ready: kind.endsWith('ready'), awaySince };
  });
  return { ...opened, seats, ...more };
}

const documentOf = (kinds: readonly Kind[], more?: Partial<Room>) => roomDocument(roomOf(kinds, more));

describe('whether a match can start', () => {
  test.each<[string, readonly Kind[], ReturnType<typeof startState>]>([
    ['all are ready', ['ready', 'ready', 'empty'], { kind: 'go' }],
    ['only oneself is not ready', ['waits', 'bot'], { kind: 'ready-and-go' }],
    ['whoever is not ready is away', ['ready', 'away'], { kind: 'go' }],
    ['one other is not ready', ['waits', 'waits', 'ready'], { kind: 'wait', why: 'Waiting for P1' }],
    ['two are not', ['ready', 'waits', 'waits'], { kind: 'wait', why: 'Waiting for P1 and P2' }],
    [
      'nobody else is there',
      ['ready', 'empty'],
      { kind: 'wait', why: 'This game needs one more player: invite a friend or add a bot' },
    ],
    [
      'nobody at all is',
      ['empty', 'empty'],
      { kind: 'wait', why: 'This game needs 2 more players: invite a friend or add a bot' },
    ],
  ])('when %s', (_, kinds, state) => {
    expect(startState(documentOf(kinds), 'p0')).toEqual(state);
  });

  test('is what the server would say', () => {
    const kind = fc.constantFrom<Kind>('ready', 'waits', 'away', 'away, ready', 'bot', 'empty');
    fc.assert(
      fc.property(
        fc.array(kind, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(0, 2),
        fc.array(fc.nat(1), { minLength: 5, maxLength: 5 }),
        (kinds, minPlayers, teams, sides) => {
          const people = roomOf(kinds, { minPlayers, teams });
          const seats = people.seats.map(
            (seat, n): Seat => ('team' in seat ? { ...seat, team: teams && sides[n]! } : seat),
          );
          const room = { ...people, seats };
          const starts = (one: Room) => start(one, 'match', ROOM_TIMING, 2000).ok;
          const said = startState(roomDocument(room), 'p0').kind;
          expect(starts(room)).toBe(said === 'go');
          if (said === 'go') return;
          const willing = ready(room, 'p0', true);
          expect(willing.ok && starts(willing.value)).toBe(said === 'ready-and-go');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('who is in a room', () => {
  const watcher = { ...human, playerId: 'watcher', name: 'Watcher', awaySince: null };
  const room = documentOf(['ready', 'bot', 'empty', 'waits'], { spectators: [watcher] });

  test('one’s own seat is found by one’s id; who watches has none', () => {
    expect([ownSeat(room, 'p3')?.name, seatIndexOf(room, 'p3')]).toEqual(['P3', 3]);
    expect([ownSeat(room, 'watcher'), seatIndexOf(room, 'watcher')]).toEqual([null, null]);
  });

  test('members are people, in seats and watching, and no bots', () => {
    expect(members(room).map(({ playerId }) => playerId)).toEqual(['p0', 'p3', 'watcher']);
  });

  test('votes are those of people who are here', () => {
    expect(votes(documentOf(['ready', 'waits', 'away, ready', 'bot', 'empty']))).toEqual({ agreed: 1, asked: 2 });
  });

  test('names are listed up to three, and then counted', () => {
    const names = ['Ann', 'Ben', 'Cy', 'Dee', 'Eve'];
    expect([0, 1, 2, 3, 4, 5].map((count) => listNames(names.slice(0, count)))).toEqual([
      '',
      'Ann',
      'Ann and Ben',
      'Ann, Ben and Cy',
      'Ann, Ben and 2 more',
      'Ann, Ben and 3 more',
    ]);
  });
});

describe('sitting down', () => {
  const open = (status: Room['status'], playerId: string | undefined) => {
    const room = documentOf(['ready', 'bot', 'empty'], { status });
    return room.seats.map((seat) => canSit(room, seat, playerId));
  };

  test('who has a seat may move to a free one or a bot’s, between matches only', () => {
    for (const status of ['lobby', 'results'] as const) expect(open(status, 'p0')).toEqual([false, true, true]);
    for (const status of ['countdown', 'playing'] as const) expect(open(status, 'p0')).toEqual([false, false, false]);
  });

  test('who has none may take a free one at any time', () => {
    for (const status of ['lobby', 'results', 'countdown', 'playing'] as const) {
      expect(open(status, 'watcher')).toEqual([false, false, true]);
      expect(isOpenForChange(documentOf([], { status }))).toBe(status === 'lobby' || status === 'results');
    }
  });

  test('a seat that is kept for somebody is nobody else’s', () => {
    const room = documentOf(['ready', 'empty', 'empty']);
    const held = { playerId: 'p9', name: 'P9' };
    const seats = room.seats.map((seat) => (seat.index === 1 ? { ...seat, held } : seat));
    for (const who of ['p0', 'watcher'])
      expect(seats.map((seat) => canSit({ ...room, seats }, seat, who))).toEqual([false, false, true]);
  });

  test('nobody moves while a group comes together', () => {
    const room = { ...documentOf(['ready', 'empty']), gathering: { until: 1000 } };
    expect(isOpenForChange(room)).toBe(false);
    expect(room.seats.map((seat) => canSit(room, seat, 'p0'))).toEqual([false, false]);
  });

  test('who is not known yet may not', () => {
    expect(open('lobby', undefined)).toEqual([false, false, false]);
  });
});
