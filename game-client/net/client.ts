import { io, type Socket } from 'socket.io-client';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload, ClientEvents, ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Keyframe, MatchEnd, MatchInfo } from '../../shared/protocol/match.ts';
import type { RoomDocument } from '../../shared/protocol/room.ts';
import { createServerClock, type ServerClock } from './clock.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import { createLiveMatch, type LiveMatch } from './liveMatch.ts';

export type ConnectionState =
  | { readonly status: 'connecting' | 'online' }
  /** Gone, and coming back by itself. `since`: performance.now() at the loss. */
  | { readonly status: 'lost'; readonly since: number }
  /** The server said no, and saying it again would not help. */
  | { readonly status: 'refused'; readonly error: Refusal }
  | { readonly status: 'closed' };

type News = {
  connection: ConnectionState;
  /** The room one is in, after every change; null after leaving. */
  room: RoomDocument | null;
  /** A match began or was come back to; null when it is over. */
  match: LiveMatch | null;
  /** A tick was taken in. */
  tick: LiveMatch;
  result: MatchEnd;
  /** One is in no room any more, without having asked for it. */
  lostRoom: { code: string; why: 'replaced' | 'closed' | Refusal };
  draining: { message: string };
};

/** A player of Muster: browsers, bots and tests are all this. It has no DOM and no console. */
export interface Client extends Pick<Emitter<News>, 'on'> {
  readonly player: Player;
  readonly clock: ServerClock;
  readonly connection: ConnectionState;
  readonly room: RoomDocument | null;
  readonly match: LiveMatch | null;
  /** A call of the protocol. Without a connection or an answer within 5 s it is `server/unavailable`. */
  call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>>;
  /** Tries at once instead of waiting for the next attempt, as when a device wakes up. */
  reconnect(): void;
  close(): void;
}

export interface ClientOptions {
  /** The server's address; in a browser its own origin. */
  url: string;
  player: Player;
  /** Without one a browser is known by its cookie. */
  token?: string;
  transports?: ('websocket' | 'polling')[];
}

/** What an answer may carry that changes what this client holds. */
interface Followed {
  room?: RoomDocument;
  match?: MatchInfo;
  keyframe?: Keyframe;
  result?: MatchEnd;
}

const CALL_TIMEOUT_MS = 5000;
const SYNC_FIRST_MS = 250;
const SYNC_EVERY_MS = 3000;
const RETRY_MS = 2000;
/** Refusals that pass: the server is full or being deployed. */
const PASSING = new Set<string>(['server/draining', 'server/full', 'server/unavailable']);

export function createClient({ url, player, token, transports }: ClientOptions): Client {
  const news = createEmitter<News>();
  const clock = createServerClock();
  let connection: ConnectionState = { status: 'connecting' };
  let room: RoomDocument | null = null;
  let match: LiveMatch | null = null;
  let resyncing = false;
  /** Tells this client's own earlier connection, which the server may not know to be dead, from another window. */
  const tab = Math.random().toString(36).slice(2);
  let retry: ReturnType<typeof setTimeout> | undefined;
  let syncTimer: ReturnType<typeof setTimeout> | undefined;

  const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/game`, {
    auth: { tab, ...(token !== undefined && { token }) },
    withCredentials: token === undefined,
    transports: transports ?? ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    timeout: 5000,
    forceNew: true,
  });

  function setConnection(next: ConnectionState): void {
    connection = next;
    news.emit('connection', next);
  }

  /** Documents may overtake each other on their way through an ack; the version tells which is newer. */
  function setRoom(next: RoomDocument | null): void {
    if (next && room && next.code === room.code && next.version < room.version) return;
    room = next;
    if (!next) setMatch(null);
    news.emit('room', next);
  }

  function setMatch(info: MatchInfo | null): void {
    if (!info && !match) return;
    if (info && info.matchId === match?.info.matchId) {
      match.resume(info.keyframe, performance.now());
      return;
    }
    resyncing = false;
    match = info && createLiveMatch(info, player.id, performance.now(), sendInput);
    news.emit('match', match);
  }

  /** An input that waits for a connection is an old wish: it is dropped, and the server lets go for a player who is gone. */
  function sendInput(seq: number, input: unknown): void {
    if (socket.connected) socket.emit('match:input', seq, input);
  }

  function dropRoom(why: News['lostRoom']['why']): void {
    if (!room) return;
    const { code } = room;
    setRoom(null);
    news.emit('lostRoom', { code, why });
  }

  /** Answers are followed in the callback itself: behind a promise, a tick in the same packet would overtake them. */
  function call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>> {
    return new Promise((resolve) => {
      const unavailable = (message: string) => resolve({ ok: false, error: refuse('server/unavailable', message) });
      if (!socket.connected) return unavailable('There is no connection to the server.');
      const take = (late: Error | null, answer: CallAnswer<Name>) => {
        if (late) return unavailable('The server did not answer in time.');
        if (answer.ok) follow(name, answer as unknown as Followed);
        else if (answer.error.code === 'room/not-member') dropRoom(answer.error);
        resolve(answer);
      };
      // The events' types pair each name with its payload; a generic name is more than the compiler follows.
      const emitter = socket.timeout(CALL_TIMEOUT_MS) as unknown as { emit(...args: unknown[]): void };
      emitter.emit(name, payload, take);
    });
  }

  function follow(name: CallName, answer: Followed): void {
    if (name === 'room:leave') setRoom(null);
    if (answer.room) setRoom(answer.room);
    if (answer.match) setMatch(answer.match);
    else if (name === 'room:join') setMatch(null);
    if (answer.result) news.emit('result', answer.result);
    if (answer.keyframe) match?.take(answer.keyframe, performance.now());
  }

  async function resync(): Promise<void> {
    if (resyncing) return;
    resyncing = true;
    const answer = await call('match:resync', {});
    if (!answer.ok) await new Promise((resolve) => setTimeout(resolve, answer.error.retryAfterMs ?? RETRY_MS));
    resyncing = false;
  }

  async function sync(rounds: number): Promise<void> {
    clearTimeout(syncTimer);
    const sent = performance.now();
    const answer = await call('clock:sync', { sent });
    if (connection.status === 'closed') return;
    if (answer.ok) clock.add(sent, performance.now(), answer.received);
    syncTimer = setTimeout(() => void sync(rounds - 1), rounds > 0 ? SYNC_FIRST_MS : SYNC_EVERY_MS);
  }

  /** Back into the room one was in; not into that of another window which took the seat meanwhile. */
  async function rejoin(): Promise<void> {
    while (room && socket.connected) {
      const answer = await call('room:join', { code: room.code, resume: true });
      if (answer.ok) return;
      const { code, retryAfterMs } = answer.error;
      if (code === 'session/replaced') return dropRoom('replaced');
      if (code !== 'rate/limited' && code !== 'server/unavailable') return dropRoom(answer.error);
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs ?? RETRY_MS));
    }
  }

  socket.on('connect', async () => {
    setConnection({ status: 'online' });
    void sync(4);
    await rejoin();
  });
  socket.on('disconnect', (reason) => {
    clearTimeout(syncTimer);
    if (reason === 'io client disconnect') return;
    setConnection({ status: 'lost', since: performance.now() });
    // Socket.IO comes back by itself from a broken transport, but takes the server's own goodbye as final.
    if (reason === 'io server disconnect') retry = setTimeout(() => socket.connect(), RETRY_MS);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) {
      if (connection.status === 'online') setConnection({ status: 'lost', since: performance.now() });
      return;
    }
    const refusal = (error as Error & { data?: Refusal }).data ?? refuse('server/unavailable', error.message);
    if (PASSING.has(refusal.code)) retry = setTimeout(() => socket.connect(), RETRY_MS);
    else setConnection({ status: 'refused', error: refusal });
  });
  socket.on('room:update', (update) => setRoom(update.room));
  socket.on('room:closed', () => dropRoom('closed'));
  socket.on('session:replaced', () => dropRoom('replaced'));
  socket.on('match:start', (start) => setMatch(start.match));
  socket.on('match:tick', (tick) => {
    if (!match) return;
    if (match.take(tick, performance.now())) news.emit('tick', match);
    else void resync();
  });
  socket.on('match:end', (end) => {
    setMatch(null);
    news.emit('result', end);
  });
  socket.on('server:draining', (draining) => news.emit('draining', draining));

  return {
    player,
    clock,
    on: news.on,
    call,
    get connection() {
      return connection;
    },
    get room() {
      return room;
    },
    get match() {
      return match;
    },
    reconnect() {
      if (socket.connected || connection.status === 'closed') return;
      clearTimeout(retry);
      socket.disconnect().connect();
    },
    close() {
      clearTimeout(retry);
      clearTimeout(syncTimer);
      socket.disconnect();
      setConnection({ status: 'closed' });
    },
  };
}
