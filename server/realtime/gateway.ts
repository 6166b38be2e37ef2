import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { type ServerOptions, WebSocketServer } from 'ws';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Origins } from '../identity/origins.ts';
import type { Verifier } from '../identity/verifier.ts';
import type { Clock } from '../ops/clock.ts';
import { type Limits, placeOf } from '../ops/limits.ts';
import type { Log } from '../ops/log.ts';
import { mutesChannel, playerChannel } from '../rooms/mutes.ts';
import { DRAINING } from '../rooms/registry.ts';
import type { Wire } from '../rooms/wire.ts';
import { createDispatch } from './dispatch.ts';
import { createDoorway } from './doorway.ts';
import type { Services } from './events.ts';
import { createGuard, type EngineSocket } from './guard.ts';
import { type LaneConn, openInputLane } from './inputLane.ts';
import { type Decoder, parser } from './parser.ts';
import { createPresence, type Presence } from './presence.ts';
import {
  type ClientSends,
  connectionOf,
  createWire,
  type GameNamespace,
  type GameSocket,
  type SocketData,
} from './sockets.ts';
import { withTicks } from './tickAdapter.ts';

/** The Socket.IO side: who may connect, what they send, and how rooms reach them. */
export interface Gateway {
  readonly wire: Wire;
  readonly presence: Pick<Presence<unknown>, 'isOnline' | 'online'>;
  /** Lets players in, once there is what they come for. */
  open(services: Omit<Services, 'presence' | 'wire'>): void;
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
/** Ends of a connection that were heard of when they happened; after any other it may have been dead for a while. */
const CLEAN_ENDS = new Set(['transport close', 'transport error', 'client namespace disconnect']);
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
    adapter: withTicks(Adapter),
    parser,
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
    pingInterval: options.pingInterval,
    silence: options.pingInterval + options.pingTimeout,
    patience: options.pingTimeout,
    rateScale,
    clock,
    log,
  });
  const game: GameNamespace = io.of('/game');
  const presence = createPresence<GameSocket>(clock, (online) => void game.local.emit('presence', { online }));
  const wire = createWire(game);
  let admitted = 0;

  io.use((_socket, next) => next(refusedConnection(refuse('input/invalid', 'The namespace is /game.'))));

  function admit(services: Services, socket: GameSocket, player: Player): void {
    // A second packet that asks for the namespace may have been let through beside the first, which took it all.
    if (!socket.request) return void socket.conn.close();
    const { rooms, quickMatch, mutes, liveList } = services;
    const credits = presence.come(player.id, socket);
    admitted++;
    doorway.passed(socket.conn);
    socket.data.player = player;
    const address = addressOf(socket.request);
    const engineSocket = socket.conn as unknown as EngineSocket;
    const connection = connectionOf(socket, placeOf(address), guard);
    socket.join([playerChannel(player.id), ...[...mutes.of(player.id)].map(mutesChannel)]);
    const dispatch = createDispatch({ ...services, connection, address, limits, clock }, credits, rateScale, log);
    socket.onAny((event: string, ...args: unknown[]) => dispatch.event(event, args));
    forgetHandshake(socket);
    openInputLane(socket.conn as unknown as LaneConn, decoderOf(socket), {
      allows: guard.gate(engineSocket),
      frame: dispatch.frame,
      input: (args) => dispatch.event('match:input', args),
    });
    guard.attend(
      engineSocket,
      () => connection.shown?.plays ?? false,
      (lagging) => rooms.of(player.id)?.lagging(connection, lagging),
    );
    socket.emit('presence', { online: presence.online });
    quickMatch.came(connection);
    log.info({ event: 'connected', player: player.id, connection: socket.id, transport: socket.conn.transport.name });
    socket.on('disconnect', (reason: string) => {
      log.info({ event: 'disconnected', player: player.id, connection: socket.id, reason });
      presence.go(player.id, socket);
      admitted--;
      // A connection that left the namespace would live on beside all limits that are counted there.
      socket.conn.close();
      liveList.unwatch(connection);
      rooms.of(player.id)?.lost(connection, CLEAN_ENDS.has(reason) ? clock.now() : connection.heard);
      quickMatch.went(player.id);
    });
  }

  return {
    wire,
    presence,
    open(services) {
      game.use(async (socket, next) => {
        const refusal = await decide(services, socket);
        next(refusal ? refusedConnection(refusal) : undefined);
      });
      game.on('connection', (socket) => admit({ ...services, presence, wire }, socket, socket.data.player));
    },
    renamed(player) {
      for (const socket of presence.of(player.id)) socket.data.player = player;
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
  async function decide(
    { rooms, mutes }: Pick<Services, 'rooms' | 'mutes'>,
    socket: GameSocket,
  ): Promise<Refusal | null> {
    if (!socket.request) return refuse('input/invalid', 'This connection has joined the namespace already.');
    if (!origins.allows(socket.request)) return refuse('origin/refused', 'Pages of this origin may not connect here.');
    if (admitted >= options.maxConnections) return refuse('server/full', 'This server takes no more connections.');
    const player = await verifier(socket.request, socket.handshake.auth.token);
    if (!player.ok) return player.error;
    // Whose match still runs may come back to it.
    if (rooms.draining && rooms.of(player.value.id)?.room.status !== 'playing') return DRAINING;
    if (presence.of(player.value.id).size >= CONNECTIONS_PER_PLAYER) {
      return refuse('rate/limited', `One player has at most ${CONNECTIONS_PER_PLAYER} connections.`);
    }
    await mutes.load(player.value.id);
    socket.data.player = player.value;
    return null;
  }
}

/** Nobody asks for the request any more that a connection began with, and it would be kept as long as the connection. */
function forgetHandshake(socket: GameSocket): void {
  const { conn, handshake } = socket as unknown as { conn: { request: unknown }; handshake: { headers: object } };
  conn.request = null;
  handshake.headers = {};
}

/** Private in Socket.IO's types. */
function decoderOf(socket: GameSocket): Decoder {
  return (socket as unknown as { readonly client: { readonly decoder: Decoder } }).client.decoder;
}

function refusedConnection(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.message), { data: refusal });
}
