import { expect, test } from 'vitest';
import { ByteWriter } from '../../shared/core/bytes.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { writeInput, writeSeen } from '../../shared/protocol/frames.ts';
import { hear, JSON_TICKS, quickGames } from '../support/play.ts';
import { openRaw, type RawClient } from '../support/rawClient.ts';
import { type TestServer, useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';

/** `[ER-4]` `[TK-3]` Binary messages from anyone: each match has a host whose ticks nobody may touch. */
const RIGHT = { thrust: 0, dash: false };
const UP = { thrust: 192, dash: false };
/** Long enough for what is said in it to be seen in its ticks; and for where the ticks themselves are the point. */
const ROUND_TICKS = 60;
const SHORT_TICKS = 30;

interface Tick {
  readonly seq: number;
  readonly acks: number[];
  readonly state: { readonly players: { readonly thrust: number }[] };
}
type Wish = { seq: number; seen?: number; tick?: number; input?: object };

function frameOf({ seq, seen = 0, tick = 0, input = UP }: Wish): Uint8Array {
  const out = new ByteWriter();
  writeInput(comet, { seq, seen, tick, input }, out);
  return out.bytes().slice();
}
function seenOf(seen: number): Uint8Array {
  const out = new ByteWriter();
  writeSeen(seen, out);
  return out.bytes().slice();
}
function randomBytes(seed: number, length: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

/** The room that Hanna opened, and its match once she starts it: `end` is over when every tick of it came to her. */
async function useTable({ length = ROUND_TICKS, env = {} }: { length?: number; env?: Record<string, string> } = {}) {
  const server = await useServer(env, { games: quickGames });
  const host = await joinAs(server.url, 'Hanna', JSON_TICKS);
  const room = { game: 'comet', visibility: 'private', settings: { roundSeconds: length / comet.tickRate } };
  const { code } = (await host.call('room:create', room)).room;
  const ticks: Tick[] = hear(host, 'match:tick');
  return {
    server,
    host,
    code,
    ticks,
    async start(other: Pick<RawClient | StockPlayer, 'call'>) {
      for (const one of [host, other]) expect(await one.call('room:ready', { ready: true })).toEqual({ ok: true });
      expect(await host.call('room:start', {})).toEqual({ ok: true });
      await host.next('match:start');
      expect(await host.call('match:input', 1, RIGHT)).toEqual({ ok: true });
    },
    async end() {
      expect((await host.next('match:end')).outcome.kind).toBe('finished');
      expect(ticks.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, i) => i + 1));
      expect(ticks.at(-1)!.acks[0], 'the host’s own input counted').toBe(1);
      expect(ticks.at(-1)!.state.players[0]!.thrust).toBe(RIGHT.thrust);
    },
    /** What the newest tick says of the other's seat, once all that the other has said by now has been taken and a tick was made. */
    async seat(other: Pick<RawClient | StockPlayer, 'call'>) {
      await other.call('clock:sync', { sent: 0 });
      const before = ticks.length;
      await expect.poll(() => ticks.length, { interval: 5 }).toBeGreaterThan(before + 1);
      const { acks, state } = ticks.at(-1)!;
      return { ack: acks[1], thrust: state.players[1]!.thrust };
    },
  };
}

async function joinRaw(server: TestServer, code: string, auth?: object): Promise<RawClient> {
  const mallory = await openRaw(server.url, 'Mallory', auth);
  expect(await mallory.call('room:join', { code })).toMatchObject({ ok: true, seat: 1 });
  return mallory;
}

test('a frame steers its sender’s seat, and what is no input in it changes nothing', async () => {
  const { server, code, start, seat, end } = await useTable();
  const mallory = await joinRaw(server, code);
  await start(mallory);
  mallory.send(frameOf({ seq: 5 }));
  expect(await seat(mallory)).toEqual({ ack: 5, thrust: UP.thrust });
  const bad: [string, Uint8Array][] = [
    ['replayed', frameOf({ seq: 5, input: RIGHT })],
    ['old', frameOf({ seq: 4, input: RIGHT })],
    ['zero', frameOf({ seq: 0, input: RIGHT })],
    ['far ahead', frameOf({ seq: 5 + 65_537, input: RIGHT })],
    ['the farthest', frameOf({ seq: 2 ** 32 - 1, input: RIGHT })],
    ['for a tick in two seconds', frameOf({ seq: 6, tick: 90 + ROUND_TICKS, input: RIGHT })],
    ['for the last tick of all', frameOf({ seq: 6, tick: 2 ** 32 - 1, input: RIGHT })],
    ['a varint of six bytes', Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0)],
    ['a varint without end', new Uint8Array(2000).fill(0x80).with(0, 1)],
    ['more behind it', Uint8Array.of(...frameOf({ seq: 6, input: RIGHT }), 0)],
    ['cut short', frameOf({ seq: 6, input: RIGHT }).subarray(0, 5)],
    ['flags that are not known', Uint8Array.of(1, 6, 0, 0, 8)],
    ['another kind', Uint8Array.of(9, 6, 0, 0, 2, 0)],
    ['nothing', new Uint8Array(0)],
    ['the largest that is read', new Uint8Array(100_000).fill(1)],
  ];
  for (const [, bytes] of bad) mallory.send(bytes);
  expect(await seat(mallory)).toEqual({ ack: 5, thrust: UP.thrust });
  mallory.send(frameOf({ seq: 6, input: RIGHT }));
  expect(await seat(mallory), 'none of them left a trace').toEqual({ ack: 6, thrust: RIGHT.thrust });
  await end();
});

test('random bytes change no more than their sender’s own seat', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS });
  const mallory = await joinRaw(server, code);
  await start(mallory);
  for (let seed = 1; seed <= 500; seed++) {
    const bytes = randomBytes(seed, seed % 40);
    mallory.send(bytes);
    mallory.send(Uint8Array.of(1 + (seed % 2), ...bytes));
  }
  expect((await mallory.call('clock:sync', { sent: 1 })).ok, 'the connection lives on').toBe(true);
  await end();
});

test('whatever it says it has seen, a reader gets its ticks or none, and nobody else is told of it', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS });
  const mallory = await joinRaw(server, code);
  await start(mallory);
  for (const seen of [2 ** 32 - 1, 0, 7, 2 ** 31]) mallory.send(seenOf(seen));
  await end();
  expect(mallory.frames).toHaveLength(SHORT_TICKS);
});

test('ten thousand frames cost their sender the connection, and nobody else a tick', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS, env: { RATE_SCALE: '1' } });
  const mallory = await joinRaw(server, code);
  await start(mallory);
  for (let seq = 1; seq <= 10_000; seq++) mallory.send(frameOf({ seq }));
  await mallory.gone;
  expect(server.logged.filter(({ event }) => event === 'flood-dropped')).toHaveLength(1);
  await end();
});

test('large frames count by their bytes', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS, env: { RATE_SCALE: '1' } });
  const mallory = await joinRaw(server, code);
  await start(mallory);
  for (let i = 0; i < 8; i++) mallory.send(new Uint8Array(100_000));
  await mallory.gone;
  expect(server.logged.filter(({ event }) => event === 'flood-dropped')).toHaveLength(1);
  await end();
});

test('a frame larger than 128 KiB ends that connection alone', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS });
  const mallory = await joinRaw(server, code);
  await start(mallory);
  mallory.send(new Uint8Array(200_000));
  await mallory.gone;
  await end();
});

test.each(['binary', 'packed'])('frames and events have one limit together: reading %s ticks', async (ticks) => {
  const { server, code, start } = await useTable({ length: SHORT_TICKS, env: { RATE_SCALE: '1' } });
  const mallory = await joinRaw(server, code, { ticks });
  await start(mallory);
  const refused = async () => (await mallory.call('match:input')).error.code;
  for (let seq = 1; seq <= 100; seq++) mallory.send(frameOf({ seq }));
  expect(await refused(), 'a hundred are granted').toBe('input/invalid');
  for (let seq = 101; seq <= 200; seq++) mallory.send(`42/game,["match:input",${seq},{"thrust":1,"dash":false}]`);
  expect(await refused(), 'and a hundred more are too many').toBe('rate/limited');
});

test('before the namespace a frame ends its connection; before a room, a match or a seat it is for nobody', async () => {
  const { server, code, start, end } = await useTable({ length: SHORT_TICKS });
  const early = await openRaw(server.url, 'Early', null);
  early.send(frameOf({ seq: 1 }));
  await early.gone;
  const mallory = await openRaw(server.url, 'Mallory');
  mallory.send(frameOf({ seq: 1 }));
  mallory.send(seenOf(5));
  expect(await mallory.call('room:join', { code })).toMatchObject({ ok: true, seat: 1 });
  mallory.send(frameOf({ seq: 1 }));
  mallory.send(seenOf(5));
  const watcher = await openRaw(server.url, 'Wim');
  expect((await watcher.call('room:join', { code, as: 'spectator' })).ok).toBe(true);
  await start(mallory);
  for (let seq = 1; seq <= 20; seq++) watcher.send(frameOf({ seq }));
  expect((await watcher.call('clock:sync', { sent: 1 })).ok).toBe(true);
  expect((await mallory.call('clock:sync', { sent: 1 })).ok).toBe(true);
  await end();
});

test('a frame in the middle of an event with attachments is an attachment, and the one behind is a frame again', async () => {
  const { server, code, start, seat, end } = await useTable();
  const mallory = await joinRaw(server, code);
  await start(mallory);
  mallory.send('452-/game,["chat:send",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
  mallory.send(frameOf({ seq: 50 }));
  mallory.send(frameOf({ seq: 60 }));
  expect(await seat(mallory)).toEqual({ ack: 0, thrust: -1 });
  mallory.send(frameOf({ seq: 3 }));
  expect(await seat(mallory)).toEqual({ ack: 3, thrust: UP.thrust });
  mallory.send('451-/game,["chat:send",{"_placeholder":true,"num":0}]');
  mallory.send('42/game,["room:leave",{}]');
  await mallory.gone;
  await end();
});

test.each([
  ['websocket', 'packed'],
  ['polling', 'json'],
] as const)('frames of a stock client, by %s, are judged as any', async (transport, ticks) => {
  const { server, code, start, seat, end } = await useTable();
  const mallory = await joinAs(server.url, 'Mallory', { ticks }, { transports: [transport] });
  expect(await mallory.call('room:join', { code })).toMatchObject({ ok: true, seat: 1 });
  await start(mallory);
  const { engine } = mallory.socket.io;
  const send = (bytes: Uint8Array) => void engine.write(Buffer.from(bytes) as never);
  send(frameOf({ seq: 5 }));
  expect(await seat(mallory)).toEqual({ ack: 5, thrust: UP.thrust });
  for (let seed = 1; seed <= 60; seed++) send(randomBytes(seed, seed % 30));
  send(frameOf({ seq: 5, input: RIGHT }));
  send(frameOf({ seq: 2 ** 32 - 1, input: RIGHT }));
  send(frameOf({ seq: 6, tick: 2 ** 31, input: RIGHT }));
  expect(await seat(mallory)).toEqual({ ack: 5, thrust: UP.thrust });
  expect((await mallory.call('match:frame', Buffer.from(frameOf({ seq: 7, input: RIGHT })))).ok).toBe(true);
  expect((await mallory.call('match:frame', Buffer.from([9]))).error.code).toBe('input/invalid');
  expect(await seat(mallory)).toEqual({ ack: 7, thrust: RIGHT.thrust });
  await end();
});
