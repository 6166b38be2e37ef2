import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { type WebSocket, WebSocketServer } from 'ws';
import { createInputStats } from '../../../server/match/inputStats.ts';
import type { MatchHost } from '../../../server/match/matchHost.ts';
import { createTicker } from '../../../server/match/ticker.ts';
import { systemClock } from '../../../server/ops/clock.ts';
import { seedFrom } from '../../../shared/core/rng.ts';
import { readFrame, unpackInput } from '../../../shared/protocol/frames.ts';
import { hostMatch, human } from '../../support/testMatch.ts';
import { BENCH_RATE, BENCH_SEATS, benchGame } from '../benchGame.ts';
import { answer } from '../child.ts';
import { BEGIN, WELCOME } from './bareProtocol.ts';
import { createGauge } from './gauge.ts';

/**
 * The floor: the same matches on node:http and ws with nothing else. No sessions, no rooms to speak of, no checks; each tick is
 * framed once for its room and written to every socket past ws. It is given Muster's own V8 flags.
 */
setFlagsFromString('--no-allocation-site-pretenuring');

interface Room {
  readonly match: MatchHost;
  readonly sockets: Socket[];
  running: boolean;
}

const BACKLOG = 4096;
const SHORT = 126;
const FINAL_BINARY = 0x82;
const rooms = new Map<string, Room>();
const ticker = createTicker(systemClock);
const inputs = createInputStats();
const server = createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  clientTracking: false,
  skipUTF8Validation: true,
});

function openRoom(name: string): Room {
  const match = hostMatch(
    benchGame,
    Array.from({ length: BENCH_SEATS }, (_, seat) => human(seat)),
    {
      seed: seedFrom(rooms.size + 1),
      settings: { roundSeconds: 600 },
      clock: systemClock,
      stats: inputs,
    },
  );
  const room = { match, sockets: [], running: false };
  rooms.set(name, room);
  return room;
}

function start(room: Room): void {
  if (room.running) return;
  room.running = true;
  const { match } = room;
  const view = match.viewOf(null);
  ticker.start(BENCH_RATE, () => {
    match.step();
    const frame = framed(view.tick('binary') as Uint8Array);
    for (const socket of room.sockets) socket.write(frame);
  });
}

/** A server's frame: no mask, and a length in one byte or three. */
function framed(payload: Uint8Array): Buffer {
  const { length } = payload;
  const start = length < SHORT ? 2 : 4;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FINAL_BINARY;
  frame[1] = length < SHORT ? length : SHORT;
  if (length >= SHORT) frame.writeUInt16BE(length, 2);
  frame.set(payload, start);
  return frame;
}

sockets.on('connection', (client: WebSocket & { readonly _socket: Socket }, request: IncomingMessage) => {
  client.on('error', () => {});
  const name = new URL(request.url!, 'http://localhost').searchParams.get('room');
  if (name === null) return;
  const room = rooms.get(name) ?? openRoom(name);
  const { match } = room;
  const seat = room.sockets.push(client._socket) - 1;
  client.on('message', (bytes: Buffer) => {
    const frame = readFrame(bytes);
    if (frame?.kind === 'input') match.offer(seat, frame.seq, unpackInput(benchGame, frame.raw), frame.tick);
    else if (bytes[0] === BEGIN) start(room);
  });
  const keyframe = Buffer.from(match.viewOf(null).keyframe('packed') as string, 'base64');
  client.send(Buffer.concat([Buffer.from([WELCOME, seat]), keyframe]));
});

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  const gauge = createGauge(ticker.stats, inputs);
  const answers = { ...gauge, port: () => (server.address() as AddressInfo).port };
  answer(answers);
});
