import { setTimeout } from 'node:timers/promises';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import type { Rng } from '../../shared/core/rng.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { games } from '../../shared/games/index.ts';
import type { MatchEnd } from '../../shared/protocol/match.ts';
import type { MatchResponse, ReplayDocument } from '../../shared/protocol/results.ts';
import type { RoomDocument } from '../../shared/protocol/room.ts';
import type { BotClient } from '../bots/botClient.ts';
import { fillRoom } from '../bots/fillRoom.ts';
import { openChangedRoom } from '../support/changedRoom.ts';
import { type DeadStore, foldStored, openDead } from '../support/deadStore.ts';
import { createMember, type Member } from '../support/member.ts';
import { luckFrom } from '../support/recordMatch.ts';
import { compileServer, launch, listening, type ServerProcess, useFolder } from '../support/serverProcess.ts';

/**
 * A real server is killed again and again while players play, talk and change their rooms: what it had acknowledged is there when it
 * comes back, and what was going on goes on. The seed says what is drawn, but not what the clock makes of it.
 *
 *   KILLS=200 KILLS_SEED=7 npx vitest run --project integration restart
 */
const KILLS = Number(process.env.KILLS ?? 20);
const SEED = Number(process.env.KILLS_SEED ?? Date.now() % 1_000_000);
/** What happened so long before the kill is there: four ticks of thirty a second, in milliseconds. */
const MOST_LOST_MS = 134;
/** Where the machine does other things too a row may be late, though seldom. */
const SELDOM = 0.1;
const SELDOM_LOST_MS = 250;
const ENV = { RATE_SCALE: '100', LOG_LEVEL: 'info', GRACE_LOBBY_MS: '60000' };

/** What players were told by a server that may die at any moment. */
interface Told {
  readonly faults: string[];
  readonly results: Map<string, MatchEnd>;
  /** By match, the ticks that came, and when. */
  readonly ticks: Map<string, { readonly tick: number; readonly at: number }[]>;
  /** Lines whose sender has the answer. */
  readonly lines: { readonly code: string; readonly id: number; readonly text: string }[];
}

interface Table {
  readonly code: string;
  readonly bots: readonly BotClient[];
  readonly watcher: Member;
  readonly seats: ReadonlyMap<string, number>;
}

const ROOMS = [
  { name: 'Quick', game: 'comet', players: 3, settings: { roundSeconds: 5 } },
  { name: 'Longer', game: 'comet', players: 2, settings: { roundSeconds: 7 } },
  { name: 'Dice', game: 'liars-dice', players: 2, settings: { dice: 1, turnSeconds: 5 } },
];

const isOver = ({ status }: RoomDocument) => status === 'lobby' || status === 'results';

/** Everyone in it plays one match after the other, until `ending`. */
async function openTable(
  url: string,
  about: (typeof ROOMS)[number],
  told: Told,
  ending: () => boolean,
): Promise<Table> {
  const { name, game, players, settings } = about;
  const { code, bots } = await fillRoom(url, name, players, ['hard', 'normal'], settings, undefined, game);
  for (const { client } of bots) {
    const { id } = client.player;
    const mine = (room: RoomDocument) => room.seats.find(({ playerId }) => playerId === id);
    let asking = false;
    const ask = async (call: 'room:ready' | 'room:start') => {
      asking = true;
      const answer = call === 'room:ready' ? await client.call(call, { ready: true }) : await client.call(call, {});
      asking = false;
      if (answer.ok) wish(client.room);
    };
    const wish = (room: RoomDocument | null) => {
      if (asking || ending() || !room || !isOver(room)) return;
      if (!mine(room)?.ready) void ask('room:ready');
      else if (room.hostId === id && room.seats.every(({ kind, ready }) => kind !== 'human' || ready))
        void ask('room:start');
    };
    client.on('room', wish);
    client.on('result', (end) => {
      const before = told.results.get(end.matchId);
      if (end.unsaved) told.faults.push(`${end.matchId} was not written down`);
      if (end.outcome.kind !== 'finished')
        told.faults.push(`${end.matchId} came to nothing: ${end.outcome.error.code}`);
      if (before && JSON.stringify(before) !== JSON.stringify(end))
        told.faults.push(`${end.matchId} ended in two ways`);
      told.results.set(end.matchId, end);
    });
    const seqs = new Map<string, number>();
    client.on('tick', ({ info, frame }) => {
      const { matchId } = info;
      if (frame.seq <= (seqs.get(matchId) ?? 0))
        told.faults.push(`${matchId}: tick ${frame.seq} after ${seqs.get(matchId)}`);
      seqs.set(matchId, frame.seq);
      if (!told.ticks.has(matchId)) told.ticks.set(matchId, []);
      told.ticks.get(matchId)!.push({ tick: frame.tick, at: performance.now() });
    });
    client.on('lostRoom', ({ why }) => told.faults.push(`${client.player.name} lost ${code}: ${JSON.stringify(why)}`));
    wish(client.room);
  }
  const watcher = await createMember(url, code, 'spectator', told.faults);
  await watcher.enter(url);
  const seats = new Map(bots.map(({ client }, seat) => [client.player.id, seat]));
  return { code, bots, watcher, seats };
}

/** Somebody says something now and then, and knows when it was said. */
async function talk({ code, bots }: Table, told: Told, luck: Rng, ending: () => boolean): Promise<void> {
  for (let n = 1; !ending(); n++) {
    const { client } = bots[luck.below(bots.length)]!;
    void client.chat?.send(`${client.player.name} ${n}`).then((answer) => {
      if (answer.ok) told.lines.push({ code, id: answer.message.id, text: answer.message.text });
    });
    await setTimeout(luck.below(60));
  }
}

/** Fails where a dead store does not have what its server has told anybody. */
function checkStore(store: DeadStore, told: Told): void {
  for (const { code, id, text } of told.lines.splice(0)) {
    const sql = 'select text from chat_lines join rooms on rooms.id = room_id where code = ? and chat_lines.id = ?';
    expect(store.all(sql, code, id), `line ${id} of ${code}`).toEqual([{ text }]);
  }
  for (const [matchId, { outcome }] of told.results) {
    const [row] = store.all('select status, outcome_json from matches where id = ?', matchId);
    expect(row?.status, matchId).toBe(outcome.kind);
    expect(JSON.parse(row.outcome_json), matchId).toEqual(outcome);
  }
  const [{ rated }] = store.all('select count(*) as rated from appearances where rating_after is not null');
  const [{ counted }] = store.all('select coalesce(sum(matches), 0) as counted from ratings');
  expect(counted, 'results that count in ratings').toBe(rated);
}

/** By match, where each should go on: folded by the test itself. */
function foldsOf(store: DeadStore): Map<string, { tick: number; hash: number }> {
  const ids = store.all("select id from matches where status = 'running'").map(({ id }) => id as string);
  return new Map(ids.map((id) => [id, foldStored(store, games, id)]));
}

/**
 * Fails where a match does not go on, or not from where it was kept. Of each, how long before the kill there had been a tick that is
 * lost, in milliseconds.
 */
function checkResumed(
  server: ServerProcess,
  folds: ReturnType<typeof foldsOf>,
  told: Told,
  killedAt: number,
): number[] {
  const resumed = server.lines().filter(({ event }) => event === 'match-resumed');
  const states = new Map(resumed.map(({ match, tick, hash }) => [match as string, { tick, hash }]));
  expect(states).toEqual(folds);
  const lost = [...folds].map(([matchId, { tick }]) => {
    const missing = (told.ticks.get(matchId) ?? []).filter((seen) => seen.tick > tick);
    return Math.max(0, ...missing.map(({ at }) => killedAt - at));
  });
  told.ticks.clear();
  return lost;
}

/** Fails where somebody who was seated is not, or not in the match that goes on. */
async function allBack(tables: readonly Table[], members: readonly Member[], gone: AbortSignal): Promise<boolean> {
  const isBack = ({ bots, seats, watcher }: Table) =>
    watcher.online &&
    bots.every(({ client: { player, room, connection, match } }) => {
      const seat = room?.seats[seats.get(player.id)!];
      const inMatch = room?.status !== 'playing' || match?.info.matchId === room.matchId;
      return connection.status === 'online' && seat?.playerId === player.id && seat.connection === 'online' && inMatch;
    });
  while (!gone.aborted) {
    if (tables.every(isBack) && members.every(({ online }) => online)) return true;
    await setTimeout(20);
  }
  return false;
}

async function replaysOf(url: string, told: Told): Promise<void> {
  for (const [matchId, { outcome, ratings = [] }] of told.results) {
    const { match } = (await (await fetch(`${url}/api/matches/${matchId}`)).json()) as MatchResponse;
    expect({ outcome: match.outcome, ratings: match.ratings }, matchId).toEqual({ outcome, ratings });
    const answer = await fetch(`${url}/api/matches/${matchId}/replay`);
    expect(answer.status, `the replay of ${matchId}`).toBe(200);
    const replay = (await answer.json()) as ReplayDocument;
    const { game, gameVersion, settings, seed, entrants, ticks, log } = replay;
    const spec = { game, gameVersion, settings, seed, entrants };
    const end = { ticks, outcome: outcome.kind === 'finished' ? outcome : null };
    expect(verifyReplay(games.get(game)!, spec, Buffer.from(log, 'base64'), end), matchId).toMatchObject({ ok: true });
  }
}

test(
  `a server that is killed ${KILLS} times while all play, talk and change their rooms has lost nothing that it had acknowledged, and every match goes on`,
  async () => {
    onTestFailed(() => void process.stderr.write(`KILLS_SEED=${SEED}\n`));
    const luck = luckFrom(SEED);
    const folder = useFolder();
    const told: Told = { faults: [], results: new Map(), ticks: new Map(), lines: [] };
    let ending = false;
    compileServer();
    let server = launch({ ...ENV }, { folder, countdown: 200 });
    const url = await listening(server);
    const start = () => launch({ ...ENV, PORT: new URL(url).port }, { folder, countdown: 200 });
    const tables: Table[] = [];
    for (const about of ROOMS) tables.push(await openTable(url, about, told, () => ending));
    const changed = await openChangedRoom(url, luck, told.faults);
    const watchers = [...tables.map(({ watcher }) => watcher), ...changed.members];
    onTestFinished(() => {
      ending = true;
      for (const { bots } of tables) for (const bot of bots) bot.close();
      for (const member of watchers) member.close();
    });
    const working = [changed.run(() => ending), ...tables.map((table) => talk(table, told, luck, () => ending))];
    const lost: number[] = [];
    let wholeLives = 0;

    for (let kill = 1; kill <= KILLS; kill++) {
      const living = new AbortController();
      const back = allBack(tables, changed.members, living.signal);
      // Mostly soon.
      const part = luck.below(1000) / 1000;
      await setTimeout(300 + 1200 * part * part);
      const killedAt = performance.now();
      await server.kill();
      living.abort();
      if (await back) wholeLives++;
      // And now and then again while it still starts.
      if (luck.below(6) === 0) {
        server = start();
        await setTimeout(luck.below(900));
        await server.kill();
      }
      const store = openDead(folder);
      checkStore(store, told);
      changed.check(store);
      const folds = foldsOf(store);
      store.close();
      server = start();
      await listening(server);
      lost.push(...checkResumed(server, folds, told, killedAt));
      for (const { bots } of tables) for (const { client } of bots) client.reconnect();
      for (const member of watchers) void member.enter(url);
      expect(told.faults).toEqual([]);
    }

    expect(await allBack(tables, changed.members, AbortSignal.timeout(10_000)), 'all are back').toBe(true);
    ending = true;
    await Promise.all(working);
    const done = ({ bots }: Table) => bots.every(({ client: { room } }) => room !== null && isOver(room));
    await expect.poll(() => tables.filter((table) => !done(table)).length, { timeout: 40_000 }).toBe(0);
    expect(told.faults).toEqual([]);
    await replaysOf(url, told);
    expect(wholeLives, 'lives in which all came back').toBeGreaterThan(KILLS / 4);
    expect(told.results.size).toBeGreaterThanOrEqual(tables.length);
    expect(Math.max(...lost)).toBeLessThan(SELDOM_LOST_MS);
    expect(lost.filter((ms) => ms > MOST_LOST_MS).length).toBeLessThanOrEqual(lost.length * SELDOM);
  },
  120_000 + KILLS * 5000,
);
