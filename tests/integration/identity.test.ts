import { expect, test } from 'vitest';
import { useServer } from '../support/server.ts';
import { connected, joinAs, newSession, openSocket, refused } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const post = (url: string, path: string, body: object, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${url}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const headersOf = (list: Record<string, string>[]) => list;

test('[ID-1] a session answers 201 with player, token and expiry, and sets the token as an HttpOnly, SameSite=Lax cookie', async () => {
  const { url } = await useServer();
  const response = await post(url, '/session', { name: 'Ann' });
  expect(response.status).toBe(201);
  const body = await response.json();
  expect(body).toEqual({
    player: { id: expect.any(String), name: 'Ann' },
    token: expect.any(String),
    expiresAt: expect.any(String),
  });
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now());
  const cookie = response.headers.getSetCookie()[0]!;
  expect(cookie).toContain(`=${body.token};`);
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
});

test('[ID-1] a session without a name gives one, and without a body too', async () => {
  const { url } = await useServer();
  const response = await fetch(`${url}/api/session`, { method: 'POST' });
  expect(response.status).toBe(201);
  expect((await response.json()).player.name).toMatch(/\S/);
});

test('[ID-1] sent with a valid token, by header or cookie, a session renews that player and makes no second one', async () => {
  const { url } = await useServer();
  const first = await newSession(url, 'Ann');
  for (const headers of headersOf([{ authorization: `Bearer ${first.token}` }, { cookie: first.cookie }])) {
    const again = await (await post(url, '/session', {}, headers)).json();
    expect(again.player).toEqual(first.player);
  }
  const renamed = await (await post(url, '/session', { name: 'Anna' }, { cookie: first.cookie })).json();
  expect(renamed.player).toEqual({ id: first.player.id, name: 'Anna' });
});

test('[ID-1] a dead token beside a living cookie makes no second player', async () => {
  const { url } = await useServer();
  const { player, cookie } = await newSession(url, 'Ann');
  const again = await (await post(url, '/session', {}, { cookie, authorization: 'Bearer dead' })).json();
  expect(again.player).toEqual(player);
});

test('renaming by a new session is limited like any other', async () => {
  const { url } = await useServer({ RATE_SCALE: '1' });
  const { cookie } = await newSession(url, 'Ann');
  const statuses: number[] = [];
  for (let i = 0; i < 32; i++) statuses.push((await post(url, '/session', { name: `Ann ${i}` }, { cookie })).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test('[ID-2] handshake token, Authorization header and cookie name the same player to Express and to Socket.IO', async () => {
  const { url } = await useServer();
  const { player, token, cookie } = await newSession(url, 'Ann');
  for (const headers of headersOf([{ authorization: `Bearer ${token}` }, { cookie }, { cookie, origin: url }])) {
    expect(await (await fetch(`${url}/api/me`, { headers })).json()).toMatchObject({ player });
  }
  const ways = [
    () => openSocket(url, { token }),
    () => openSocket(url, {}, { extraHeaders: { authorization: `Bearer ${token}` } }),
    () => openSocket(url, {}, { extraHeaders: { cookie, origin: url } }),
    () => openSocket(url, { token }, { transports: ['polling'] }),
  ];
  for (const open of ways) {
    const socket = open();
    await connected(socket);
    const { room } = await socket.timeout(3000).emitWithAck('room:create', { game: 'comet', visibility: 'private' });
    expect(room.hostId).toBe(player.id);
    await socket.timeout(3000).emitWithAck('room:leave', {});
    socket.disconnect();
  }
});

test('[ID-2] a cookie counts from an allowed origin only', async () => {
  const { url } = await useServer({ ALLOWED_ORIGINS: 'https://play.example.org' });
  const { player, cookie } = await newSession(url, 'Ann');
  const me = (headers: Record<string, string>) => fetch(`${url}/api/me`, { headers: { cookie, ...headers } });
  expect(await (await me({ origin: 'https://play.example.org' })).json()).toMatchObject({ player });
  expect((await me({ origin: 'https://evil.example.org' })).status).toBe(403);
  expect((await me({ 'sec-fetch-site': 'cross-site' })).status).toBe(401);
  const socket = openSocket(url, {}, { extraHeaders: { cookie, origin: 'https://play.example.org' } });
  await connected(socket);
});

test('CORS headers are for the origins of the allowlist alone', async () => {
  const { url } = await useServer({ ALLOWED_ORIGINS: 'https://play.example.org' });
  const allowedFor = async (origin: string) =>
    (await fetch(`${url}/api/games`, { headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await allowedFor('https://play.example.org')).toBe('https://play.example.org');
  expect(await allowedFor('https://evil.example.org')).toBeNull();
  const preflight = await fetch(`${url}/api/me`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://play.example.org',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
});

test('[ID-3] a refused connection is told why: auth/missing, auth/invalid, auth/expired, origin/refused', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer({}, { clock });
  const { token } = await newSession(url);
  expect(await refused(openSocket(url, {}))).toEqual({ code: 'auth/missing', message: expect.any(String) });
  expect(await refused(openSocket(url, { token: `${token}x` }))).toMatchObject({ code: 'auth/invalid' });
  expect(await refused(openSocket(url, { token: 42 }))).toMatchObject({ code: 'auth/invalid' });
  expect(
    await refused(openSocket(url, { token }, { extraHeaders: { origin: 'https://evil.example.org' } })),
  ).toMatchObject({ code: 'origin/refused' });
  clock.advance(31 * 86_400_000);
  expect(await refused(openSocket(url, { token }))).toMatchObject({ code: 'auth/expired' });
  const response = await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'auth/expired', status: 401 });
});

test('[ID-3] a full server refuses with server/full', async () => {
  const { url } = await useServer({ MAX_CONNECTIONS: '2' });
  await joinAs(url);
  await joinAs(url);
  const { token } = await newSession(url);
  expect(await refused(openSocket(url, { token }))).toMatchObject({ code: 'server/full' });
});

test('[ID-4] a bad name is name/invalid with the reason, and the session keeps its old one', async () => {
  const { url } = await useServer();
  const { player, token } = await newSession(url, 'Ann');
  const authorization = `Bearer ${token}`;
  for (const name of ['', '   ', 'a'.repeat(17), 'a\u202eb', 'tab\there', 'x'.repeat(10_000), '\u3164']) {
    const response = await post(url, '/me', { name }, { authorization }, 'PATCH');
    expect([400, 422], name).toContain(response.status);
    const problem = await response.json();
    if (name.length <= 200)
      expect(problem).toMatchObject({ code: 'name/invalid', detail: expect.stringContaining('name') });
  }
  expect(await (await fetch(`${url}/api/me`, { headers: { authorization } })).json()).toMatchObject({ player });
  const bad = await post(url, '/session', { name: '\u0000' });
  expect(await bad.json()).toMatchObject({ code: 'name/invalid' });
});

test('[ID-4] a name that looks like another one gets a discriminator', async () => {
  const { url } = await useServer();
  await newSession(url, 'Paul');
  const { player } = await newSession(url, 'PAUI');
  expect(player.name).toMatch(/^PAUI#\d{4}$/);
});

test('a new name shows in the room at once', async () => {
  const { url } = await useServer();
  const host = await joinAs(url, 'Ann');
  await host.call('room:create', { game: 'comet', visibility: 'private' });
  const update = host.next('room:update');
  await post(url, '/me', { name: 'Zoë' }, { authorization: `Bearer ${host.token}` }, 'PATCH');
  expect((await update).room.seats[0].name).toBe('Zoë');
});

test('[ID-5] a second tab takes the seat over, and the first is told session:replaced', async () => {
  const { url } = await useServer();
  const first = await joinAs(url, 'Ann');
  const { room } = await first.call('room:create', { game: 'comet', visibility: 'private' });
  const second = openSocket(url, { token: first.token });
  await connected(second);
  const replaced = first.next('session:replaced');
  let later = 0;
  first.socket.on('room:update', () => later++);
  const joined = await second.timeout(3000).emitWithAck('room:join', { code: room.code });
  expect(joined).toMatchObject({ ok: true, seat: 0 });
  expect(await replaced).toEqual({ code: room.code });
  const before = later;
  expect(await second.timeout(3000).emitWithAck('room:ready', { ready: true })).toEqual({ ok: true });
  expect(later, 'the first tab hears no more of the room').toBe(before);
  first.socket.disconnect();
  const { room: after } = await second.timeout(3000).emitWithAck('room:join', { code: room.code });
  expect(after.seats[0]).toMatchObject({ playerId: first.id, connection: 'online' });
});

test('tokens stay valid over a restart, and the player is still called the same', async () => {
  const secret = { TOKEN_SECRET: 'a secret that is long enough to be one' };
  const before = await useServer(secret);
  const { player, token } = await newSession(before.url, 'Ann');
  await before.close();
  const after = await useServer(secret);
  const me = await fetch(`${after.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await me.json()).toMatchObject({ player });
});
