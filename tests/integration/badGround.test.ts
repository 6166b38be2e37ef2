import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FILE_NAME } from '../../server/store/database.ts';
import { type Verdict, verifyReplay } from '../../shared/game/replay.ts';
import { games } from '../../shared/games/index.ts';
import type { MatchResponse, ReplayDocument } from '../../shared/protocol/results.ts';
import { gather, granted, hear, startMatch } from '../support/play.ts';
import { keepServer } from '../support/server.ts';
import { launch, listening, type ServerProcess, useFolder } from '../support/serverProcess.ts';
import { connected, joinAs, newSession, openSocket, type StockPlayer } from '../support/stockClient.ts';

/** Servers whose ground fails them: a disk that is full, files that are damaged, forbidden, somebody else's or of another time. */
const SOMEBODY = 65_534;
/** A quarter of a second at thirty ticks: mostly it is a tenth, but the machine may do other things too. */
const MOST_LOST_TICKS = 8;
const isRoot = process.getuid?.() === 0;
/** A secret of its own: that file too would be forbidden. */
const SECRET = { TOKEN_SECRET: 'only for tests: 0123456789 abcdef' };
/** What a folder has in which a server was; nobody uses it. */
let made = '';
let code = '';

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'muster-made-'));
  const { server, stop } = await keepServer({ DATA_DIR: made });
  const { token } = await newSession(server.url, 'Ann');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ game: 'comet', visibility: 'private' });
  const answer = await fetch(`${server.url}/api/rooms`, { method: 'POST', headers, body });
  ({ code } = (await answer.json()).room);
  await stop();
});

afterAll(() => rmSync(made, { recursive: true }));

/** A copy of it, and what its files hold. */
function useMade(): string {
  const folder = useFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}

const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !name.endsWith('.lock'))
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );

/** What it says as it ends, which is one line. */
async function lastWord(server: ServerProcess): Promise<string> {
  expect(await server.exit).toBe(1);
  const lines = server.errors().trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

async function hasRoom(url: string): Promise<boolean> {
  return (await fetch(`${url}/api/rooms/${code}`)).status === 200;
}

describe('a server does not start', () => {
  test('in a folder that it may not write to: it says so in a line, and leaves all as it was', async () => {
    const folder = useMade();
    const before = contentOf(folder);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    const server = launch(SECRET, { folder, ...(isRoot && { uid: SOMEBODY }) });
    expect(await lastWord(server)).toMatch(
      /^Muster cannot start: .*muster\.db cannot be used: .*(permission|read-?only|write)/i,
    );
    expect(contentOf(folder)).toEqual(before);
  });

  test('with tables of a newer Muster: it says so in a line, and leaves the file as it was, byte for byte', async () => {
    const folder = useMade();
    const file = new DatabaseSync(join(folder, FILE_NAME));
    file.prepare('insert into kysely_migration (name, timestamp) values (?, ?)').run('999-from-the-future', '2100');
    file.close();
    const before = contentOf(folder);
    expect(await lastWord(launch({}, { folder }))).toMatch(
      /^Muster cannot start: .*newer Muster \(999-from-the-future\)/,
    );
    expect(contentOf(folder)).toEqual(before);
  });

  test('where another is: it says so in a line, and the other goes on', async () => {
    const first = launch({}, { folder: useMade() });
    const url = await listening(first);
    expect(await lastWord(launch({}, first))).toMatch(/^Muster cannot start: .*another server is using/);
    expect(await hasRoom(url)).toBe(true);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('a damaged file is set aside, named in the log and to who started the server, and a new one made', () => {
  const damages: [string, (file: string) => void][] = [
    ['truncated', (file) => truncateSync(file, 40_000)],
    [
      'with flipped bits',
      (file) => {
        const bytes = readFileSync(file);
        // The heads of pages, where it shows.
        for (let at = 4096; at < bytes.length; at += 4096) bytes[at]! ^= 0x55;
        writeFileSync(file, bytes);
      },
    ],
  ];

  test.each(damages)('%s', async (_how, damage) => {
    const folder = useMade();
    damage(join(folder, FILE_NAME));
    const damaged = readFileSync(join(folder, FILE_NAME));
    const server = launch({}, { folder });
    const url = await listening(server);
    const line = server.lines().find(({ event }) => event === 'store-damaged');
    expect(line).toMatchObject({ level: 'error', file: expect.stringContaining('.damaged-'), why: expect.any(String) });
    expect(readFileSync(line!.file).equals(damaged)).toBe(true);
    expect(server.errors()).toContain(line!.file);
    expect(await hasRoom(url)).toBe(false);
    await granted(await joinAs(url), 'room:create', { game: 'comet', visibility: 'public' });
  });
});

/** From now on no file of this process takes a byte, as on a full disk; `unlimited`: all do again. One need not be root for it, but on Linux. */
function limitFiles({ child }: ServerProcess, bytes: '1' | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', `${child.pid}`, `--fsize=${bytes}:`]);
}

const readiness = async (url: string) => (await fetch(`${url}/readyz`)).status;
const recordOf = async (url: string, matchId: string) =>
  ((await (await fetch(`${url}/api/matches/${matchId}`)).json()) as MatchResponse).match;

/** A new connection of this player, back in the room. */
async function comeBack(url: string, { token }: StockPlayer, room: string) {
  const socket = openSocket(url, { token, ticks: 'json' });
  await connected(socket);
  const [ticks, lines] = [hear({ socket }, 'match:tick'), hear({ socket }, 'chat:message')];
  return { ticks, lines, joined: await socket.timeout(5000).emitWithAck('room:join', { code: room, resume: true }) };
}

async function playsAgain(url: string, matchId: string): Promise<Verdict> {
  const response = await fetch(`${url}/api/matches/${matchId}/replay`);
  const { ticks, outcome, log, game, ...spec } = (await response.json()) as ReplayDocument;
  const end = { ticks, outcome: outcome.kind === 'finished' ? outcome : null };
  return verifyReplay(games.get(game)!, { game, ...spec }, Buffer.from(log, 'base64'), end);
}

test('[KP-1] while nothing can be written matches go on and what cannot be kept is refused; with room again all is right within 3 s, and survives a kill', async () => {
  const server = launch({ RATE_SCALE: '100' }, { countdown: 200 });
  const url = await listening(server);
  /** A match that ends meanwhile, one that goes on through it, and a room between matches. */
  const short = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 5 } });
  const long = await gather(url, ['Cleo', 'Dan', 'Eve'], { settings: { roundSeconds: 60 } });
  const calm = await gather(url, ['Fay', 'Gil']);
  const loner = await joinAs(url, 'Hal');
  const [, dan, eve] = long.players;
  const [, gil] = calm.players;
  const [{ matchId: shortId }] = await startMatch(short.players);
  const [{ matchId: longId }] = await startMatch(long.players);
  const end = short.host.next('match:end');
  const ticks = [...short.players, ...long.players].map((player) => hear(player, 'match:tick'));

  limitFiles(server, '1');
  await expect.poll(() => readiness(url)).toBe(503);
  // It finds out again and again that it cannot, also while nobody asks for anything.
  const { length: tried } = ticks[0]!;
  await expect.poll(() => ticks[0]!.length).toBeGreaterThan(tried + 75);
  const refused = await Promise.all([
    calm.host.call('chat:send', { text: 'hello' }),
    eve!.call('chat:send', { text: 'hello' }),
    gil.call('room:ready', { ready: true }),
    calm.host.call('room:start'),
    calm.host.call('room:configure', { name: 'Lost' }),
    calm.host.call('room:kick', { playerId: gil.id }),
    loner.call('room:create', { game: 'comet', visibility: 'private' }),
    loner.call('room:join', { code: calm.code }),
  ]);
  expect(refused.map(({ error }) => error?.code)).toEqual(refused.map(() => 'server/unavailable'));
  const session = await fetch(`${url}/api/session`, { method: 'POST' });
  expect(await session.json()).toMatchObject({ status: 503, code: 'server/unavailable' });
  expect(await eve!.call('room:leave')).toEqual({ ok: true });
  dan.socket.disconnect();
  const back = await comeBack(url, dan, long.code);
  expect(back.joined).toMatchObject({ ok: true, seat: 1, match: { matchId: longId } });

  const { outcome, unsaved } = await end;
  expect(outcome.kind).toBe('finished');
  expect(unsaved).toMatchObject({ code: 'server/unavailable' });
  expect((await recordOf(url, shortId)).status).toBe('running');
  const counts = [...ticks, back.ticks].map(({ length }) => length);
  // Five seconds of thirty ticks; Dan and Eve were not there for all of them.
  expect(Math.min(...counts.slice(0, 3)), `${counts}`).toBeGreaterThan(100);
  expect(counts.at(-1)).toBeGreaterThan(20);
  expect(await readiness(url)).toBe(503);
  const events = () => server.lines().map(({ event }) => event);
  expect(events(), 'nothing could be written in between').not.toContain('store-able');
  expect(server.child.exitCode).toBeNull();

  limitFiles(server, 'unlimited');
  const isRight = async () => [await readiness(url), (await recordOf(url, shortId)).status];
  await expect.poll(isRight, { timeout: 3000 }).toEqual([200, 'finished']);
  const record = await recordOf(url, shortId);
  expect(record.outcome).toEqual(outcome);
  expect(record.ratings.map(({ playerId }) => playerId).sort()).toEqual(short.players.map(({ id }) => id).sort());
  const { message } = await granted(calm.host, 'chat:send', { text: 'hello again' });
  await granted(calm.host, 'room:configure', { name: 'Kept' });
  expect(events().filter((event) => event === 'store-failing')).toHaveLength(1);
  expect(events()).not.toContain('not-kept');

  const seen = back.ticks;
  const { length } = seen;
  await expect.poll(() => seen.length).toBeGreaterThan(length + 10);
  const killedAt = seen.at(-1).tick;
  await server.kill();
  const next = launch({}, { ...server });
  const again = await listening(next);
  const resumed = next.lines().filter(({ event }) => event === 'match-resumed');
  expect(resumed).toEqual([expect.objectContaining({ match: longId })]);
  expect(killedAt - resumed[0]!.tick).toBeLessThanOrEqual(MOST_LOST_TICKS);
  const once = await comeBack(again, dan, long.code);
  expect(once.joined.room.seats.map(({ playerId }: { playerId?: string }) => playerId)).not.toContain(eve!.id);
  expect(once.joined).toMatchObject({ ok: true, seat: 1, match: { matchId: longId } });
  expect(once.joined.match.keyframe.seq).toBeGreaterThan(seen.at(-1).seq);
  const fay = await comeBack(again, calm.host, calm.code);
  expect(fay.lines.map(({ message: line }) => line)).toContainEqual(message);
  expect(fay.joined.room).toMatchObject({ name: 'Kept', seats: { 1: { playerId: gil.id, ready: false } } });
  expect(await recordOf(again, shortId)).toMatchObject({ status: 'finished', outcome });
  expect(await playsAgain(again, shortId)).toMatchObject({ ok: true });
});
