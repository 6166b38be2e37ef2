import { expect, test } from 'vitest';
import { gather, quickGames, startMatch } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';
import { testGames } from '../support/testGame.ts';

const json = { ticks: 'json' };

async function startTogether(host: StockPlayer, others: StockPlayer[]): Promise<void> {
  for (const player of [host, ...others])
    expect(await player.call('room:ready', { ready: true })).toEqual({ ok: true });
  expect(await host.call('room:start', {})).toEqual({ ok: true });
}

test('[TK-1] a private room of 2 humans and 6 bots, by the contract alone: every seq once and in order, 30 a second, to match:end', async () => {
  const { url } = await useServer();
  const host = await joinAs(url, 'Ann', json);
  const guest = await joinAs(url, 'Ben', json);
  const created = await host.call('room:create', {
    game: 'comet',
    visibility: 'private',
    settings: { roundSeconds: 5 },
  });
  expect(created).toMatchObject({
    ok: true,
    room: { status: 'lobby', hostId: host.id, visibility: 'private', settings: { roundSeconds: 5 } },
  });
  const { code } = created.room;
  const joined = await guest.call('room:join', { code: ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} ` });
  expect(joined).toMatchObject({ ok: true, seat: 1, room: { code } });
  for (let seat = 2; seat < 8; seat++)
    expect(await host.call('room:bot', { seat, level: 'normal' })).toEqual({ ok: true });

  const seen: { seq: number; tick: number; acks: number[]; state: { players: { score: number; x: number }[] } }[] = [];
  const times: number[] = [];
  guest.socket.on('match:tick', (tick) => {
    seen.push(tick);
    times.push(performance.now());
  });
  const started = guest.next('match:start');
  const ended = guest.next('match:end');
  await startTogether(host, [guest]);
  const { match } = await started;
  expect(match).toMatchObject({
    game: 'comet',
    tickRate: 30,
    settings: { roundSeconds: 5 },
    epoch: 1,
    keyframe: { seq: 0, tick: 0 },
  });
  expect(match.seats).toHaveLength(8);

  guest.socket.emit('match:input', 1, { thrust: 0, dash: false });
  const { outcome, matchId } = await ended;
  expect(matchId).toBe(match.matchId);
  expect(outcome.kind).toBe('finished');
  expect(outcome.placements).toHaveLength(8);
  expect(outcome.placements[0].place).toBe(1);

  expect(seen.map((tick) => tick.seq)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
  expect(1000 / slope(times)).toBeGreaterThan(29.5);
  expect(1000 / slope(times)).toBeLessThan(30.5);
  expect(seen.at(-1)!.acks[1]).toBe(1);
});

/** Milliseconds from one to the next by least squares: a stall at either end of the match does not pass for another rate. */
function slope(times: readonly number[]): number {
  const middle = (times.length - 1) / 2;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const along = times.reduce((sum, time, i) => sum + (i - middle) * (time - mean), 0);
  return along / times.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

test('a public room: found in the list, joined, played, and played again by vote', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const host = await joinAs(url, 'Ann', json);
  const guest = await joinAs(url, 'Ben', json);
  await host.call('room:create', { game: 'comet', visibility: 'public', name: 'Everyone' });
  const { rooms } = await (await fetch(`${url}/api/rooms?open=true&status=lobby`)).json();
  expect(rooms).toMatchObject([{ name: 'Everyone', humans: 1, open: 7 }]);
  expect((await guest.call('room:join', { code: rooms[0].code })).seat).toBe(1);
  const first = host.next('match:end');
  await startTogether(host, [guest]);
  const results = guest.next('room:update', ({ room }) => room.status === 'results');
  const { matchId } = await first;
  expect((await results).room.seats[0].ready).toBe(false);

  expect(await host.call('room:rematch', {})).toEqual({ ok: true });
  const started = guest.next('match:start');
  expect(await guest.call('room:rematch', {})).toEqual({ ok: true });
  const again = await started;
  expect(again.match.matchId).not.toBe(matchId);
  expect(again.match.keyframe).toMatchObject({ seq: 0, acks: [0, 0, 0, 0, 0, 0, 0, 0] });
});

test('who leaves in the middle of a match leaves a bot behind, and the match is played to its end', async () => {
  const { url } = await useServer({}, { games: testGames });
  const room = { game: 'counter', settings: { roundSeconds: 1 } };
  const { players } = await gather(url, ['Ann', 'Ben'], room);
  await startMatch(players);
  const end = players[0].next('match:end');
  await players[1].call('room:leave', {});
  const { outcome } = await end;
  expect(outcome.placements).toHaveLength(2);
  expect(outcome.placements[0], 'the bot counted').toMatchObject({ seat: 1, name: 'Ben', score: expect.any(Number) });
  expect(outcome.placements[0].score).toBeGreaterThan(0);
});

test('whoever is un-ready in the countdown stops it', async () => {
  const { url } = await useServer({}, { timing: { countdown: 60_000 } });
  const host = await joinAs(url);
  const guest = await joinAs(url);
  const { room } = await host.call('room:create', { game: 'comet', visibility: 'private' });
  await guest.call('room:join', { code: room.code });
  const countdown = guest.next('room:update', (news) => news.room.status === 'countdown');
  await startTogether(host, [guest]);
  const { startsAt } = (await countdown).room;
  const { received } = await guest.call('clock:sync', { sent: 1 });
  expect(startsAt - received).toBeGreaterThan(50_000);
  const stopped = host.next('room:update', (news) => news.room.status === 'lobby');
  await guest.call('room:ready', { ready: false });
  expect((await stopped).room.startsAt).toBeUndefined();
});
