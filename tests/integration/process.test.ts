import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { granted, hear } from '../support/play.ts';
import { launch, listening } from '../support/serverProcess.ts';
import { connected, joinAs, newSession, openSocket, refused } from '../support/stockClient.ts';

test('[CF-1] a bad value: a line that names it and what it should be, and exit code 2', async () => {
  const running = launch({ PORT: 'http', PING_INTERVAL_MS: '0', TOKEN_SECRET: 'short' });
  expect(await running.exit).toBe(2);
  const lines = running.errors().trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^PORT: should be a whole number from 0 to 65535.*"http"/);
  expect(lines.find((line) => line.startsWith('TOKEN_SECRET'))).not.toContain('short');
});

test('[CF-1] once it listens it logs one JSON line with event and url; the address for people goes to standard error', async () => {
  const running = launch({});
  const url = await listening(running);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(running.lines().filter(({ event }) => event === 'listening')).toHaveLength(1);
  expect(running.errors()).toContain(url);
});

test('a port that is taken is said in one line, with exit code 1', async () => {
  const first = launch({});
  const { port } = new URL(await listening(first));
  const second = launch({ PORT: port });
  expect(await second.exit).toBe(1);
  expect(second.errors()).toMatch(/cannot start: .*in use/);
});

test('the signing secret is made once, for its owner’s eyes, and tokens outlive the process', async () => {
  const first = launch({});
  const { player, token } = await newSession(await listening(first), 'Ann');
  expect(statSync(join(first.folder, 'token-secret')).mode & 0o777).toBe(0o600);
  await first.kill();
  const second = launch({}, first);
  const me = await fetch(`${await listening(second)}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await me.json()).toMatchObject({ player });
});

test('[ID-3] SIGTERM: players are told, nothing new starts, a match has DRAIN_MS to end, the exit is clean, and the next process goes on', async () => {
  const running = launch({ DRAIN_MS: '1500' });
  const url = await listening(running);
  const player = await joinAs(url, 'Ann', { ticks: 'json' });
  const idle = await joinAs(url, 'Ben');
  const { token } = await newSession(url);
  const { room } = await granted(player, 'room:create', {
    game: 'comet',
    visibility: 'private',
    settings: { roundSeconds: 60 },
  });
  await granted(player, 'room:bot', { seat: 1, level: 'easy' });
  await granted(player, 'room:ready', { ready: true });
  await granted(player, 'room:start');
  const { match } = await player.next('match:start');
  const heard = ['match:end', 'room:closed'].map((event) => hear(player, event));
  const ticks = hear(player, 'match:tick');
  const told = idle.next('server:draining');
  running.child.kill('SIGTERM');
  await told;
  expect((await idle.call('room:create', { game: 'comet', visibility: 'public' })).error.code).toBe('server/draining');
  expect(await refused(openSocket(url, { token }))).toMatchObject({ code: 'server/draining' });
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await player.next('match:tick');
  expect(await running.exit).toBe(0);
  expect(running.lines().map(({ event }) => event)).toContain('stopped');
  expect(heard, 'neither match nor room has ended').toEqual([[], []]);

  const next = launch({}, running);
  const socket = openSocket(await listening(next), { token: player.token, ticks: 'json' });
  await connected(socket);
  const later = hear({ socket }, 'match:tick');
  const joined = await socket.emitWithAck('room:join', { code: room.code, resume: true });
  expect(joined).toMatchObject({ ok: true, seat: 0, match: { matchId: match.matchId } });
  const { keyframe } = joined.match;
  const last = ticks.at(-1);
  // Nothing of it is lost: it was written down when no tick came any more.
  expect(keyframe.tick).toBe(last.tick);
  expect(keyframe.seq).toBeGreaterThan(last.seq);
  await expect.poll(() => later.length).toBeGreaterThan(0);
  expect(later[0]).toMatchObject({ seq: keyframe.seq + 1, tick: keyframe.tick + 1 });
});
