import { expect, test } from 'vitest';
import { gather, granted, hear, PATIENT, settled } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { connected, joinAs, newSession, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** What a host can do about the room and those in it. */
const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
const joinCode = async (player: StockPlayer, code: string) => {
  const answer = await player.call('room:join', { code });
  return answer.ok ? 'granted' : answer.error.code;
};

test('[RM-1] who is kicked is told, is out of the room, hears no more of it, and may come back', async () => {
  const { url, rooms } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const kicked = ben.next('room:kicked');
  const seen = cid!.next('room:update', ({ room }) => room.seats[1].kind === 'empty');
  await granted(host, 'room:kick', { playerId: ben.id });
  expect(await kicked).toEqual({ code, ban: false });
  expect((await seen).room.seats.map(({ kind }: { kind: string }) => kind).slice(0, 3)).toEqual([
    'human',
    'empty',
    'human',
  ]);
  expect(rooms.of(ben.id)).toBeNull();
  const heard = ['room:update', 'chat:message'].map((event) => hear(ben, event));
  await granted(host, 'room:configure', { name: 'Without Ben' });
  await granted(host, 'chat:send', { text: 'He is gone' });
  expect((await ben.call('room:ready', { ready: true })).error.code).toBe('room/not-member');
  expect(heard).toEqual([[], []]);
  expect(await ben.call('room:join', { code })).toMatchObject({ ok: true, seat: 1 });
});

test('[RM-1] a ban holds for the player by any session token, and for a new player from the same address; not for others', async () => {
  const { url } = await useServer({ TRUST_PROXY: '1' });
  const host = await joinAs(url, 'Ann', {}, from('203.0.113.1'));
  const { room } = await granted(host, 'room:create', { game: 'comet', visibility: 'public' });
  const { code } = room;
  const ben = await joinAs(url, 'Ben', {}, from('203.0.113.9'));
  await granted(ben, 'room:join', { code });
  const housemate = await joinAs(url, 'Bob', {}, from('203.0.113.9'));
  await granted(housemate, 'room:join', { code });
  const kicked = ben.next('room:kicked');
  await granted(host, 'room:kick', { playerId: ben.id, ban: true });
  expect(await kicked).toEqual({ code, ban: true });
  expect(await joinCode(ben, code)).toBe('room/banned');

  const renewed = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ben.token}` },
  });
  const { token, player } = await renewed.json();
  expect(player.id).toBe(ben.id);
  const elsewhere = openSocket(url, { token }, from('198.51.100.5'));
  await connected(elsewhere);
  const answer = await elsewhere.timeout(3000).emitWithAck('room:join', { code });
  expect(answer.error?.code, 'the same player from another address').toBe('room/banned');

  expect(await joinCode(await joinAs(url, 'New', {}, from('203.0.113.9')), code), 'the same address').toBe(
    'room/banned',
  );
  expect(await joinCode(await joinAs(url, 'Far', {}, from('203.0.113.10')), code), 'another address').toBe('granted');
  expect(await joinCode(housemate, code), 'who is in already stays').toBe('granted');
  for (const as of ['player', 'spectator'])
    expect((await ben.call('room:join', { code, as })).error.code, as).toBe('room/banned');
});

test('[RM-1] of an IPv6 address a ban holds for the first 64 bits', async () => {
  const { url } = await useServer({ TRUST_PROXY: '1' });
  const host = await joinAs(url, 'Ann', {}, from('2001:db8:1:1::1'));
  const { room } = await granted(host, 'room:create', { game: 'comet', visibility: 'private' });
  const ben = await joinAs(url, 'Ben', {}, from('2001:db8:2:2::9'));
  await granted(ben, 'room:join', { code: room.code });
  await granted(host, 'room:kick', { playerId: ben.id, ban: true });
  const near = await joinAs(url, 'Near', {}, from('2001:db8:2:2:ffff::1'));
  const far = await joinAs(url, 'Far', {}, from('2001:db8:2:3::9'));
  expect([await joinCode(near, room.code), await joinCode(far, room.code)]).toEqual(['room/banned', 'granted']);
});

test('[RM-1] who was kicked while away is told so at the return, and nobody sits in for them meanwhile', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const away = host.next('room:update', ({ room }) => room.seats[1].connection === 'away');
  players[1].socket.disconnect();
  await away;
  await granted(host, 'room:kick', { playerId: players[1].id });
  const back = openSocket(url, { token: players[1].token });
  await connected(back);
  const join = (more: object) => back.timeout(3000).emitWithAck('room:join', { code, ...more });
  expect((await join({ resume: true })).error.code).toBe('room/not-member');
  expect(await join({}), 'by the player’s own will').toMatchObject({ ok: true, seat: 1 });
});

test('[RM-1] a host can kick in a running match: a bot plays on', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 60 } });
  for (const player of players) await granted(player, 'room:ready', { ready: true });
  const start = players[1].next('match:start');
  await granted(host, 'room:start');
  await start;
  const kicked = players[1].next('room:kicked');
  await granted(host, 'room:kick', { playerId: players[1].id });
  await kicked;
  const moving = ({ state }: { state: { players: { thrust: number }[] } }) => state.players[1]!.thrust !== -1;
  await host.next('match:tick', moving);
  const late = hear(players[1], 'match:tick');
  await settled(players[1]);
  await host.next('match:tick');
  expect(late, 'who was kicked sees no more of the match').toEqual([]);
});

test('[RM-1] a transfer makes another member host, at any time; not one who is away, nor a stranger', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const told = cid!.next('room:update', ({ room }) => room.hostId === ben.id);
  const line = cid!.next('chat:message', ({ message }) => message.event === 'host');
  await granted(host, 'room:transfer', { playerId: ben.id });
  await told;
  expect((await line).message).toMatchObject({ kind: 'system', playerId: ben.id });
  expect((await host.call('room:configure', { name: 'Mine' })).error.code).toBe('room/not-host');
  await granted(ben, 'room:configure', { name: 'Bens' });
  expect((await ben.call('room:transfer', { playerId: 'nobody' })).error.code).toBe('player/not-found');
  const away = ben.next('room:update', ({ room }) => room.seats[2].connection === 'away');
  cid!.socket.disconnect();
  await away;
  expect((await ben.call('room:transfer', { playerId: cid!.id })).error.code).toBe('room/wrong-status');
});

test('[RM-4] a host who has been away for ten seconds is host no more; who comes back before that still is', async () => {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer(PATIENT, { clock });
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  const [, ben] = players;
  clock.advance(10);
  await granted(await joinAs(url, 'Cid'), 'room:join', { code });
  const awayTold = () => ben.next('room:update', ({ room }) => room.seats[0].connection === 'away');
  let away = awayTold();
  host.socket.disconnect();
  await away;
  clock.advance(9900);
  const back = openSocket(url, { token: host.token });
  await connected(back);
  const joined = await back.timeout(3000).emitWithAck('room:join', { code });
  expect(joined.room.hostId).toBe(host.id);
  away = awayTold();
  back.disconnect();
  await away;
  const next = ben.next('room:update', ({ room }) => room.hostId !== host.id);
  clock.advance(10_000);
  expect((await next).room.hostId, 'the one longest present').toBe(ben.id);
});

test('[ER-3] who is not host is told room/not-host, and nothing has changed', async () => {
  const { url } = await useServer();
  const { players, host } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const [, ben, cid] = players;
  const updates = hear(cid!, 'room:update');
  const calls: [string, object][] = [
    ['room:kick', { playerId: cid!.id }],
    ['room:kick', { playerId: host.id, ban: true }],
    ['room:transfer', { playerId: ben.id }],
    ['room:configure', { locked: true }],
    ['room:bot', { seat: 5, level: 'easy' }],
    ['room:start', {}],
    ['chat:mute', { playerId: cid!.id, muted: true, everyone: true }],
  ];
  for (const [event, payload] of calls)
    expect((await ben.call(event, payload)).error.code, event).toBe('room/not-host');
  await settled(cid!);
  expect(updates).toEqual([]);
  expect((await host.call('room:kick', { playerId: host.id })).error.code, 'a host leaves').toBe('input/invalid');
});

test('[ER-3] a lock keeps newcomers out, watchers too, and no member', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben']);
  await granted(host, 'room:configure', { locked: true });
  const newcomer = await joinAs(url);
  expect(await joinCode(newcomer, code)).toBe('room/locked');
  expect((await newcomer.call('room:join', { code, as: 'spectator' })).error.code).toBe('room/locked');
  const away = host.next('room:update', ({ room }) => room.seats[1].connection === 'away');
  players[1].socket.disconnect();
  await away;
  const back = openSocket(url, { token: players[1].token });
  await connected(back);
  expect(await back.timeout(3000).emitWithAck('room:join', { code })).toMatchObject({ ok: true, seat: 1 });
  await granted(host, 'room:configure', { locked: false });
  expect(await joinCode(newcomer, code)).toBe('granted');
});

test('[RM-2] a room that turns private is out of the list at once, and in it again when it turns public', async () => {
  const { url } = await useServer();
  const { host } = await gather(url, ['Ann'], { visibility: 'public', name: 'Seen' });
  const listed = async () =>
    (await (await fetch(`${url}/api/rooms`)).json()).rooms.map(({ name }: { name: string }) => name);
  expect(await listed()).toEqual(['Seen']);
  await granted(host, 'room:configure', { visibility: 'private' });
  expect(await listed()).toEqual([]);
  await granted(host, 'room:configure', { visibility: 'public' });
  expect(await listed()).toEqual(['Seen']);
});

test('[RM-4] maxPlayers grows and shrinks the room: those in lost seats move up, and never fewer seats than players', async () => {
  const { url } = await useServer();
  const { code, players, host } = await gather(url, ['Ann', 'Ben', 'Cid'], { maxPlayers: 4 });
  await granted(players[1], 'room:leave');
  const update = host.next('room:update', ({ room }) => room.maxPlayers === 2);
  await granted(host, 'room:configure', { maxPlayers: 2 });
  const { seats } = (await update).room;
  expect(seats.map(({ playerId }: { playerId: string }) => playerId)).toEqual([host.id, players[2]!.id]);
  const newcomer = await joinAs(url);
  expect(await joinCode(newcomer, code)).toBe('room/full');
  await granted(host, 'room:configure', { maxPlayers: 3 });
  expect(await joinCode(newcomer, code)).toBe('granted');
  for (const maxPlayers of [2, 1, 9])
    expect((await host.call('room:configure', { maxPlayers })).error, String(maxPlayers)).toMatchObject({
      code: 'input/invalid',
      issues: [{ path: 'maxPlayers' }],
    });
});

test('[RM-1] settings are merged: what a change does not name stays; a wrong one changes nothing', async () => {
  const { url } = await useServer();
  const { code, host } = await gather(url, ['Ann'], { game: 'liars-dice', settings: { dice: 3 } });
  const update = host.next('room:update', ({ room }) => room.settings.wilds === false);
  await granted(host, 'room:configure', { settings: { wilds: false } });
  expect((await update).room.settings).toEqual({ dice: 3, turnSeconds: 20, wilds: false });
  const wrong = await host.call('room:configure', { name: 'Not this', settings: { dice: 7 } });
  expect(wrong.error).toMatchObject({ code: 'input/invalid', issues: [{ path: 'dice' }] });
  const { room } = await granted(host, 'room:join', { code });
  expect(room).toMatchObject({ settings: { dice: 3, wilds: false } });
  expect(room.name).not.toBe('Not this');
});

test('[RM-1] what a host sets by REST is in the room: delay, stand-ins, series', async () => {
  const { url } = await useServer();
  const { token } = await newSession(url, 'Ann');
  const response = await fetch(`${url}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ game: 'comet', visibility: 'private', spectatorDelay: 5, awayBots: false, bestOf: 3 }),
  });
  expect((await response.json()).room).toMatchObject({ spectatorDelay: 5, awayBots: false, bestOf: 3 });
});
