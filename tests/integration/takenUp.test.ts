import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { openSqlite } from '../../server/store/database.ts';
import { insertJournal } from '../../server/store/journal.ts';
import { insertMatches } from '../../server/store/matches.ts';
import { insertRoom } from '../../server/store/rooms.ts';
import { ByteWriter } from '../../shared/core/bytes.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import type { MatchRecord, ReplayDocument } from '../../shared/protocol/results.ts';
import { gather, granted, hear, PATIENT, quickGames, startMatch, startTogether, turn } from '../support/play.ts';
import { guests, recordMatch } from '../support/recordMatch.ts';
import { RoomTable } from '../support/roomTable.ts';
import { useServer } from '../support/server.ts';
import { useFolder } from '../support/serverProcess.ts';
import { connected, newSession, openSocket, type StockPlayer } from '../support/stockClient.ts';
import { counter, testGames } from '../support/testGame.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Servers that take up what another has left in the moment when it died: its store as it was then. */
function diedIn(folder: string): string {
  const copy = useFolder();
  cpSync(folder, copy, { recursive: true, filter: (file) => !/\.lock$|-shm$/.test(basename(file)) });
  return copy;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
async function comeBack(url: string, { token }: { token: string }, code: string): Promise<any> {
  const socket = openSocket(url, { token, ticks: 'json' });
  await connected(socket);
  const start = new Promise((started) => socket.once('match:start', started));
  const answer = await socket.timeout(5000).emitWithAck('room:join', { code, resume: true });
  return { ...answer, socket, start };
}

async function recordOf(url: string, matchId: string): Promise<MatchRecord> {
  return (await (await fetch(`${url}/api/matches/${matchId}`)).json()).match;
}

test('[KP-3] a match whose game has another version by then ends with match/outdated, for its players and for good', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder }, { games: testGames });
  const { code, players } = await gather(first.url, ['Ann', 'Ben'], {
    game: 'counter',
    settings: { roundSeconds: 60 },
  });
  const matchId = await startKept(first.url, players);
  const left = diedIn(folder);
  const later: AnyGame = { ...(counter as AnyGame), version: counter.version + 1 };
  const games = new Map([['counter', later]]);
  const { url } = await useServer({ DATA_DIR: left }, { games });
  const outcome = { kind: 'aborted', error: { code: 'match/outdated', message: expect.any(String) } };
  for (const [seat, player] of players.entries()) {
    const back = await comeBack(url, player, code);
    expect(back).toMatchObject({ ok: true, seat, room: { status: 'results' }, result: { matchId, outcome } });
    expect(back.match).toBeUndefined();
  }
  expect(await recordOf(url, matchId)).toMatchObject({ status: 'aborted', outcome, ratings: [] });
  expect((await recordOf(url, matchId)).players.map(({ playerId }) => playerId)).toEqual(players.map(({ id }) => id));
});

test('[KP-2] a room of a game that is not there any more is gone, its match has an end, and its members are free', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder }, { games: testGames });
  const { code, players, host } = await gather(first.url, ['Ann', 'Ben'], { game: 'counter' });
  const matchId = await startKept(first.url, players);
  const { url } = await useServer({ DATA_DIR: diedIn(folder) }, { games: quickGames });
  expect((await fetch(`${url}/api/rooms/${code}`)).status).toBe(404);
  expect((await recordOf(url, matchId)).outcome).toMatchObject({ error: { code: 'match/outdated' } });
  const socket = openSocket(url, { token: host.token });
  await connected(socket);
  expect(await socket.emitWithAck('room:create', { game: 'comet', visibility: 'private' })).toMatchObject({ ok: true });
});

/** A match that runs, and of which that is kept. */
async function startKept(url: string, players: readonly StockPlayer[]): Promise<string> {
  const [{ matchId }] = await startMatch(players);
  await expect.poll(async () => (await recordOf(url, matchId))?.status).toBe('running');
  return matchId;
}

/** A store that has the whole log of a match, but not its end; `away`: nobody was there any more. */
async function withoutEnd(away: boolean) {
  const folder = useFolder();
  const recording = recordMatch(counter, guests(2, 'human'), { settings: { roundSeconds: 2 } });
  const named = recording.spec.entrants.map((one, seat) => ({ ...one, playerId: ['ann', 'ben'][seat]! }));
  const spec = { ...recording.spec, entrants: named };
  const facts = { game: 'counter', settings: { roundSeconds: 2 }, seatLimit: 4 };
  const table = new RoomTable(facts).join('ben').playing();
  if (away) table.lost('ann').lost('ben');
  const { db, close } = await openSqlite(folder);
  await insertRoom(db, { id: 'r1', room: table.room }, table.now);
  await insertMatches(db, [{ matchId: 'm1', roomId: 'r1', tickRate: counter.tickRate, startedAt: table.now, spec }]);
  const row = new ByteWriter(64);
  for (const byte of [2, 'm'.charCodeAt(0), '1'.charCodeAt(0)]) row.byte(byte);
  for (const number of [0, recording.ticks, recording.log.length]) row.unsigned(number);
  for (const byte of recording.log) row.byte(byte);
  row.byte(0);
  // Long after they were lost: nobody is waited for.
  await insertJournal(db, { seq: 1, at: table.now + 3_600_000, bytes: row.bytes().slice() });
  await close();
  return { folder, spec, recording };
}

test.each([
  ['who are waited for', false],
  ['who were all away', true],
])(
  '[KP-4] a match whose last step was kept and whose result was not has it once its server is back, for players %s',
  async (_who, away) => {
    const { folder, spec, recording } = await withoutEnd(away);
    const { url } = await useServer({ DATA_DIR: folder }, { games: testGames });
    await expect.poll(async () => (await recordOf(url, 'm1')).status).toBe('finished');
    const { outcome, ticks, ratings } = await recordOf(url, 'm1');
    const placed = (outcome as { placements: object[] }).placements;
    expect(placed).toMatchObject(recording.outcome.placements);
    expect(ticks).toBe(recording.ticks);
    expect(ratings.map(({ playerId }) => playerId).sort()).toEqual(['ann', 'ben']);
    const replay = (await (await fetch(`${url}/api/matches/m1/replay`)).json()) as ReplayDocument;
    const log = Buffer.from(replay.log, 'base64');
    expect(verifyReplay(counter, spec, log, { ticks: ticks!, outcome: recording.outcome })).toMatchObject({ ok: true });
  },
);

test('[KP-2] a countdown that was running begins anew, and the match begins with those who came back and with who is away', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder }, { timing: { countdown: 60_000 } });
  const { code, players, host } = await gather(first.url, ['Ann', 'Ben']);
  await startTogether(players);
  const before = await granted(host, 'room:join', { code });
  expect(before.room.status).toBe('countdown');
  const { url } = await useServer({ DATA_DIR: diedIn(folder) }, { timing: { countdown: 1000 } });
  const { room, start } = await comeBack(url, host, code);
  expect(room).toMatchObject({ status: 'countdown', startsAt: expect.any(Number) });
  expect(room.startsAt - Date.now()).toBeLessThan(2000);
  const { match } = await start;
  expect(match).toMatchObject({ matchId: before.room.matchId, seats: [{ name: 'Ann' }, { name: 'Ben' }] });
});

test('[KP-2] results that were showing are there for whoever comes back, as they were, and the room goes on to the lobby', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder }, { games: quickGames });
  const { code, players, host } = await gather(first.url, ['Ann', 'Ben']);
  const results = host.next('room:update', ({ room }) => room.status === 'results');
  const end = host.next('match:end');
  await startMatch(players);
  const told = await end;
  await results;
  await granted(host, 'room:ready', { ready: true });
  expect(told.ratings).toHaveLength(2);
  const clock = new VirtualClock(Date.now());
  const { url, rooms } = await useServer({ ...PATIENT, DATA_DIR: diedIn(folder) }, { games: quickGames, clock });
  for (const player of players) {
    expect(await comeBack(url, player, code)).toMatchObject({ ok: true, room: { status: 'results' }, result: told });
  }
  clock.advance(30_000);
  expect(rooms.find(code)?.room.status).toBe('lobby');
  expect(rooms.find(code)?.room.seats[0]).toMatchObject({ ready: true });
});

test('[KP-2] a room to which nobody comes back within the grace time closes, for good; who does come back keeps it', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder });
  const lost = await gather(first.url, ['Ann', 'Ben']);
  const kept = await gather(first.url, ['Cleo', 'Dan']);
  const left = diedIn(folder);
  const clock = new VirtualClock(Date.now() + 3_600_000);
  const { url, rooms, drain } = await useServer({ ...PATIENT, DATA_DIR: left, DRAIN_MS: '0' }, { clock });
  expect(rooms.count).toBe(2);
  await turn(clock, 29_000, 1000);
  expect((await comeBack(url, kept.host, kept.code)).ok).toBe(true);
  await turn(clock, 2000, 1000);
  expect([...rooms.all()].map(({ room }) => room.code)).toEqual([kept.code]);
  expect(
    rooms
      .find(kept.code)!
      .room.seats.map(({ kind }) => kind)
      .slice(0, 2),
  ).toEqual(['human', 'empty']);
  await drain();
  const again = await useServer({ DATA_DIR: left });
  expect([...again.rooms.all()].map(({ room }) => room.code)).toEqual([kept.code]);
  expect((await fetch(`${again.url}/api/rooms/${lost.code}`)).status).toBe(404);
});

test('[KP-2] a room that was opened by REST is there for its host, who has the whole grace time again', async () => {
  const folder = useFolder();
  const first = await useServer({ DATA_DIR: folder });
  const { player, token } = await newSession(first.url, 'Ann');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ game: 'comet', visibility: 'private', bots: 2 });
  const answer = await fetch(`${first.url}/api/rooms`, { method: 'POST', headers, body });
  const { code } = (await answer.json()).room;
  const clock = new VirtualClock(Date.now() + 3_600_000);
  const { url } = await useServer({ ...PATIENT, DATA_DIR: diedIn(folder) }, { clock });
  await turn(clock, 29_000, 1000);
  const { seat, room } = await comeBack(url, { token }, code);
  expect(seat).toBe(0);
  expect(room).toMatchObject({ hostId: player.id, seats: { 1: { kind: 'bot' }, 2: { kind: 'bot' } } });
});

test('[KP-2] who died with a server twice in a row is still the one who holds the seat, and numbers only grow', async () => {
  let folder = useFolder();
  const { url } = await useServer({ DATA_DIR: folder }, { games: testGames });
  const { code, players, host } = await gather(url, ['Ann', 'Ben'], {
    game: 'counter',
    settings: { roundSeconds: 60 },
  });
  const ticks = hear(host, 'match:tick');
  await startMatch(players);
  await expect.poll(() => ticks.length).toBeGreaterThan(5);
  let last = { seq: ticks.at(-1).seq as number, version: 0, epoch: 1 };
  for (let life = 2; life <= 4; life++) {
    // Whatever the server has told by then, the next one is above it.
    folder = diedIn(folder);
    const next = await useServer({ DATA_DIR: folder }, { games: testGames });
    const { seat, room, match } = await comeBack(next.url, host, code);
    expect(seat).toBe(0);
    expect(match.epoch).toBe(life);
    expect(match.keyframe.seq).toBeGreaterThan(last.seq);
    expect(room.version).toBeGreaterThan(last.version);
    last = { seq: match.keyframe.seq, version: room.version, epoch: life };
  }
});
