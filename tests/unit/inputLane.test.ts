import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { openInputLane } from '../../server/realtime/inputLane.ts';
import type { Decoder } from '../../server/realtime/parser.ts';

/** A connection that writes down which way each message went. */
function begun(first: 'websocket' | 'polling') {
  const way: string[] = [];
  const transport = (name: string) => {
    const socket = new EventEmitter();
    socket.on('message', (message: Buffer, isBinary: boolean) => way.push(`ordinary ${message} ${isBinary}`));
    return { name, socket };
  };
  const conn = Object.assign(new EventEmitter(), { transport: transport(first) });
  const decoder = { isWaiting: false };
  const lane = {
    allows: (bytes: number) => bytes < 1000,
    frame: (frame: Buffer) => void way.push(`lane ${frame}`),
    input: (args: unknown[]) => void way.push(`input ${JSON.stringify(args)}`),
  };
  openInputLane(conn as never, decoder as Decoder, lane);
  const come = (text: string, isBinary: boolean) =>
    void conn.transport.socket.emit('message', Buffer.from(text), isBinary);
  return { conn, decoder, way, come, transport };
}

test('binary messages that belong to no packet go by the lane, and no other way; text goes as ever', () => {
  const { come, way } = begun('websocket');
  come('a', true);
  come('b', false);
  expect(way).toEqual(['lane a', 'ordinary b false']);
});

test('those of a packet that has begun go to the decoder', () => {
  const { come, decoder, way } = begun('websocket');
  decoder.isWaiting = true;
  come('a', true);
  decoder.isWaiting = false;
  come('b', true);
  expect(way).toEqual(['ordinary a true', 'lane b']);
});

test('an input event without an ack goes by the lane, with its arguments', () => {
  const { come, way } = begun('websocket');
  come('42/game,["match:input",7,{"dash":true},{"tick":9}]', false);
  expect(way).toEqual(['input [7,{"dash":true},{"tick":9}]']);
});

test.each([
  ['that wants an answer', '42/game,3["match:input",7,{}]'],
  ['of another namespace', '42/other,["match:input",7,{}]'],
  ['with a name that only begins so', '42/game,["match:inputs",7,{}]'],
  ['that is no JSON', '42/game,["match:input",7,{]'],
  ['that is cut off', '42/game,["match:input",'],
])('a text %s is left to Socket.IO', (_, text) => {
  const { come, way } = begun('websocket');
  come(text, false);
  expect(way).toEqual([`ordinary ${text} false`]);
});

test('what is not allowed any more goes nowhere', () => {
  const { come, way } = begun('websocket');
  come('x'.repeat(1000), true);
  come(`42/game,["match:input",7,"${'x'.repeat(1000)}"]`, false);
  expect(way).toEqual([]);
});

test('polling goes as ever, and from the upgrade on there is a lane', () => {
  const { come, conn, transport, way } = begun('polling');
  come('a', true);
  conn.transport = transport('websocket');
  conn.emit('upgrade');
  come('b', true);
  expect(way).toEqual(['ordinary a true', 'lane b']);
});
