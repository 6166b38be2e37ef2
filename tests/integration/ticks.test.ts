import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineGame, placeByScore } from '../../shared/game/contract.ts';
import { array, defineState, int } from '../../shared/game/state.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { quickGames } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { connected, joinAs, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { testGames } from '../support/testGame.ts';

/** A running match of two: the first player reads packed ticks, the second JSON. */
async function startMatch(url: string, { game = 'comet', seconds = 5 } = {}) {
  const packed = await joinAs(url, 'Pia');
  const plain = await joinAs(url, 'Jon', { ticks: 'json' });
  const { room } = await packed.call('room:create', {
    game,
    visibility: 'private',
    settings: { roundSeconds: seconds },
  });
  await plain.call('room:join', { code: room.code });
  const starts = Promise.all([packed.next('match:start'), plain.next('match:start')]);
  for (const player of [packed, plain]) await player.call('room:ready', { ready: true });
  await packed.call('room:start', {});
  const [start, plainStart] = await starts;
  return { code: room.code as string, packed, plain, start: start.match, plainStart: plainStart.match };
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

test('[TK-1] the packed form and the JSON form of a tick say the same', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const { packed, plain, start, plainStart } = await startMatch(url, { seconds: 1 });
  const held = createFrame(comet.layout, comet.maxPlayers);
  expect(unpackTick(bytes(start.keyframe), held)).toBe(true);
  expect(comet.layout.toJSON(held.cells)).toEqual(plainStart.keyframe.state);
  const fromPacked = new Map<number, object>();
  const fromJson = new Map<number, object>();
  packed.socket.on('match:tick', (tick: string) => {
    expect(unpackTick(bytes(tick), held)).toBe(true);
    fromPacked.set(held.seq, {
      seq: held.seq,
      tick: held.tick,
      acks: [...held.acks],
      early: [...held.early],
      state: comet.layout.toJSON(held.cells),
    });
  });
  plain.socket.on('match:tick', (tick: { seq: number }) => fromJson.set(tick.seq, tick));
  plain.socket.emit('match:input', 1, { thrust: 128, dash: true });
  await Promise.all([packed.next('match:end'), plain.next('match:end')]);
  expect(fromPacked.size).toBe(30);
  expect(fromPacked).toEqual(fromJson);
});

test('[TK-2] a client that missed a tick asks match:resync and goes on from the keyframe', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const { packed, start } = await startMatch(url, { seconds: 1 });
  const held = createFrame(comet.layout, comet.maxPlayers);
  unpackTick(bytes(start.keyframe), held);
  const seqs: number[] = [];
  let missing = false;
  packed.socket.on('match:tick', (tick: string) => {
    if (seqs.length === 10 && !missing) {
      missing = true;
      packed.socket.emit('match:resync', {}, ({ keyframe }: { keyframe: string }) => {
        expect(unpackTick(bytes(keyframe), held)).toBe(true);
      });
      return;
    }
    if (unpackTick(bytes(tick), held)) seqs.push(held.seq);
  });
  await packed.next('match:end');
  expect(seqs.at(-1)).toBe(30);
  expect(seqs.length).toBeGreaterThan(20);
});

test('[TK-2] resync without a match is room/wrong-status', async () => {
  const { url } = await useServer();
  const player = await joinAs(url);
  await player.call('room:create', { game: 'comet', visibility: 'private' });
  expect((await player.call('match:resync', {})).error.code).toBe('room/wrong-status');
});

test('[TK-3] replayed, old, future and bad inputs change nothing; a good one moves the own comet only', async () => {
  const { url } = await useServer();
  const { plain, packed } = await startMatch(url);
  const input = (seq: unknown, wish: unknown) => plain.call('match:input', seq, wish);
  const thrust = { thrust: 192, dash: false };
  expect(await input(5, thrust)).toEqual({ ok: true });
  for (const seq of [5, 4, 1, 70_000, 2 ** 31, 0, -1, 1.5, '6', null])
    expect((await input(seq, thrust)).error.code, String(seq)).toBe('input/invalid');
  for (const wish of [
    { thrust: 256, dash: false },
    { thrust: 1.5, dash: false },
    { thrust: 0 },
    { ...thrust, seat: 0 },
    null,
    'up',
  ]) {
    expect((await input(6, wish)).error.code, JSON.stringify(wish)).toBe('input/invalid');
  }
  const tick = await plain.next('match:tick', ({ acks }) => acks[1] === 5);
  expect(tick.acks).toEqual([0, 5, 0, 0, 0, 0, 0, 0]);
  expect(tick.state.players[1].thrust).toBe(192);
  expect(tick.state.players[0].thrust).toBe(-1);
  expect((await packed.call('match:input', 1, { thrust: 0, dash: false })).ok).toBe(true);
});

test('[TK-3] an input that names a tick is applied in it; one for too late a tick, or with more said of it, is refused', async () => {
  const { url } = await useServer();
  const { plain } = await startMatch(url);
  const ticks: { tick: number; acks: number[]; early: number[] }[] = [];
  plain.socket.on('match:tick', (tick) => void ticks.push(tick));
  const { seq, tick } = await plain.next('match:tick');
  const wish = { thrust: 192, dash: false };
  const code = async (about: unknown) => (await plain.call('match:input', 1, wish, about)).error.code;
  for (const about of [
    { tick: tick + 100 },
    { tick: -1 },
    { tick: 0.5 },
    { tick: '9' },
    { seen: -1 },
    { more: 1 },
    null,
    5,
    [],
  ])
    expect(await code(about), JSON.stringify(about)).toBe('input/invalid');
  const meant = ticks.at(-1)!.tick + 20;
  expect(await plain.call('match:input', 1, wish, { tick: meant, seen: seq })).toEqual({ ok: true });
  await plain.next('match:tick', (news) => news.tick >= meant);
  const first = ticks.find(({ acks }) => acks[1] === 1)!;
  expect([first.tick, first.early]).toEqual([meant, [0, 15, 0, 0, 0, 0, 0, 0]]);
});

test('[TK-3] an input counts for the sender of the connection: who has no seat in the match has none', async () => {
  const { url } = await useServer({}, { games: testGames });
  const { code } = await startMatch(url, { game: 'counter' });
  const late = await joinAs(url, 'Late', { ticks: 'json' });
  const joined = await late.call('room:join', { code });
  expect(joined).toMatchObject({
    ok: true,
    seat: 2,
    match: { seats: [{ seat: 0 }, { seat: 1 }], keyframe: { state: {} } },
  });
  expect((await late.call('match:input', 1, { add: 1 })).error.code).toBe('room/wrong-status');
  expect((await late.next('match:tick')).seq).toBeGreaterThan(joined.match.keyframe.seq);
});

test('[RM-6] a player who returns gets the running match as a keyframe, and goes on from the acks', async () => {
  const { url } = await useServer();
  const { code, plain, packed } = await startMatch(url, { seconds: 10 });
  await plain.call('match:input', 1, { thrust: 64, dash: false });
  await plain.next('match:tick', ({ acks }) => acks[1] === 1);
  const away = packed.next('room:update', ({ room }) => room.seats[1].connection === 'away');
  plain.socket.disconnect();
  await away;
  const back = openSocket(url, { token: plain.token, ticks: 'json' });
  await connected(back);
  const joined = await back.timeout(3000).emitWithAck('room:join', { code });
  expect(joined).toMatchObject({ ok: true, seat: 1, match: { keyframe: { acks: [0, 1, 0, 0, 0, 0, 0, 0] } } });
  const letGo = new Promise<void>((resolve) => {
    back.on('match:tick', ({ state }) => state.players[1].thrust === -1 && resolve());
  });
  await letGo;
  const input = (seq: number) => back.timeout(3000).emitWithAck('match:input', seq, { thrust: 0, dash: false });
  expect((await input(1)).ok).toBe(false);
  expect(await input(2)).toEqual({ ok: true });
});

/** Eighty kilobytes of JSON a tick, so that what the kernel holds for a reader is full within a second or two. */
const bulky = defineGame({
  id: 'bulky',
  title: 'Bulky',
  version: 1,
  tickRate: 60,
  minPlayers: 2,
  maxPlayers: 2,
  settings: z.strictObject({ roundSeconds: z.int().default(5) }),
  input: z.strictObject({}),
  packInput: () => {},
  unpackInput: () => ({}),
  layout: defineState({ ballast: array(8000, int) }),
  idle: {},
  setup: (state) => void state.ballast.fill(-1_000_000_000),
  step: () => {},
  outcome: (state, { roundSeconds }) =>
    state.tick >= roundSeconds * 60 ? placeByScore([{ seat: 0, score: 0 }]) : null,
  bot: () => null,
});

test('[TK-2] a reader who stopped reading is owed little and dropped, and the other misses no tick', async () => {
  const server = await useServer(
    { PING_INTERVAL_MS: '300000', PING_TIMEOUT_MS: '1000' },
    { games: new Map([[bulky.id, bulky]]) },
  );
  const [reader, stuck]: StockPlayer[] = [
    await joinAs(server.url, 'Ann', { ticks: 'json' }),
    await joinAs(server.url, 'Ben', { ticks: 'json' }),
  ];
  const { room } = await reader!.call('room:create', { game: 'bulky', visibility: 'private' });
  await stuck!.call('room:join', { code: room.code });
  for (const player of [reader!, stuck!]) await player.call('room:ready', { ready: true });
  const seqs: number[] = [];
  reader!.socket.on('match:tick', ({ seq }) => seqs.push(seq));
  const end = reader!.next('match:end');
  await reader!.call('room:start', {});
  await stuck!.next('match:start');
  const engine = stuck!.socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
  engine.ws._socket.pause();
  await end;
  expect(seqs).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  const dropped = server.logged.find(({ event }) => event === 'slow-dropped');
  expect(dropped?.queued).toBeLessThan(24);
});
