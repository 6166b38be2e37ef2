import { describe, expect, test } from 'vitest';
import type { Wire } from '../../server/rooms/wire.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { bell, testGames } from '../support/testGame.ts';
import { type TestConnection, World, wish } from '../support/testRooms.ts';

function begun(game: string, settings: Record<string, unknown> = {}, world = new World()) {
  const [ann, ben] = [world.connect('ann'), world.connect('ben', { ticks: 'packed' })];
  const room = world.create(ann, { game, settings: game === 'bell' ? settings : { roundSeconds: 1, ...settings } });
  world.join(ben, room.room.code);
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  expect(room.command(ann, { kind: 'start', matchId: 'm1' })).toMatchObject({ ok: true });
  world.clock.advance(ROOM_TIMING.countdown);
  return { world, ann, ben, room };
}

test('[TK-1] tells its start, every tick once and in order, and its end', () => {
  const { world, ann, room } = begun('counter');
  expect(ann.last('match:start')).toMatchObject({ match: { matchId: 'm1', game: 'counter' } });
  expect(world.rooms.playing).toBe(1);
  wish(ann, { seq: 1, raw: { add: 4 } });
  world.clock.advance(1200);
  const ticks = ann.told.flatMap(({ event, news }) => (event === 'match:tick' ? [news as { seq: number }] : []));
  expect(ticks.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(ann.last('match:end')).toMatchObject({
    matchId: 'm1',
    outcome: {
      kind: 'finished',
      placements: [
        { playerId: 'ann', place: 1 },
        { playerId: 'ben', place: 2 },
      ],
    },
  });
  expect([room.room.status, world.rooms.playing]).toEqual(['results', 0]);
});

test.each(['setup', 'step', 'outcome'])(
  '[ER-4] whose game fails in %s ends that match, says so, and stands',
  (failIn) => {
    const { world, ann, ben, room } = begun('faulty', { failIn });
    world.clock.advance(1000);
    const { outcome } = ann.last('match:end');
    expect(outcome).toMatchObject({ kind: 'aborted', error: { code: 'server/internal', id: expect.any(String) } });
    expect(ben.last('match:end')).toEqual(ann.last('match:end'));
    expect(world.logged.find(({ event }) => event === 'match-aborted')).toMatchObject({ id: outcome.error.id });
    expect(room.room.status).toBe('results');
    world.clock.advance(ROOM_TIMING.results);
    expect(room.room.status).toBe('lobby');
    expect(world.clock.pending).toBe(0);
  },
);

test.each([
  ['at the start', 0],
  ['in a step', 20],
])('[ER-4] whose game fails to say when it wakes, %s, ends that match, and nothing of it is left', (_, failAt) => {
  const game: AnyGame = {
    ...(bell as AnyGame),
    wake: (state, settings) => {
      if (state.tick >= failAt) throw new Error('a planted fault in wake');
      return (bell as AnyGame).wake!(state, settings);
    },
  };
  const { world, ann, ben, room } = begun('bell', { chimeAfter: 20 }, new World({ games: new Map([['bell', game]]) }));
  world.clock.advance(1000);
  expect(ann.last('match:end')).toMatchObject({
    outcome: { kind: 'aborted', error: { code: 'server/internal', id: expect.any(String) } },
  });
  expect(ben.last('match:end')).toEqual(ann.last('match:end'));
  expect(room.room.status).toBe('results');
  const kept = (asked: string) => world.keeper.asked.filter(({ what }) => what === asked).length;
  expect(kept('result'), 'every match that began has a result').toBe(kept('match'));
  const channels = [ann, ben].flatMap((one) => [...one.channels]);
  expect(channels.filter((channel) => channel.startsWith('ticks:'))).toEqual([]);
  world.clock.advance(ROOM_TIMING.results);
  expect([room.room.status, world.clock.pending]).toEqual(['lobby', 0]);
});

test('[KP-4] a match whose bot fails before it begins has a result too, and its log holds up nobody’s journal', () => {
  const broken: AnyGame = {
    ...(bell as AnyGame),
    bot() {
      throw new Error('a planted fault in bot');
    },
  };
  const world = new World({ games: new Map<string, AnyGame>([...testGames, ['bell', broken]]) });
  const cleo = world.connect('cleo');
  const room = world.create(cleo, { game: 'bell', bots: 1 });
  room.command(cleo, { kind: 'ready', ready: true });
  room.command(cleo, { kind: 'start', matchId: 'failed' });
  world.clock.advance(ROOM_TIMING.countdown + 1000);
  const results = world.keeper.asked.filter(({ what }) => what === 'result');
  expect(results.map(({ about }) => about)).toMatchObject([{ matchId: 'failed', outcome: { kind: 'aborted' } }]);
  begun('counter', { roundSeconds: 60 }, world);
  world.clock.advance(30_000);
  const rows = world.keeper.asked.flatMap(({ what, about }) => (what === 'journal' ? [about as { trim: number }] : []));
  expect(rows.at(-1)!.trim, 'rows that no match needs are cleared away').toBeGreaterThan(rows.length / 2);
});

test.each([
  ['counter', 'tick'],
  ['bell', 'tell'],
] as const)('of %s sends its ticks by %s: only where the next one comes at once, one may be dropped', (game, way) => {
  const ways = new Set<string>();
  const nothing = () => {};
  const wire: Wire = {
    tell: (_channel, event) => void (event === 'match:tick' && ways.add('tell')),
    tick: () => void ways.add('tick'),
    tellOthers: nothing,
    hasListeners: () => true,
    enter: nothing,
    exit: nothing,
  };
  const { world, ann } = begun(game, {}, new World({ wire }));
  wish(ann, { seq: 1, raw: game === 'bell' ? { ring: true } : { add: 1 } });
  world.clock.advance(500);
  expect([...ways]).toEqual([way]);
});

test('[RM-5] keeps the seat of one who is away, and [RM-6] gives the match back at the return', () => {
  const { world, ann, ben, room } = begun('counter', { roundSeconds: 600 });
  wish(ben, { seq: 1, raw: { add: 9 } });
  world.clock.advance(100);
  room.lost(ben, ben.heard);
  expect(ann.last('room:update').room.seats[1]).toMatchObject({ playerId: 'ben', connection: 'away' });
  world.clock.advance(59_000);
  const again = world.connect('ben');
  const joined = world.enter(again, room, { as: 'player' });
  expect(joined).toMatchObject({ ok: true, value: { seat: 1, match: { matchId: 'm1' } } });
  const { acks } = (joined.ok && (joined.value.match!.keyframe as { acks: number[] })) || { acks: [] };
  expect(wish(again, { seq: acks[1]! + 1, raw: { add: 3 } })).toMatchObject({ ok: true });
  expect(wish(ben, { seq: acks[1]! + 2, raw: { add: 3 } })).toMatchObject({
    error: { code: 'room/wrong-status' },
  });
  world.clock.advance(200);
  expect(ann.last('match:tick').state.players[1]).toMatchObject({ holds: 3 });
});

test('[RM-5] empties the seat of one who stays away, and a bot plays it to the end', () => {
  const { world, ann, ben, room } = begun('counter', { roundSeconds: 600 });
  room.lost(ben, ben.heard);
  world.clock.advance(ROOM_TIMING.graceInMatch + 500);
  expect(world.rooms.of('ben')).toBeNull();
  expect(room.document.seats[1]).toMatchObject({ kind: 'empty' });
  expect(ann.last('match:tick').state.players[1]).toMatchObject({ holds: 2 });
});

test('[TK-3] takes valid inputs of those who have a seat, and of nobody else', () => {
  const { world, ann, room } = begun('counter', { roundSeconds: 600 });
  const eve = world.connect('eve');
  world.join(eve, room.room.code, 'spectator');
  expect(wish(eve, { seq: 1, raw: { add: 1 } })).toMatchObject({ error: { code: 'room/wrong-status' } });
  expect(wish(world.connect('mallory'), { seq: 1, raw: { add: 1 } })).toMatchObject({ ok: false });
  for (const input of [{ add: 10 }, { add: 0.5 }, { add: 1, sum: 5 }, {}, null, 'x', [], Number.NaN])
    expect(wish(ann, { seq: 1, raw: input }), JSON.stringify(input)).toMatchObject({
      error: { code: 'input/invalid' },
    });
  expect(wish(ann, { seq: 1, raw: { add: 1 } })).toEqual({ ok: true, value: null });
  expect(wish(ann, { seq: 1, raw: { add: 1 } })).toMatchObject({ error: { code: 'input/invalid' } });
});

test('that all have left stops ticking, and no timer is left', () => {
  const { world, ann, ben, room } = begun('counter', { roundSeconds: 600 });
  for (const one of [ann, ben]) room.command(one, { kind: 'leave' });
  expect(world.rooms.count).toBe(0);
  world.clock.advance(1000);
  expect(world.clock.pending).toBe(0);
});

test('[TK-5] whose game hides something sends each their own view', () => {
  const { world, ann, room } = begun('secrets', { roundSeconds: 600 });
  const eve = world.connect('eve');
  world.join(eve, room.room.code, 'spectator');
  world.clock.advance(500);
  const secrets = (one: TestConnection) =>
    one.last('match:tick').state.players.map(({ secret }: { secret: number }) => secret > 0);
  expect(secrets(ann)).toEqual([true, false, false, false]);
  expect(secrets(eve)).toEqual([false, false, false, false]);
});

test('[ID-5] is commanded by the connection that is in it, not by another of the same player', () => {
  const world = new World();
  const ann = world.connect('ann');
  const room = world.create(ann);
  const second = world.connect('ann');
  for (const command of [{ kind: 'ready', ready: true }, { kind: 'leave' }] as const) {
    expect(room.command(second, command)).toMatchObject({ error: { code: 'room/not-member' } });
  }
  expect(room.keyframe(second)).toMatchObject({ error: { code: 'room/not-member' } });
  expect(room.room.seats[0]).toMatchObject({ playerId: 'ann', ready: false });
});

test('[ID-5] is come back to by the same window only, where that comes back by itself', () => {
  const world = new World();
  const first = world.connect('ann', { tab: 'one' });
  const room = world.create(first);
  expect(world.enter(world.connect('ann', { tab: 'two' }), room, { as: 'player', resume: true })).toMatchObject({
    error: { code: 'session/replaced' },
  });
  const again = world.connect('ann', { tab: 'one' });
  expect(
    world.enter(again, room, { as: 'player', resume: true }).ok,
    'its own older connection may not be known to be dead',
  ).toBe(true);
  expect(world.enter(world.connect('ann', { tab: 'two' }), room, { as: 'player' }).ok).toBe(true);
  world.lose(world.connect('ann'));
  expect(again.last('session:replaced')).toEqual({ code: room.room.code });
});

test('who left in the middle of a match and comes back watches it', () => {
  const { world, ben, room } = begun('counter', { roundSeconds: 600 });
  room.command(ben, { kind: 'leave' });
  expect(world.join(world.connect('cleo'), room.room.code)).toBe('granted');
  const back = world.connect('ben');
  expect(world.enter(back, room, { as: 'player' })).toMatchObject({ ok: true, value: { seat: 2 } });
  expect(wish(back, { seq: 1, raw: { add: 1 } })).toMatchObject({ error: { code: 'room/wrong-status' } });
});

test('that is suspended leaves all as it is for the next process, and does nothing more', () => {
  const { world, ann, ben, room } = begun('counter', { roundSeconds: 600 });
  world.clock.advance(500);
  room.lost(ben, ben.heard);
  const [kept, told] = [world.keeper.asked.length, ann.told.length];
  room.suspend();
  room.lost(ann, ann.heard);
  world.clock.advance(100_000);
  expect(room.room.seats[0], 'who is cut off by the end of the process is not away').toMatchObject({ awaySince: null });
  const later = world.keeper.asked.slice(kept).map(({ what }) => what);
  expect(later.filter((what) => what !== 'journal')).toEqual([]);
  expect([ann.told.length, world.clock.pending]).toEqual([told, 0]);
});

describe('who is sent away', () => {
  function three() {
    const world = new World();
    const [ann, ben] = [world.connect('ann'), world.connect('ben')];
    const room = world.create(ann);
    world.join(ben, room.room.code);
    return { world, ann, ben, room };
  }

  test('is told so, hears nothing more, and is free for another room', () => {
    const { world, ann, ben, room } = three();
    room.command(ann, { kind: 'kick', target: 'ben', ban: false });
    expect(ben.last('room:kicked')).toEqual({ code: room.room.code, ban: false });
    expect([...ben.channels]).toEqual(['player:ben']);
    const { length } = ben.told;
    room.command(ann, { kind: 'configure', change: { name: 'N' } });
    expect(ben.told).toHaveLength(length);
    expect(room.command(ben, { kind: 'leave' })).toMatchObject({ error: { code: 'room/not-member' } });
    expect(world.rooms.of('ben')).toBeNull();
    expect(world.create(ben).room.hostId).toBe('ben');
  });

  test('[ER-3] for good does not come back, nor does another from the same place', () => {
    const { world, ann, ben, room } = three();
    room.command(ann, { kind: 'kick', target: 'ben', ban: true });
    expect(ben.last('room:kicked')).toEqual({ code: room.room.code, ban: true });
    expect(world.join(world.connect('ben', { place: 'elsewhere' }), room.room.code)).toBe('room/banned');
    expect(world.join(world.connect('bert', { place: 'home of ben' }), room.room.code)).toBe('room/banned');
    expect(world.join(world.connect('cleo'), room.room.code)).toBe('granted');
  });

  test('while away is not let in by a client that comes back by itself, but by hand', () => {
    const { world, ann, ben, room } = three();
    world.lose(ben);
    room.command(ann, { kind: 'kick', target: 'ben', ban: false });
    const again = world.connect('ben');
    const resumed = world.enter(again, room, { as: 'player', resume: true });
    expect(resumed).toMatchObject({ ok: false, error: { code: 'room/not-member' } });
    expect(world.join(again, room.room.code)).toBe('granted');
    world.lose(again);
    const resume = { as: 'player', resume: true } as const;
    expect(world.enter(world.connect('ben'), room, resume), 'it was said once').toMatchObject({ ok: true });
  });

  test('[ER-3] for good while away is told so, whenever the client comes back', () => {
    const { world, ann, ben, room } = three();
    world.lose(ben);
    room.command(ann, { kind: 'kick', target: 'ben', ban: true });
    const again = world.connect('ben');
    for (const resume of [true, true, false]) {
      const refused = world.enter(again, room, { as: 'player', resume });
      expect(refused).toMatchObject({ ok: false, error: { code: 'room/banned' } });
    }
  });

  test('in a match is followed by a bot, and gets no more ticks', () => {
    const { world, ann, ben, room } = begun('counter', { roundSeconds: 600 });
    room.command(ann, { kind: 'kick', target: 'ben', ban: false });
    const { length } = ben.told;
    world.clock.advance(500);
    expect(ben.told).toHaveLength(length);
    expect(ann.last('match:tick').state.players[1]).toMatchObject({ holds: 2 });
  });
});

test('[RM-2] a room whose last player leaves, and whose match fails by that, is gone from the live list too', () => {
  let broken = false;
  const game: AnyGame = {
    ...(bell as AnyGame),
    bot: () => {
      if (broken) throw new Error('a planted fault in the bot that takes over');
      return null;
    },
  };
  const world = new World({ games: new Map([['bell', game]]) });
  const [ann, wally] = [world.connect('ann'), world.connect('wally')];
  world.liveList.watch(wally, {}, []);
  const room = world.create(ann, { game: 'bell', bots: 1 });
  room.command(ann, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown + 500);
  broken = true;
  room.command(ann, { kind: 'leave' });
  expect(world.logged.some(({ event }) => event === 'match-aborted')).toBe(true);
  world.clock.advance(500);
  expect([world.rooms.count, world.clock.pending]).toEqual([0, 0]);
  expect(wally.last('lobby:rooms')).toEqual({ changed: [], removed: [room.room.code] });
});
