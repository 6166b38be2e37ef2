import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { LobbyFilter, Notice } from '../../shared/protocol/lobby.ts';
import type { Keyframe, MatchEnd, MatchInfo } from '../../shared/protocol/match.ts';
import type { OverWhy } from '../../shared/protocol/queue.ts';
import type { RoomDocument, RoomSummary } from '../../shared/protocol/room.ts';
import type { ServerClock } from './clock.ts';
import {
  CALL_TIMEOUT_MS,
  type ConnectionOptions,
  type ConnectionState,
  createConnection,
  RETRY_MS,
} from './connection.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import { createLiveList, type LiveList } from './liveList.ts';
import { createLiveMatch, type InputLine, type LiveMatch, REPEAT_MS } from './liveMatch.ts';
import { createQuickMatch, type QueueState } from './quickMatch.ts';
import { type ChatFeed, createChatFeed, type RoomChat } from './roomChat.ts';

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
  lostRoom: { code: string; why: 'replaced' | 'closed' | 'kicked' | 'banned' | Refusal };
  /** How this player's ticket for quick match stands, after every change; null: there is none (any more). */
  queue: QueueState | null;
  /** The ticket came to nothing. */
  queueOver: OverWhy;
  /** Somebody of the group did not come, so its room has closed; `back`: the party's own room, to which this client returns by itself. */
  unmatched: { code: string; back: string | null };
  /** Something in the room's chat changed; null after leaving. */
  chat: RoomChat | null;
  /** The watched list of rooms, after every change. */
  rooms: readonly RoomSummary[];
  /** How many players are online. */
  presence: number;
  notice: Notice;
  draining: { message: string };
};

/** A player of Muster: browsers, bots and tests are all this. It has no DOM and no console. */
export interface Client extends Pick<Emitter<News>, 'on'> {
  readonly player: Player;
  readonly clock: ServerClock;
  readonly connection: ConnectionState;
  readonly room: RoomDocument | null;
  readonly match: LiveMatch | null;
  /** The chat of the room; null outside of one. */
  readonly chat: RoomChat | null;
  /** The place in the queue for quick match, on whatever connection of this player it was asked for; null: none. */
  readonly queue: QueueState | null;
  /** Watches the public rooms that fit, from now on and after every reconnect; null: no longer. */
  watch(filter: LobbyFilter | null): void;
  /** A call of the protocol. Without a connection or an answer within 5 s it is `server/unavailable`. */
  call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>>;
  /**
   * Call it when a device wakes up or finds a network: tries at once instead of waiting for the next attempt, and finds out
   * whether a connection that looks alive still is.
   */
  reconnect(): void;
  close(): void;
}

export interface ClientOptions extends ConnectionOptions {
  player: Player;
  /**
   * The ticket with which this client queued before it was loaded anew: it then goes to that match. Without it a match goes to the one
   * that calls `queue:join`, or that sits in the room whose host does.
   */
  ticket?: string | null;
}

/** What an answer may carry that changes what this client holds. */
interface Followed {
  room?: RoomDocument;
  match?: MatchInfo;
  keyframe?: Keyframe;
  result?: MatchEnd;
  ticket?: string;
}

export function createClient({ player, ticket = null, ...options }: ClientOptions): Client {
  const news = createEmitter<News>();
  const connection = createConnection(options, (state) => {
    news.emit('connection', state);
    if (state.status === 'online') void comeBack();
  });
  const { socket } = connection;
  const { sendInput, sendSeen, clock } = connection;
  const line: InputLine = { sendInput, sendSeen, roundTrip: clock.roundTrip };
  let room: RoomDocument | null = null;
  let match: LiveMatch | null = null;
  let resyncing = false;
  let rejoining: Promise<void> | null = null;
  /** The party's room, while it is being returned to. */
  let returning: string | null = null;
  let feed: ChatFeed | null = null;
  let list: LiveList | null = null;

  const quick = createQuickMatch({
    ticket,
    inRoom: () => room !== null,
    async join(code) {
      const answer = await call('room:join', { code });
      return answer.ok ? null : answer.error;
    },
    changed: (state) => news.emit('queue', state),
    over: (why) => news.emit('queueOver', why),
  });

  const speaking = setInterval(() => match?.speak(performance.now()), REPEAT_MS);
  // In Node, a client that is forgotten should not keep its process alive.
  (speaking as { unref?: () => void }).unref?.();

  /** Documents may overtake each other on their way through an ack; the version tells which is newer. */
  function setRoom(next: RoomDocument | null): void {
    if (next && room && next.code === room.code && next.version < room.version) return;
    const moved = next?.code !== room?.code;
    room = next;
    if (!next) setMatch(null);
    if (moved) setChat(next !== null);
    news.emit('room', next);
    if (next) quick.entered(next.code);
  }

  function setChat(inRoom: boolean): void {
    feed?.end();
    feed = inRoom
      ? createChatFeed({
          playerId: player.id,
          call,
          sayTyping: (typing) => void (socket.connected && socket.emit('chat:typing', { typing })),
          changed: () => feed && news.emit('chat', feed.chat),
        })
      : null;
    news.emit('chat', feed?.chat ?? null);
  }

  function setMatch(info: MatchInfo | null): void {
    if (!info && !match) return;
    const mine = info?.seats.find((one) => one.playerId === player.id)?.seat ?? null;
    if (info && info.matchId === match?.info.matchId && mine === match.seat) {
      match.resume(info, performance.now());
      return;
    }
    resyncing = false;
    match = info && createLiveMatch(info, player.id, performance.now(), line);
    news.emit('match', match);
  }

  function dropRoom(why: News['lostRoom']['why']): void {
    if (!room) return;
    const { code } = room;
    returning = null;
    setRoom(null);
    news.emit('lostRoom', { code, why });
  }

  /** The group fell apart. A party goes back to the room from which it came; its seats there are kept. */
  function unmatch(back: string | null): void {
    if (!room) return;
    news.emit('unmatched', { code: room.code, back });
    if (back === null) setRoom(null);
    else {
      returning = back;
      void backIn();
    }
  }

  /** What is asked of the room waits until a new connection has come back into it: it would be `room/not-member` until then. */
  async function call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>> {
    const late = rejoining && (await Promise.race([rejoining, wait(CALL_TIMEOUT_MS).then(() => true)]));
    if (late) return { ok: false, error: refuse('server/unavailable', 'The server did not answer in time.') };
    return ask(name, payload);
  }

  function ask<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>> {
    return connection.call(name, payload, (answer) => {
      if (answer.ok) follow(name, answer as unknown as Followed);
      else if (answer.error.code === 'room/not-member') dropRoom(answer.error);
    });
  }

  function follow(name: CallName, answer: Followed): void {
    if (name === 'room:leave') setRoom(null);
    if (name === 'queue:join') quick.queued(answer.ticket!);
    if (name === 'queue:leave') quick.left();
    if (answer.room) setRoom(answer.room);
    if (answer.match) setMatch(answer.match);
    else if (name === 'room:join') setMatch(null);
    if (answer.result) news.emit('result', answer.result);
    if (name === 'room:join' || name === 'room:create') feed?.joined();
    if (answer.keyframe) match?.take(answer.keyframe, performance.now());
  }

  async function resync(): Promise<void> {
    if (resyncing) return;
    resyncing = true;
    const missing = match;
    while (match === missing && socket.connected) {
      const answer = await call('match:resync', {});
      if (answer.ok || answer.error.code === 'room/wrong-status') break;
      await wait(answer.error.retryAfterMs ?? RETRY_MS);
    }
    if (match === missing) resyncing = false;
  }

  async function comeBack(): Promise<void> {
    quick.connected();
    await backIn();
    void fetchList();
  }

  async function backIn(): Promise<void> {
    const back = rejoin();
    rejoining = back;
    await back;
    if (rejoining === back) rejoining = null;
  }

  /** Back into the room one was in; not into that of another window which took the seat meanwhile. */
  async function rejoin(): Promise<void> {
    const { id } = socket;
    while (room && socket.connected && socket.id === id) {
      const code = returning ?? room.code;
      const watched = room.spectators.some(({ playerId }) => playerId === player.id);
      const as = watched ? 'spectator' : 'player';
      const lines = returning === null && { chatAfter: feed?.last ?? 0 };
      const answer = await ask('room:join', { code, as, resume: true, ...lines });
      if (answer.ok) {
        returning = null;
        return;
      }
      const { code: why, retryAfterMs } = answer.error;
      if (why === 'session/replaced') return dropRoom('replaced');
      if (!PASSING.has(why)) return dropRoom(answer.error);
      await wait(retryAfterMs ?? RETRY_MS);
    }
  }

  async function fetchList(): Promise<void> {
    const asked = list;
    while (asked && asked === list && socket.connected) {
      // In the moment of the answer: changes may follow in the same packet.
      const answer = await connection.call('lobby:watch', asked.filter, (came) => {
        if (!came.ok || asked !== list) return;
        asked.replace(came.rooms);
        news.emit('rooms', asked.rooms);
      });
      if (answer.ok || !PASSING.has(answer.error.code)) return;
      await wait(answer.error.retryAfterMs ?? RETRY_MS);
    }
  }

  socket.on('room:update', (update) => setRoom(update.room));
  socket.on('room:closed', ({ reason, back }) => (reason === 'unmatched' ? unmatch(back ?? null) : dropRoom('closed')));
  socket.on('session:replaced', () => dropRoom('replaced'));
  socket.on('room:kicked', ({ ban }) => dropRoom(ban ? 'banned' : 'kicked'));
  socket.on('match:start', (start) => setMatch(start.match));
  socket.on('match:seats', ({ matchId, seats }) => {
    if (match?.info.matchId === matchId) match.setSeats(seats);
  });
  socket.on('match:tick', (tick) => {
    if (!match) return;
    if (match.take(tick, performance.now())) news.emit('tick', match);
    else void resync();
  });
  socket.on('match:end', (end) => {
    setMatch(null);
    news.emit('result', end);
  });
  socket.on('chat:message', ({ message }) => feed?.message(message));
  socket.on('chat:typing', ({ playerId, name, typing }) => feed?.typingOf(playerId, name, typing));
  socket.on('chat:read', ({ playerId, upTo }) => feed?.readBy(playerId, upTo));
  socket.on('lobby:rooms', ({ changed, removed }) => {
    list?.change(changed, removed);
    if (list) news.emit('rooms', list.rooms);
  });
  socket.on('queue:update', quick.update);
  socket.on('queue:matched', (found) => {
    if (found.code !== room?.code) quick.matched(found);
  });
  socket.on('presence', ({ online }) => news.emit('presence', online));
  socket.on('server:notice', (notice) => news.emit('notice', notice));
  socket.on('server:draining', (draining) => news.emit('draining', draining));

  return {
    player,
    clock: connection.clock,
    on: news.on,
    call,
    get connection() {
      return connection.state;
    },
    get room() {
      return room;
    },
    get match() {
      return match;
    },
    get chat() {
      return feed?.chat ?? null;
    },
    get queue() {
      return quick.state;
    },
    watch(filter) {
      const watched = list !== null;
      list = filter && createLiveList(filter);
      if (list) void fetchList();
      else if (watched && socket.connected) void call('lobby:unwatch', {});
    },
    reconnect: connection.reconnect,
    close() {
      feed?.end();
      quick.end();
      clearInterval(speaking);
      connection.close();
    },
  };
}

/** Refusals that are worth asking again after. */
const PASSING = new Set<string>(['rate/limited', 'server/unavailable']);

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
