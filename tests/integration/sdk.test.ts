import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../game-client/net/api.ts';
import { type Client, createClient } from '../../game-client/net/client.ts';
import { ok } from '../../shared/core/result.ts';
import type { SessionResponse } from '../../shared/protocol/identity.ts';
import type { RoomSummary } from '../../shared/protocol/room.ts';
import { useRelay } from '../support/relay.ts';
import { useServer } from '../support/server.ts';

/** The SDK over real sockets: what it holds after a connection was lost. */
async function connect(url: string, known?: SessionResponse) {
  const opened = known ? ok(known) : await createApi(url).session('Ann');
  if (!opened.ok) throw new Error(opened.error.message);
  const session = opened.value;
  const client = createClient({ url, player: session.player, token: session.token, transports: ['websocket'] });
  onTestFinished(() => client.close());
  await expect.poll(() => client.connection.status).toBe('online');
  return { client, session };
}

async function playAlone(client: Client): Promise<void> {
  await client.call('room:create', { game: 'comet', visibility: 'private', settings: { roundSeconds: 60 } });
  await client.call('room:bot', { seat: 1, level: 'easy' });
  await client.call('room:ready', { ready: true });
  await client.call('room:start', {});
  await expect.poll(() => client.match?.frame.seq ?? 0).toBeGreaterThan(2);
}

test('[RM-6] a match goes on in the same view after the connection was lost and came back', async () => {
  const { port } = await useServer();
  const relay = await useRelay(port);
  const { client } = await connect(relay.url);
  await playAlone(client);
  const { match } = client;
  match!.send({ thrust: 0, dash: false });
  relay.cut();
  await expect.poll(() => client.connection.status).toBe('lost');
  relay.mend();
  await expect.poll(() => client.match?.resumes, { timeout: 10_000 }).toBe(1);
  expect(client.match).toBe(match);
  const { seq } = match!.frame;
  await expect.poll(() => match!.frame.seq).toBeGreaterThan(seq + 5);
  const sent = match!.send({ thrust: 64, dash: false });
  await expect.poll(() => match!.frame.acks[0]).toBe(sent);
});

test('[ID-5] a window that comes back by itself leaves the seat to the one that took it meanwhile', async () => {
  const { port, url } = await useServer();
  const relay = await useRelay(port);
  const { client: first, session } = await connect(relay.url);
  await playAlone(first);
  const { code } = first.room!;
  relay.cut();
  await expect.poll(() => first.connection.status).toBe('lost');
  const { client: second } = await connect(url, session);
  expect((await second.call('room:join', { code })).ok).toBe(true);
  const lost = new Promise((resolve) => first.on('lostRoom', resolve));
  relay.mend();
  expect(await lost).toEqual({ code, why: 'replaced' });
  expect([first.room, first.match]).toEqual([null, null]);
  expect(second.room?.seats[0]).toMatchObject({ playerId: session.player.id, connection: 'online' });
});

test('a room that is gone at the return is said, once', async () => {
  const { port } = await useServer({ GRACE_LOBBY_MS: '0' });
  const relay = await useRelay(port);
  const { client } = await connect(relay.url);
  await client.call('room:create', { game: 'comet', visibility: 'private' });
  const { code } = client.room!;
  const lost: unknown[] = [];
  client.on('lostRoom', (news) => lost.push(news));
  relay.cut();
  await expect.poll(() => client.connection.status).toBe('lost');
  relay.mend();
  await expect.poll(() => lost.length, { timeout: 10_000 }).toBe(1);
  expect(lost[0]).toMatchObject({ code, why: { code: 'room/not-found' } });
  expect(client.room).toBeNull();
});

test('comes back within a second of the network, however long that was away', async () => {
  const { port } = await useServer();
  const relay = await useRelay(port);
  const clients: Client[] = [];
  for (let i = 0; i < 3; i++) clients.push((await connect(relay.url)).client);
  await clients[0]!.call('room:create', { game: 'comet', visibility: 'private' });
  const { code } = clients[0]!.room!;
  for (const client of clients.slice(1)) await client.call('room:join', { code });
  relay.cut();
  for (const client of clients) await expect.poll(() => client.connection.status).toBe('lost');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const start = performance.now();
  relay.mend();
  // Back is who the server tells of the room again.
  const took = await Promise.all(
    clients.map(async (client) => {
      await new Promise<void>((resolve) => client.on('room', () => resolve()));
      return performance.now() - start;
    }),
  );
  // The longest pause between two attempts is 0.7 s; the rest is for a busy machine.
  expect(took.sort((a, b) => a - b)[1]).toBeLessThan(1000);
  expect(took[2]).toBeLessThan(1500);
  for (const client of clients) expect(client.connection.status).toBe('online');
});

test('reconnect() finds out in a moment that a connection which looks alive is dead, and leaves a living one alone', async () => {
  const { port } = await useServer({ PING_INTERVAL_MS: '30000', PING_TIMEOUT_MS: '30000' });
  const relay = await useRelay(port);
  const { client } = await connect(relay.url);
  await playAlone(client);
  const match = client.match!;
  const states: string[] = [];
  client.on('connection', ({ status }) => void states.push(status));
  client.reconnect();
  await client.call('clock:sync', { sent: 0 });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(states).toEqual([]);

  relay.silence();
  const start = performance.now();
  client.reconnect();
  await expect.poll(() => match.resumes, { timeout: 5000 }).toBe(1);
  expect(performance.now() - start, '0.7 s of asking, and a new connection').toBeLessThan(2000);
  expect(states).toEqual(['lost', 'online']);
  expect(client.room!.seats[0]!.connection).toBe('online');
  const { seq } = match.frame;
  await expect.poll(() => match.frame.seq).toBeGreaterThan(seq + 3);
});

test('who watches a running match and sits down plays in it, and who stands up watches', async () => {
  const { url } = await useServer();
  const { client: host } = await connect(url);
  await playAlone(host);
  const { client } = await connect(url);
  await client.call('room:join', { code: host.room!.code, as: 'spectator' });
  expect(client.match!.seat).toBeNull();
  await client.call('room:seat', { as: 'player' });
  await expect.poll(() => client.match?.seat).toBe(2);
  const sent = client.match!.send({ thrust: 64, dash: false });
  await expect.poll(() => client.match!.frame.acks[2]).toBe(sent);
  await expect.poll(() => host.match!.seats.length).toBe(3);
  await client.call('room:seat', { as: 'spectator' });
  await expect.poll(() => client.match?.seat).toBeNull();
  expect(client.match!.send({ thrust: 0, dash: false })).toBe(0);
});

test('the list of rooms follows what happens, and goes on after the connection was lost', async () => {
  const { url, port } = await useServer();
  const relay = await useRelay(port);
  const [{ client: watcher }, { client: host }] = [await connect(relay.url), await connect(url)];
  let rooms: readonly { name: string; status: string }[] = [];
  watcher.on('rooms', (all) => {
    rooms = all;
  });
  watcher.watch({ game: 'comet' });
  await host.call('room:create', { game: 'comet', visibility: 'public', name: 'First' });
  await expect.poll(() => rooms.map(({ name }) => name)).toEqual(['First']);
  relay.cut();
  await expect.poll(() => watcher.connection.status).toBe('lost');
  await host.call('room:configure', { name: 'Second' });
  relay.mend();
  await expect.poll(() => rooms.map(({ name }) => name), { timeout: 5000 }).toEqual(['Second']);
  await host.call('room:configure', { name: 'Third' });
  await expect.poll(() => rooms.map(({ name }) => name)).toEqual(['Third']);
  await host.call('room:leave', {});
  await expect.poll(() => rooms).toEqual([]);
});

/** A server that says what the test says, and a client that polls it. */
async function scripted(script: (socket: Socket) => void): Promise<Client> {
  const http = createServer();
  const io = new Server(http);
  io.of('/game').on('connection', script);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const client = createClient({ url, player: { id: 'ann', name: 'Ann' }, token: 't', transports: ['polling'] });
  onTestFinished(() => {
    client.close();
    void io.close();
  });
  await expect.poll(() => client.connection.status).toBe('online');
  return client;
}

const summary = (name: string) => ({ code: 'CDFGHJ', game: 'comet', name }) as unknown as RoomSummary;
/** What this client's list shows, change by change. */
function listed(client: Client): string[] {
  const shown: string[] = [];
  client.on('rooms', (rooms) => void shown.push(rooms.map(({ name }) => name).join()));
  return shown;
}

test('a change of the list that comes in one packet with the answer is the newer one', async () => {
  const client = await scripted((socket) => {
    socket.on('lobby:watch', (_filter, answer) => {
      // Takes the poll that waits, so that what follows goes together with the next one.
      socket.emit('presence', { online: 1 });
      answer({ ok: true, rooms: [summary('Old')] });
      socket.emit('lobby:rooms', { changed: [summary('New')], removed: [] });
    });
  });
  const shown = listed(client);
  client.watch({});
  await expect.poll(() => shown.length).toBe(2);
  expect(shown).toEqual(['Old', 'New']);
});

test('a list that was refused is asked for again, until it is given', async () => {
  let asked = 0;
  const error = { code: 'server/unavailable', message: 'Not now.', retryAfterMs: 20 };
  const client = await scripted((socket) => {
    socket.on('lobby:watch', (_filter, answer) =>
      answer(++asked < 3 ? { ok: false, error } : { ok: true, rooms: [summary('First')] }),
    );
  });
  const shown = listed(client);
  client.watch({});
  await expect.poll(() => shown).toEqual(['First']);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toBe(3);
});

test('who watched comes back as a spectator, also after the grace time', async () => {
  const { url, port } = await useServer({}, { timing: { graceInLobby: 200 } });
  const relay = await useRelay(port);
  const { client: host } = await connect(url);
  await host.call('room:create', { game: 'comet', visibility: 'private' });
  const { client } = await connect(relay.url);
  await client.call('room:join', { code: host.room!.code, as: 'spectator' });
  const watching = () => host.room!.spectators.map(({ playerId }) => playerId);
  await expect.poll(watching).toEqual([client.player.id]);
  relay.cut();
  await expect.poll(watching).toEqual([]);
  relay.mend();
  await expect.poll(() => host.room!.spectators.length + members(host), { timeout: 10_000 }).toBe(2);
  expect(watching()).toEqual([client.player.id]);
});

const members = ({ room }: Client) => room!.seats.filter(({ kind }) => kind === 'human').length;

test('who is kicked or banned loses the room and is told why; at the return too, if that happened while away', async () => {
  const { url, port } = await useServer();
  const relay = await useRelay(port);
  const { client: host } = await connect(url);
  await host.call('room:create', { game: 'comet', visibility: 'private' });
  const { code } = host.room!;
  const { client } = await connect(relay.url);
  const lost: unknown[] = [];
  client.on('lostRoom', (news) => void lost.push(news));
  const kick = (ban: boolean) => host.call('room:kick', { playerId: client.player.id, ban });
  await client.call('room:join', { code });
  await kick(false);
  await expect.poll(() => lost).toEqual([{ code, why: 'kicked' }]);
  expect([client.room, client.chat]).toEqual([null, null]);

  await client.call('room:join', { code });
  relay.cut();
  await expect.poll(() => host.room!.seats[1]!.connection).toBe('away');
  await kick(false);
  relay.mend();
  await expect.poll(() => lost[1], { timeout: 5000 }).toMatchObject({ code, why: { code: 'room/not-member' } });
  expect(client.room, 'it does not come in again by itself').toBeNull();

  await client.call('room:join', { code });
  await kick(true);
  await expect.poll(() => lost[2]).toEqual({ code, why: 'banned' });
});
