import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinAs, newSession, openSocket, refused } from '../support/stockClient.ts';

const MAIN = join(import.meta.dirname, '../../server/main.ts');

interface Process {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly folder: string;
  lines(): { event?: string; url?: string }[];
  errors(): string;
}

function launch(env: Record<string, string>, folder = mkdtempSync(join(tmpdir(), 'muster-process-'))): Process {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, ...env },
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  // Not 'exit': what the process wrote last may still be on its way then.
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = () =>
    out
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { child, exit, folder, lines, errors: () => errors };
}

async function listening(running: Process): Promise<string> {
  await expect.poll(() => running.lines().find(({ event }) => event === 'listening'), { timeout: 15_000 }).toBeTruthy();
  return running.lines().find(({ event }) => event === 'listening')!.url!;
}

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
  first.child.kill('SIGKILL');
  await first.exit;
  const second = launch({}, first.folder);
  const me = await fetch(`${await listening(second)}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await me.json()).toMatchObject({ player });
});

test('[ID-3] SIGTERM: players are told, nothing new starts, a match has DRAIN_MS to end, and the exit is clean', async () => {
  const running = launch({ DRAIN_MS: '1500' });
  const url = await listening(running);
  const player = await joinAs(url, 'Ann', { ticks: 'json' });
  const idle = await joinAs(url, 'Ben');
  const { token } = await newSession(url);
  await player.call('room:create', { game: 'comet', visibility: 'private', settings: { roundSeconds: 60 } });
  await player.call('room:bot', { seat: 1, level: 'easy' });
  await player.call('room:ready', { ready: true });
  await player.call('room:start', {});
  await player.next('match:start');
  const [told, ended, closed] = [idle.next('server:draining'), player.next('match:end'), player.next('room:closed')];
  running.child.kill('SIGTERM');
  await told;
  expect((await idle.call('room:create', { game: 'comet', visibility: 'public' })).error.code).toBe('server/draining');
  expect(await refused(openSocket(url, { token }))).toMatchObject({ code: 'server/draining' });
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await player.next('match:tick');
  expect((await ended).outcome).toMatchObject({ kind: 'aborted', error: { code: 'server/draining' } });
  expect(await closed).toEqual({ reason: 'draining' });
  expect(await running.exit).toBe(0);
  expect(running.lines().map(({ event }) => event)).toContain('stopped');
});
