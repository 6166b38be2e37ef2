import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signal } from '@preact/signals';
import { Server, type Socket } from 'socket.io';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { follow } from '../../game-client/lobby/state/follow.ts';
import { createTabMemory } from '../../game-client/lobby/state/identity.ts';
import { createStore } from '../../game-client/lobby/state/store.ts';
import { createToasts } from '../../game-client/lobby/state/toasts.ts';
import { type Client, createClient } from '../../game-client/net/client.ts';
import type { RoomDocument } from '../../shared/protocol/room.ts';

/** The SDK and the page behind it, told what a server says of quick match. */
let io: Server;
let url: string;

beforeAll(async () => {
  const http = createServer();
  io = new Server(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => io.close());

const OWN = 'BCDFGH';
const FOUND = 'KLMNPQ';
const matched = { ticket: 't1', code: FOUND, node: 'test', until: 10_000 };
const waiting = { ticket: 't1', state: 'waiting', games: ['comet'], since: 0, party: 1, waiting: 1, tolerance: 9 };
const update = { ...waiting, eta: null, reason: { code: 'few-players', text: 'Nobody else waits yet.' } };

function roomOf(code: string): RoomDocument {
  return { code, version: 1, hostId: 'ann', status: 'lobby', spectators: [], seats: [] } as unknown as RoomDocument;
}

/** A client and its page, at `path`, and the server's end of its line. Rooms of `closed` cannot be joined. */
async function open({ path = '/', ticket = null as string | null, closed = [] as string[] } = {}) {
  const joins: object[] = [];
  let line!: Socket;
  io.of('/game').removeAllListeners('connection');
  io.of('/game').on('connection', (socket) => {
    line = socket;
    socket.on('room:join', (wish: { code: string }, answer) => {
      joins.push(wish);
      if (!closed.includes(wish.code)) return answer({ ok: true, seat: 0, room: roomOf(wish.code) });
      answer({ ok: false, error: { code: 'room/not-found', message: 'No such room.' } });
    });
    socket.on('queue:join', (_wish, answer) => answer({ ok: true, ticket: 't1' }));
    socket.on('chat:history', (_wish, answer) => answer({ ok: true, messages: [], read: {}, muted: [] }));
  });
  const client = createClient({
    url,
    player: { id: 'ann', name: 'Ann' },
    token: 't',
    ticket,
    transports: ['websocket'],
  });
  onTestFinished(() => client.close());
  const route = signal(path.startsWith('/r/') ? { at: 'room', code: path.slice(3) } : { at: 'home' });
  const steps: string[] = [];
  const go = (to: string, how = 'push') => {
    steps.push(`${how} ${to}`);
    route.value = to.startsWith('/r/') ? { at: 'room', code: to.slice(3) } : { at: 'home' };
  };
  const kept: Record<string, string> = {};
  const sessionStorage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => void delete kept[key],
  };
  const memory = createTabMemory({ sessionStorage } as unknown as Window);
  const store = createStore({ route, go } as never, createToasts(), memory, {} as never);
  onTestFinished(follow(store, client));
  const rooms: (string | null)[] = [];
  const lost: unknown[] = [];
  client.on('room', (room) => void rooms.push(room?.code ?? null));
  client.on('lostRoom', (news) => void lost.push(news));
  await expect.poll(() => client.connection.status, { interval: 5 }).toBe('online');
  return {
    client,
    store,
    memory,
    joins,
    rooms,
    lost,
    steps,
    tell: (name: string, news: object) => void line.emit(name, news),
    toasts: () => store.toasts.list.value.map(({ text }) => text),
  };
}

const soon = { interval: 5 };
const queue = (client: Client) => client.call('queue:join', { games: ['comet'] });

test('who queued is in the room of the match without another word, and so is the page', async () => {
  const one = await open();
  await queue(one.client);
  one.tell('queue:update', update);
  await expect.poll(() => one.store.queue.value, soon).toMatchObject({ state: 'waiting', here: true });
  expect(one.memory.queuedHere()).toEqual({ ticket: 't1', games: ['comet'], room: null });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.store.room.value?.code, soon).toBe(FOUND);
  expect(one.joins).toEqual([{ code: FOUND }]);
  expect([one.client.queue, one.store.queue.value, one.steps]).toEqual([null, null, [`push /r/${FOUND}`]]);
  expect(one.memory.queuedHere()).toEqual({ ticket: 't1', games: ['comet'], room: FOUND });

  // Told again after a reconnect, although the seat is taken.
  one.tell('queue:matched', matched);
  one.tell('presence', { online: 1 });
  await expect.poll(() => one.store.online.value, soon).toBe(1);
  expect([one.joins.length, one.client.queue]).toEqual([1, null]);
});

test('a page that was loaded anew goes to the match of its ticket; another window of the same player does not', async () => {
  const other = await open();
  other.tell('queue:matched', matched);
  await expect.poll(() => other.store.queue.value, soon).toMatchObject({ state: 'found', here: false });
  expect([other.joins, other.memory.queuedHere()]).toEqual([[], null]);
  await other.client.call('room:join', { code: FOUND });
  expect(other.store.queue.value, 'by hand it can').toBeNull();
  const own = await open({ ticket: 't1' });
  own.tell('queue:matched', matched);
  await expect.poll(() => own.joins, soon).toEqual([{ code: FOUND }]);
});

test('a group that fell apart is no lost room: one waits again on the start page, and is told why', async () => {
  const one = await open({ ticket: 't1' });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.rooms, soon).toEqual([FOUND]);
  one.tell('room:closed', { reason: 'unmatched' });
  one.tell('queue:update', update);
  await expect.poll(() => one.store.queue.value?.state, soon).toBe('waiting');
  expect([one.rooms, one.lost, one.client.room]).toEqual([[FOUND, null], [], null]);
  expect(one.steps.at(-1)).toBe('replace /');
  expect(one.toasts()).toEqual(['Somebody did not come: you are in front of the queue again.']);

  for (const { id } of one.store.toasts.list.value) one.store.toasts.dismiss(id);
  one.tell('queue:update', { ...update, waiting: 2 });
  await expect.poll(() => one.store.queue.value, soon).toMatchObject({ waiting: 2 });
  expect(one.toasts(), 'said once').toEqual([]);
});

test('whose own party did not come is told that, and nothing of a queue that it is not in', async () => {
  const one = await open({ ticket: 't1' });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.rooms, soon).toEqual([FOUND]);
  one.tell('room:closed', { reason: 'unmatched' });
  one.tell('queue:update', { ticket: 't1', state: 'over', why: { code: 'missed', text: 'Not everybody came.' } });
  await queue(one.client);
  one.tell('queue:update', update);
  await expect.poll(() => one.store.queue.value?.state, soon).toBe('waiting');
  expect(one.toasts()).toEqual(['Not everybody came.']);
});

test('a party goes back into its own room, as after a lost connection, and is in no other meanwhile', async () => {
  const one = await open({ path: `/r/${OWN}` });
  await one.client.call('room:join', { code: OWN });
  one.tell('queue:update', { ...update, party: 2 });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.rooms.at(-1), soon).toBe(FOUND);
  one.tell('queue:update', { ...update, party: 2 });
  one.tell('room:closed', { reason: 'unmatched', back: OWN });
  await expect.poll(() => one.rooms.at(-1), soon).toBe(OWN);
  expect(one.toasts().length, 'whichever is told first').toBe(1);
  expect(one.joins).toEqual([{ code: OWN }, { code: FOUND }, { code: OWN, as: 'player', resume: true }]);
  expect([one.rooms, one.lost]).toEqual([[OWN, FOUND, OWN], []]);
  expect(one.steps).toEqual([`push /r/${FOUND}`, `replace /r/${OWN}`]);
});

test('a party’s room that is gone meanwhile is said like any room that is lost', async () => {
  const one = await open({ ticket: 't1', closed: [OWN] });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.rooms, soon).toEqual([FOUND]);
  one.tell('room:closed', { reason: 'unmatched', back: OWN });
  await expect.poll(() => one.lost.length, soon).toBe(1);
  expect([one.client.room, one.rooms.at(-1)]).toEqual([null, null]);
});

test('a ticket that is over is said with its reason, unless it was oneself who left', async () => {
  const one = await open({ ticket: 't1' });
  one.tell('queue:update', { ticket: 't1', state: 'over', why: { code: 'missed', text: 'You did not come.' } });
  await expect.poll(one.toasts, soon).toEqual(['You did not come.']);
  await queue(one.client);
  one.tell('queue:update', { ticket: 't1', state: 'over', why: { code: 'left', text: 'You left.' } });
  one.tell('presence', { online: 1 });
  await expect.poll(() => one.store.online.value, soon).toBe(1);
  expect(one.toasts()).toEqual(['You did not come.']);
});

test('the results of one room are not shown in the next', async () => {
  const one = await open({ path: `/r/${OWN}` });
  await one.client.call('room:join', { code: OWN });
  one.store.result.value = { matchId: 'm1' } as never;
  one.tell('queue:update', update);
  one.tell('queue:matched', matched);
  await expect.poll(() => one.store.room.value?.code, soon).toBe(FOUND);
  expect(one.store.result.value).toBeNull();
});

test('that somebody did not come is old news once the next match is found', async () => {
  const one = await open({ ticket: 't1' });
  one.tell('queue:matched', matched);
  await expect.poll(() => one.rooms, soon).toEqual([FOUND]);
  one.tell('room:closed', { reason: 'unmatched' });
  one.tell('queue:update', update);
  await expect.poll(() => one.toasts().length, soon).toBe(1);
  one.tell('queue:matched', { ...matched, code: OWN });
  await expect.poll(() => one.store.room.value?.code, soon).toBe(OWN);
  expect(one.toasts()).toEqual([]);
});

test('a group’s room gathers until its match begins, in the countdown too, and as an ordinary room no more', async () => {
  const one = await open();
  await one.client.call('room:join', { code: FOUND });
  const gathers: boolean[] = [];
  let version = 1;
  for (const more of [
    {},
    { gathering: { until: 9 } },
    { status: 'countdown', gathering: { until: 9 } },
    { status: 'playing' },
    {},
    { status: 'countdown' },
  ]) {
    version++;
    one.tell('room:update', { room: { ...roomOf(FOUND), ...more, version } });
    await expect.poll(() => one.store.room.value?.version, soon).toBe(version);
    gathers.push(one.store.gathers.value);
  }
  expect(gathers).toEqual([false, true, true, false, false, false]);
});
