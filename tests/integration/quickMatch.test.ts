import { describe, expect, test } from 'vitest';
import { COME_WITHIN_MS, type QueueStatus } from '../../shared/protocol/queue.ts';
import { PATIENT, settled, turn, turnUntil } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { launch, listening, useFolder } from '../support/serverProcess.ts';
import { connected, joinAs, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Bots fill up almost at once where a test is not about waiting for people. */
const SOON = { QUEUE_BOTS_MS: '300' };

async function withClock(env: Record<string, string> = {}) {
  const clock = new VirtualClock(Date.now());
  const { url } = await useServer({ ...PATIENT, ...env }, { clock });
  return { url, clock };
}

/** How many wait, by queue. */
async function queues(url: string): Promise<{ [id: string]: number }> {
  const { queues: all }: { queues: QueueStatus[] } = await (await fetch(`${url}/api/queue`)).json();
  return Object.fromEntries(all.map(({ id, waiting }) => [id, waiting]));
}

const isState = (state: string) => (news: { state: string }) => news.state === state;
const humansIn = (room: { seats: { kind: string }[] }) => room.seats.filter(({ kind }) => kind === 'human');

const joined = (player: StockPlayer, code: string) => player.call('room:join', { code });

/** Two in a private room of the first. */
async function party(url: string) {
  const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
  const { room } = await ann.call('room:create', { game: 'comet', visibility: 'private' });
  await joined(ben, room.code);
  return { ann, ben, room };
}

/** Queues, and comes to where it is called; the room as it was then. */
async function queueAndCome(player: StockPlayer, games = ['comet']) {
  const matched = player.next('queue:matched');
  expect(await player.call('queue:join', { games })).toMatchObject({ ok: true, ticket: expect.any(String) });
  const { code } = await matched;
  const answer = await joined(player, code);
  expect(answer.ok).toBe(true);
  return answer.room;
}

test('[QM-5] two who queue are called to one room, with its node, and play without another word', async () => {
  const { url } = await useServer(SOON);
  const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
  const called = [ann.next('queue:matched'), ben.next('queue:matched')];
  const tickets = [
    await ann.call('queue:join', { games: ['liars-dice'] }),
    await ben.call('queue:join', { games: ['liars-dice'] }),
  ];
  const [toAnn, toBen] = await Promise.all(called);
  expect(toAnn).toMatchObject({ ticket: tickets[0].ticket, node: 'test', until: expect.any(Number) });
  expect(toBen).toMatchObject({ ticket: tickets[1].ticket, code: toAnn.code });
  const starts = [ann.next('match:start'), ben.next('match:start')];
  const room = (await joined(ann, toAnn.code)).room;
  expect(room).toMatchObject({ status: 'lobby', gathering: { until: toAnn.until } });
  expect((await joined(ben, toAnn.code)).room.status).toBe('countdown');
  const [start] = await Promise.all(starts);
  const humans = start.match.seats.filter((seat: { kind: string }) => seat.kind === 'human');
  expect(humans.map((seat: { name: string }) => seat.name).sort()).toEqual(['Ann', 'Ben']);
});

test('[QM-8] one who waits alone plays with bots in the end', async () => {
  const { url } = await useServer(SOON);
  const ann = await joinAs(url, 'Ann');
  const room = await queueAndCome(ann);
  expect(room.seats.filter((seat: { kind: string }) => seat.kind === 'bot')).toHaveLength(3);
  expect(room).toMatchObject({ visibility: 'public', status: 'countdown' });
});

describe('somebody who does not come', () => {
  /** Two who were called to one room, of whom the first has come. */
  async function called(url: string, clock: VirtualClock) {
    const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
    const call = ann.next('queue:matched');
    for (const one of [ann, ben]) await one.call('queue:join', { games: ['comet'] });
    const { code, ticket } = await turnUntil(clock, call);
    expect((await joined(ann, code)).ok).toBe(true);
    return { ann: Object.assign(ann, { room: code }), ben, ticket };
  }

  test('[QM-6] costs the others 10 s and no waiting time: they are in front again, and go with whoever comes next', async () => {
    const { url, clock } = await withClock();
    const { ann, ben, ticket } = await called(url, clock);
    const closed = ann.next('room:closed');
    const again = ann.next('queue:update', isState('waiting'));
    const over = ben.next('queue:update', isState('over'));
    await turn(clock, COME_WITHIN_MS - 1000);
    expect((await queues(url)).comet).toBe(0);
    expect(await turnUntil(clock, closed)).toEqual({ reason: 'unmatched' });
    expect(await over).toMatchObject({ why: { code: 'missed' } });
    const waiting = await turnUntil(clock, again);
    expect(waiting).toMatchObject({ ticket, waiting: 1, party: 1 });
    expect(clock.now() - waiting.since).toBeGreaterThanOrEqual(16_000 - 1000);
    const cleo = await joinAs(url, 'Cleo');
    const [toAnn, toCleo] = [ann.next('queue:matched'), cleo.next('queue:matched')];
    await cleo.call('queue:join', { games: ['comet'] });
    expect((await turnUntil(clock, toAnn)).code).toBe((await toCleo).code);
  });

  test('may be one who goes in the countdown: all wait again', async () => {
    const { url, clock } = await withClock();
    const { ann, ben } = await called(url, clock);
    expect((await joined(ben, ann.room)).room.status).toBe('countdown');
    const closed = ann.next('room:closed');
    const again = ann.next('queue:update', isState('waiting'));
    expect((await ben.call('room:ready', { ready: false })).error.code).toBe('room/wrong-status');
    expect(await ben.call('room:leave', {})).toEqual({ ok: true });
    expect(await closed).toEqual({ reason: 'unmatched' });
    expect(await turnUntil(clock, again)).toMatchObject({ waiting: 1 });
  });

  test('again and again has to wait before queueing anew, and is not matched again with those who waited in vain', async () => {
    const { url, clock } = await withClock({ QUEUE_BOTS_MS: '1000000' });
    const { ben } = await called(url, clock);
    const misses = async () => {
      const over = ben.next('queue:update', isState('over'));
      await turnUntil(clock, over);
    };
    await misses();
    const cleo = await joinAs(url, 'Cleo');
    expect((await ben.call('queue:join', { games: ['comet'] })).ok).toBe(true);
    await turn(clock, 20_000, 500);
    expect((await queues(url)).comet, 'Ann and Ben are not brought together').toBe(2);
    const toBen = ben.next('queue:matched');
    await cleo.call('queue:join', { games: ['comet'] });
    const third = await joinAs(url, 'Dan');
    await third.call('queue:join', { games: ['comet'] });
    await turnUntil(clock, toBen);
    await misses();
    const refused = await ben.call('queue:join', { games: ['comet'] });
    expect(refused.error).toMatchObject({ code: 'rate/limited', retryAfterMs: expect.any(Number) });
    await turn(clock, 15_000, 500);
    expect((await ben.call('queue:join', { games: ['comet'] })).ok).toBe(true);
  });

  test('may be one who changed their mind: then the others need not wait', async () => {
    const { url, clock } = await withClock();
    const { ann, ben } = await called(url, clock);
    const again = ann.next('queue:update', isState('waiting'));
    expect(await ben.call('queue:leave', {})).toEqual({ ok: true });
    expect(await turnUntil(clock, again)).toMatchObject({ waiting: 1 });
  });
});

describe('a ticket', () => {
  test('[QM-1] is one a player, by whatever connection', async () => {
    const { url } = await useServer();
    const ann = await joinAs(url, 'Ann');
    const [first, second] = await Promise.all([
      ann.call('queue:join', { games: ['comet'] }),
      ann.call('queue:join', { games: ['liars-dice'] }),
    ]);
    expect([first.ok, second.ok]).toEqual([true, false]);
    expect(second.error.code).toBe('queue/already-queued');
    expect(await ann.call('queue:leave', {})).toEqual({ ok: true });
    expect(await ann.call('queue:leave', {})).toEqual({ ok: true });
    expect((await ann.call('queue:join', { games: ['comet'] })).ok).toBe(true);
  });

  test('is refused with what was wrong: queues that there are not, none at all, a member of a room who is not its host', async () => {
    const { url } = await useServer();
    const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
    const unknown = await ann.call('queue:join', { games: ['comet', 'chess'] });
    expect(unknown.error).toMatchObject({ code: 'game/unknown', message: expect.stringContaining('comet/teams') });
    expect((await ann.call('queue:join', { games: [] })).error.code).toBe('input/invalid');
    const nowhere = await ann.call('queue:join', { games: ['comet'], regions: { mars: 20 } });
    expect(nowhere.error).toMatchObject({ code: 'input/invalid', message: expect.stringContaining("'mars'") });
    const { room } = await ann.call('room:create', { game: 'comet', visibility: 'private' });
    await joined(ben, room.code);
    expect((await ben.call('queue:join', { games: ['comet'] })).error.code).toBe('room/not-host');
  });

  test('ends when its player takes a seat somewhere by hand', async () => {
    const { url } = await useServer();
    const ann = await joinAs(url, 'Ann');
    await ann.call('queue:join', { games: ['comet'] });
    const over = ann.next('queue:update', isState('over'));
    expect((await ann.call('room:create', { game: 'comet', visibility: 'private' })).ok).toBe(true);
    expect(await over).toMatchObject({ why: { code: 'room' } });
  });

  test('[QM-9] waits for a player who is away, and goes on when they are back', async () => {
    const { url, clock } = await withClock();
    const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
    for (const one of [ann, ben]) await one.call('queue:join', { games: ['comet'] });
    await turn(clock, 10);
    expect((await queues(url)).comet).toBe(2);
    ann.socket.disconnect();
    await expect.poll(async () => (await queues(url)).comet).toBe(1);
    await turn(clock, 8000);
    const back = openSocket(url, { token: ann.token });
    const called = new Promise<{ code: string }>((resolve) => back.once('queue:matched', resolve));
    const toBen = ben.next('queue:matched');
    await connected(back);
    expect((await turnUntil(clock, called)).code).toBe((await toBen).code);
  });

  test('of a player who stays away is given up after the grace time', async () => {
    const { url, clock } = await withClock({ GRACE_LOBBY_MS: '2000' });
    const ann = await joinAs(url, 'Ann');
    await ann.call('queue:join', { games: ['comet'] });
    await turn(clock, 1);
    ann.socket.disconnect();
    await expect.poll(async () => (await queues(url)).comet).toBe(0);
    await turn(clock, 2100);
    const back = openSocket(url, { token: ann.token });
    await connected(back);
    expect(await back.emitWithAck('queue:join', { games: ['comet'] })).toMatchObject({ ok: true });
  });

  test('names several queues, and is used once', async () => {
    const { url } = await useServer(SOON);
    const ann = await joinAs(url, 'Ann');
    await queueAndCome(ann, ['comet', 'comet/teams', 'liars-dice']);
    expect(await queues(url)).toEqual({ comet: 0, 'comet/teams': 0, 'liars-dice': 0 });
  });

  test('[QM-3] tells how many wait, how long it may take, and why it waits', async () => {
    const { url } = await useServer();
    const [ann, ben] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
    const first = ann.next('queue:update');
    await ann.call('queue:join', { games: ['comet'] });
    expect(await first).toMatchObject({
      state: 'waiting',
      waiting: 1,
      tolerance: 150,
      eta: { ms: expect.any(Number), error: expect.any(Number) },
      reason: { code: 'few-players', text: expect.stringContaining('bots fill up in 20 s') },
    });
    const second = ann.next('queue:update', ({ waiting }) => waiting === 2);
    await ben.call('queue:join', { games: ['comet'] });
    expect((await second).reason).toMatchObject({ text: expect.stringContaining('2 players are here') });
  });
});

test('[QM-4] players of whom one has muted the other are not brought together, whatever their ratings', async () => {
  const { url, clock } = await withClock();
  const [ann, ben, cleo] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben'), await joinAs(url, 'Cleo')];
  const { room } = await ann.call('room:create', { game: 'comet', visibility: 'private' });
  await joined(ben, room.code);
  expect(await ann.call('chat:mute', { playerId: ben.id, muted: true })).toEqual({ ok: true });
  for (const one of [ann, ben]) await one.call('room:leave', {});
  for (const one of [ann, ben]) await one.call('queue:join', { games: ['comet'] });
  await turn(clock, 8000);
  expect((await queues(url)).comet).toBe(2);
  const called = [ann, ben, cleo].map((one) => one.next('queue:matched'));
  await cleo.call('queue:join', { games: ['comet'] });
  const { code } = await turnUntil(clock, called[2]!);
  const others = await turnUntil(clock, Promise.all([called[0]!, called[1]!]));
  expect(others.filter((other) => other.code === code)).toHaveLength(1);
});

describe('a party', () => {
  test('[QM-2] queues when its host asks, plays together, and leaves its room for that', async () => {
    const { url } = await useServer(SOON);
    const { ann, ben, room } = await party(url);
    const called = [ann.next('queue:matched'), ben.next('queue:matched')];
    expect((await ann.call('queue:join', { games: ['comet/teams'] })).ok).toBe(true);
    const [toAnn, toBen] = await Promise.all(called);
    expect(toAnn).toEqual(toBen);
    const starts = [ann.next('match:start'), ben.next('match:start')];
    for (const one of [ann, ben]) expect((await joined(one, toAnn.code)).ok).toBe(true);
    const [start] = await Promise.all(starts);
    const sides = start.match.seats.map((seat: { kind: string; team: number }) => `${seat.kind} ${seat.team}`);
    expect(sides.sort()).toEqual(['bot 1', 'bot 1', 'human 0', 'human 0']);
    expect((await fetch(`${url}/api/rooms/${room.code}`)).status).toBe(404);
  });

  test('of which one does not come has its room again', async () => {
    const { url, clock } = await withClock();
    const { ann, room } = await party(url);
    const called = ann.next('queue:matched');
    await ann.call('queue:join', { games: ['comet'] });
    await joined(ann, (await turnUntil(clock, called)).code);
    const closed = ann.next('room:closed');
    expect(await turnUntil(clock, closed)).toEqual({ reason: 'unmatched', back: room.code });
    expect(humansIn((await joined(ann, room.code)).room)).toHaveLength(2);
  });

  test('of which one gives up has its room again, and its members are told', async () => {
    const { url, clock } = await withClock();
    const { ann, ben, room } = await party(url);
    const called = ann.next('queue:matched');
    await ann.call('queue:join', { games: ['comet'] });
    await joined(ann, (await turnUntil(clock, called)).code);
    const told = [ann.next('room:closed'), ann.next('queue:update', isState('over'))];
    await ben.call('queue:leave', {});
    expect(await told[0]).toEqual({ reason: 'unmatched', back: room.code });
    expect(await told[1]).toMatchObject({ why: { code: 'left' } });
    expect(humansIn((await joined(ann, room.code)).room)).toHaveLength(2);
  });

  test('that has become another while it was called does not wait on', async () => {
    const { url, clock } = await withClock({ QUEUE_BOTS_MS: '200000' });
    const [ann, ben, cleo, dan] = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dan'].map((name) => joinAs(url, name)));
    const { room } = await ann!.call('room:create', { game: 'comet', visibility: 'private' });
    await joined(ben!, room.code);
    const called = ann!.next('queue:matched');
    for (const one of [ann!, cleo!]) await one.call('queue:join', { games: ['comet'] });
    await turnUntil(clock, called);
    await joined(dan!, room.code);
    const over = ann!.next('queue:update', isState('over'));
    await cleo!.call('queue:leave', {});
    expect(await turnUntil(clock, over)).toMatchObject({ why: { code: 'room' } });
  });

  test('of which first one and then another is away for a while goes on: the time is each one’s own', async () => {
    const { url, clock } = await withClock({ QUEUE_BOTS_MS: '200000', GRACE_LOBBY_MS: '30000' });
    const { ann, ben, room } = await party(url);
    await ann.call('queue:join', { games: ['comet'] });
    await turn(clock, 100);
    const away = ann.next('queue:update', ({ reason }) => reason?.code === 'away');
    ben.socket.disconnect();
    await turnUntil(clock, away);
    await turn(clock, 20_000, 500);
    ann.socket.disconnect();
    const back = openSocket(url, { token: ben.token });
    const news: { state: string }[] = [];
    back.on('queue:update', (update) => news.push(update));
    await connected(back);
    await back.emitWithAck('room:join', { code: room.code });
    await turn(clock, 12_000, 500);
    expect(news.length).toBeGreaterThan(0);
    expect(news.filter(isState('over'))).toEqual([]);
  });

  test('that changes while it waits is in the queue no more', async () => {
    const { url } = await useServer();
    const [ann, ben, cleo] = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben'), await joinAs(url, 'Cleo')];
    const { room } = await ann.call('room:create', { game: 'comet', visibility: 'private' });
    await joined(ben, room.code);
    await ann.call('queue:join', { games: ['comet'] });
    const over = [ann, ben].map((one) => one.next('queue:update', isState('over')));
    await joined(cleo, room.code);
    for (const told of await Promise.all(over)) expect(told.why.code).toBe('room');
  });
});

describe('a public room with free seats', () => {
  test('[QM-7] is an offer: the queue fills it, and the list shows a seat less', async () => {
    const { url, clock } = await withClock();
    const [host, ann] = [await joinAs(url, 'Host'), await joinAs(url, 'Ann')];
    const { room } = await host.call('room:create', { game: 'comet', visibility: 'public', maxPlayers: 3 });
    const called = ann.next('queue:matched');
    await ann.call('queue:join', { games: ['comet'] });
    expect((await turnUntil(clock, called)).code).toBe(room.code);
    const seen = await (await fetch(`${url}/api/rooms/${room.code}`)).json();
    expect(seen.room).toMatchObject({ humans: 1, open: 1 });
    expect((await joined(ann, room.code)).seat).toBe(1);
  });

  test('holds a seat for 10 s; whoever has not come by then has lost the ticket, and the room goes on', async () => {
    const { url, clock } = await withClock();
    const [host, ann] = [await joinAs(url, 'Host'), await joinAs(url, 'Ann')];
    const { room } = await host.call('room:create', { game: 'comet', visibility: 'public', maxPlayers: 2 });
    const called = ann.next('queue:matched');
    await ann.call('queue:join', { games: ['comet'] });
    await turnUntil(clock, called);
    const late = await joinAs(url, 'Late');
    expect((await joined(late, room.code)).error.code).toBe('room/full');
    const over = ann.next('queue:update', isState('over'));
    expect(await turnUntil(clock, over)).toMatchObject({ why: { code: 'missed' } });
    expect((await joined(late, room.code)).seat).toBe(1);
  });

  test('in which nothing begins gets nobody else: those who wait play each other', async () => {
    const { url, clock } = await withClock();
    const host = await joinAs(url, 'Idle');
    const { room } = await host.call('room:create', { game: 'comet', visibility: 'public' });
    const first = await joinAs(url, 'First');
    const called = first.next('queue:matched');
    await first.call('queue:join', { games: ['comet'] });
    const { code } = await turnUntil(clock, called);
    expect(code).toBe(room.code);
    await joined(first, code);
    await turn(clock, 31_000, 500);
    const others = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
    const starts = others.map((one) => one.next('match:start'));
    for (const one of others) {
      one.socket.on('queue:matched', (call) => one.socket.emit('room:join', { code: call.code }));
      await one.call('queue:join', { games: ['comet'] });
    }
    const [start] = await turnUntil(clock, Promise.all(starts));
    expect(start.match.seats.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['Ann', 'Ben']));
  });

  test('that one has just left is not what one is called to next, nor one that keeps out everybody at this address', async () => {
    const { url, clock } = await withClock();
    const [host, bad, cleo] = [await joinAs(url, 'Host'), await joinAs(url, 'Bad'), await joinAs(url, 'Cleo')];
    const { room } = await host.call('room:create', { game: 'comet', visibility: 'public' });
    await joined(bad, room.code);
    await host.call('room:kick', { playerId: bad.id, ban: true });
    for (const one of [bad, cleo]) {
      const called = one.next('queue:matched');
      await one.call('queue:join', { games: ['comet'] });
      expect((await turnUntil(clock, called)).code, one.name).not.toBe(room.code);
      await one.call('queue:leave', {});
    }
  });

  test('from which all go before the one comes who was called is none any more', async () => {
    const { url, clock } = await withClock();
    const [host, ann] = [await joinAs(url, 'Host'), await joinAs(url, 'Ann')];
    await host.call('room:create', { game: 'comet', visibility: 'public' });
    const called = ann.next('queue:matched');
    await ann.call('queue:join', { games: ['comet'] });
    await turnUntil(clock, called);
    const again = ann.next('queue:update', isState('waiting'));
    await host.call('room:leave', {});
    expect(await turnUntil(clock, again)).toMatchObject({ waiting: 1 });
  });

  test('gives each seat once, whether by the queue or by its code', async () => {
    const { url, clock } = await withClock();
    const host = await joinAs(url, 'Host');
    const { room } = await host.call('room:create', { game: 'comet', visibility: 'public', maxPlayers: 4 });
    const strangers = await Promise.all(Array.from({ length: 12 }, (_, n) => joinAs(url, `P${n}`)));
    const seats: number[] = [];
    const come = async (one: StockPlayer) => {
      const { ok, seat } = await joined(one, room.code);
      if (ok) seats.push(seat);
    };
    for (const one of strangers) one.socket.on('queue:matched', ({ code }) => code === room.code && void come(one));
    await Promise.all(
      strangers.map((one, n) => (n % 2 === 0 ? one.call('queue:join', { games: ['comet'] }) : come(one))),
    );
    await turn(clock, 9000);
    await expect.poll(() => seats.length).toBe(3);
    await settled(...strangers);
    expect(seats.sort()).toEqual([1, 2, 3]);
    expect(humansIn((await joined(host, room.code)).room)).toHaveLength(4);
  });
});

test('[QM-10] a server that is killed while a group gathers has lost nobody: all wait again, as long as before, and play', async () => {
  const folder = useFolder();
  const first = launch(SOON, { folder });
  const url = await listening(first);
  const players = [await joinAs(url, 'Ann'), await joinAs(url, 'Ben')];
  const told = players.map((one) => one.next('queue:update'));
  const called = players.map((one) => one.next('queue:matched'));
  const tickets: string[] = [];
  for (const one of players) tickets.push((await one.call('queue:join', { games: ['liars-dice'] })).ticket);
  const since = (await Promise.all(told)).map((update) => update.since);
  const [{ code }] = await Promise.all(called);
  expect((await joined(players[0]!, code)).ok).toBe(true);
  await first.kill();

  const second = launch({}, { folder, countdown: 100 });
  const again = await listening(second);
  const starts = players.map(async ({ token }, n) => {
    const socket = openSocket(again, { token });
    const waiting = new Promise((resolve) => socket.once('queue:update', resolve));
    socket.on('queue:matched', (call) => socket.emit('room:join', { code: call.code }));
    const start = new Promise((resolve) => socket.once('match:start', resolve));
    expect(await waiting).toMatchObject({ state: 'waiting', ticket: tickets[n], since: since[n] });
    return start;
  });
  const [toAnn, toBen] = (await Promise.all(starts)) as { match: { matchId: string } }[];
  expect(toAnn!.match.matchId).toBe(toBen!.match.matchId);
});
