import { expect, test } from 'vitest';
import type { RoomSummary } from '../../shared/protocol/room.ts';
import { gather, granted, hear, PATIENT, quickGames, settled, startMatch, turn } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { connected, joinAs, newSession, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** How players find each other: who is online, invitations, whom one played with, and the list of rooms as it changes. */
interface RoomsNews {
  changed: RoomSummary[];
  removed: string[];
}

const recentOf = async (url: string, { token }: { token: string }) =>
  (await fetch(`${url}/api/me/recent`, { headers: { authorization: `Bearer ${token}` } })).json();

test('[ER-3] an invitation reaches every tab of the one who is invited, in a room or not, and nobody else', async () => {
  const { url } = await useServer();
  const { code, host } = await gather(url, ['Ann'], { name: 'Come in' });
  const ben = await joinAs(url, 'Ben');
  const tab = openSocket(url, { token: ben.token });
  await connected(tab);
  await granted(ben, 'room:create', { game: 'comet', visibility: 'private' });
  const other = await joinAs(url, 'Cid');
  const heard = [ben, { socket: tab }, other, host].map((one) => hear(one, 'server:notice'));
  await granted(host, 'player:invite', { playerId: ben.id });
  const notice = { kind: 'invite', code, from: { id: host.id, name: 'Ann' }, game: 'comet', roomName: 'Come in' };
  await expect.poll(() => heard[1]).toEqual([notice]);
  await settled(ben, other, host);
  expect(heard).toEqual([[notice], [notice], [], []]);
});

test('[ER-3] who is offline is player/not-found; whoever muted the one who invites is not disturbed, and that is not told', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const { player: offline } = await newSession(url, 'Off');
  expect((await host.call('player:invite', { playerId: offline.id })).error.code).toBe('player/not-found');
  expect((await host.call('player:invite', { playerId: 'nobody' })).error.code).toBe('player/not-found');
  const cid = await joinAs(url, 'Cid');
  expect((await cid.call('player:invite', { playerId: host.id })).error.code).toBe('room/not-member');
  const notices = hear(cid, 'server:notice');
  await granted(cid, 'room:join', { code });
  await granted(cid, 'chat:mute', { playerId: host.id, muted: true });
  await granted(cid, 'room:leave');
  expect(await host.call('player:invite', { playerId: cid.id })).toEqual({ ok: true });
  expect(await players[1].call('player:invite', { playerId: cid.id })).toEqual({ ok: true });
  await settled(cid);
  expect(notices.map(({ from }) => from.name)).toEqual(['Ben']);
  const banned = await joinAs(url, 'Dee');
  await granted(banned, 'room:join', { code });
  await granted(host, 'room:kick', { playerId: banned.id, ban: true });
  expect((await players[1].call('player:invite', { playerId: banned.id })).error.code).toBe('room/banned');
});

test('[ER-3] one mutes for oneself who is in the same room, and takes it back anywhere', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const cid = await joinAs(url, 'Cid');
  const mute = async (by: StockPlayer, of: StockPlayer, muted: boolean) => {
    const answer = await by.call('chat:mute', { playerId: of.id, muted });
    return answer.ok ? 'granted' : answer.error.code;
  };
  expect([await mute(cid, host, true), await mute(host, cid, true)]).toEqual(new Array(2).fill('player/not-found'));
  expect(await mute(host, host, true)).toBe('input/invalid');
  await granted(cid, 'room:join', { code });
  expect([await mute(cid, host, true), await mute(players[1], cid, true)]).toEqual(['granted', 'granted']);
  await granted(cid, 'room:leave');
  expect([await mute(cid, host, false), await mute(players[1], cid, false)]).toEqual(['granted', 'granted']);
});

test('who played a match together finds each other afterwards, the latest first, with who is online', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid'], { maxPlayers: 3 });
  const [, ben, cid] = players;
  expect((await recentOf(url, host)).players).toEqual([]);
  const end = host.next('match:end');
  await startMatch(players);
  await end;
  const met = (await recentOf(url, host)).players;
  expect(met).toHaveLength(2);
  expect(met).toEqual(
    expect.arrayContaining([
      { id: ben.id, name: 'Ben', online: true, at: expect.any(Number) },
      { id: cid!.id, name: 'Cid', online: true, at: expect.any(Number) },
    ]),
  );
  const gone = host.next('room:update', ({ room }) => room.seats[2].connection === 'away');
  cid!.socket.disconnect();
  await gone;
  const later = (await recentOf(url, host)).players;
  expect(later.find(({ id }: { id: string }) => id === cid!.id).online).toBe(false);
  await granted(host, 'room:kick', { playerId: cid!.id });
  const dee = await joinAs(url, 'Dee');
  await granted(dee, 'room:join', { code });
  const again = host.next('match:end');
  await startMatch([host, ben, dee]);
  await granted(ben, 'room:leave');
  await again;
  const names = (await recentOf(url, host)).players.map(({ name }: { name: string }) => name);
  expect(names.slice(0, 2).sort(), 'who left early played too').toEqual(['Ben', 'Dee']);
  expect(names.slice(2)).toEqual(['Cid']);
  const stranger = await fetch(`${url}/api/me/recent`);
  expect(await stranger.json()).toMatchObject({ status: 401, code: 'auth/missing' });
});

test('presence counts players, not tabs: told on connecting, and to everyone after a change, at most once a second', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { clock });
  const { token } = await newSession(url, 'Ann');
  const watcher = openSocket(url, { token });
  const counts = hear({ socket: watcher }, 'presence');
  await connected(watcher);
  await expect.poll(() => counts).toEqual([{ online: 1 }]);
  const tab = openSocket(url, { token });
  await connected(tab);
  const others: StockPlayer[] = [];
  for (let i = 0; i < 9; i++) others.push(await joinAs(url));
  await turn(clock, 2000);
  await expect.poll(() => counts.at(-1)).toEqual({ online: 10 });
  const before = counts.length;
  expect(before).toBeLessThanOrEqual(4);
  for (const other of others) {
    other.socket.disconnect();
    await turn(clock, 100);
  }
  await turn(clock, 2000);
  await expect.poll(() => counts.at(-1)).toEqual({ online: 1 });
  expect(counts.length - before, 'in three seconds').toBeLessThanOrEqual(4);
});

test('server:draining goes to everyone, in a room or not; no room closes by it', async () => {
  const server = await useServer({ DRAIN_MS: '0' });
  const { players } = await gather(server.url, ['Ann', 'Ben']);
  const idle = await joinAs(server.url, 'Cid');
  const told = [...players, idle].map((one) => one.next('server:draining'));
  const closed = players.map((one) => hear(one, 'room:closed'));
  await server.drain();
  expect(await Promise.all(told)).toEqual(new Array(3).fill({ message: expect.any(String) }));
  await expect.poll(() => players.map(({ socket }) => socket.connected)).toEqual([false, false]);
  expect(closed).toEqual([[], []]);
});

/** A server whose clock is turned, and a watcher of its rooms. */
async function watchRooms(filter: object = {}) {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { clock });
  const watcher = await joinAs(url, 'Wim');
  const news: RoomsNews[] = hear(watcher, 'lobby:rooms');
  const { rooms } = await granted(watcher, 'lobby:watch', filter);
  /** Everything that is due by now has come. */
  const flush = async () => {
    await turn(clock, 300);
    await settled(watcher);
  };
  return { clock, url, watcher, news, rooms: rooms as RoomSummary[], flush };
}

test('[RM-2] the live list: rooms as they open, change and close; private ones never, and one that turns private goes', async () => {
  const { url, news, rooms, flush } = await watchRooms();
  expect(rooms).toEqual([]);
  const { code, host } = await gather(url, ['Ann'], { visibility: 'public', name: 'Open' });
  const hidden = await gather(url, ['Ben'], { visibility: 'private', name: 'Hidden' });
  await flush();
  expect(news).toEqual([
    { changed: [expect.objectContaining({ code, name: 'Open', humans: 1, open: 7 })], removed: [] },
  ]);
  await granted(hidden.host, 'room:configure', { name: 'Still hidden' });
  await granted(hidden.host, 'room:leave');
  await flush();
  expect(news, 'nothing of the private one').toHaveLength(1);
  await granted(host, 'room:configure', { visibility: 'private' });
  await flush();
  expect(news.at(-1)).toEqual({ changed: [], removed: [code] });
  await granted(host, 'room:configure', { visibility: 'public' });
  await flush();
  expect(news.at(-1)).toMatchObject({ changed: [{ code }], removed: [] });
  await granted(host, 'room:leave');
  await flush();
  expect(news.at(-1)).toEqual({ changed: [], removed: [code] });
  expect(news).toHaveLength(4);
});

test('[RM-2] changes are gathered: at most four messages a second, and the last one is how things are', async () => {
  const { clock, url, news } = await watchRooms();
  const { players } = await gather(url, ['Ann', 'Ben', 'Cid'], { visibility: 'public' });
  const host = players[0];
  for (let i = 0; i < 40; i++) {
    await granted(host, 'room:configure', { name: `Name ${i}` });
    await turn(clock, 25, 25);
  }
  await turn(clock, 300);
  await expect.poll(() => news.at(-1)?.changed[0]?.name).toBe('Name 39');
  expect(news.length, 'in 1.3 s').toBeLessThanOrEqual(6);
  expect(news.length).toBeGreaterThanOrEqual(4);
});

test('the live list is filtered: what comes to fit appears, what fits no longer goes; another filter, and none', async () => {
  const { url, watcher, news, flush } = await watchRooms({ open: '2', game: 'comet' });
  const { code, host } = await gather(url, ['Ann'], { visibility: 'public', maxPlayers: 3, name: 'Small' });
  await gather(url, ['Dee'], { visibility: 'public', game: 'liars-dice' });
  await flush();
  expect(news).toMatchObject([{ changed: [{ code }], removed: [] }]);
  await granted(host, 'room:bot', { seat: 1, level: 'easy' });
  await flush();
  expect(news.at(-1)).toEqual({ changed: [], removed: [code] });
  await granted(host, 'room:bot', { seat: 1, level: null });
  await flush();
  expect(news.at(-1)).toMatchObject({ changed: [{ code }], removed: [] });

  const { rooms } = await granted(watcher, 'lobby:watch', { q: 'sMAll' });
  expect(rooms).toMatchObject([{ code }]);
  const before = news.length;
  await gather(url, ['Cid'], { visibility: 'public', name: 'Another' });
  await flush();
  expect(news).toHaveLength(before);
  await granted(host, 'room:configure', { name: 'Smallest' });
  await flush();
  expect(news).toHaveLength(before + 1);
  await granted(watcher, 'lobby:unwatch');
  await granted(host, 'room:configure', { name: 'Small again' });
  await flush();
  expect(news).toHaveLength(before + 1);
  expect((await watcher.call('lobby:watch', { open: 'many' })).error.code).toBe('input/invalid');
});

test('the live list answers with the newest hundred that fit', async () => {
  const { url } = await useServer();
  for (let i = 0; i < 102; i++) {
    const { token } = await newSession(url);
    const answer = await fetch(`${url}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ game: 'comet', visibility: 'public', name: `Room ${i}` }),
    });
    expect(answer.status).toBe(201);
  }
  const watcher = await joinAs(url);
  const { rooms } = await granted(watcher, 'lobby:watch', {});
  expect(rooms.map(({ name }: RoomSummary) => name)).toEqual(Array.from({ length: 100 }, (_, i) => `Room ${101 - i}`));
});

test('[TK-1] who is told what: one connection, all of a player, a room, a room but one, everyone', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const outside = await joinAs(url, 'Dee');
  const benTab = openSocket(url, { token: ben.token });
  const everyone = { socket: benTab };
  const online = hear(everyone, 'presence');
  await connected(benTab);
  const all = [host, ben, cid!, outside, everyone];
  const heard = (event: string) => all.map((one) => hear(one, event));
  const [replaced, notices, lines, typing] = [
    heard('session:replaced'),
    heard('server:notice'),
    heard('chat:message'),
    heard('chat:typing'),
  ];
  await granted(host, 'player:invite', { playerId: ben.id });
  await granted(host, 'chat:send', { text: 'to the room' });
  host.socket.emit('chat:typing', { typing: true });
  await settled(host, ben, cid!);
  await benTab.timeout(3000).emitWithAck('room:join', { code });
  await settled(...players, outside);
  const counts = (news: unknown[][]) => news.map((one) => one.length);
  expect(counts(notices), 'all connections of one player').toEqual([0, 1, 0, 0, 1]);
  expect(counts(lines).slice(0, 4), 'the room, the sender included').toEqual([1, 1, 1, 0]);
  expect(counts(typing), 'the room but the sender').toEqual([0, 1, 1, 0, 0]);
  expect(counts(replaced), 'one connection').toEqual([0, 1, 0, 0, 0]);
  await expect.poll(() => online.at(-1)).toEqual({ online: 4 });
});
