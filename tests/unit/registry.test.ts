import { describe, expect, test } from 'vitest';
import { listRooms } from '../../server/rooms/list.ts';
import { CODE_ALPHABET } from '../../shared/protocol/code.ts';
import { roomsQuery } from '../../shared/protocol/http.ts';
import { parseName } from '../../shared/protocol/identity.ts';
import { roomName } from '../../shared/protocol/room.ts';
import { type TestConnection, World } from '../support/testRooms.ts';

const create = (world: World, by: TestConnection, request: object) => {
  const created = world.open(by, request, by);
  return created.ok ? 'granted' : created.error.code;
};

describe('a new room', () => {
  test('has what was asked for, its host in seat 0, and the settings of the game', () => {
    const world = new World();
    const { document } = world.create(world.connect('ann', { name: 'Ann' }), { maxPlayers: 3, bots: 1, name: 'R' });
    expect(document).toMatchObject({ game: 'counter', name: 'R', hostId: 'ann', minPlayers: 2, maxPlayers: 3 });
    expect(document.settings).toEqual({ roundSeconds: 5 });
    expect(document.seats.map(({ kind }) => kind)).toEqual(['human', 'bot', 'empty']);
    expect(document.seats[0]).toMatchObject({ connection: 'online' });
  });

  test('[RM-3] has a code of its own: one that is taken is drawn again', () => {
    const draws = ['CCCCCC', 'CCCCCC', 'CCCCCC', 'DDDDDD'];
    const world = new World({ drawCode: () => draws.shift()! });
    expect(world.codeOf(world.connect('ann'))).toBe('CCCCCC');
    expect(world.codeOf(world.connect('ben'))).toBe('DDDDDD');
    expect(draws).toEqual([]);
  });

  test('[RM-3] is refused rather than given a code that is taken, or drawn for without end', () => {
    let drawn = 0;
    const world = new World({
      drawCode: () => {
        drawn++;
        return 'CCCCCC';
      },
    });
    world.codeOf(world.connect('ann'));
    expect(create(world, world.connect('ben'), {})).toBe('server/full');
    expect(drawn).toBeLessThan(100);
    expect(world.rooms.of('ben')).toBeNull();
  });

  test('[RM-3] frees its code when it closes', () => {
    const world = new World({ drawCode: () => 'CCCCCC' });
    const ann = world.connect('ann');
    world.create(ann).command(ann, { kind: 'leave' });
    expect(world.rooms.find('CCCCCC')).toBeNull();
    expect(world.codeOf(world.connect('ben'))).toBe('CCCCCC');
  });

  test('[RM-3] has a code of six characters of the alphabet', () => {
    const world = new World();
    for (let i = 0; i < 50; i++)
      expect(world.codeOf(world.connect(`p${i}`))).toMatch(new RegExp(`^[${CODE_ALPHABET}]{6}$`));
  });

  test.each([
    [{ game: 'chess' }, 'game/unknown'],
    [{ game: '__proto__' }, 'game/unknown'],
    [{ maxPlayers: 1 }, 'input/invalid'],
    [{ maxPlayers: 5 }, 'input/invalid'],
    [{ maxPlayers: 2, bots: 2 }, 'input/invalid'],
    [{ bots: 4 }, 'input/invalid'],
    [{ settings: { roundSeconds: 0 } }, 'input/invalid'],
    [{ settings: { roundSeconds: 'x' } }, 'input/invalid'],
    [{ settings: { nonsense: 1 } }, 'input/invalid'],
  ])('of %j is refused: %s', (request, code) => {
    const world = new World();
    expect(create(world, world.connect('ann'), request)).toBe(code);
    expect(world.rooms.count).toBe(0);
    expect(world.rooms.of('ann')).toBeNull();
  });

  const hosts = ['Ann', 'abcdefghijklmnop', '日本語の名前です', '👨‍👩‍👧‍👦'.repeat(16), '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'سلام'];
  test.each(hosts)('without a name is given one that a room may have: its host is %s', (name) => {
    expect(parseName(name)).toEqual({ ok: true, value: name });
    const world = new World();
    const { room } = world.create(world.connect('ann', { name }));
    expect(room.name).toContain('room');
    expect(roomName.safeParse(room.name)).toMatchObject({ success: true });
  });

  test('whatever its host is called, the cursor that names it is one that the list takes', () => {
    const world = new World();
    for (const id of ['ann', 'ben']) world.create(world.connect(id, { name: '👨‍👩‍👧‍👦'.repeat(16) }));
    const listed = listRooms(world.rooms.summaries(), roomsQuery.parse({ sort: 'name', limit: '1' }));
    expect(roomsQuery.safeParse({ cursor: listed.ok && listed.value.nextCursor })).toMatchObject({ success: true });
  });

  test('by REST waits for its host for the grace time', () => {
    const world = new World();
    const ann = world.connect('ann');
    const created = world.open(ann, { visibility: 'private', bots: 3 }, null);
    const code = created.ok ? created.value.room.code : '';
    world.clock.advance(29_000);
    expect(world.join(ann, code)).toBe('granted');
    world.clock.advance(3_600_000);
    expect(world.rooms.count).toBe(1);
    world.open({ player: { id: 'ben', name: 'Ben' }, place: 'b' }, { visibility: 'private' }, null);
    world.clock.advance(30_000);
    expect(world.rooms.of('ben')).toBeNull();
    expect(world.rooms.count).toBe(1);
  });
});

describe('joining', () => {
  test('[RM-3] reads the code without regard to case, spaces and dashes', () => {
    const world = new World({ drawCode: () => 'CDF347' });
    world.create(world.connect('ann'));
    expect(world.join(world.connect('ben'), ' cdf-347 ')).toBe('granted');
  });

  test('[RM-2] a code that names no room, or is none, finds none', () => {
    const world = new World({ drawCode: () => 'CDF347' });
    world.create(world.connect('ann'), { visibility: 'private' });
    for (const code of ['CDF346', 'nonsense', '', '__proto__', 'CDF34'])
      expect(world.rooms.find(code), code).toBeNull();
  });

  test('a room that closed while somebody was on the way in is room/not-found', () => {
    const world = new World();
    const ann = world.connect('ann');
    const room = world.create(ann);
    room.command(ann, { kind: 'leave' });
    expect(world.enter(world.connect('ben'), room, { as: 'player' })).toMatchObject({
      error: { code: 'room/not-found' },
    });
  });

  test('a second room is refused until the first is left, and the first is named', () => {
    const world = new World();
    const [ann, ben] = [world.connect('ann'), world.connect('ben')];
    const [first, second] = [world.create(ann), world.create(ben)];
    expect(world.join(ben, first.room.code)).toBe('room/already-in-another');
    expect(create(world, ben, {})).toBe('room/already-in-another');
    expect(world.enter(ben, first, { as: 'player' })).toMatchObject({
      error: { message: expect.stringContaining(second.room.code) },
    });
    second.command(ben, { kind: 'leave' });
    expect(world.join(ben, first.room.code)).toBe('granted');
    expect(world.rooms.of('ben')).toBe(first);
  });

  test('[RM-4] of very many at once fills the seats, and refuses the others', () => {
    const world = new World();
    const code = world.codeOf(world.connect('ann'));
    const answers = Array.from({ length: 100 }, (_, i) => world.join(world.connect(`p${i}`), code));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'room/full')).toHaveLength(97);
    expect(world.rooms.of('p50')).toBeNull();
  });

  test('by a connection that broke meanwhile does nothing', () => {
    const world = new World();
    const code = world.codeOf(world.connect('ann'));
    const broken = world.connect('ben', { open: false });
    expect(world.join(broken, code)).toBe('server/unavailable');
    expect(create(world, broken, {})).toBe('server/unavailable');
    expect(world.rooms.of('ben')).toBeNull();
    expect(world.rooms.count).toBe(1);
  });

  test('[ID-5] by a second tab takes the seat over, tells the first, and the first is then silent', () => {
    const world = new World();
    const first = world.connect('ann');
    const room = world.create(first);
    const second = world.connect('ann');
    expect(world.join(second, room.room.code)).toBe('granted');
    expect(first.events.at(-1)).toBe('session:replaced');
    expect([...first.channels]).toEqual(['player:ann']);
    room.lost(first, world.clock.now());
    expect(room.document.seats[0]).toMatchObject({ connection: 'online' });
    room.lost(second, world.clock.now());
    expect(room.document.seats[0]).toMatchObject({ connection: 'away' });
  });
});

describe('a change of the settings', () => {
  test('is completed by those that stand, and checked by the game', () => {
    const world = new World();
    const room = world.create(world.connect('ann'), { game: 'faulty', settings: { roundSeconds: 9 } });
    const checked = world.rooms.checkChange(room, { settings: { failAtTick: 7 } });
    expect(checked).toEqual({
      ok: true,
      value: { change: { settings: { roundSeconds: 9, failIn: 'step', failAtTick: 7 } }, teams: 0 },
    });
    const refused = world.rooms.checkChange(room, { settings: { failAtTick: -1 } });
    expect(refused).toMatchObject({ ok: false, error: { code: 'input/invalid', issues: [{ path: 'failAtTick' }] } });
    expect(world.rooms.checkChange(room, { locked: true })).toEqual({ ok: true, value: { change: { locked: true } } });
  });
});

describe('draining', () => {
  test('starts nothing new, and lets those who are there go on', () => {
    const world = new World();
    const ann = world.connect('ann');
    const code = world.codeOf(ann);
    world.rooms.drain();
    expect(world.rooms.draining).toBe(true);
    expect(create(world, world.connect('ben'), {})).toBe('server/draining');
    expect(world.join(world.connect('ben'), code)).toBe('granted');
  });

  test('ends with all rooms suspended: nobody is told that they closed, and no timer is left', () => {
    const world = new World();
    const [ann, ben] = [world.connect('ann'), world.connect('ben')];
    world.create(ann);
    world.create(ben).lost(ben, ben.heard);
    world.rooms.suspendAll();
    expect([ann.last('room:closed'), world.clock.pending]).toEqual([undefined, 0]);
  });
});
