import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Namespace, Server, type Socket } from 'socket.io';
import { type ServerOptions, WebSocketServer } from 'ws';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Origins } from '../identity/origins.ts';
import type { Verifier } from '../identity/verifier.ts';
import type { Clock } from '../ops/clock.ts';
import type { Limits } from '../ops/limits.ts';
import type { Log } from '../ops/log.ts';
import { DRAINING, type Rooms } from '../rooms/registry.ts';
import type { Connection, Wire } from '../rooms/wire.ts';
import { BoundedAdapter } from './boundedAdapter.ts';
import { type Credits, createDispatch } from './dispatch.ts';
import { createDoorway } from './doorway.ts';
import { createGuard } from './guard.ts';

interface SocketData {
  /** `[ID-2]` What the verifier vouched for. */
  player: Player;
}

type ClientSends = { [event: string]: (...args: unknown[]) => void };
type GameSocket = Socket<ClientSends, ServerEvents, Record<string, never>, SocketData>;
type GameNamespace = Namespace<ClientSends, ServerEvents, Record<string, never>, SocketData>;

/** The Socket.IO side: who may connect, what they send, and how rooms reach them. */
export interface Gateway {
  readonly wire: Wire;
  /** Lets players in, once there are rooms for them to find. */
  open(rooms: Rooms): void;
  /** The player is called otherwise from now on, on all connections. */
  renamed(player: Player): void;
  /** Tells everyone that the server is about to go. */
  announceDraining(): void;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly server: HttpServer;
  readonly verifier: Verifier;
  readonly origins: Origins;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly maxConnections: number;
  readonly rateScale: number;
  readonly addressOf: (request: IncomingMessage) => string;
}

/** A polling request is read and parsed in one piece: small. A WebSocket message costs less, and a clumsy one is worth an answer. */
const POLL_BYTES = 16 * 1024;
const MESSAGE_BYTES = 128 * 1024;
const CONNECTIONS_PER_PLAYER = 16;
/** What a player has spent is remembered for so long after the last connection, or a reconnect would be a way round it. */
const CREDITS_KEPT_MS = 60_000;
/** How long a closing server waits for its peers to say goodbye. */
const GOODBYE_MS = 1000;
const FLUSH_LOOK_MS = 10;

/** Engine.IO has one limit for both transports. */
class MessageServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, maxPayload: MESSAGE_BYTES });
  }
}

export function createGateway(options: GatewayOptions): Gateway {
  const { server, verifier, origins, limits, clock, log, addressOf, rateScale } = options;
  const io = new Server<ClientSends, ServerEvents, Record<string, never>, SocketData>(server, {
    serveClient: false,
    adapter: BoundedAdapter,
    cors: { origin: [...(options.allowedOrigins ?? [])], credentials: true },
    pingInterval: options.pingInterval,
    pingTimeout: options.pingTimeout,
    connectTimeout: options.pingInterval + options.pingTimeout,
    maxHttpBufferSize: POLL_BYTES,
    wsEngine: MessageServer,
    perMessageDeflate: false,
    httpCompression: false,
    // Later requests of a connection name it by its `sid`.
    allowRequest: (request, decide) => decide(null, /[?&]sid=/.test(request.url ?? '') || doorway.hasRoom(request)),
  });
  const doorway = createDoorway(io.engine, addressOf, rateScale);
  const guard = createGuard(io.engine, {
    silence: options.pingInterval + options.pingTimeout,
    patience: options.pingTimeout,
    rateScale,
    clock,
    log,
  });
  const game: GameNamespace = io.of('/game');
  const present = new Map<string, { readonly sockets: Set<GameSocket>; readonly credits: Credits }>();

  let admitted = 0;

  io.use((_socket, next) => next(refusedConnection(refuse('input/invalid', 'The namespace is /game.'))));

  function admit(rooms: Rooms, socket: GameSocket, player: Player): void {
    const here = present.get(player.id) ?? { sockets: new Set(), credits: new Map() };
    here.sockets.add(socket);
    admitted++;
    doorway.passed(socket.conn);
    present.set(player.id, here);
    socket.data.player = player;
    const connection = connectionOf(socket);
    const caller = { connection, address: addressOf(socket.request), rooms, limits, clock };
    const dispatch = createDispatch(caller, here.credits, rateScale, log);
    socket.onAny((event: string, ...args: unknown[]) => dispatch(event, args));
    log.info({ event: 'connected', player: player.id, connection: socket.id, transport: socket.conn.transport.name });
    socket.on('disconnect', (reason: string) => {
      log.info({ event: 'disconnected', player: player.id, connection: socket.id, reason });
      here.sockets.delete(socket);
      admitted--;
      // A connection that left the namespace would live on beside all limits that are counted there.
      socket.conn.close();
      rooms.of(player.id)?.lost(connection);
      clock.after(CREDITS_KEPT_MS, () => {
        if (here.sockets.size === 0 && present.get(player.id) === here) present.delete(player.id);
      });
    });
  }

  return {
    wire: {
      tell: (channel, event, news) => void game.local.to(channel).emit(event, ...([news] as never)),
      tick: (channel, tick) => void game.local.to(channel).volatile.emit('match:tick', tick),
      hasListeners: (channel) => game.adapter.rooms.has(channel),
    },
    open(rooms) {
      game.use(async (socket, next) => {
        const refusal = await decide(rooms, socket);
        next(refusal ? refusedConnection(refusal) : undefined);
      });
      game.on('connection', (socket) => admit(rooms, socket, socket.data.player));
    },
    renamed(player) {
      for (const socket of present.get(player.id)?.sockets ?? []) socket.data.player = player;
    },
    announceDraining() {
      game.local.emit('server:draining', { message: 'The server is about to restart.' });
    },
    async close() {
      guard.stop();
      // Closing throws away what is queued, and the last words were said just now. These are real sockets: no clock of a test moves them.
      for (let waited = 0; waited < GOODBYE_MS && !guard.flushed(); waited += FLUSH_LOOK_MS)
        await setTimeout(FLUSH_LOOK_MS);
      const cancel = clock.after(GOODBYE_MS, () => {
        guard.cutAll();
        server.closeAllConnections();
      });
      await io.close();
      cancel();
    },
  };

  /** `[ID-3]` Why this connection is refused, or null; `socket.data.player` is then set. */
  async function decide(rooms: Rooms, socket: GameSocket): Promise<Refusal | null> {
    if (!origins.allows(socket.request)) return refuse('origin/refused', 'Pages of this origin may not connect here.');
    if (admitted >= options.maxConnections) return refuse('server/full', 'This server takes no more connections.');
    const player = await verifier(socket.request, socket.handshake.auth.token);
    if (!player.ok) return player.error;
    // Whose match still runs may come back to it.
    if (rooms.draining && rooms.of(player.value.id)?.room.status !== 'playing') return DRAINING;
    if ((present.get(player.value.id)?.sockets.size ?? 0) >= CONNECTIONS_PER_PLAYER) {
      return refuse('rate/limited', `One player has at most ${CONNECTIONS_PER_PLAYER} connections.`);
    }
    socket.data.player = player.value;
    return null;
  }
}

function connectionOf(socket: GameSocket): Connection {
  return {
    id: socket.id,
    ticks: socket.handshake.auth.ticks === 'json' ? 'json' : 'packed',
    tab: typeof socket.handshake.auth.tab === 'string' ? socket.handshake.auth.tab.slice(0, 64) : null,
    get player() {
      return socket.data.player;
    },
    get open() {
      return socket.connected;
    },
    tell: (event, news) => void socket.emit(event, ...([news] as never)),
    enter: (channel) => void socket.join(channel),
    exit: (channel) => void socket.leave(channel),
  };
}

function refusedConnection(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.message), { data: refusal });
}
