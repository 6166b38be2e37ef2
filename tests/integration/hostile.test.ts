import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type CallName, type CallPayload, calls } from '../../shared/protocol/events.ts';
import { quickGames } from '../support/play.ts';
import { keepServer, type TestServer, useServer } from '../support/server.ts';
import { joinAs, newSession, openSocket, refused, type StockPlayer } from '../support/stockClient.ts';

/** `[ER-4]`: one server for all of it, with two players in a match whom none of it may touch. */
let server: TestServer;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ server, stop } = await keepServer({}, { games: quickGames }));
});
afterAll(() => stop());

const proto = JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {}}}');
const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`);
const garbage: [string, unknown[]][] = [
  ['null', [null]],
  ['a number', [42]],
  ['text', ['junk']],
  ['a list', [[]]],
  ['a list of junk', [[1, 'x', null]]],
  ['true', [true]],
  [
    'extra fields',
    [{ code: 'CCCCCC', ready: true, game: 'comet', visibility: 'public', seat: 0, level: null, sent: 1, evil: 1 }],
  ],
  ['__proto__ and constructor', [proto]],
  ['deep nesting', [deep]],
  ['a huge string', ['x'.repeat(100_000)]],
  ['a huge string in a field', [{ code: 'x'.repeat(100_000), name: 'x'.repeat(10_000), game: 'x'.repeat(1000) }]],
  [
    'fields of wrong types',
    [
      {
        code: 7,
        ready: 'yes',
        game: {},
        visibility: [],
        settings: 'x',
        maxPlayers: 'many',
        seat: -1,
        level: 'mad',
        sent: 'now',
        locked: 1,
        name: 1,
      },
    ],
  ],
  ['huge and odd numbers', [{ seat: 1e300, maxPlayers: -0.5, sent: '1', ready: 1 }]],
  ['binary', [Buffer.from([1, 2, 3])]],
  ['binary in a field', [{ code: Buffer.alloc(32), game: Buffer.alloc(2), sent: Buffer.alloc(1) }]],
  ['two payloads', [{}, {}]],
  ['many arguments', Array.from({ length: 50 }, () => ({}))],
];

/** A payload of each event that the schema takes, with all the fields that it knows. */
const samples: { readonly [Name in CallName]: CallPayload<Name> } = {
  'room:create': {
    game: 'comet',
    visibility: 'private',
    name: 'Ours',
    settings: { roundSeconds: 5 },
    maxPlayers: 4,
    spectatorDelay: 1,
    awayBots: true,
    bestOf: 3,
  },
  'room:join': { code: 'CDFGHJ', as: 'player', resume: true, chatAfter: 0 },
  'room:leave': {},
  'room:ready': { ready: true },
  'room:configure': {
    name: 'Ours',
    visibility: 'public',
    settings: { roundSeconds: 5 },
    maxPlayers: 4,
    locked: false,
    spectatorDelay: 1,
    awayBots: true,
    bestOf: 3,
  },
  'room:start': {},
  'room:kick': { playerId: 'nobody', ban: true },
  'room:transfer': { playerId: 'nobody' },
  'room:bot': { seat: 1, level: 'easy', team: 0 },
  'room:seat': { seat: 1, team: 0, as: 'player' },
  'room:rematch': {},
  'queue:join': { games: ['comet'], regions: { eu: 20 } },
  'queue:leave': {},
  'chat:send': { text: 'hello', nonce: '1' },
  'chat:history': { before: 5, limit: 5 },
  'chat:read': { upTo: 0 },
  'chat:mute': { playerId: 'nobody', muted: true, everyone: true },
  'match:resync': {},
  'player:invite': { playerId: 'nobody' },
  'lobby:watch': { game: 'comet', status: 'lobby', open: 'true', q: 'x' },
  'lobby:unwatch': {},
  'clock:sync': { sent: 1 },
};
const wrongValues: unknown[] = [
  null,
  true,
  '',
  'x'.repeat(20_000),
  '\u0000',
  '\ud800',
  '\u202e',
  '__proto__',
  -1,
  0.5,
  1e300,
  2 ** 53,
  [],
  [[]],
  {},
  proto,
  { toString: 1, valueOf: null },
  Buffer.from([0]),
];

describe('[ER-1] [ER-4] garbage is answered with an error value', () => {
  let player: StockPlayer;

  /** In a room, so that what is refused is refused for its form and not for the place. */
  async function ready(): Promise<StockPlayer> {
    player = await joinAs(server.url, 'Mallory');
    await player.call('room:create', { game: 'comet', visibility: 'private' });
    return player;
  }

  const others = ['chat:typing', 'match:input', 'match:frame', 'no:such-event', 'constructor', '__proto__'];
  for (const event of [...Object.keys(calls), ...others]) {
    test(event, async () => {
      const { call, socket } = await ready();
      for (const [what, args] of garbage) {
        // Null counts as no payload, which some events do without.
        if (isGood(event, args)) continue;
        const answer = await call(event, ...args);
        expect(answer, `${event} with ${what}`).toMatchObject({
          ok: false,
          error: { code: expect.stringMatching(/^[a-z]+\/[a-z-]+$/), message: expect.any(String) },
        });
        expect(answer.error.code, `${event} with ${what}`).not.toBe('server/internal');
        if (Object.hasOwn(calls, event)) expect(answer.error.code).toBe('input/invalid');
        socket.emit(event, ...args);
      }
      expect((await call('clock:sync', { sent: 1 })).ok, 'the connection lives on').toBe(true);
    });
  }

  for (const [event, good] of Object.entries(samples)) {
    test(`${event} with one field that is wrong`, async () => {
      const { call } = await ready();
      for (const field of [...Object.keys(good), 'more']) {
        for (const value of wrongValues) {
          const payload = { ...good, [field]: value };
          const { ok, error } = await call(event, payload);
          const what = `${event} with ${field}: ${JSON.stringify(value)?.slice(0, 60)}`;
          if (ok) expect(isGood(event, [payload]), what).toBe(true);
          else expect(error.code, what).not.toBe('server/internal');
          if (!isGood(event, [payload])) expect(error?.code, what).toBe('input/invalid');
          if (event === 'room:leave' || event === 'room:create' || event === 'room:join') await call('room:leave');
          if (event === 'room:leave') await call('room:create', samples['room:create']);
        }
      }
      expect((await call('clock:sync', { sent: 1 })).ok, 'the connection lives on').toBe(true);
    });
  }
});

const isGood = (event: string, args: readonly unknown[]) =>
  Object.hasOwn(calls, event) && args.length <= 1 && calls[event as CallName].safeParse(args[0] ?? {}).success;

test('[ER-1] an event without an ack is handled the same', async () => {
  const player = await joinAs(server.url, 'Quiet');
  const update = player.next('room:update', ({ room }) => room.seats[0].ready);
  player.socket.emit('room:create', { game: 'comet', visibility: 'private' });
  player.socket.emit('room:ready', { ready: true });
  expect((await update).room.hostId).toBe(player.id);
});

test('[ER-1] an empty payload may be left out', async () => {
  const player = await joinAs(server.url);
  await player.call('room:create', { game: 'comet', visibility: 'private' });
  expect(await player.call('room:leave')).toEqual({ ok: true });
});

test('[ER-3] zod issues name the fields', async () => {
  const player = await joinAs(server.url);
  const answer = await player.call('room:create', { game: 'comet', visibility: 'secret', maxPlayers: 'nine' });
  expect(answer.error.issues.map((issue: { path: string }) => issue.path)).toEqual(['visibility', 'maxPlayers']);
});

test('[ER-3] wrong settings name the setting; an unknown game names those there are', async () => {
  const player = await joinAs(server.url);
  const settings = await player.call('room:create', {
    game: 'comet',
    visibility: 'private',
    settings: { roundSeconds: 0 },
  });
  expect(settings.error).toMatchObject({ code: 'input/invalid', issues: [{ path: 'roundSeconds' }] });
  const game = await player.call('room:create', { game: 'chess', visibility: 'private' });
  expect(game.error).toMatchObject({ code: 'game/unknown', message: expect.stringContaining('comet') });
});

test('[ER-4] a running match does not notice hostile neighbours', async () => {
  const host = await joinAs(server.url, 'Host', { ticks: 'json' });
  await host.call('room:create', { game: 'comet', visibility: 'private', settings: { roundSeconds: 2 } });
  await host.call('room:bot', { seat: 1, level: 'easy' });
  await host.call('room:ready', { ready: true });
  const seqs: number[] = [];
  host.socket.on('match:tick', ({ seq }) => seqs.push(seq));
  const end = host.next('match:end');
  await host.call('room:start', {});
  await host.next('match:start');

  const mallory = await joinAs(server.url, 'Mallory');
  for (let round = 0; round < 20; round++) {
    for (const [, args] of garbage)
      for (const event of ['room:join', 'match:input', 'room:start']) mallory.socket.emit(event, ...args);
  }
  const raw = io(`${server.url}/game`, { auth: { token: 'x'.repeat(10_000) }, forceNew: true, reconnection: false });
  raw.on('connect_error', () => raw.disconnect());
  expect((await end).outcome.kind).toBe('finished');
  expect(seqs).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
});

test('[TK-3] a flood of inputs costs the sender the connection, and nobody else a tick', async () => {
  const { url } = await useServer({ RATE_SCALE: '1' }, { games: quickGames });
  const host = await joinAs(url, 'Host', { ticks: 'json' });
  const flooder = await joinAs(url, 'Flood', { ticks: 'json' });
  const { room } = await host.call('room:create', {
    game: 'comet',
    visibility: 'private',
    settings: { roundSeconds: 2 },
  });
  await flooder.call('room:join', { code: room.code });
  for (const player of [host, flooder]) await player.call('room:ready', { ready: true });
  const seqs: number[] = [];
  host.socket.on('match:tick', ({ seq }) => seqs.push(seq));
  const end = host.next('match:end');
  await host.call('room:start', {});
  await flooder.next('match:start');
  const dropped = new Promise((resolve) => flooder.socket.on('disconnect', resolve));
  for (let seq = 1; seq <= 20_000; seq++) flooder.socket.emit('match:input', seq, { thrust: seq % 256, dash: true });
  await dropped;
  await end;
  expect(seqs).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
});

test('a call beyond its rate is rate/limited and says when to try again', async () => {
  const { url } = await useServer({ RATE_SCALE: '1' });
  const player = await joinAs(url);
  const answers = await Promise.all(Array.from({ length: 60 }, () => player.call('clock:sync', { sent: 1 })));
  const limited = answers.filter((answer) => !answer.ok);
  expect(limited.length).toBeGreaterThan(20);
  expect(limited[0].error).toMatchObject({ code: 'rate/limited', retryAfterMs: expect.any(Number) });
});

test('a message larger than 128 KiB ends that connection alone', async () => {
  const player = await joinAs(server.url);
  const gone = new Promise((resolve) => player.socket.on('disconnect', resolve));
  player.socket.emit('room:join', { code: 'x'.repeat(200_000) });
  await gone;
  await joinAs(server.url);
});

test('[ER-4] frames that are no packets end their own connection at most', async () => {
  const { token } = await newSession(server.url);
  const frames = [
    '',
    '4',
    '9',
    '42',
    '42[',
    '42["room:join"',
    '42/game,["disconnect"]',
    '42/game,["error",{}]',
    '42/game,{}',
    '42/game,[]',
    '42/game,[null]',
    '42/game,[5,{}]',
    '42/game,1[5,{}]',
    '42/game,1[null,{}]',
    '42/game,99999999999999999999["room:leave",{}]',
    '451-/game,["room:join",{"_placeholder":true,"num":5}]',
    '4599999-/game,[]',
    '40/game,{"token":',
    '40/game,[]',
    '43/game,1[]',
    '44/game,{}',
    '1',
    '2probe',
    '3',
    '5',
    '6',
    'bAAAA',
    '\u0000',
  ];
  for (const frame of [...frames, Buffer.from([0, 255, 1]), Buffer.alloc(1000)]) {
    const raw = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await new Promise((resolve) => raw.once('message', resolve));
    raw.send(`40/game,${JSON.stringify({ token })}`);
    await new Promise((resolve) => raw.once('message', resolve));
    raw.send(frame);
    raw.send(frame);
    raw.close();
    await new Promise((resolve) => raw.once('close', resolve));
  }
  expect((await (await joinAs(server.url)).call('clock:sync', { sent: 1 })).ok).toBe(true);
  // An exception that nobody caught would have ended the run as an error.
});

test('other namespaces are closed', async () => {
  const { token } = await newSession(server.url);
  const root = io(server.url, { auth: { token }, forceNew: true, reconnection: false });
  await new Promise((resolve) => root.on('connect_error', resolve));
  root.disconnect();
  const other = openSocket(server.url, { token });
  other.disconnect();
  const admin = io(`${server.url}/admin`, { auth: { token }, forceNew: true, reconnection: false });
  expect(await new Promise((resolve) => admin.on('connect_error', (error) => resolve(error.message)))).toMatch(
    /namespace/i,
  );
  admin.disconnect();
});

test('a connection with too long a token is refused', async () => {
  expect(await refused(openSocket(server.url, { token: 'x'.repeat(3000) }))).toMatchObject({ code: 'auth/invalid' });
});

describe('[ER-2] bad requests are problems, whatever comes', () => {
  const requests: [string, string, RequestInit, number, string][] = [
    [
      'broken JSON',
      '/session',
      { method: 'POST', body: '{"name":', headers: { 'content-type': 'application/json' } },
      400,
      'input/invalid',
    ],
    [
      'a JSON list',
      '/session',
      { method: 'POST', body: '[1]', headers: { 'content-type': 'application/json' } },
      400,
      'input/invalid',
    ],
    [
      'extra fields',
      '/session',
      { method: 'POST', body: '{"nick":"x"}', headers: { 'content-type': 'application/json' } },
      400,
      'input/invalid',
    ],
    [
      '__proto__',
      '/session',
      { method: 'POST', body: '{"__proto__":{"name":"x"}}', headers: { 'content-type': 'application/json' } },
      400,
      'input/invalid',
    ],
    [
      'a body too large',
      '/session',
      {
        method: 'POST',
        body: JSON.stringify({ name: 'x'.repeat(20_000) }),
        headers: { 'content-type': 'application/json' },
      },
      413,
      'http/too-large',
    ],
    ['no session', '/me', {}, 401, 'auth/missing'],
    ['no such path', '/nowhere', {}, 404, 'http/not-found'],
    ['a bad limit', '/rooms?limit=1e9', {}, 400, 'input/invalid'],
    ['an unknown parameter', '/rooms?page=2', {}, 400, 'input/invalid'],
    ['a bad cursor', '/rooms?cursor=%00', {}, 400, 'input/invalid'],
    ['a repeated parameter', '/rooms?q=a&q=b', {}, 400, 'input/invalid'],
    ['a code that is none', '/rooms/aeiou!', {}, 404, 'room/not-found'],
    ['a broken escape', '/rooms/%E0%A4%A', {}, 400, 'input/invalid'],
    [
      'a room without a session',
      '/rooms',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      401,
      'auth/missing',
    ],
  ];
  for (const [what, path, init, status, code] of requests) {
    test(what, async () => {
      const response = await fetch(`${server.url}/api${path}`, init);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({
        type: expect.any(String),
        title: expect.any(String),
        status,
        code,
        detail: expect.any(String),
      });
      expect(response.status).toBe(status);
    });
  }
});
