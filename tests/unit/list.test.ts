import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listRooms } from '../../server/rooms/list.ts';
import { roomSummary } from '../../shared/lobby/document.ts';
import { openRoom } from '../../shared/lobby/openRoom.ts';
import type { Room } from '../../shared/lobby/room.ts';
import { CODE_ALPHABET } from '../../shared/protocol/code.ts';
import { ROOM_SORTS, roomsQuery } from '../../shared/protocol/http.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';

const codeOf = (n: number) =>
  Array.from({ length: 6 }, (_, i) => CODE_ALPHABET[Math.floor(n / 20 ** (5 - i)) % 20]).join('');

function makeRoom(n: number, more: Partial<Room> & { bots?: number } = {}): RoomSummary {
  const { bots = 0, ...rest } = more;
  const facts = { game: 'comet', name: `Room ${n}`, visibility: 'public', settings: {}, minPlayers: 2 } as const;
  const shape = { seatLimit: 8, maxPlayers: 4, teams: 0, hostIsConnected: true, bots };
  const host = { host: { id: `h${n}`, name: `Host ${n}` }, place: `home of ${n}` };
  return roomSummary({ ...openRoom({ ...facts, ...shape, ...host, code: codeOf(n) }, 1000 + n, 30_000), ...rest });
}

/** A page by the query as it stands in the address. */
function page(rooms: Iterable<RoomSummary>, query: Record<string, string> = {}) {
  const listed = listRooms(rooms, roomsQuery.parse(query));
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.value;
}

const names = (rooms: Iterable<RoomSummary>, query: Record<string, string> = {}) =>
  page(rooms, query).rooms.map(({ name }) => name);

describe('what is listed', () => {
  test('[RM-2] public rooms only, whatever is asked', () => {
    const rooms = [makeRoom(1), makeRoom(2, { visibility: 'private', name: 'Secret' })];
    expect(names(rooms)).toEqual(['Room 1']);
    const queries: Record<string, string>[] = [{ q: 'secret' }, { q: 'Host 2' }, { game: 'comet' }, { sort: 'name' }];
    for (const query of queries) expect(JSON.stringify(page(rooms, query))).not.toMatch(/Secret|Host 2/);
  });

  test('[RM-2] a private room changes neither the pages nor their cursors', () => {
    const open = Array.from({ length: 7 }, (_, n) => makeRoom(2 * n));
    const hidden = Array.from({ length: 7 }, (_, n) => makeRoom(2 * n + 1, { visibility: 'private' }));
    for (const limit of ['1', '3', '7']) expect(page([...open, ...hidden], { limit })).toEqual(page(open, { limit }));
  });

  const rooms = [
    makeRoom(1, { game: 'comet', name: 'Alpha' }),
    makeRoom(2, { game: 'other', name: 'beta' }),
    makeRoom(3, { status: 'playing', name: 'Gamma' }),
    makeRoom(4, { bots: 3, name: 'Full' }),
    makeRoom(5, { locked: true, name: 'Locked' }),
  ];
  const filters: [Record<string, string>, string[]][] = [
    [{}, ['Locked', 'Full', 'Gamma', 'beta', 'Alpha']],
    [{ game: 'other' }, ['beta']],
    [{ game: 'none' }, []],
    [{ status: 'playing' }, ['Gamma']],
    [{ open: 'true' }, ['Gamma', 'beta', 'Alpha']],
    [{ open: 'false' }, ['Locked', 'Full']],
    [{ q: 'A', status: 'lobby', sort: 'name', game: 'comet', open: 'true' }, ['Alpha']],
    [{ q: 'BET' }, ['beta']],
    [{ q: 'host 3' }, ['Gamma']],
    [{ q: '.*' }, []],
  ];
  test.each(filters)('%j finds %j', (query, found) => {
    expect(names(rooms, query)).toEqual(found);
  });
});

describe('the order', () => {
  const rooms = [
    makeRoom(1, { name: 'b' }),
    makeRoom(2, { name: 'A', bots: 2 }),
    makeRoom(3, { name: 'c', bots: 1 }),
    makeRoom(4, { name: 'a' }),
  ];
  test.each([
    ['newest', ['a', 'c', 'A', 'b']],
    ['oldest', ['b', 'A', 'c', 'a']],
    ['fullest', ['A', 'c', 'b', 'a']],
    ['name', ['A', 'a', 'b', 'c']],
  ])('%s', (sort, order) => {
    expect(names(rooms, { sort })).toEqual(order);
  });
});

const anyRoom = fc.record({
  n: fc.nat(999),
  name: fc.constantFrom('a', 'A', 'b', 'ÄÖ', '日本', '"\\', 'z'.repeat(40)),
  createdAt: fc.nat(5),
  bots: fc.nat(3),
});
const anyRooms = fc
  .uniqueArray(anyRoom, { selector: ({ n }) => n, maxLength: 30 })
  .map((list) => list.map(({ n, ...more }) => makeRoom(n, more)));

describe('pages', () => {
  test('end with no cursor, also when the last one is just full', () => {
    const rooms = [makeRoom(1), makeRoom(2)];
    expect(page(rooms, { limit: '2' }).nextCursor).toBeNull();
    expect(page([], {}).nextCursor).toBeNull();
    expect(page(rooms, { limit: '1' }).nextCursor).not.toBeNull();
  });

  test('together are the whole list, in its order', () => {
    const limit = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(anyRooms, limit, fc.constantFrom(...ROOM_SORTS), (rooms, size, sort) => {
        const whole = page(rooms, { sort, limit: '100' }).rooms;
        const pages: typeof whole = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const next = page(rooms, { sort, limit: `${size}`, ...(cursor && { cursor }) });
          expect(next.rooms.length).toBeLessThanOrEqual(size);
          pages.push(...next.rooms);
          expect(pages.length).toBeLessThanOrEqual(whole.length);
          cursor = next.nextCursor;
        }
        expect(pages).toEqual(whole);
      }),
    );
  });

  test('neither repeat a room nor skip one that was there all the time, whatever comes and goes between them', () => {
    fc.assert(
      fc.property(anyRooms, fc.infiniteStream(fc.nat()), fc.constantFrom(...ROOM_SORTS), (rooms, dice, sort) => {
        const roll = () => dice.next().value as number;
        const stays = new Set(rooms.filter(() => roll() % 2 === 0).map(({ code }) => code));
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const now = rooms.filter(({ code }) => stays.has(code) || roll() % 2 === 0);
          const next = page(now, { sort, limit: '3', ...(cursor && { cursor }) });
          seen.push(...next.rooms.map(({ code }) => code));
          expect(new Set(seen).size).toBe(seen.length);
          cursor = next.nextCursor;
        }
        for (const code of stays) expect(seen).toContain(code);
      }),
    );
  });

  test('a cursor is always one that the query takes, however long the name', () => {
    for (const name of ['日'.repeat(40), '"'.repeat(40), 'İ'.repeat(40), '\u{1F600}'.repeat(20)]) {
      const { nextCursor } = page([makeRoom(1, { name }), makeRoom(2, { name })], { sort: 'name', limit: '1' });
      expect(roomsQuery.safeParse({ cursor: nextCursor }).success, name).toBe(true);
    }
  });

  const wrong = [
    'x',
    'null',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('[null,"a"]').toString('base64url'),
    Buffer.from('[{},"a"]').toString('base64url'),
    Buffer.from('[1,"a",3]').toString('base64url'),
  ];
  test.each(wrong)('the cursor %j is refused as bad input', (cursor) => {
    const listed = listRooms([makeRoom(1)], roomsQuery.parse({ cursor }));
    expect(listed).toMatchObject({ ok: false, error: { code: 'input/invalid', issues: [{ path: 'cursor' }] } });
  });

  test('the cursor of another order gives some page, and no error', () => {
    const rooms = Array.from({ length: 5 }, (_, n) => makeRoom(n));
    const cursor = page(rooms, { sort: 'name', limit: '2' }).nextCursor!;
    for (const sort of ROOM_SORTS) expect(page(rooms, { sort, cursor }).rooms.length).toBeLessThanOrEqual(5);
  });
});
