import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Seed } from '../shared/core/rng.ts';
import type { AnyGame } from '../shared/game/contract.ts';
import { games as catalog } from '../shared/games/index.ts';
import { queuesOf } from '../shared/lobby/queues.ts';
import type { RoomTiming } from '../shared/lobby/room.ts';
import { createRoomRules, ROOM_TIMING } from '../shared/lobby/roomRules.ts';
import type { Player } from '../shared/protocol/identity.ts';
import type { Config } from './config.ts';
import { createAddressOf } from './http/address.ts';
import { createApp } from './http/app.ts';
import { createLinkTo } from './http/link.ts';
import { createOrigins } from './identity/origins.ts';
import { createPlayers } from './identity/players.ts';
import { loadSecret } from './identity/secret.ts';
import { createTokens, TOKEN_DAYS } from './identity/tokens.ts';
import { createVerifier } from './identity/verifier.ts';
import { createInputJudges } from './match/inputJudge.ts';
import { createInputStats, type InputStats } from './match/inputStats.ts';
import { createJournal, type Journal } from './match/journal.ts';
import { createTicker, type TickerStats } from './match/ticker.ts';
import { createQuickMatch } from './matchmaking/quickMatch.ts';
import { type Clock, systemClock } from './ops/clock.ts';
import { makeFolder } from './ops/folder.ts';
import { createLimits } from './ops/limits.ts';
import type { Log } from './ops/log.ts';
import { createGateway } from './realtime/gateway.ts';
import { createLiveList } from './rooms/liveList.ts';
import { createMutes } from './rooms/mutes.ts';
import { createRooms, type Rooms } from './rooms/registry.ts';
import { takeUpRooms } from './rooms/takeUp.ts';
import { createArchive, type Retention } from './store/archive.ts';
import { type Database, openSqlite } from './store/database.ts';
import { lastJournalSeq } from './store/journal.ts';
import { createKeeper, type Keeper } from './store/keeper.ts';
import { mutesOf } from './store/players.ts';
import { loadTickets } from './store/tickets.ts';

/** A running server. Several can live in one process. */
export interface Muster {
  readonly port: number;
  /** Where a browser on this machine finds it. */
  readonly url: string;
  readonly rooms: Rooms;
  readonly ticks: TickerStats;
  readonly inputs: InputStats;
  readonly journal: Journal['stats'];
  readonly commits: Keeper['commits'];
  /** A damaged store that was found at the start, under its new name. */
  readonly setAside: Database['setAside'];
  /** No new players, rooms or matches; running matches may end, for `DRAIN_MS` at most. */
  drain(): Promise<void>;
  /** Ends everything now; the next process on the same folder goes on with the rooms and matches. */
  close(): Promise<void>;
}

/** What tests and benches put in the place of the real ones. */
export interface Parts {
  readonly log: Log;
  readonly games?: ReadonlyMap<string, AnyGame>;
  readonly clock?: Clock;
  readonly timing?: Partial<RoomTiming>;
  readonly drawCode?: () => string;
  readonly journal?: Journal;
  readonly drawSeed?: () => Seed;
}

const CLIENT_DIR = join(import.meta.dirname, '../dist/client');
const DRAIN_LOOK_MS = 100;
/** A first burst of players (a class, a stream's viewers) waits in the kernel instead of being refused. */
const BACKLOG = 4096;

/** Puts the parts together, the only place that does, and listens. Throws what keeps it from that. */
export async function startMuster(config: Config, parts: Parts): Promise<Muster> {
  const { log, games = catalog, clock = systemClock } = parts;
  const timing = {
    ...ROOM_TIMING,
    graceInMatch: config.GRACE_MATCH_MS,
    graceInLobby: config.GRACE_LOBBY_MS,
    ...parts.timing,
  };
  const origins = createOrigins(config.ALLOWED_ORIGINS, config.TRUST_PROXY !== false);
  makeFolder(config.DATA_DIR);
  const tokens = createTokens(loadSecret(config.TOKEN_SECRET, config.DATA_DIR), clock);
  const database = await openSqlite(config.DATA_DIR);
  if (database.setAside) log.error({ event: 'store-damaged', ...database.setAside });
  const { db, reads } = database;
  const archive = createArchive(database, retentionOf(config), clock, log);
  const keeper = createKeeper(database, clock, log, archive.finished);
  const journal = parts.journal ?? createJournal(keeper, clock, await lastJournalSeq(db));
  const players = createPlayers(db, clock, renamed);
  const verifier = createVerifier(tokens, players, origins);
  const limits = createLimits(config.RATE_SCALE);
  const addressOf = createAddressOf(config.TRUST_PROXY);
  const ticker = createTicker(clock);
  const inputStats = createInputStats();

  // Socket.IO takes its own requests out of those that the server had listeners for when it came, so Express's stands first.
  let app: RequestListener;
  const server = createServer((request, response) => app(request, response));
  const gateway = createGateway({
    server,
    verifier,
    origins,
    limits,
    clock,
    log,
    addressOf,
    allowedOrigins: config.ALLOWED_ORIGINS,
    pingInterval: config.PING_INTERVAL_MS,
    pingTimeout: config.PING_TIMEOUT_MS,
    maxConnections: config.MAX_CONNECTIONS,
    rateScale: config.RATE_SCALE,
  });
  const { wire, presence } = gateway;
  const rules = createRoomRules(timing);
  const mutes = createMutes(wire, clock, keeper, (playerId) => mutesOf(reads, playerId));
  const liveList = createLiveList(wire, clock);
  const rooms = createRooms({
    games,
    rules,
    ticker,
    inputStats,
    judgeOf: createInputJudges(),
    clock,
    log,
    wire,
    mutes,
    keeper,
    journal,
    liveList,
    ...(parts.drawCode && { drawCode: parts.drawCode }),
    ...(parts.drawSeed && { drawSeed: parts.drawSeed }),
  });
  const quickMatch = createQuickMatch({
    queues: queuesOf(games.values()),
    rooms,
    mutes,
    wire,
    keeper,
    reads,
    presence,
    clock,
    log,
    nodeId: config.NODE_ID,
    botsAfter: config.QUEUE_BOTS_MS,
    regions: config.REGIONS,
    grace: timing.graceInLobby,
  });
  gateway.open({ rooms, quickMatch, mutes, liveList, keeper });
  app = createApp({
    verifier,
    players,
    tokens,
    origins,
    limits,
    rooms,
    quickMatch,
    reads,
    keeper,
    compact: archive.compact,
    presence,
    games,
    log,
    addressOf,
    linkTo: createLinkTo(config.HOST),
    nodeId: config.NODE_ID,
    trustProxy: config.TRUST_PROXY,
    allowedOrigins: config.ALLOWED_ORIGINS,
    clientDir: CLIENT_DIR,
  });

  function renamed(player: Player): void {
    gateway.renamed(player);
    rooms.of(player.id)?.renamed(player);
  }

  async function takeUpTickets(): Promise<void> {
    const { tickets, damaged } = await loadTickets(db);
    for (const id of damaged) log.error({ event: 'ticket-damaged', ticket: id });
    // Their players could get no other.
    if (damaged.length > 0) keeper.ticketsOver(damaged);
    await quickMatch.takeUp(tickets);
  }

  /** The next process goes on with the rooms and matches, from what could be written down of them. */
  async function close(): Promise<void> {
    rooms.drain();
    quickMatch.stop();
    journal.flush();
    rooms.suspendAll();
    await gateway.close();
    await keeper.close();
    await archive.stop();
    await database.close();
  }

  function noMatchRuns(): Promise<void> {
    const deadline = clock.now() + config.DRAIN_MS;
    return new Promise((resolve) => {
      const look = () => {
        if (rooms.playing === 0 || clock.now() >= deadline) resolve();
        else clock.after(DRAIN_LOOK_MS, look);
      };
      look();
    });
  }

  await takeUpRooms({ db, games, rooms, keeper, timing, clock, log });
  await takeUpTickets();
  archive.start();
  server.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://${hostFor(config.HOST)}:${port}`;
  // Whoever started it waits for this line, at any level of the log.
  log.child({}, { level: 'info' }).info({ event: 'listening', url, host: config.HOST, port });

  return {
    port,
    url,
    rooms,
    ticks: ticker.stats,
    inputs: inputStats,
    journal: journal.stats,
    commits: keeper.commits,
    setAside: database.setAside,
    async drain() {
      log.info({ event: 'draining', rooms: rooms.count, matches: rooms.playing });
      rooms.drain();
      gateway.announceDraining();
      await noMatchRuns();
      await close();
    },
    close,
  };
}

function retentionOf(config: Config): Retention {
  return {
    chatDays: config.KEEP_CHAT_DAYS,
    chatLines: config.KEEP_CHAT_LINES,
    replayDays: config.KEEP_REPLAY_DAYS,
    replays: config.KEEP_REPLAYS,
    nameDays: TOKEN_DAYS,
  };
}

/** An address that listens everywhere is reached as this machine. */
function hostFor(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}
