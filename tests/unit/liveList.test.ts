import { describe, expect, test } from 'vitest';
import type { LobbyFilter } from '../../shared/protocol/lobby.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';
import { type TestConnection, World } from '../support/testRooms.ts';

const FLUSH_MS = 250;

function watched(filter: LobbyFilter = {}, world = new World()) {
  const wally = world.connect(`wally ${Math.random()}`);
  const first = watch(world, wally, filter);
  return { world, wally, first };
}

function watch(world: World, watcher: TestConnection, filter: LobbyFilter = {}) {
  const found = world.liveList.watch(watcher, filter, world.rooms.summaries());
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}

/** All that this watcher was told, a line a message: `+CODE name` for a change, `-CODE` for a room that is gone. */
function told(watcher: TestConnection): string[] {
  return watcher.told.flatMap(({ event, news }) => {
    if (event !== 'lobby:rooms') return [];
    const { changed, removed } = news as { changed: RoomSummary[]; removed: string[] };
    return [[...changed.map(({ name }) => `+${name}`), ...removed.map((code) => `-${code}`)].join(' ')];
  });
}

test('who begins to watch gets the rooms that fit, the newest first, and private ones never', () => {
  const world = new World();
  for (const [i, visibility] of (['public', 'private', 'public'] as const).entries()) {
    world.create(world.connect(`p${i}`), { name: `R${i}`, visibility });
    world.clock.advance(10);
  }
  expect(watched({}, world).first.map(({ name }) => name)).toEqual(['R2', 'R0']);
  expect(watched({ q: 'r0' }, world).first.map(({ name }) => name)).toEqual(['R0']);
});

describe('changes', () => {
  test('of a quarter of a second come in one message, with the newest of each room', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    world.create(world.connect('ben'), { name: 'B' });
    room.command(ann, { kind: 'configure', change: { name: 'A2' } });
    world.clock.advance(FLUSH_MS - 1);
    expect(told(wally)).toEqual([]);
    world.clock.advance(1);
    expect(told(wally)).toEqual(['+A2 +B']);
    world.clock.advance(10_000);
    expect(told(wally)).toHaveLength(1);
  });

  test('come at most four times a second', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    const room = world.create(ann);
    for (let i = 0; i < 1000; i++) {
      room.command(ann, { kind: 'configure', change: { name: `A${i}` } });
      world.clock.advance(10);
    }
    expect(told(wally).length).toBeGreaterThanOrEqual(39);
    expect(told(wally).length).toBeLessThanOrEqual(40);
    world.clock.advance(FLUSH_MS);
    expect(told(wally).at(-1)).toBe('+A999');
  });

  test('that leave the summary as it was are not told, to whoever knows it from the answer or from news', () => {
    const world = new World();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    const { wally } = watched({}, world);
    for (const muted of [true, false]) {
      room.command(ann, { kind: 'ready', ready: muted });
      room.command(ann, { kind: 'mute', target: 'ann', muted });
      world.clock.advance(FLUSH_MS);
    }
    expect(told(wally)).toEqual([]);
    for (const name of ['B', 'A', 'A']) room.command(ann, { kind: 'configure', change: { name } });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'ready', ready: true });
    world.clock.advance(FLUSH_MS);
    expect(told(wally), 'changed, and changed back').toEqual(['+A']);
  });

  test('of a room that opened and closed in between are not told', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    world.create(ann).command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual([]);
  });
});

describe('a room that fits no longer', () => {
  test('of a room that opened and closed in between are told to one who began to watch between the two', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    const { code } = room.room;
    const late = watched({}, world);
    expect(late.first.map(({ name }) => name)).toEqual(['A']);
    room.command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect(told(late.wally)).toEqual([`-${code}`]);
    expect(told(wally), 'it says nothing to one who never saw it, and does no harm').toEqual([`-${code}`]);
  });

  test('[RM-2] because it is private now is removed, and nothing more is said of it', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'configure', change: { visibility: 'private', name: 'Secret' } });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'configure', change: { name: 'Secret 2' } });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual(['+A', `-${room.room.code}`]);
    expect(JSON.stringify(wally.told)).not.toContain('Secret');
  });

  test('[RM-2] a private room is never told of, whatever happens to it, until it is public', () => {
    const { world, wally } = watched();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'Secret', visibility: 'private' });
    world.join(world.connect('ben'), room.room.code);
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual([]);
    room.command(ann, { kind: 'configure', change: { visibility: 'public', name: 'Open' } });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual(['+Open']);
  });

  test('a filter is removed for those who have that filter, and changed for the others', () => {
    const { world, wally } = watched({ open: 'true' });
    const all = watched({}, world).wally;
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'configure', change: { locked: true } });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual(['+A', `-${room.room.code}`]);
    expect(told(all)).toEqual(['+A', '+A']);
  });

  test('is removed also for one who knows it from the first answer alone', () => {
    const world = new World();
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    const { wally } = watched({}, world);
    const late = watched({ q: 'a' }, world).wally;
    room.command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect([told(wally), told(late)]).toEqual([[`-${room.room.code}`], [`-${room.room.code}`]]);
  });

  test('is not removed for one who was never shown it', () => {
    const { world, wally } = watched({ game: 'secrets' });
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    world.clock.advance(FLUSH_MS);
    room.command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual([]);
  });
});

describe('watchers', () => {
  test('with the same filter share a channel, whatever the case of what they look for', () => {
    const { world, wally } = watched({ q: 'Ann' });
    const other = watched({ q: 'aNN' }, world).wally;
    const third = watched({}, world).wally;
    const lobby = (one: TestConnection) => [...one.channels].filter((channel) => channel.startsWith('lobby:')).join();
    expect(lobby(other)).toBe(lobby(wally));
    expect(lobby(third)).not.toBe(lobby(wally));
  });

  test('watch one filter at a time: another takes its place', () => {
    const { world, wally } = watched({ game: 'counter' });
    watch(world, wally, { game: 'secrets' });
    world.create(world.connect('ann'), { name: 'A', game: 'counter' });
    world.create(world.connect('ben'), { name: 'B', game: 'secrets' });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual(['+B']);
  });

  test('who watches no more is told nothing, and when nobody does no timer runs', () => {
    const { world, wally } = watched();
    world.liveList.unwatch(wally);
    world.liveList.unwatch(wally);
    world.create(world.connect('ann'));
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual([]);
    world.create(world.connect('ben'));
    expect(world.clock.pending).toBe(0);
  });

  test('who watches again knows the rooms of the time between', () => {
    const { world, wally } = watched();
    world.liveList.unwatch(wally);
    world.clock.advance(FLUSH_MS);
    const ann = world.connect('ann');
    const room = world.create(ann, { name: 'A' });
    expect(watch(world, wally).map(({ name }) => name)).toEqual(['A']);
    room.command(ann, { kind: 'leave' });
    world.clock.advance(FLUSH_MS);
    expect(told(wally)).toEqual([`-${room.room.code}`]);
  });

  test('with very many different filters are refused, until others have gone', () => {
    const world = new World();
    const watchers = Array.from({ length: 500 }, (_, i) => watched({ q: `${i}` }, world).wally);
    const late = world.connect('late');
    const refused = world.liveList.watch(late, { q: 'one more' }, []);
    expect(refused).toMatchObject({ ok: false, error: { code: 'server/unavailable' } });
    expect(world.liveList.watch(late, { q: '7' }, []).ok, 'a filter that others have').toBe(true);
    for (const watcher of watchers.slice(0, 10)) world.liveList.unwatch(watcher);
    world.clock.advance(FLUSH_MS);
    expect(world.liveList.watch(late, { q: 'one more' }, []).ok).toBe(true);
  });
});
