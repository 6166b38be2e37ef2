import type { Namespace } from 'socket.io';
import type { Adapter, BroadcastFlags, BroadcastOptions } from 'socket.io-adapter';

/** Packets that may wait for one reader before ticks pass it by: half a second at 30 a second, and a slow poll's pause. */
export const BEHIND = 16;

/**
 * Lets any Socket.IO adapter send ticks at the price of bare WebSockets: a local volatile broadcast to one room is framed once,
 * and the frame is written straight to the connections that have nothing queued. All others get it the ordinary way, behind what
 * is queued for them; so the order of a connection's events is never broken, whichever way each takes.
 *
 * It also changes what `volatile` means there. Socket.IO drops such a packet whenever the one before has not left yet, which
 * happens to any reader now and then, as when an answer goes out in the same instant; here it is dropped only for a reader
 * whose queue holds `BEHIND` packets, or half of what it may. So a reader who keeps up misses no tick, and one who does not is owed little.
 */
export function withTicks(base: typeof Adapter | AdapterMaker): AdapterMaker {
  // Not an arrow: Socket.IO calls it with `new`.
  return function make(namespace: Namespace) {
    const adapter = new (base as typeof Adapter)(namespace);
    const ordinary = adapter.broadcast.bind(adapter);
    const readersOf = keepReaders(namespace, adapter);
    adapter.broadcast = (packet: Packet, options: BroadcastOptions) => {
      const room = onlyRoom(options);
      if (room === null) return ordinary(packet, options);
      packet.nsp = namespace.name;
      const encoded = (adapter as unknown as Encoding).encoder.encode(packet);
      sendTick(encoded, readersOf(room), options.flags!);
    };
    return adapter;
  };
}

/** What the adapters for many nodes give: a function that Socket.IO calls as if it were a class. */
type AdapterMaker = (namespace: Namespace) => Adapter;

interface Packet {
  nsp?: string;
}

/** The room of a tick; null for any other packet. */
function onlyRoom({ flags, rooms, except }: BroadcastOptions): string | null {
  if (!flags?.volatile || !flags.local || rooms.size !== 1 || (except && except.size > 0)) return null;
  return rooms.values().next().value!;
}

/** The readers of a room as a list, looked up once for all the ticks until somebody joins or leaves. */
function keepReaders(namespace: Namespace, adapter: Adapter): (room: string) => readonly Reader[] {
  const kept = new Map<string, Reader[]>();
  const forget = (room: string) => void kept.delete(room);
  adapter.on('join-room', forget);
  adapter.on('leave-room', forget);
  return (room) => {
    let readers = kept.get(room);
    if (readers) return readers;
    const ids = [...(adapter.rooms.get(room) ?? [])];
    readers = ids.flatMap((id) => {
      const socket = namespace.sockets.get(id) as unknown as Inside | undefined;
      return socket ? { conn: socket.conn, client: socket.client, transport: null, line: null } : [];
    });
    if (readers.length > 0) kept.set(room, readers);
    return readers;
  };
}

/** Half of what a connection may be owed at all (see `guard.ts`): where ticks are large, they pass a reader by sooner. */
const BEHIND_BYTES = 32 * 1024;

function sendTick(encoded: readonly (string | Buffer)[], readers: readonly Reader[], flags: BroadcastFlags): void {
  const frame = encoded.length === 1 ? frameOf(encoded[0]!) : null;
  const most = frame ? Math.min(BEHIND, Math.max(1, Math.floor(BEHIND_BYTES / frame.length))) : BEHIND;
  let encoding: object | null = null;
  for (const reader of readers) {
    const { conn } = reader;
    if (reader.transport !== conn.transport) lookAt(reader);
    if (frame && reader.line && isIdle(conn, reader.line)) reader.line._socket.write(frame);
    else if (conn.writeBuffer.length < most) {
      encoding ??= {
        preEncoded: true,
        compress: flags.compress ?? false,
        ...(frame && { wsPreEncodedFrame: [frame] }),
      };
      reader.client.writeToEngine(encoded, encoding);
    }
  }
}

/** A connection's transport changes once, if it begins by polling. */
function lookAt(reader: Reader): void {
  const { transport } = reader.conn;
  reader.transport = transport;
  reader.line = transport.name === 'websocket' && !transport.perMessageDeflate ? transport.socket : null;
}

/** Whether writing to the line overtakes nothing: neither what Engine.IO has queued nor what the system has not taken yet. */
const isIdle = (conn: Engine, line: Line): boolean =>
  conn.writeBuffer.length === 0 && line._socket.writableLength === 0 && line.readyState === OPEN;

const OPEN = 1;
const FINAL = 0x80;
const TEXT = 1;
const BINARY = 2;
/** Engine.IO's type of a text packet that carries a message. */
const MESSAGE = '4';

/** One whole unmasked WebSocket message (RFC 6455, 5.2), with its header. */
export function frameOf(packet: string | Buffer): Buffer {
  const isText = typeof packet === 'string';
  const size = isText ? MESSAGE.length + Buffer.byteLength(packet) : packet.length;
  const head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + size);
  frame[0] = FINAL | (isText ? TEXT : BINARY);
  frame[1] = head === 2 ? size : head === 4 ? 126 : 127;
  if (head === 4) frame.writeUInt16BE(size, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(size), 2);
  if (isText) frame.write(MESSAGE + packet, head);
  else packet.copy(frame, head);
  return frame;
}

/** One who reads ticks, with what a tick asks of the connection at hand: a thousand of them are not in the processor's cache. */
interface Reader extends Inside {
  transport: object | null;
  /** Null where the transport is no WebSocket. */
  line: Line | null;
}

/** Engine.IO, ws and Socket.IO keep these private in their types, as they are in engine.io 6.6, ws 8 and socket.io 4.8. */
interface Inside {
  readonly conn: Engine;
  readonly client: { writeToEngine(encoded: readonly unknown[], options: object): void };
}
interface Engine {
  readonly writeBuffer: { readonly length: number };
  readonly transport: { readonly name: string; readonly perMessageDeflate: unknown; readonly socket: Line };
}
interface Line {
  readonly readyState: number;
  readonly _socket: { readonly writableLength: number; write(frame: Buffer): unknown };
}
interface Encoding {
  readonly encoder: { encode(packet: object): (string | Buffer)[] };
}
