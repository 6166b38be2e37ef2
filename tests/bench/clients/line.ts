import { connect, type Socket } from 'node:net';

/**
 * A WebSocket client that costs next to nothing, so that one core is enough for all clients: one buffer that all of them read
 * into, and no copy of a message unless its end is still to come. It trusts the server: nothing is checked.
 */
export interface Line {
  /** Bytes so far, frames and handshake with everything in them. */
  received: number;
  sent: number;
  /** A whole frame, as `frame.ts` makes them; it may be written over as soon as this returns. */
  write(frame: Uint8Array): void;
  close(): void;
}

export interface Listener {
  opened(): void;
  /** A text or binary message: `bytes` from `start` to `end`, to be read now and not kept. */
  message(binary: boolean, bytes: Buffer, start: number, end: number): void;
  closed(why: string): void;
}

const BINARY = 2;
const CLOSE = 8;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** A key of the right length; it is only there so that the answer can be told from a cached one. */
const KEY = 'bXVzdGVyIGlzIG1lYXN1cg==';

/** Read into by one socket at a time: what is in it is used up before the next read. */
const shared = Buffer.allocUnsafe(256 * 1024);

export function openLine(port: number, path: string, tell: Listener): Line {
  let socket: Socket;
  let open = false;
  /** What came of a message whose end has not come yet. */
  let begun: Buffer | null = null;
  let ended = false;
  const listener: Listener = {
    ...tell,
    // Told once, by the first of the reasons that there are.
    closed(why) {
      if (!ended) tell.closed(why);
      ended = true;
    },
  };

  const line: Line = {
    received: 0,
    sent: 0,
    write(frame) {
      line.sent += frame.length;
      socket.write(frame);
    },
    close: () => socket.destroy(),
  };

  function read(count: number): boolean {
    line.received += count;
    let bytes = shared;
    let end = count;
    if (begun) {
      bytes = Buffer.concat([begun, shared.subarray(0, count)]);
      end = bytes.length;
      begun = null;
    }
    const used = open ? readFrames(bytes, 0, end, listener) : readHandshake(bytes, end);
    if (used < end) begun = Buffer.from(bytes.subarray(used, end));
    return true;
  }

  function readHandshake(bytes: Buffer, end: number): number {
    const headEnd = bytes.subarray(0, end).indexOf('\r\n\r\n');
    if (headEnd < 0) return 0;
    const status = bytes.toString('latin1', 0, bytes.indexOf('\r\n'));
    if (!status.includes(' 101 ')) {
      listener.closed(status);
      socket.destroy();
      return end;
    }
    open = true;
    listener.opened();
    return readFrames(bytes, headEnd + 4, end, listener);
  }

  socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: { buffer: shared, callback: read },
  });
  socket.on('connect', () => {
    const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    line.write(Buffer.from(`${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`));
  });
  socket.on('error', (error) => listener.closed(error.message));
  socket.on('close', () => listener.closed('the connection ended'));
  return line;
}

/** Hands over each whole message; the place behind the last one. A server's frames are not masked. */
export function readFrames(bytes: Buffer, from: number, end: number, listener: Listener): number {
  let at = from;
  for (;;) {
    if (end - at < 2) return at;
    let length = bytes[at + 1]!;
    let start = at + 2;
    if (length === LENGTH_16) {
      if (end - start < 2) return at;
      length = bytes.readUInt16BE(start);
      start += 2;
    } else if (length === LENGTH_64) {
      if (end - start < 8) return at;
      length = Number(bytes.readBigUInt64BE(start));
      start += 8;
    }
    if (end - start < length) return at;
    const opcode = bytes[at]! & 15;
    if (opcode === CLOSE)
      listener.closed(`the server closed it with ${length < 2 ? 'no code' : bytes.readUInt16BE(start)}`);
    else listener.message(opcode === BINARY, bytes, start, start + length);
    at = start + length;
  }
}
