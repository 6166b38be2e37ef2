import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PATIENT } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { connected, joinAs, newSession, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const create = (player: StockPlayer, more: object = {}) =>
  player.call('room:create', { game: 'comet', visibility: 'public', ...more });
const list = async (url: string, query = '') => (await fetch(`${url}/api/rooms?${query}`)).json();

test('[RM-1] a room document as the contract has it', async () => {
  const { url } = await useServer();
  const host = await joinAs(url, 'Ann');
  const { room } = await create(host, { name: 'Ours', maxPlayers: 3, settings: { roundSeconds: 30 } });
  expect(room).toEqual({
    code: expect.stringMatching(/^[CDFGHJKMNPRTVWX34679]{6}$/),
    game: 'comet',
    name: 'Ours',
    visibility: 'public',
    status: 'lobby',
    locked: false,
    hostId: host.id,
    settings: { roundSeconds: 30, teams: 'none' },
    minPlayers: 2,
    maxPlayers: 3,
    seats: [
      { index: 0, kind: 'human', playerId: host.id, name: 'Ann', ready: false, connection: 'online' },
      { index: 1, kind: 'empty', ready: false },
      { index: 2, kind: 'empty', ready: false },
    ],
    spectators: [],
    spectatorDelay: 0,
    awayBots: true,
    bestOf: 1,
    muted: [],
    version: expect.any(Number),
    createdAt: expect.any(Number),
  });
});

test('[RM-1] every change reaches every member as a whole document whose version only grows', async () => {
  const { url } = await useServer();
  const [host, guest] = [await joinAs(url), await joinAs(url)];
  const { room } = await create(host);
  const versions: number[] = [];
  guest.socket.on('room:update', (news) => versions.push(news.room.version));
  const joined = await guest.call('room:join', { code: room.code });
  await host.call('room:configure', { name: 'New name', settings: { roundSeconds: 60 }, locked: true });
  const last = guest.next('room:update', (news) => news.room.seats[1].ready);
  await guest.call('room:ready', { ready: true });
  expect((await last).room).toMatchObject({ name: 'New name', locked: true, settings: { roundSeconds: 60 } });
  expect(versions).toEqual([joined.room.version + 1, joined.room.version + 2]);
});

test('[RM-2] a private room is in no list, and answers like one that does not exist to who has not its code', async () => {
  const { url } = await useServer();
  const host = await joinAs(url);
  const { room } = await create(host, { visibility: 'private', name: 'Secret' });
  await create(await joinAs(url), { name: 'Open' });
  expect((await list(url)).rooms.map((one: { name: string }) => one.name)).toEqual(['Open']);
  expect((await list(url, 'q=Secret')).rooms).toEqual([]);
  const seen = await (await fetch(`${url}/api/rooms/${room.code}`)).json();
  expect(seen).toMatchObject({ room: { code: room.code, name: 'Secret', humans: 1, open: 7 }, node: 'test' });
  const wrong = await fetch(`${url}/api/rooms/CCCCCC`);
  expect(wrong.status).toBe(404);
  expect((await (await joinAs(url)).call('room:join', { code: 'CCCCCC' })).error.code).toBe('room/not-found');
});

test('[RM-3] codes are read without regard to case, spaces and dashes', async () => {
  const { url } = await useServer({}, { drawCode: () => 'CDF346' });
  await create(await joinAs(url));
  for (const code of ['cdf346', ' CDF-346 ', 'c d f 3 4 6', 'cdf–346']) {
    expect(await (await joinAs(url)).call('room:join', { code })).toMatchObject({ ok: true, room: { code: 'CDF346' } });
  }
});

test('[RM-3] wrong guesses are limited per player, over socket and REST alike', async () => {
  const { url } = await useServer({ RATE_SCALE: '1' });
  const host = await joinAs(url);
  const { room } = await create(host, { visibility: 'private' });
  const guesser = await joinAs(url);
  const authorization = `Bearer ${guesser.token}`;
  const answers: string[] = [];
  for (let i = 0; i < 25; i++) answers.push((await guesser.call('room:join', { code: 'CCCCCC' })).error.code);
  expect(answers.slice(0, 20)).toEqual(new Array(20).fill('room/not-found'));
  expect(new Set(answers.slice(20))).toEqual(new Set(['rate/limited']));
  const limited = await guesser.call('room:join', { code: room.code });
  expect(limited.error, 'a right code is refused too, or guessing would go on').toMatchObject({
    code: 'rate/limited',
    retryAfterMs: expect.any(Number),
  });
  const rest = await fetch(`${url}/api/rooms/${room.code}`, { headers: { authorization } });
  expect(rest.status).toBe(429);
  expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await (await joinAs(url)).call('room:join', { code: room.code })).ok, 'others come in').toBe(true);
});

test('[RM-3] others’ wrong guesses lock nobody out of the own room, nor of a listed one', async () => {
  const { url } = await useServer({ RATE_SCALE: '1' });
  const [host, friend] = [await joinAs(url), await joinAs(url)];
  const { room } = await create(host, { visibility: 'private' });
  const open = await create(friend);
  for (let i = 0; i < 125; i++) await fetch(`${url}/api/rooms/CCCCCC`);
  expect((await host.call('room:join', { code: room.code })).ok).toBe(true);
  expect((await fetch(`${url}/api/rooms/${room.code}`)).status).toBe(429);
  expect((await fetch(`${url}/api/rooms/${open.room.code}`)).status).toBe(200);
});

test('a connection that leaves the namespace is closed', async () => {
  const { url } = await useServer();
  const { token } = await newSession(url);
  const raw = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => raw.once('message', resolve));
  raw.send(`40/game,${JSON.stringify({ token })}`);
  await new Promise((resolve) => raw.once('message', resolve));
  const closed = new Promise((resolve) => raw.once('close', resolve));
  raw.send('41/game,');
  await closed;
});

test('[RM-4] the host leaves and the human longest present is host; the last one out closes the room', async () => {
  const { url, rooms } = await useServer();
  const [host, second, third] = [await joinAs(url), await joinAs(url), await joinAs(url)];
  const { room } = await create(host);
  await second.call('room:join', { code: room.code });
  await third.call('room:join', { code: room.code });
  const update = third.next('room:update', (news) => news.room.hostId !== host.id);
  expect(await host.call('room:leave', {})).toEqual({ ok: true });
  expect((await update).room.hostId).toBe(second.id);
  expect(await host.call('room:leave', {})).toMatchObject({ error: { code: 'room/not-member' } });
  await second.call('room:leave', {});
  await third.call('room:leave', {});
  expect(rooms.count).toBe(0);
});

test('[RM-5] a dropped player is away, keeps the seat, and comes back to it; after the grace time it is empty', async () => {
  const clock = new VirtualClock(Date.now());
  const { url, rooms } = await useServer({ ...PATIENT, GRACE_LOBBY_MS: '30000' }, { clock });
  const [host, guest] = [await joinAs(url), await joinAs(url, 'Ben')];
  const { room } = await create(host);
  await guest.call('room:join', { code: room.code });
  const away = host.next('room:update', (news) => news.room.seats[1].connection === 'away');
  guest.socket.disconnect();
  await away;
  clock.advance(29_000);
  const back = openSocket(url, { token: guest.token });
  await connected(back);
  expect(await back.timeout(3000).emitWithAck('room:join', { code: room.code })).toMatchObject({
    ok: true,
    seat: 1,
    room: { seats: { 1: { connection: 'online' } } },
  });
  const lost = host.next('room:update', (news) => news.room.seats[1].connection === 'away');
  back.disconnect();
  await lost;
  const empty = host.next('room:update', (news) => news.room.seats[1].kind === 'empty');
  clock.advance(30_000);
  await empty;
  expect(rooms.of(guest.id)).toBeNull();
});

test('only the host configures, starts and seats bots; only members do anything', async () => {
  const { url } = await useServer();
  const [host, guest, stranger] = [await joinAs(url), await joinAs(url), await joinAs(url)];
  const { room } = await create(host);
  await guest.call('room:join', { code: room.code });
  const calls: [string, object][] = [
    ['room:configure', { name: 'Mine' }],
    ['room:bot', { seat: 5, level: 'easy' }],
    ['room:start', {}],
  ];
  for (const [event, payload] of calls) {
    expect((await guest.call(event, payload)).error.code).toBe('room/not-host');
    expect((await stranger.call(event, payload)).error.code).toBe('room/not-member');
  }
  expect((await host.call('room:start', {})).error).toMatchObject({
    code: 'room/wrong-status',
    message: expect.stringContaining('Not ready'),
  });
  expect((await host.call('room:bot', { seat: 1, level: 'easy' })).error.code).toBe('input/invalid');
});

test('a player is in one room at a time', async () => {
  const { url } = await useServer();
  const [host, guest] = [await joinAs(url), await joinAs(url)];
  const { room } = await create(host);
  await create(guest);
  expect((await guest.call('room:join', { code: room.code })).error.code).toBe('room/already-in-another');
  expect((await host.call('room:create', { game: 'comet', visibility: 'public' })).error.code).toBe(
    'room/already-in-another',
  );
  await guest.call('room:leave', {});
  expect((await guest.call('room:join', { code: room.code })).ok).toBe(true);
});

test('who watches has no seat and no say, and does not count as a player', async () => {
  const { url } = await useServer();
  const [host, watcher] = [await joinAs(url), await joinAs(url, 'Wim')];
  const { room } = await create(host, { maxPlayers: 2 });
  const joined = await watcher.call('room:join', { code: room.code, as: 'spectator' });
  expect(joined.seat).toBeUndefined();
  expect(joined.room.spectators).toEqual([{ playerId: watcher.id, name: 'Wim' }]);
  expect((await watcher.call('room:ready', { ready: true })).error.code).toBe('room/wrong-status');
});

test('REST opens a room without a socket: the host comes to seat 0 later, or the room closes', async () => {
  const clock = new VirtualClock(Date.now());
  const { url, rooms } = await useServer(PATIENT, { clock });
  const { player, token } = await newSession(url, 'Ann');
  const open = () =>
    fetch(`${url}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ game: 'comet', visibility: 'public', bots: 3 }),
    });
  const response = await open();
  expect(response.status).toBe(201);
  const { room, node, url: link } = await response.json();
  expect(node).toBe('test');
  expect(link).toBe(`${url}/r/${room.code}`);
  expect(room.hostId).toBe(player.id);
  expect(room.seats.map((seat: { kind: string }) => seat.kind)).toEqual([
    'human',
    'bot',
    'bot',
    'bot',
    'empty',
    'empty',
    'empty',
    'empty',
  ]);
  const me = await (await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } })).json();
  expect(me.seat).toEqual({ code: room.code, node: 'test', online: false });
  expect(await (await open()).json()).toMatchObject({ status: 409, code: 'room/already-in-another' });

  const socket = openSocket(url, { token });
  await connected(socket);
  expect(await socket.timeout(3000).emitWithAck('room:join', { code: room.code })).toMatchObject({ ok: true, seat: 0 });
  const gone = new Promise((resolve) => socket.on('disconnect', resolve));
  socket.disconnect();
  await gone;
  await expect.poll(() => rooms.of(player.id)?.isOnline(player.id)).toBe(false);
  clock.advance(31_000);
  expect(rooms.count).toBe(0);
});

test('the list is filtered, sorted and paged by the server', async () => {
  const { url } = await useServer();
  for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'])
    await create(await joinAs(url), { name, maxPlayers: name === 'Beta' ? 2 : 4 });
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await list(url, `sort=name&limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.rooms.map((room: { name: string }) => room.name));
    cursor = page.nextCursor ?? '';
  } while (cursor);
  expect(seen).toEqual(['Alpha', 'Beta', 'Delta', 'Epsilon', 'Gamma']);
  expect((await list(url, 'q=eps')).rooms).toMatchObject([
    { name: 'Epsilon', open: 3, humans: 1, bots: 0, maxPlayers: 4 },
  ]);
  expect((await list(url, 'open=2&sort=name')).rooms.map((room: { name: string }) => room.name)).toEqual([
    'Alpha',
    'Delta',
    'Epsilon',
    'Gamma',
  ]);
  expect((await list(url, 'open=false')).rooms).toEqual([]);
  expect((await list(url, 'open=many')).code).toBe('input/invalid');
  expect((await list(url, 'game=chess')).rooms).toEqual([]);
  expect((await list(url, 'status=playing')).rooms).toEqual([]);
});

test('games are described with JSON Schemas, and settings with their defaults', async () => {
  const { url } = await useServer();
  const { games } = await (await fetch(`${url}/api/games`)).json();
  expect(games).toMatchObject([
    {
      id: 'comet',
      title: 'Comet Clash',
      minPlayers: 2,
      maxPlayers: 8,
      tickRate: 30,
      settings: {
        type: 'object',
        additionalProperties: false,
        properties: { roundSeconds: { minimum: 5, default: 90 } },
      },
      input: { type: 'object', properties: { dash: { type: 'boolean' } } },
    },
    {
      id: 'liars-dice',
      minPlayers: 2,
      maxPlayers: 6,
      settings: { properties: { dice: { default: 5 } } },
      input: { oneOf: expect.any(Array) },
    },
  ]);
});

test('healthz is alive; readyz is ready until the server drains', async () => {
  const { url, rooms } = await useServer();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  rooms.drain();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
});
