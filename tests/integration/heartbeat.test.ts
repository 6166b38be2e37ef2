import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { quickGames } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs, newSession } from '../support/stockClient.ts';

/** Heartbeats of 300 ms + 300 ms; real sockets, so real time: limits are wide, what is asserted is that it happens at all. */
const QUICK = { PING_INTERVAL_MS: '300', PING_TIMEOUT_MS: '300' };
const LIMIT_MS = 5000;

const socketUrl = (url: string, more = '') =>
  `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${more}`;

function closes(socket: WebSocket): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`still open after ${LIMIT_MS} ms of silence`)), LIMIT_MS);
    socket.once('close', () => {
      clearTimeout(late);
      resolve(performance.now() - start);
    });
  });
}

const message = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));

test('[HB-1] a peer that vanishes without a word is noticed, and the room told that it is away', async () => {
  const { url } = await useServer(QUICK);
  const host = await joinAs(url);
  const { room } = await host.call('room:create', { game: 'comet', visibility: 'private' });
  const { token } = await newSession(url, 'Mute');
  const silent = new WebSocket(socketUrl(url));
  await message(silent);
  silent.send(`40/game,${JSON.stringify({ token })}`);
  await message(silent);
  silent.send(`42/game,1["room:join",{"code":"${room.code}"}]`);
  const away = host.next('room:update', (news) => news.room.seats[1].connection === 'away');
  const after = await closes(silent);
  expect(after).toBeGreaterThan(290);
  await away;
});

test('[HB-1] a peer that answers stays, however little it says', async () => {
  const { url } = await useServer(QUICK);
  const player = await joinAs(url);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(player.socket.connected).toBe(true);
});

test('[HB-2] a connection that never joins the namespace is under the same limit', async () => {
  const { url } = await useServer(QUICK);
  const idle = new WebSocket(socketUrl(url));
  idle.on('message', (data) => {
    if (String(data) === '2') idle.send('3');
  });
  await closes(idle);
});

test('[HB-2] a connection that is upgraded with a ping outstanding and goes silent is dropped', async () => {
  const { url } = await useServer(QUICK);
  const opened = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
  const { sid } = JSON.parse(opened.slice(1));
  const { token } = await newSession(url);
  await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
    method: 'POST',
    body: `40/game,${JSON.stringify({ token })}`,
  });
  await (await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`)).text();
  // Long enough for the server's ping to be on its way, short enough for it to wait for the answer still.
  const ping = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`)).text();
  expect(ping).toContain('2');
  const upgraded = new WebSocket(socketUrl(url, `&sid=${sid}`));
  await new Promise((resolve) => upgraded.once('open', resolve));
  upgraded.send('2probe');
  await message(upgraded);
  upgraded.send('5');
  await closes(upgraded);
});

test('a player is served by polling alone, ticks included', async () => {
  const { url } = await useServer({}, { games: quickGames });
  const player = await joinAs(url, 'Poll', { ticks: 'json' }, { transports: ['polling'], upgrade: false });
  await player.call('room:create', { game: 'comet', visibility: 'private' });
  await player.call('room:bot', { seat: 1, level: 'easy' });
  await player.call('room:ready', { ready: true });
  const seqs: number[] = [];
  player.socket.on('match:tick', ({ seq }) => seqs.push(seq));
  const end = player.next('match:end');
  await player.call('room:start', {});
  expect((await end).outcome.kind).toBe('finished');
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
});
