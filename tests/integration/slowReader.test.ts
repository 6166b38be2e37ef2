import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ByteWriter } from '../../shared/core/bytes.ts';
import { defineGame } from '../../shared/game/contract.ts';
import { array, defineState, int } from '../../shared/game/state.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { writeSeen } from '../../shared/protocol/frames.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { PATIENT, turn } from '../support/play.ts';
import { type Held, watchQueues } from '../support/queues.ts';
import { openRaw, type RawClient } from '../support/rawClient.ts';
import { useServer } from '../support/server.ts';
import { bytes } from '../support/testMatch.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** `[TK-2]` Readers over real sockets, in time that the test turns: what is held for one who has stopped reading is little. */
const MOST_HELD = 64 * 1024;
const SECOND_MS = 1000;
const PERIOD_MS = SECOND_MS / comet.tickRate;
const READERS = 100;
/** As many as may watch one match. */
const WATCHERS = 32;

/** The lowest 14 bits of the seq of a packed delta, which are all of it here. */
const seqOf = (delta: Uint8Array) => ((delta[0]! & 0x3f) << 8) | delta[1]!;
const seqsOf = ({ frames }: RawClient) => frames.map(seqOf);

function seenOf(seq: number): Uint8Array {
  const out = new ByteWriter(8);
  writeSeen(seq, out);
  return out.bytes().slice();
}

/** A match against a bot that all of them see: the first plays, the others watch. */
async function open(url: string, names: readonly string[]): Promise<RawClient[]> {
  const readers = await Promise.all(names.map((name) => openRaw(url, name)));
  const host = readers[0]!;
  const settings = { roundSeconds: 60 };
  const { room } = await host.call('room:create', { game: 'comet', visibility: 'private', settings });
  for (const one of readers.slice(1))
    expect((await one.call('room:join', { code: room.code, as: 'spectator' })).ok).toBe(true);
  await host.call('room:bot', { seat: 1, level: 'normal' });
  await host.call('room:ready', { ready: true });
  await host.call('room:start');
  return readers;
}

/** A hundred readers of three matches, at their first ticks. */
async function useHundred() {
  const heldFor = watchQueues();
  const clock = new VirtualClock(Date.now());
  const server = await useServer(PATIENT, { clock });
  const all: RawClient[] = [];
  while (all.length < READERS) {
    const count = Math.min(WATCHERS + 1, READERS - all.length);
    all.push(
      ...(await open(
        server.url,
        Array.from({ length: Math.max(2, count) }, (_, i) => `R${all.length + i}`),
      )),
    );
  }
  await turn(clock, SECOND_MS);
  await expect.poll(() => all.every(({ frames }) => frames.length > 0)).toBe(true);
  const stopped = all[5]!;
  const most: { -readonly [K in keyof Held]: number } = { packets: 0, bytes: 0 };

  /** Lets time go by, tick by tick; everyone but the one who has stopped says what it has seen. */
  async function goOn(ms: number, reads = false): Promise<void> {
    for (let passed = 0; passed < ms; passed += PERIOD_MS) {
      clock.advance(PERIOD_MS);
      const held = heldFor(stopped.playerId);
      most.packets = Math.max(most.packets, held?.packets ?? 0);
      most.bytes = Math.max(most.bytes, held?.bytes ?? 0);
      await setTimeout(1);
      if (Math.round(passed / PERIOD_MS) % 10 !== 0) continue;
      for (const one of all)
        if ((one !== stopped || reads) && one.frames.length > 0) one.send(seenOf(seqOf(one.frames.at(-1)!)));
    }
  }
  /** All the others have every tick so far, each once and in order. */
  async function expectOthersWhole(): Promise<void> {
    for (const one of all.filter((other) => other !== stopped)) {
      await expect.poll(() => one.frames.length).toBeGreaterThan(0);
      const seqs = seqsOf(one);
      expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    }
    const lengths = new Set(all.flatMap((one) => (one === stopped ? [] : [one.frames.length])));
    expect(Math.max(...lengths) - Math.min(...lengths), 'matches that began one behind the other').toBeLessThan(60);
  }
  const dropped = () => server.logged.filter(({ event }) => event === 'slow-dropped').length;
  return { all, stopped, most, goOn, expectOthersWhole, dropped };
}

test('one of a hundred who stops for ten seconds is owed little, and goes on from a keyframe', async () => {
  const { all, stopped, most, goOn, expectOthersWhole, dropped } = await useHundred();
  stopped.pause();
  const had = stopped.frames.length;
  await goOn(10 * SECOND_MS);
  await expectOthersWhole();
  expect([most.bytes < MOST_HELD, most.packets <= 16, dropped()]).toEqual([true, true, 0]);
  expect(stopped.frames.length, 'it has not read').toBeLessThanOrEqual(had + 2);

  stopped.resume();
  await goOn(2 * SECOND_MS, true);
  const seqs = seqsOf(stopped);
  const gap = seqs.findIndex((seq, i) => seq !== i + 1);
  expect(gap, 'three seconds of ticks were on their way').toBeGreaterThan(3 * comet.tickRate);
  expect(gap).toBeLessThan(5 * comet.tickRate);
  const keyframes = stopped.told.filter(({ event }) => event === 'match:tick');
  expect(keyframes).toHaveLength(1);
  const held = createFrame(comet.layout, comet.maxPlayers);
  unpackTick(bytes(keyframes[0]!.news), held);
  expect(seqs.slice(gap)).toEqual(seqs.slice(gap).map((_, i) => held.seq + 1 + i));
  for (const tick of stopped.frames.slice(gap)) expect(unpackTick(tick, held)).toBe(true);

  const neighbour = all[4]!;
  const start = neighbour.told.find(({ event }) => event === 'match:start')!.news as { match: { keyframe: string } };
  const theirs = createFrame(comet.layout, comet.maxPlayers);
  unpackTick(bytes(start.match.keyframe), theirs);
  for (const tick of neighbour.frames) if (theirs.seq < held.seq) expect(unpackTick(tick, theirs)).toBe(true);
  expect(theirs.seq).toBe(held.seq);
  expect(held.cells, 'it has what its neighbour has').toEqual(theirs.cells);
  await expectOthersWhole();
});

test('one of a hundred who stays stopped is dropped, and the others miss no tick', async () => {
  const { stopped, most, goOn, expectOthersWhole, dropped } = await useHundred();
  stopped.pause();
  await goOn(12 * SECOND_MS);
  expect(dropped()).toBe(0);
  await goOn(3 * SECOND_MS);
  expect(dropped()).toBe(1);
  stopped.resume();
  await stopped.gone;
  expect([most.bytes < MOST_HELD, most.packets <= 16]).toEqual([true, true]);
  await expectOthersWhole();
});

/** A kilobyte a tick that nothing foretells, so that what the system takes for a reader is full before long. */
const noisy = defineGame({
  id: 'noisy',
  title: 'Noisy',
  version: 1,
  tickRate: 60,
  minPlayers: 2,
  maxPlayers: 2,
  settings: z.strictObject({ roundSeconds: z.int().default(100_000) }),
  input: z.strictObject({}),
  packInput: () => {},
  unpackInput: () => ({}),
  layout: defineState({ noise: array(150, int) }),
  idle: {},
  setup: () => {},
  step(state) {
    for (let i = 0; i < state.noise.length; i++) state.noise[i] = state.rng.next();
  },
  outcome: () => null,
  bot: () => null,
});

test('a stock reader who stops is owed sixteen packets and no more, and learns by resync what it missed', async () => {
  const heldFor = watchQueues();
  const clock = new VirtualClock(Date.now());
  const server = await useServer(PATIENT, { clock, games: new Map([[noisy.id, noisy]]) });
  const reader = await openRaw(server.url, 'Ann', {});
  await reader.call('room:create', { game: 'noisy', visibility: 'private' });
  await reader.call('room:bot', { seat: 1, level: 'easy' });
  await reader.call('room:ready', { ready: true });
  await reader.call('room:start');
  const ticks = () => reader.told.flatMap(({ event, news }) => (event === 'match:tick' ? [news as string] : []));
  await turn(clock, SECOND_MS);
  await expect.poll(() => ticks().length).toBeGreaterThan(10);

  reader.pause();
  const owed: Held[] = [];
  for (let i = 0; owed.at(-1)?.packets !== 16; i++) {
    expect(i, 'the system’s buffers are full at last').toBeLessThan(20_000);
    await turn(clock, 50, 50);
    owed.push(heldFor(reader.playerId)!);
  }
  for (let i = 0; i < 200; i++) {
    await turn(clock, 50, 50);
    owed.push(heldFor(reader.playerId)!);
  }
  expect(Math.max(...owed.map(({ packets }) => packets))).toBe(16);
  expect(Math.max(...owed.map(({ bytes }) => bytes))).toBeLessThan(MOST_HELD);
  expect(owed.at(-1)!.bytes, 'so it is not for nothing').toBeGreaterThan(MOST_HELD / 4);

  reader.resume();
  await expect.poll(() => heldFor(reader.playerId)).toEqual({ packets: 0, bytes: 0 });
  await turn(clock, 200);
  const start = reader.told.find(({ event }) => event === 'match:start')!.news as { match: { keyframe: string } };
  const held = createFrame(noisy.layout, noisy.maxPlayers);
  unpackTick(bytes(start.match.keyframe), held);
  expect(
    ticks().findIndex((tick) => !unpackTick(bytes(tick), held)),
    'some were passed over',
  ).toBeGreaterThan(0);
  const { keyframe } = await reader.call('match:resync');
  const before = ticks().length;
  unpackTick(bytes(keyframe), held);
  await turn(clock, SECOND_MS);
  await expect.poll(() => ticks().length).toBeGreaterThan(before + 30);
  for (const tick of ticks().slice(before)) expect(unpackTick(bytes(tick), held)).toBe(true);
});
