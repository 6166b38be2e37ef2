import { io, type Socket } from 'socket.io-client';
import { ByteWriter } from '../../shared/core/bytes.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload, ClientEvents, ServerEvents } from '../../shared/protocol/events.ts';
import { type OutgoingInput, writeInput, writeSeen } from '../../shared/protocol/frames.ts';
import { createServerClock, type ServerClock } from './clock.ts';
import { parser } from './parser.ts';

export type ConnectionState =
  | { readonly status: 'connecting' | 'online' }
  /** Gone, and coming back by itself. `since`: performance.now() at the loss. */
  | { readonly status: 'lost'; readonly since: number }
  /** The server said no, and saying it again would not help. */
  | { readonly status: 'refused'; readonly error: Refusal }
  | { readonly status: 'closed' };

/** One player's line to the server: it calls, keeps the clock, and comes back by itself. What is said by it is not its concern. */
export interface Connection {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  readonly clock: ServerClock;
  readonly state: ConnectionState;
  /**
   * A call of the protocol. `took` sees the answer in the very moment it comes: behind the promise, a tick in the same packet
   * would overtake it.
   */
  call<Name extends CallName>(
    name: Name,
    payload: CallPayload<Name>,
    took?: (answer: CallAnswer<Name>) => void,
  ): Promise<CallAnswer<Name>>;
  /** An input, or the seq of the newest tick: one small binary message. Without a connection it is an old wish, and dropped. */
  sendInput(game: AnyGame, input: OutgoingInput): void;
  sendSeen(seen: number): void;
  /** Tries at once instead of waiting, and finds out whether a connection that looks alive still is. */
  reconnect(): void;
  close(): void;
}

export interface ConnectionOptions {
  /** The server's address; in a browser its own origin. */
  url: string;
  /** Without one a browser is known by its cookie. */
  token?: string;
  transports?: ('websocket' | 'polling')[];
}

export const CALL_TIMEOUT_MS = 5000;
const SYNC_FIRST_MS = 250;
const SYNC_EVERY_MS = 3000;
export const RETRY_MS = 2000;
/** A connection that does not answer for so long after waking up is taken for dead. */
const PROBE_MS = 700;
/** Timers that are this late have slept, and so has the connection; a page that is only busy is seldom that late. */
const ASLEEP_MS = 8000;
const LOOK_MS = 1000;
/** Refusals that pass: the server is full or being deployed. */
const PASSING = new Set<string>(['server/draining', 'server/full', 'server/unavailable']);

export function createConnection(
  { url, token, transports }: ConnectionOptions,
  changed: (state: ConnectionState) => void,
): Connection {
  const clock = createServerClock();
  /** Tells this client's own earlier connection, which the server may not know to be dead, from another window. */
  const tab = Math.random().toString(36).slice(2);
  let state: ConnectionState = { status: 'connecting' };
  let retry: ReturnType<typeof setTimeout> | undefined;
  let syncTimer: ReturnType<typeof setTimeout> | undefined;

  const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/game`, {
    parser,
    auth: { tab, ticks: 'binary', ...(token !== undefined && { token }) },
    withCredentials: token === undefined,
    transports: transports ?? ['websocket', 'polling'],
    tryAllTransports: true,
    // Back within a second of the network, and no two clients in step.
    reconnectionDelay: 250,
    reconnectionDelayMax: 700,
    timeout: 5000,
    forceNew: true,
  });

  function become(next: ConnectionState): void {
    state = next;
    changed(next);
  }

  function call<Name extends CallName>(
    name: Name,
    payload: CallPayload<Name>,
    took?: (answer: CallAnswer<Name>) => void,
  ): Promise<CallAnswer<Name>> {
    return new Promise((resolve) => {
      const unavailable = (message: string) => resolve({ ok: false, error: refuse('server/unavailable', message) });
      if (!socket.connected) return unavailable('There is no connection to the server.');
      const take = (late: Error | null, answer: CallAnswer<Name>) => {
        if (late) return unavailable('The server did not answer in time.');
        took?.(answer);
        resolve(answer);
      };
      // The events' types pair each name with its payload; a generic name is more than the compiler follows.
      const emitter = socket.timeout(CALL_TIMEOUT_MS) as unknown as { emit(...args: unknown[]): void };
      emitter.emit(name, payload, take);
    });
  }

  const out = new ByteWriter(32);
  function sendFrame(write: () => void): void {
    if (!socket.connected) return;
    out.clear();
    write();
    socket.emit('match:frame', out.bytes().slice());
  }

  async function sync(rounds: number): Promise<void> {
    clearTimeout(syncTimer);
    const sent = performance.now();
    const answer = await call('clock:sync', { sent });
    if (state.status === 'closed') return;
    if (answer.ok) clock.add(sent, performance.now(), answer.received);
    syncTimer = setTimeout(() => void sync(rounds - 1), rounds > 0 ? SYNC_FIRST_MS : SYNC_EVERY_MS);
  }

  /** A phone that slept, or changed its network, may hold a connection that nobody answers on any more. */
  async function probe(): Promise<void> {
    const before = socket.id;
    const alive = await new Promise((resolve) => {
      const sent = performance.now();
      socket.timeout(PROBE_MS).emit('clock:sync', { sent }, (late: Error | null) => resolve(late === null));
    });
    if (!alive && socket.connected && socket.id === before) socket.disconnect().connect();
  }

  function reconnect(): void {
    if (state.status === 'closed') return;
    if (socket.connected) return void probe();
    clearTimeout(retry);
    socket.disconnect().connect();
  }

  let beat = performance.now();
  const watchSleep = setInterval(() => {
    const now = performance.now();
    if (now - beat > ASLEEP_MS) reconnect();
    beat = now;
  }, LOOK_MS);
  // In Node, a client that is forgotten should not keep its process alive.
  (watchSleep as { unref?: () => void }).unref?.();

  socket.on('connect', () => {
    become({ status: 'online' });
    void sync(4);
  });
  socket.on('disconnect', (reason) => {
    clearTimeout(syncTimer);
    if (state.status === 'closed') return;
    become({ status: 'lost', since: performance.now() });
    // Socket.IO comes back by itself from a broken transport, but takes the server's own goodbye as final.
    if (reason === 'io server disconnect') retry = setTimeout(() => socket.connect(), RETRY_MS);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) {
      if (state.status === 'online') become({ status: 'lost', since: performance.now() });
      return;
    }
    const refusal = (error as Error & { data?: Refusal }).data ?? refuse('server/unavailable', error.message);
    if (PASSING.has(refusal.code)) retry = setTimeout(() => socket.connect(), RETRY_MS);
    else become({ status: 'refused', error: refusal });
  });

  return {
    socket,
    clock,
    call,
    reconnect,
    sendInput: (game, input) => sendFrame(() => writeInput(game, input, out)),
    sendSeen: (seen) => sendFrame(() => writeSeen(seen, out)),
    get state() {
      return state;
    },
    close() {
      clearTimeout(retry);
      clearTimeout(syncTimer);
      clearInterval(watchSleep);
      state = { status: 'closed' };
      socket.disconnect();
      changed(state);
    },
  };
}
