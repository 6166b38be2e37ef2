import { describe, expect, test } from 'vitest';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import type { JsonTick, MatchSeat } from '../../shared/protocol/match.ts';
import { type TestConnection, World, wish } from '../support/testRooms.ts';

/** Ann and ben play; wanda watches. */
function begun(game: string, more: object = {}) {
  const world = new World();
  const [ann, ben, wanda] = [world.connect('ann'), world.connect('ben'), world.connect('wanda')];
  const settings = game === 'bell' ? { rings: 1000 } : { roundSeconds: 600 };
  const room = world.create(ann, { game, settings, ...more });
  world.join(ben, room.room.code);
  world.join(wanda, room.room.code, 'spectator');
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown + 500);
  return { world, ann, ben, wanda, room };
}

const count = ({ events }: TestConnection, event: string) => events.filter((one) => one === event).length;
const seats = (one: TestConnection) =>
  (one.last('match:seats').seats as MatchSeat[]).map(({ seat, name }) => `${seat} ${name}`);
const state = (one: TestConnection) =>
  one.last('match:tick').state.players as { seated: number; holds: number; wishes: number }[];
const plays = ({ shown }: TestConnection) => shown?.plays ?? false;
const sit = { kind: 'seat', wish: { as: 'player' } } as const;
const watch = { kind: 'seat', wish: { as: 'spectator' } } as const;

describe('a game that may be entered', () => {
  test('lets one who joins the room play at once, and all are told who plays', () => {
    const { world, ann, wanda, room } = begun('door');
    const late = world.connect('late');
    const joined = world.enter(late, room, { as: 'player' });
    expect(joined).toMatchObject({ ok: true, value: { seat: 2, match: { matchId: 'm1' } } });
    expect(joined.ok && joined.value.match!.seats.map(({ seat }) => seat)).toEqual([0, 1, 2]);
    for (const one of [ann, wanda]) expect(seats(one)).toEqual(['0 ann', '1 ben', '2 late']);
    expect(plays(late)).toBe(true);
    expect(wish(late, { seq: 1, raw: { add: 7 } })).toMatchObject({ ok: true });
    world.clock.advance(300);
    expect(state(ann)[2]).toMatchObject({ seated: 1, holds: 7 });
    expect(count(late, 'match:start'), 'the answer was its start').toBe(0);
  });

  test('lets one who watches sit down and play: by a new start, with the own seat', () => {
    const { world, wanda, ann, room } = begun('door');
    const before = count(wanda, 'match:start');
    expect(room.command(wanda, sit)).toMatchObject({ ok: true });
    expect(count(wanda, 'match:start')).toBe(before + 1);
    expect(count(ann, 'match:start')).toBe(1);
    expect(seats(ann)).toEqual(['0 ann', '1 ben', '2 wanda']);
    expect(wish(wanda, { seq: 1, raw: { add: 7 } })).toMatchObject({ ok: true });
    world.clock.advance(300);
    expect(state(ann)[2]).toMatchObject({ seated: 1, holds: 7 });
  });

  test('gives newcomers the seats of those who left, each with the side that the seat plays for', () => {
    const world = new World();
    const people = ['ann', 'ben', 'cleo', 'dan'].map((name) => world.connect(name));
    const [ann, ben, cleo] = people as [TestConnection, TestConnection, TestConnection];
    const room = world.create(ann, { game: 'door', settings: { roundSeconds: 600, teams: 2 } });
    for (const one of people.slice(1)) world.join(one, room.room.code);
    for (const one of people) room.command(one, { kind: 'ready', ready: true });
    room.command(ann, { kind: 'start', matchId: 'm1' });
    world.clock.advance(ROOM_TIMING.countdown + 500);
    const sides = () => room.document.seats.map(({ name, team }) => `${name ?? '-'} ${team ?? '-'}`);
    expect(sides()).toEqual(['ann 0', 'ben 1', 'cleo 0', 'dan 1']);
    room.command(ben, { kind: 'leave' });
    room.command(cleo, { kind: 'seat', wish: { as: 'spectator' } });
    expect(sides()).toEqual(['ann 0', '- -', '- -', 'dan 1']);
    const [x, y] = [world.connect('x'), world.connect('y')];
    for (const one of [x, y]) world.join(one, room.room.code);
    expect(sides()).toEqual(['ann 0', 'x 1', 'y 0', 'dan 1']);
    expect([x, y].map(plays)).toEqual([true, true]);
  });

  test('gives a newcomer the seat of one who left', () => {
    const { world, ann, ben, room } = begun('door', { maxPlayers: 2 });
    wish(ben, { seq: 1, raw: { add: 9 } });
    world.clock.advance(300);
    room.command(ben, { kind: 'leave' });
    world.clock.advance(300);
    expect(state(ann)[1], 'a bot plays meanwhile').toMatchObject({ holds: 2 });
    const late = world.connect('late');
    expect(world.join(late, room.room.code)).toBe('granted');
    expect(seats(ann)).toEqual(['0 ann', '1 late']);
    world.clock.advance(300);
    expect(state(ann)[1]).toMatchObject({ holds: 0 });
    expect(plays(late)).toBe(true);
  });

  test('takes one back who had gone to watch, in the same seat, and another seat is for the next match', () => {
    const { world, ann, ben, room } = begun('door');
    room.command(ben, watch);
    expect(plays(ben)).toBe(false);
    world.clock.advance(300);
    expect(state(ann)[1]).toMatchObject({ holds: 2 });
    room.command(ben, { kind: 'seat', wish: { seat: 3 } });
    expect(plays(ben)).toBe(false);
    room.command(ben, watch);
    room.command(ben, { kind: 'seat', wish: { seat: 1 } });
    expect(plays(ben)).toBe(true);
    world.clock.advance(300);
    expect(state(ann)[1]).toMatchObject({ holds: 0 });
  });

  test('does not let anyone’s hold go when something else changes in the room', () => {
    const { world, ann, ben, wanda, room } = begun('door');
    room.command(wanda, sit);
    wish(wanda, { seq: 1, raw: { add: 7 } });
    wish(ann, { seq: 1, raw: { add: 5 } });
    world.clock.advance(300);
    for (const locked of [true, false]) room.command(ann, { kind: 'mute', target: 'ben', muted: locked });
    world.lose(ben);
    world.clock.advance(300);
    expect(state(ann).map(({ holds }) => holds)).toEqual([5, 2, 7, 0]);
    expect(state(ann)[2]!.wishes, 'nothing was let go of and taken again').toBe(2);
  });

  test('counts those who came late in its result', () => {
    const { world, ann, room } = begun('door', { settings: { roundSeconds: 2 } });
    const late = world.connect('late');
    world.join(late, room.room.code);
    wish(late, { seq: 1, raw: { add: 9 } });
    world.clock.advance(3000);
    expect(ann.last('match:end').outcome.placements[0]).toMatchObject({ playerId: 'late', place: 1, seat: 2 });
  });
});

describe('a game that lets nobody in', () => {
  test('lets a newcomer watch from the seat, until the next match', () => {
    const { world, ann, room } = begun('counter');
    const late = world.connect('late');
    expect(world.enter(late, room, { as: 'player' })).toMatchObject({ ok: true, value: { seat: 2 } });
    expect([plays(late), count(ann, 'match:seats')]).toEqual([false, 0]);
    expect(wish(late, { seq: 1, raw: { add: 1 } })).toMatchObject({ error: { code: 'room/wrong-status' } });
    world.clock.advance(300);
    expect(late.last('match:tick')).toEqual(ann.last('match:tick'));
  });

  test('plays on without one who went to watch, and who sits down again watches', () => {
    const { world, ann, ben, room } = begun('counter');
    room.command(ben, watch);
    world.clock.advance(300);
    expect(state(ann)[1]).toMatchObject({ holds: 2 });
    room.command(ben, sit);
    expect(plays(ben)).toBe(false);
  });
});

test('[TK-5] who goes to watch sees what spectators see from then on, and no tick is missed or told twice', () => {
  const { world, ben, room } = begun('secrets');
  wish(ben, { seq: 1, raw: { choose: 55 } });
  world.clock.advance(300);
  const secret = () => ben.last('match:tick').state.players[1].secret;
  expect(secret()).toBe(55);
  const { length } = ben.told;
  room.command(ben, watch);
  const shown = ben.last('match:start').match.keyframe as JsonTick;
  expect((shown.state as { players: { secret: number }[] }).players[1]!.secret).toBe(0);
  world.clock.advance(300);
  expect(secret()).toBe(0);
  const seqs = ben.told
    .slice(length)
    .flatMap(({ event, news }) => (event === 'match:tick' ? [(news as JsonTick).seq] : []));
  expect(seqs).toEqual(seqs.map((_, i) => shown.seq + 1 + i));
});

describe('[RM-5] who is away in a match', () => {
  test.each([
    [true, 2],
    [false, 0],
  ])('with awayBots %s holds %i', (awayBots, held) => {
    const { world, ann, ben, room } = begun('counter', { awayBots });
    wish(ben, { seq: 1, raw: { add: 9 } });
    world.clock.advance(300);
    world.lose(ben);
    world.clock.advance(1000);
    expect(state(ann)[1]).toMatchObject({ holds: held });
    expect(room.document.seats[1]).toMatchObject({ playerId: 'ben', connection: 'away' });
  });

  test('is played by a bot from its start, where the loss was before', () => {
    const world = new World();
    const [ann, ben] = [world.connect('ann'), world.connect('ben')];
    const room = world.create(ann, { settings: { roundSeconds: 600 } });
    world.join(ben, room.room.code);
    for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
    room.command(ann, { kind: 'start', matchId: 'm1' });
    world.lose(ben);
    world.clock.advance(ROOM_TIMING.countdown + 500);
    expect(state(ann)[1]).toMatchObject({ holds: 2 });
  });

  test('gets the seat back at the return, without what the bot held', () => {
    const { world, ann, ben, room } = begun('counter');
    world.lose(ben);
    world.clock.advance(1000);
    const again = world.connect('ben');
    expect(world.join(again, room.room.code)).toBe('granted');
    world.clock.advance(300);
    expect(state(ann)[1]).toMatchObject({ holds: 0 });
    expect(plays(again)).toBe(true);
  });

  test('in a game of turns is waited for a little before a bot moves', () => {
    const { world, ann, ben, room } = begun('bell');
    const rings = () => ann.last('match:tick').state.rings;
    wish(ann, { seq: 1, raw: { ring: true } });
    world.clock.advance(300);
    world.lose(ben);
    world.clock.advance(5000);
    expect(rings()).toBe(1);
    const again = world.connect('ben');
    world.join(again, room.room.code);
    world.clock.advance(20_000);
    expect(rings(), 'who came back moves alone').toBe(1);
    world.lose(again);
    world.clock.advance(10_000);
    expect(rings()).toBe(2);
  });
});
