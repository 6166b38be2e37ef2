import { describe, expect, test } from 'vitest';
import type { TickForm } from '../../server/match/tickForm.ts';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { readFrame, writeInput } from '../../shared/protocol/frames.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { counter } from '../support/testGame.ts';
import { bytes } from '../support/testMatch.ts';
import { type TestConnection, World, wish } from '../support/testRooms.ts';

/** Ann reads JSON and plays; ben is the reader that each test is about. */
function begun(ticks: TickForm, game = 'counter') {
  const world = new World();
  const [ann, ben] = [world.connect('ann'), world.connect('ben', { ticks })];
  const settings = game === 'bell' ? { rings: 1000 } : { roundSeconds: 600 };
  const room = world.create(ann, { game, settings });
  world.join(ben, room.room.code);
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown);
  return { world, ann, ben, room, code: room.room.code };
}

const ticksOf = ({ told }: TestConnection) => told.flatMap(({ event, news }) => (event === 'match:tick' ? [news] : []));
const seqOf = (one: TestConnection) => (ticksOf(one).at(-1) as JsonTick | undefined)?.seq ?? 0;
const isTold = ({ channels }: TestConnection) => [...channels].some((channel) => channel.startsWith('ticks:'));
const SECOND_MS = 1000;

describe('a reader who says what it has applied', () => {
  test('and keeps up gets every tick', () => {
    const { world, ann, ben } = begun('binary');
    for (let i = 0; i < 200; i++) {
      world.clock.advance(100);
      ben.shown!.saw(seqOf(ann) - 2);
    }
    expect(ticksOf(ben)).toHaveLength(ticksOf(ann).length);
    expect([isTold(ben), ben.dropped]).toEqual([true, null]);
  });

  test('is left out once it is three seconds behind, and nothing more is sent to it', () => {
    const { world, ann, ben } = begun('binary');
    world.clock.advance(2.9 * SECOND_MS);
    expect(isTold(ben)).toBe(true);
    world.clock.advance(SECOND_MS);
    expect(isTold(ben)).toBe(false);
    const had = ticksOf(ben).length;
    world.clock.advance(5 * SECOND_MS);
    expect(ticksOf(ben)).toHaveLength(had);
    expect(had).toBeLessThanOrEqual(4 * counter.tickRate);
    expect(ticksOf(ann).length, 'the other gets all').toBeGreaterThan(8 * counter.tickRate);
    expect(ben.dropped).toBeNull();
  });

  test('goes on from a keyframe when it has read what was on its way, and everything has left the server', () => {
    const { world, ann, ben } = begun('binary');
    world.clock.advance(5 * SECOND_MS);
    const had = ticksOf(ben).length;
    ben.idle = false;
    ben.shown!.saw(had - 1);
    world.clock.advance(SECOND_MS);
    ben.shown!.saw(had);
    world.clock.advance(SECOND_MS);
    expect(isTold(ben), 'something is still on its way').toBe(false);
    ben.idle = true;
    world.clock.advance(SECOND_MS);
    expect(isTold(ben)).toBe(true);
    const [first, ...more] = ticksOf(ben).slice(had);
    const held = createFrame(counter.layout, counter.maxPlayers);
    expect(unpackTick(bytes(first), held)).toBe(true);
    expect(held.seq).toBeGreaterThan(had);
    expect(more.length).toBeGreaterThan(0);
    for (const tick of more) expect(unpackTick(tick as Uint8Array, held)).toBe(true);
    expect(counter.layout.toJSON(held.cells)).toEqual((ticksOf(ann).at(-1) as JsonTick).state);
    expect(ben.dropped).toBeNull();
  });

  test('that has read only a part of what was on its way gets nothing yet', () => {
    const { world, ben } = begun('binary');
    world.clock.advance(5 * SECOND_MS);
    const had = ticksOf(ben).length;
    ben.shown!.saw(had - 1);
    world.clock.advance(2 * SECOND_MS);
    expect([isTold(ben), ticksOf(ben).length]).toEqual([false, had]);
  });

  test('is dropped when it stays behind for ten seconds more, and not sooner', () => {
    const { world, ben } = begun('binary');
    world.clock.advance(12.9 * SECOND_MS);
    expect(ben.dropped).toBeNull();
    world.clock.advance(1.5 * SECOND_MS);
    expect(ben.dropped).toBe('slow-dropped');
  });

  test('may fall behind again and again, and has ten seconds each time', () => {
    const { world, ben } = begun('binary');
    for (let i = 0; i < 5; i++) {
      world.clock.advance(9 * SECOND_MS);
      expect(isTold(ben)).toBe(false);
      ben.shown!.saw(ticksOf(ben).length + 10_000 * (i + 1));
      world.clock.advance(SECOND_MS);
      expect(isTold(ben)).toBe(true);
    }
    expect(ben.dropped).toBeNull();
  });

  test('has what its start told it of, and joins anew from there', () => {
    const { world, ben, code } = begun('binary');
    world.clock.advance(60 * SECOND_MS);
    const again = world.connect('ben', { ticks: 'binary' });
    ben.dropped = null;
    world.join(again, code);
    world.clock.advance(2 * SECOND_MS);
    expect([isTold(again), again.dropped]).toEqual([true, null]);
  });

  test('may say it with its inputs, by event or in a frame', () => {
    const { world, ann, ben } = begun('binary');
    const out = new ByteWriter();
    for (let i = 1; i <= 150; i++) {
      world.clock.advance(100);
      const input = { seq: i, seen: seqOf(ann), tick: 0, input: { add: 1 } };
      if (i % 2 === 0) {
        const { seq, seen, input: raw } = input;
        expect(wish(ben, { seq, seen, raw })).toMatchObject({ ok: true });
        continue;
      }
      out.clear();
      writeInput(counter, input, out);
      const frame = readFrame(out.bytes());
      expect(frame).toMatchObject({ kind: 'input', raw: expect.any(ByteReader) });
      if (frame?.kind === 'input') expect(ben.shown!.input(frame)).toMatchObject({ ok: true });
    }
    expect([isTold(ben), ben.dropped]).toEqual([true, null]);
  });

  test('counts by what it has seen also where its input is refused', () => {
    const { world, ann, ben } = begun('binary');
    for (let i = 1; i <= 60; i++) {
      world.clock.advance(100);
      expect(ben.shown!.input({ seq: 0, seen: seqOf(ann), raw: null }).ok).toBe(false);
    }
    expect(isTold(ben)).toBe(true);
  });

  test('never takes back what it has seen, however old a number it says', () => {
    const { world, ann, ben } = begun('binary');
    for (let i = 1; i <= 60; i++) {
      world.clock.advance(100);
      ben.shown!.saw(seqOf(ann));
      ben.shown!.saw(0);
    }
    expect(isTold(ben)).toBe(true);
  });
});

describe('a stock client', () => {
  test.each(['json', 'packed'] as const)('that reads %s ticks and never says anything is left alone', (form) => {
    const { world, ann, ben } = begun(form);
    world.clock.advance(60 * SECOND_MS);
    expect(ticksOf(ben)).toHaveLength(ticksOf(ann).length);
    expect([isTold(ben), ben.dropped]).toEqual([true, null]);
  });

  test('that says once what it has seen, and is silent then, is left alone', () => {
    const { world, ann, ben } = begun('json');
    world.clock.advance(SECOND_MS);
    wish(ben, { seq: 1, seen: seqOf(ann) - 5, raw: { add: 1 } });
    world.clock.advance(60 * SECOND_MS);
    expect(ticksOf(ben)).toHaveLength(ticksOf(ann).length);
    expect([isTold(ben), ben.dropped]).toEqual([true, null]);
  });

  test.each(['json', 'packed'] as const)(
    'that reads %s ticks and by its own word is far behind is left out',
    (form) => {
      const { world, ann, ben } = begun(form);
      world.clock.advance(4 * SECOND_MS);
      wish(ben, { seq: 1, seen: 0, raw: { add: 1 } });
      world.clock.advance(SECOND_MS);
      expect(isTold(ben)).toBe(false);
      const had = ticksOf(ben).length;
      wish(ben, { seq: 2, seen: had, raw: { add: 1 } });
      world.clock.advance(SECOND_MS);
      const back = ticksOf(ben)[had];
      const held = createFrame(counter.layout, counter.maxPlayers);
      if (form === 'packed') expect(unpackTick(bytes(back), held)).toBe(true);
      const { seq } = form === 'packed' ? held : (back as JsonTick);
      expect(seq, 'a whole tick, in its own form').toBeGreaterThan(had);
      expect(seqOf(ann) - ticksOf(ben).length + had + 1, 'and each one behind it').toBe(seq);
    },
  );
});

test('a match of turns leaves nobody out: its ticks are few, and a turn may be long', () => {
  const { world, ann, ben } = begun('binary', 'bell');
  for (let i = 1; i <= 200; i++) {
    wish(ann, { seq: i, raw: { ring: true } });
    world.clock.advance(500);
  }
  expect(ticksOf(ben)).toHaveLength(ticksOf(ann).length);
  expect(ticksOf(ann).length).toBeGreaterThanOrEqual(200);
  expect(ben.dropped).toBeNull();
});

test('who watches late is not behind', () => {
  const world = new World();
  const [ann, eve] = [world.connect('ann'), world.connect('eve', { ticks: 'binary' })];
  const room = world.create(ann, { spectatorDelay: 20, settings: { roundSeconds: 600 } });
  room.command(ann, { kind: 'bot', seat: 1, level: 'easy' });
  world.join(eve, room.room.code, 'spectator');
  room.command(ann, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown);
  for (let i = 0; i < 60; i++) {
    world.clock.advance(SECOND_MS);
    eve.shown!.saw(ticksOf(eve).length);
  }
  expect(ticksOf(ann).length - ticksOf(eve).length).toBe(20 * counter.tickRate);
  expect([isTold(eve), eve.dropped]).toEqual([true, null]);
});
