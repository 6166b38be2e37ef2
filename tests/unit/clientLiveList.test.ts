import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLiveList } from '../../game-client/net/liveList.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';

function room(code: string, createdAt: number, more: Partial<RoomSummary> = {}): RoomSummary {
  return {
    code,
    game: 'comet',
    name: `Room ${code}`,
    visibility: 'public',
    status: 'lobby',
    locked: false,
    host: 'Ann',
    humans: 1,
    bots: 0,
    open: 7,
    maxPlayers: 8,
    createdAt,
    ...more,
  };
}

const codes = (list: ReturnType<typeof createLiveList>) => list.rooms.map(({ code }) => code);

describe('a live list', () => {
  test('shows the newest room first, and of the same moment by code', () => {
    const list = createLiveList({});
    list.replace([room('B', 1), room('C', 2), room('A', 1)]);
    expect(codes(list)).toEqual(['C', 'A', 'B']);
  });

  test('a room that changes stays where it is, a new one comes to its place, and one that goes is gone', () => {
    const list = createLiveList({ game: 'comet' });
    list.replace([room('A', 1), room('B', 2), room('C', 3)]);
    list.change([room('B', 2, { humans: 5 }), room('D', 4)], ['A', 'unknown']);
    expect(codes(list)).toEqual(['D', 'C', 'B']);
    expect(list.rooms[2]!.humans).toBe(5);
    expect(list.filter).toEqual({ game: 'comet' });
  });

  test('replacing forgets what was there', () => {
    const list = createLiveList({});
    list.change([room('A', 1)], []);
    list.replace([room('B', 2)]);
    expect(codes(list)).toEqual(['B']);
    list.replace([]);
    expect(list.rooms).toEqual([]);
  });

  test('a list that was handed out does not change any more', () => {
    const list = createLiveList({});
    list.replace([room('A', 1)]);
    const before = list.rooms;
    list.change([room('B', 2)], ['A']);
    expect(before.map(({ code }) => code)).toEqual(['A']);
    expect(list.rooms).not.toBe(before);
  });

  test('is, after any news, what a map by code would hold', () => {
    const code = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
    const news = fc.record({
      whole: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      changed: fc.array(fc.tuple(code, fc.nat(3), fc.nat(8))),
      removed: fc.array(code),
    });
    fc.assert(
      fc.property(fc.array(news), (all) => {
        const list = createLiveList({});
        const model = new Map<string, RoomSummary>();
        for (const { whole, changed, removed } of all) {
          const rooms = changed.map(([one, createdAt, humans]) => room(one, createdAt, { humans }));
          if (whole) {
            model.clear();
            list.replace(rooms);
          } else {
            for (const one of removed) model.delete(one);
            list.change(rooms, removed);
          }
          for (const one of rooms) model.set(one.code, one);
        }
        expect([...list.rooms].sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(
          [...model.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
        );
        for (const [n, one] of list.rooms.entries()) {
          const next = list.rooms[n + 1];
          if (next)
            expect([one.createdAt, next.code] >= [next.createdAt, one.code] || one.createdAt > next.createdAt).toBe(
              true,
            );
        }
      }),
    );
  });
});
