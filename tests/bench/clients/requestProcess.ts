import { connect } from 'node:net';
import { answer } from '../child.ts';

/**
 * Asks for one address over and over, in a process of its own: `node requestProcess.ts PORT PATH`. Each connection sends its next
 * request when it has the answer to the last one. No HTTP client: it would take longer than the servers.
 */

export interface RequestSample {
  readonly count: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const port = Number(process.argv[2]);
const request = Buffer.from(
  `GET ${process.argv[3]} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n\r\n`,
);
const HEAD_END = '\r\n\r\n';
const STATUS = 'HTTP/1.1 200 ';

let count = 0;
let bytes = 0;
let cpu = process.cpuUsage();
let start = performance.now();

function open(): void {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  /** Bytes of the current answer that have not come yet; null: nor has its head. */
  let left: number | null = null;
  let head = '';

  function read(received: number): boolean {
    bytes += received;
    if (left === null) {
      head += buffer.toString('latin1', 0, received);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return true;
      left = end + HEAD_END.length + lengthOf(head.slice(0, end)) - head.length;
    } else left -= received;
    if (left > 0) return true;
    count++;
    left = null;
    head = '';
    socket.write(request);
    return true;
  }

  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback: read } });
  socket.on('connect', () => socket.write(request));
}

function lengthOf(head: string): number {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (!head.startsWith(STATUS) || length === undefined) throw new Error(`an answer that is none: ${head}`);
  return Number(length);
}

const answers = {
  start(connections: number): void {
    for (let i = 0; i < connections; i++) open();
  },
  reset(): void {
    count = bytes = 0;
    cpu = process.cpuUsage();
    start = performance.now();
  },
  sample(): RequestSample {
    const { user, system } = process.cpuUsage(cpu);
    return { count, bytes, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  },
};
export type RequestAnswers = typeof answers;

answer(answers);
