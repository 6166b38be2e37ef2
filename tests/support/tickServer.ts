import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { parser as clientParser } from '../../game-client/net/parser.ts';
import { parser } from '../../server/realtime/parser.ts';
import { withTicks } from '../../server/realtime/tickAdapter.ts';

/** Socket.IO as the server sets it up, without the server: a test says what is sent, each message with a number. */
export type Form = 'binary' | 'packed' | 'json';
type Base = Parameters<typeof withTicks>[0];

export interface TickServer {
  readonly url: string;
  readonly adapter: Adapter;
  /** A tick to all who read this form, as the wire sends it. */
  tick(form: Form, number: number): void;
  /** To all readers of this form, by no shorter way. */
  tell(form: Form, event: string, ...args: unknown[]): void;
}

/** `let in`: what becomes of each connection, before it is known to its client. */
export async function useTickServer(letIn: (socket: ServerSocket) => void, base: Base = Adapter): Promise<TickServer> {
  const http = createServer();
  const server = new Server(http, { adapter: withTicks(base), parser, perMessageDeflate: false });
  const game = server.of('/game');
  game.on('connection', (socket) => {
    void socket.join(`ticks:${socket.handshake.auth.ticks}`);
    letIn(socket);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    adapter: game.adapter,
    tick: (form, number) => void game.local.to(`ticks:${form}`).volatile.emit('match:tick', tickOf(form, number)),
    tell: (form, event, ...args) => void game.local.to(`ticks:${form}`).emit(event, ...args),
  };
}

/** One for all, as in the server: whoever queues a tick has to copy it. */
const bytes = new Uint8Array(4);

/** Any bytes do: what is in them is not looked at on the way. */
function tickOf(form: Form, number: number): unknown {
  new DataView(bytes.buffer).setUint32(0, number);
  if (form === 'binary') return bytes;
  return form === 'json' ? { seq: number } : Buffer.from(bytes).toString('base64');
}

export function numberOf(tick: unknown): number {
  if (typeof tick === 'object' && tick !== null && 'seq' in tick) return tick.seq as number;
  const packed = typeof tick === 'string' ? Buffer.from(tick, 'base64') : Buffer.from(tick as Uint8Array);
  return packed.readUInt32BE();
}

/** A client that reads this form: the stock one, or for bytes with the SDK's parser. */
export function openReader(url: string, form: Form, transports: string[]): Socket {
  const socket = io(`${url}/game`, {
    auth: { ticks: form },
    forceNew: true,
    reconnection: false,
    transports,
    ...(form === 'binary' && { parser: clientParser }),
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

/** How many packets of this kind Socket.IO has made for the connection: those of the short way are not among them. */
export function countPackets(socket: ServerSocket, fits: (data: unknown) => boolean): () => number {
  let count = 0;
  socket.conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    if (fits(data)) count++;
  });
  return () => count;
}

/** Whether a packet's data is a tick of this form. */
export const isTick = (form: Form) => (data: unknown) =>
  form === 'binary' ? Buffer.isBuffer(data) && data.length === 4 : String(data).includes('match:tick');
