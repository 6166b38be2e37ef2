import { describe, expect, test } from 'vitest';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import type { JsonTick, Keyframe, MatchInfo } from '../../shared/protocol/match.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { bell, counter, secrets } from '../support/testGame.ts';
import { bytes } from '../support/testMatch.ts';
import { type TestConnection, World, wish } from '../support/testRooms.ts';

const DELAY_S = 2;
const DELAY_MS = DELAY_S * 1000;
const PERIOD_MS = 1000 / counter.tickRate;

/** Ann plays ben; wanda watches in JSON, will in packed ticks. */
function begun(game: 'counter' | 'secrets' | 'bell', spectatorDelay: number, roundSeconds = 600) {
  const world = new World();
  const [ann, ben] = [world.connect('ann'), world.connect('ben')];
  const [wanda, will] = [world.connect('wanda'), world.connect('will', { ticks: 'packed' })];
  const room = world.create(ann, { game, spectatorDelay, settings: game === 'bell' ? {} : { roundSeconds } });
  world.join(ben, room.room.code);
  for (const one of [wanda, will]) world.join(one, room.room.code, 'spectator');
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown);
  return { world, ann, ben, wanda, will, room };
}

const ticks = ({ told }: TestConnection) => told.flatMap(({ event, news }) => (event === 'match:tick' ? [news] : []));
const seqs = (connection: TestConnection) => ticks(connection).map((tick) => (tick as JsonTick).seq);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const start = (connection: TestConnection): MatchInfo => connection.last('match:start').match;

describe('who watches with a delay', () => {
  test('[TK-1] gets every tick, in order and by the delay late, and players get theirs at once', () => {
    const { world, ann, ben, wanda } = begun('counter', DELAY_S);
    const times: number[][] = [[], []];
    for (let i = 0; i < 200; i++) {
      world.clock.advance(PERIOD_MS / 2);
      [ann, wanda].forEach((one, n) => {
        while (times[n]!.length < seqs(one).length) times[n]!.push(world.clock.now());
      });
    }
    expect(seqs(ann).length).toBeGreaterThanOrEqual(98);
    expect(seqs(ben)).toEqual(seqs(ann));
    expect(seqs(wanda)).toEqual(upTo(seqs(wanda).length));
    expect(seqs(ann).length - seqs(wanda).length).toBe(DELAY_S * counter.tickRate);
    times[1]!.forEach((time, i) => {
      expect(time - times[0]![i]!).toBeGreaterThanOrEqual(DELAY_MS - PERIOD_MS);
      expect(time - times[0]![i]!).toBeLessThanOrEqual(DELAY_MS + PERIOD_MS);
    });
    expect(ticks(wanda)).toEqual(ticks(ann).slice(0, ticks(wanda).length));
  });

  test('[TK-1] gets in packed form what JSON says, tick for tick', () => {
    const { world, ann, wanda, will } = begun('counter', DELAY_S);
    const held = createFrame(counter.layout, counter.maxPlayers);
    unpackTick(bytes(start(will).keyframe), held);
    for (let i = 1; i < 60; i++) {
      wish(ann, { seq: i, raw: { add: i % 9 } });
      world.clock.advance(100);
    }
    expect(ticks(will)).toHaveLength(ticks(wanda).length);
    ticks(will).forEach((packed, i) => {
      expect(unpackTick(bytes(packed), held)).toBe(true);
      const { seq, tick, acks, early, state } = ticks(wanda)[i] as JsonTick;
      expect([held.seq, held.tick, held.acks, held.early]).toEqual([seq, tick, acks, early]);
      expect(counter.layout.toJSON(held.cells)).toEqual(state);
    });
    expect(held.acks[0]).toBeGreaterThan(10);
  });

  test('joins, and resyncs, at the tick that the others who watch have just seen', () => {
    const { world, ann, wanda, room } = begun('counter', DELAY_S);
    world.clock.advance(5000);
    const late = world.connect('late');
    const joined = world.enter(late, room, { as: 'spectator' });
    const keyframe = (joined.ok ? joined.value.match!.keyframe : null) as JsonTick;
    expect(keyframe).toEqual(wanda.last('match:tick'));
    expect(room.keyframe(wanda)).toEqual({ ok: true, value: wanda.last('match:tick') });
    expect(room.keyframe(ann)).toEqual({ ok: true, value: ann.last('match:tick') });
    world.clock.advance(1000);
    expect(seqs(late)[0]).toBe(keyframe.seq + 1);
    expect(seqs(late)).toEqual(seqs(wanda).slice(-seqs(late).length));
  });

  test('sees the first moment until the delay is over', () => {
    const { world, wanda, room } = begun('counter', DELAY_S);
    expect(start(wanda).keyframe).toMatchObject({ seq: 0, tick: 0 });
    world.clock.advance(DELAY_MS - PERIOD_MS);
    expect(ticks(wanda)).toEqual([]);
    expect(room.keyframe(wanda)).toMatchObject({ value: { seq: 0, tick: 0 } });
  });

  test('gets nothing newer than the delay allows, in any form, until the match is over', () => {
    const { world, ann, wanda, will, room } = begun('counter', DELAY_S, 5);
    const began = world.clock.now();
    const held = createFrame(counter.layout, counter.maxPlayers);
    const newest = (keyframe: Keyframe) => {
      if (typeof keyframe !== 'string') return keyframe.tick;
      unpackTick(bytes(keyframe), held);
      return held.tick;
    };
    for (let i = 0; i < 240 && room.room.status === 'playing'; i++) {
      if (i % 7 === 0) wish(ann, { seq: 1 + i, raw: { add: i % 9 } });
      const allowed = (world.clock.now() - began - DELAY_MS) / PERIOD_MS;
      for (const one of [wanda, will]) {
        const keyframe = room.keyframe(one);
        expect(keyframe.ok && newest(keyframe.value)).toBeLessThanOrEqual(Math.max(0, allowed));
      }
      expect(wanda.last('match:tick')?.tick ?? 0).toBeLessThanOrEqual(Math.max(0, allowed));
      world.clock.advance(25);
    }
    expect(wanda.events.filter((event) => event === 'match:end')).toHaveLength(1);
    const count = ticks(wanda).length;
    world.clock.advance(10_000);
    expect(ticks(wanda), 'after the end nothing comes any more').toHaveLength(count);
  });

  test('[TK-5] sees nothing hidden either, and players see their own', () => {
    const { world, ann, wanda } = begun('secrets', DELAY_S);
    wish(ann, { seq: 1, raw: { choose: 77 } });
    world.clock.advance(5000);
    const secretsOf = (one: TestConnection) =>
      one.last('match:tick').state.players.map((p: { secret: number }) => p.secret);
    expect(secretsOf(ann)).toEqual([77, 0, 0, 0]);
    expect(secretsOf(wanda)).toEqual([0, 0, 0, 0]);
    expect(seqs(wanda)).toEqual(upTo(seqs(wanda).length));
    expect(seqs(ann).length - seqs(wanda).length).toBe(DELAY_S * secrets.tickRate);
  });

  test('and stands up from playing goes back by the delay; who sits down sees at once', () => {
    const { world, ann, ben, room } = begun('counter', DELAY_S);
    world.clock.advance(5000);
    room.command(ben, { kind: 'seat', wish: { as: 'spectator' } });
    const shown = start(ben).keyframe as JsonTick;
    expect(ann.last('match:tick').seq - shown.seq).toBe(DELAY_S * counter.tickRate);
    const before = ticks(ben).length;
    world.clock.advance(1000);
    expect(seqs(ben).slice(before)[0]).toBe(shown.seq + 1);
  });
});

describe('what a start says of where the match is by now', () => {
  const joined = ({ world, room }: ReturnType<typeof begun>, id: string, as: 'player' | 'spectator') => {
    const came = world.enter(world.connect(id), room, { as });
    return came.ok ? came.value.match!.present : came.error.code;
  };

  test('to who watches late: so much earlier, which is before 0 until the match begins there', () => {
    const table = begun('counter', DELAY_S);
    const late = (tick: number) => tick - DELAY_S * counter.tickRate;
    expect([table.ann, table.wanda].map((one) => start(one).present)).toEqual([undefined, late(0)]);
    table.world.clock.advance(3000);
    const { tick } = table.ann.last('match:tick');
    expect(joined(table, 'late', 'spectator')).toBe(late(tick));
    table.room.command(table.ben, { kind: 'seat', wish: { as: 'spectator' } });
    expect(start(table.ben).present, 'who stands up watches late too').toBe(late(tick));
  });

  test.each([0, DELAY_S])('in an event-driven one: the time, whenever something last happened; %i s late', (delay) => {
    const table = begun('bell', delay);
    const behind = delay * bell.tickRate;
    expect([table.ann, table.wanda].map((one) => start(one).present)).toEqual([0, 0 - behind]);
    table.world.clock.advance(3000);
    expect(joined(table, 'late', 'spectator')).toBe(3 * bell.tickRate - behind);
    expect(joined(table, 'ann', 'player'), 'players never are late').toBe(3 * bell.tickRate);
  });

  test('in any other: nothing, without a delay', () => {
    const table = begun('counter', 0);
    table.world.clock.advance(3000);
    expect([start(table.ann).present, joined(table, 'late', 'spectator')]).toEqual([undefined, undefined]);
  });
});

test('without a delay all see the same ticks at the same time', () => {
  const { world, ann, wanda } = begun('counter', 0);
  world.clock.advance(1000);
  expect(ticks(wanda)).toEqual(ticks(ann));
});

test('a room that ends in the middle leaves no tick waiting', () => {
  const { world, room } = begun('counter', 30);
  world.clock.advance(10_000);
  room.suspend();
  world.clock.advance(1000);
  expect(world.clock.pending).toBe(0);
});
