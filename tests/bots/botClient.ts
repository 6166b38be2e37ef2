import { createApi } from '../../game-client/net/api.ts';
import { type Client, createClient } from '../../game-client/net/client.ts';
import type { LiveMatch } from '../../game-client/net/liveMatch.ts';
import type { BotLevel } from '../../shared/game/contract.ts';
import { games } from '../../shared/games/index.ts';
import type { MatchEnd } from '../../shared/protocol/match.ts';

/** A bot that plays as a player does: a session, a socket, the same ticks and inputs as a browser. */
export interface BotClient {
  readonly client: Client;
  readonly level: BotLevel;
  readonly stats: BotStats;
  /** The end of the match that runs or comes next. */
  matchEnd(): Promise<MatchEnd>;
  close(): void;
}

export interface BotStats {
  ticks: number;
  /** Ticks that never came, by the gaps in their seq. */
  missed: number;
  inputs: number;
  /** Milliseconds from an input's sending to the tick that tells it was applied. */
  readonly inputToAck: number[];
}

/** In a game of many ticks a bot thinks on every third: ten times a second at thirty. */
const THINK_EVERY = 3;

/** Throws what keeps it from connecting. */
export async function connectBot(url: string, name: string, level: BotLevel): Promise<BotClient> {
  const session = await createApi(url).session(name);
  if (!session.ok) throw new Error(`no session for ${name}: ${session.error.code}: ${session.error.message}`);
  const { player, token } = session.value;
  const client = createClient({ url, player, token, transports: ['websocket'] });
  await online(client);

  const stats: BotStats = { ticks: 0, missed: 0, inputs: 0, inputToAck: [] };
  let lastSeq = 0;
  let lastSent = '';
  let waiting: { seq: number; sent: number } | null = null;

  client.on('match', (match) => {
    lastSeq = match?.frame.seq ?? 0;
    lastSent = '';
    waiting = null;
  });
  client.on('tick', (match) => {
    stats.ticks++;
    stats.missed += match.frame.seq - lastSeq - 1;
    lastSeq = match.frame.seq;
    if (waiting && match.seat !== null && match.frame.acks[match.seat]! >= waiting.seq) {
      stats.inputToAck.push(performance.now() - waiting.sent);
      waiting = null;
    }
    if (match.seat === null) return;
    // Where ticks are events each may be the one that asks for something, and the same answer may be due twice.
    if (games.get(match.gameId)!.wake) lastSent = '';
    else if (lastSeq % THINK_EVERY !== match.seat % THINK_EVERY) return;
    think(match, match.seat);
  });

  function think(match: LiveMatch, seat: number): void {
    const wish = games.get(match.gameId)!.bot(match.newest, seat, level, match.settings);
    if (wish === null) return;
    const text = JSON.stringify(wish);
    if (text === lastSent) return;
    lastSent = text;
    const seq = match.send(wish);
    stats.inputs++;
    waiting ??= { seq, sent: performance.now() };
  }

  return {
    client,
    level,
    stats,
    matchEnd: () =>
      new Promise((resolve) => {
        const stop = client.on('result', (end) => {
          stop();
          resolve(end);
        });
      }),
    close: () => client.close(),
  };
}

function online(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = client.on('connection', (connection) => {
      if (connection.status === 'online') resolve();
      else if (connection.status === 'refused')
        reject(new Error(`${connection.error.code}: ${connection.error.message}`));
      else return;
      stop();
    });
  });
}
