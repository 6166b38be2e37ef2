import { describe, expect, test } from 'vitest';
import type { RoomHost } from '../../server/rooms/roomHost.ts';
import type { KeptLine } from '../../server/store/chat.ts';
import { humanOf, isMember } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { answered, type TestConnection, World } from '../support/testRooms.ts';

const connectAll = <Ids extends readonly string[]>(world: World, ...ids: Ids) =>
  ids.map((id) => world.connect(id)) as { [n in keyof Ids]: TestConnection };

/** Ann's and ben's room, and one in which they gather with cleo. */
function party(request: object = {}) {
  const world = new World();
  const [ann, ben, cleo] = connectAll(world, 'ann', 'ben', 'cleo');
  const old = world.create(ann, request);
  world.join(ben, old.room.code);
  const room = world.gather(['ann', 'ben', 'cleo']);
  const go = (...all: TestConnection[]) => {
    for (const one of all) expect(world.join(one, room.room.code)).toBe('granted');
  };
  return { world, ann, ben, cleo, old, room, go };
}

/** What observers were told, as text. */
function watched(world: World): string[] {
  const seen: string[] = [];
  world.rooms.watch({
    changed: ({ room }) => void seen.push(`changed ${room.code} ${room.version}`),
    joined: ({ room }, playerId) => void seen.push(`joined ${room.code} ${playerId}`),
    scattered: ({ room }, missing, present) => void seen.push(`scattered ${room.code} ${missing}/${present}`),
    closed: ({ room }) => void seen.push(`closed ${room.code}`),
  });
  return seen;
}

const roomChannels = ({ channels }: TestConnection) => [...channels].filter((one) => /^(room|ticks):/.test(one));

describe('a room for a group', () => {
  test('is kept before anybody is told of it, and holds a seat for each', () => {
    const world = new World();
    const room = world.gather(['ann', 'ben']);
    expect(world.keeper.asked.map(({ what }) => what)).toEqual(['newRoom']);
    expect(room.document).toMatchObject({ game: 'counter', minPlayers: 2, maxPlayers: 4, hostId: null });
    expect(world.rooms.holding('ann')).toBe(room);
    expect(world.rooms.of('ann')).toBeNull();
    expect([...world.rooms.summaries()]).toMatchObject([{ code: room.room.code, locked: true }]);
  });

  test('is drawn another code when the first is taken in the store', () => {
    const codes = ['CCCCCC', 'DDDDDD'];
    const world = new World({ drawCode: () => codes.shift()! });
    const { newRoom } = world.keeper;
    world.keeper.newRoom = (kept, then) => (kept.room.code === 'CCCCCC' ? then('taken') : newRoom(kept, then));
    expect(world.gather(['ann']).room.code).toBe('DDDDDD');
  });

  test.each([
    ['server/draining', (world: World) => world.rooms.drain()],
    [
      'server/unavailable',
      (world: World) => {
        world.keeper.able = false;
      },
    ],
  ])('is refused with %s', (code, act) => {
    const world = new World();
    act(world);
    expect(answered((then) => world.rooms.gather(world.planFor(['ann']), then))).toMatchObject({ error: { code } });
    expect([world.rooms.count, world.rooms.holding('ann')]).toEqual([0, null]);
  });

  test('that is kept only when the server drains already is not opened', () => {
    const world = new World();
    const { newRoom } = world.keeper;
    world.keeper.newRoom = (kept, then) => {
      world.rooms.drain();
      newRoom(kept, then);
    };
    expect(answered((then) => world.rooms.gather(world.planFor(['ann']), then))).toMatchObject({ ok: false });
    expect(world.keeper.asked.at(-1)?.what).toBe('roomClosed');
  });

  test('plays once all have come, with the bots', () => {
    const { world, ann, cleo, room, go, ben } = party();
    go(ann, cleo, ben);
    world.clock.advance(ROOM_TIMING.countdown);
    expect(room.room).toMatchObject({ status: 'playing', matchId: 'm1' });
    expect(cleo.last('match:start').match.seats).toHaveLength(4);
  });

  test('tells those who came that it is closed when one does not come, and no line of chat', () => {
    const world = new World();
    const [ann, ben] = connectAll(world, 'ann', 'ben');
    const room = world.gather(['ann', 'ben', 'cleo']);
    for (const one of [ann, ben]) world.join(one, room.room.code);
    world.clock.advance(COME_WITHIN_MS);
    for (const one of [ann, ben]) {
      expect(one.last('room:closed')).toEqual({ reason: 'unmatched' });
      expect(roomChannels(one)).toEqual([]);
    }
    const lines = world.keeper.asked.filter(({ what }) => what === 'line') as { about: KeptLine }[];
    expect(lines.map(({ about }) => about.message.event)).toEqual(['joined', 'host', 'joined']);
    expect([world.rooms.count, world.rooms.of('ann'), world.rooms.holding('cleo'), world.clock.pending]).toEqual([
      0,
      null,
      null,
      0,
    ]);
    expect(world.keeper.asked.at(-1)).toEqual({ what: 'roomClosed', about: room.id });
  });
});

describe('who comes from another room', () => {
  test('is let over only where a seat is held', () => {
    const { world, ann, room } = party();
    const dan = world.connect('dan');
    const other = world.create(dan);
    expect(world.join(dan, room.room.code)).toBe('room/already-in-another');
    expect(world.join(ann, other.room.code)).toBe('room/already-in-another');
    expect(world.join(ann, room.room.code)).toBe('granted');
  });

  test('is away from it, hears nothing of it, and acts in the new one', () => {
    const { world, ann, ben, old, room, go } = party();
    go(ann);
    expect(old.room.seats[0]).toMatchObject({ playerId: 'ann', awaySince: world.clock.now() });
    expect(humanOf(old.room, 'ann')!.keptUntil).toBe(world.clock.now() + ROOM_TIMING.graceInLobby);
    expect([roomChannels(ann), old.holds(ann), room.holds(ann)]).toEqual([[`room:${room.room.code}`], false, true]);
    expect(world.rooms.of('ann')).toBe(room);
    ann.told.length = 0;
    old.command(ben, { kind: 'ready', ready: true });
    expect(ann.told).toEqual([]);
    world.lose(ann);
    expect(room.document.seats[0]).toMatchObject({ connection: 'away' });
  });

  test('is away from its match too, whose ticks do not come any more', () => {
    const world = new World();
    const [ann, ben] = connectAll(world, 'ann', 'ben');
    const old = world.create(ann);
    world.join(ben, old.room.code);
    for (const one of [ann, ben]) old.command(one, { kind: 'ready', ready: true });
    old.command(ann, { kind: 'start', matchId: 'm0' });
    world.clock.advance(ROOM_TIMING.countdown + 100);
    const room = world.gather(['ann', 'cleo']);
    expect(world.join(ann, room.room.code)).toBe('granted');
    expect([ann.shown, roomChannels(ann)]).toEqual([null, [`room:${room.room.code}`]]);
    expect(humanOf(old.room, 'ann')!.keptUntil).toBe(world.clock.now() + ROOM_TIMING.graceInMatch);
  });

  test('tells another window of theirs that the place is taken over', () => {
    const { world, ann, old, room } = party();
    expect(world.join(world.connect('ann'), room.room.code)).toBe('granted');
    expect(ann.last('session:replaced')).toEqual({ code: old.room.code });
    expect(roomChannels(ann)).toEqual([]);
  });

  test('leaves it for good once the match has begun, and it closes when it is empty', () => {
    const { world, ann, ben, cleo, old, room, go } = party();
    go(ann, cleo);
    expect(isMember(old.room, 'ann')).toBe(true);
    ben.told.length = 0;
    go(ben);
    expect(ben.events, 'no line of the old room, which would pass for one of the new').toEqual([]);
    expect(room.room.status).toBe('countdown');
    expect(isMember(old.room, 'ann')).toBe(true);
    world.clock.advance(3000);
    expect(room.room.status).toBe('playing');
    expect([...world.rooms.all()]).toEqual([room]);
    expect([world.rooms.of('ann'), world.rooms.of('ben')]).toEqual([room, room]);
    expect(world.rooms.find(old.room.code)).toBeNull();
  });

  test('leaves it at once where the seat was held in a room that does not gather', () => {
    const { world, ann, old } = party();
    const dan = world.connect('dan');
    const offer = world.create(dan);
    expect(offer.hold([{ id: 'ann', name: 'ann' }], world.clock.now() + 1000)).toMatchObject({ ok: true });
    expect(world.rooms.holding('ann')).toBe(offer);
    expect(world.join(ann, offer.room.code)).toBe('granted');
    expect([isMember(old.room, 'ann'), world.rooms.of('ann'), world.rooms.holding('ann')]).toEqual([
      false,
      offer,
      null,
    ]);
  });

  test('has it again when the group falls apart, and is told its code', () => {
    const { world, ann, ben, old, go } = party();
    go(ann);
    world.clock.advance(COME_WITHIN_MS);
    expect(ann.last('room:closed')).toEqual({ reason: 'unmatched', back: old.room.code });
    expect(ben.last('room:closed')).toBeUndefined();
    expect([world.rooms.of('ann'), world.rooms.of('ben')]).toEqual([old, old]);
    expect(world.join(ann, old.room.code)).toBe('granted');
    expect(old.document.seats[0]).toMatchObject({ playerId: 'ann', connection: 'online' });
    world.clock.advance(ROOM_TIMING.graceInLobby);
    expect(isMember(old.room, 'ann')).toBe(true);
  });

  test('has it no more where the place was lost meanwhile', () => {
    const { world, ann, old } = party();
    world.lose(ann);
    world.clock.advance(ROOM_TIMING.graceInLobby - 1000);
    const again = world.connect('ann');
    const late = world.gather(['ann', 'dan']);
    expect(world.join(again, late.room.code)).toBe('granted');
    world.clock.advance(2000);
    expect(isMember(old.room, 'ann')).toBe(false);
    expect(world.rooms.of('ann'), 'the room that lost them does not take them from the new one').toBe(late);
    world.clock.advance(COME_WITHIN_MS);
    expect(again.last('room:closed')).toEqual({ reason: 'unmatched' });
    expect(world.rooms.of('ann')).toBeNull();
  });

  test('leaves both by leaving the group', () => {
    const { world, ann, ben, old, room, go } = party();
    go(ann, ben);
    expect(room.command(ann, { kind: 'leave' })).toMatchObject({ ok: true });
    expect([world.rooms.of('ann'), isMember(old.room, 'ann')]).toEqual([null, false]);
    expect(ann.last('room:closed')).toBeUndefined();
    expect(ben.last('room:closed')).toEqual({ reason: 'unmatched', back: old.room.code });
    expect(old.room.hostId).toBe('ben');
  });

  test('has it again where the way over could not be written down', () => {
    const { world, ann, old, room } = party();
    world.keeper.settled = (then) => then(false);
    expect(world.join(ann, room.room.code)).toBe('server/unavailable');
    expect([world.rooms.of('ann'), isMember(old.room, 'ann')]).toEqual([old, true]);
    expect(world.rooms.find(room.room.code), 'the group is one short').toBeNull();
  });
});

describe('held seats', () => {
  const held = (room: RoomHost) => room.document.seats.flatMap((seat) => seat.held?.playerId ?? []);
  const [cleo, dan] = [
    { id: 'cleo', name: 'Cleo' },
    { id: 'dan', name: 'Dan' },
  ];

  test('are known by whom they are for, until they are over, released, or another room has the newer one', () => {
    const world = new World();
    const [ann, ben] = connectAll(world, 'ann', 'ben');
    const [one, other] = [world.create(ann), world.create(ben)];
    one.hold([cleo, dan], world.clock.now() + 1000);
    expect(held(one)).toEqual(['cleo', 'dan']);
    other.hold([dan], world.clock.now() + 2000);
    expect([world.rooms.holding('cleo'), world.rooms.holding('dan')]).toEqual([one, other]);
    one.release('cleo');
    expect(world.rooms.holding('cleo')).toBeNull();
    world.clock.advance(1000);
    expect([held(one), world.rooms.holding('dan')]).toEqual([[], other]);
    world.clock.advance(1000);
    expect(world.rooms.holding('dan')).toBeNull();
  });

  test('are not given while nothing can be written down', () => {
    const world = new World();
    const room = world.create(world.connect('ann'));
    world.keeper.able = false;
    expect(room.hold([cleo], world.clock.now() + 1000)).toMatchObject({ error: { code: 'server/unavailable' } });
  });

  test('are known again in the next process, for the whole time', () => {
    const world = new World();
    const [ann] = connectAll(world, 'ann');
    const { room } = world.create(ann);
    const next = new World();
    const before = { chat: { lines: [], read: new Map() }, match: null, result: null };
    const seats = room.seats.with(1, { kind: 'empty', held: { playerId: 'cleo', name: 'Cleo', team: 0, until: 2e12 } });
    const host = next.rooms.takeUp('r1', { ...room, seats }, before)!;
    expect(next.rooms.holding('cleo')).toBe(host);
  });
});

describe('who watches the rooms', () => {
  test('is told of each that opens, changes and closes, and who joins it, once', () => {
    const world = new World({ drawCode: () => 'CCCCCC' });
    const [ann, ben] = connectAll(world, 'ann', 'ben');
    const seen = watched(world);
    const room = world.create(ann);
    expect(seen.splice(0)).toEqual(['changed CCCCCC 1', 'joined CCCCCC ann']);
    world.join(ben, 'CCCCCC');
    world.join(ben, 'CCCCCC');
    expect(seen.splice(0)).toEqual(['changed CCCCCC 2', 'joined CCCCCC ben']);
    room.command(ben, { kind: 'leave' });
    room.command(ann, { kind: 'leave' });
    expect(seen).toEqual(['changed CCCCCC 3', 'closed CCCCCC']);
  });

  test('is told of a group that fell apart before the room closes, and may open the next one at once', () => {
    const { world, ann, ben, old, room, go } = party();
    const code = room.room.code;
    go(ann);
    const seen = watched(world);
    world.rooms.watch({
      changed() {},
      joined() {},
      scattered() {
        expect(world.rooms.holding('ben')).toBeNull();
        world.gather(['ann', 'ben'], { matchId: 'm2' });
      },
      closed() {},
    });
    world.clock.advance(COME_WITHIN_MS);
    const news = seen.filter((line) => !line.startsWith(`changed ${old.room.code}`));
    expect(news[0]).toBe(`scattered ${code} ben,cleo/ann`);
    expect(news.at(-1)).toBe(`closed ${code}`);
    const next = world.rooms.holding('ben')!;
    for (const one of [ann, ben]) expect(world.join(one, next.room.code)).toBe('granted');
    expect(next.room).toMatchObject({ status: 'countdown', matchId: 'm2' });
    world.clock.advance(3000);
    expect(world.rooms.count).toBe(1);
  });

  test('may act on the room that it is told of', () => {
    const world = new World();
    const [ann, ben] = connectAll(world, 'ann', 'ben');
    const room = world.create(ann);
    world.rooms.watch({
      changed: (changed) => {
        if (changed.room.seats[1]?.kind === 'human' && !world.rooms.holding('cleo'))
          changed.hold([{ id: 'cleo', name: 'Cleo' }], world.clock.now() + 1000);
      },
      joined() {},
      scattered() {},
      closed() {},
    });
    world.join(ben, room.room.code);
    expect(world.rooms.holding('cleo')).toBe(room);
    expect(ann.last('room:update').room).toEqual(room.document);
  });
});
