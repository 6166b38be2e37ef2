import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Link, type LinkOptions } from './network.ts';

/** A wire between clients and a server that a test can break, and make long. */
export interface Relay {
  readonly url: string;
  /** Both ends see that the connection is gone, and connections that come while it is cut are refused. */
  cut(): void;
  /** Nothing comes through any more on what is open now, and nobody is told; connections that come later work. */
  silence(): void;
  /** Whole again: what was held up by a silence goes on its way. */
  mend(): void;
  /** What is sent from now on, by anyone, takes the time of such a link each way. Null: none, as in the beginning. */
  delay(link: LinkOptions | null): void;
}

export async function useRelay(target: number): Promise<Relay> {
  const open = new Set<Socket>();
  let whole = true;
  let link: LinkOptions | null = null;
  let lines = 0;
  const server = createServer((client) => {
    if (!whole) return void client.destroy();
    const upstream = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.setNoDelay();
      const line = createLine(other, lines++);
      // Not piped: a pipe would end the silence by itself whenever the other side is ready for more.
      socket.on('data', (data) => line(data, link));
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  const cut = () => {
    whole = false;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    silence() {
      for (const socket of open) socket.pause();
    },
    mend() {
      whole = true;
      for (const socket of open) socket.resume();
    },
    delay(options) {
      link = options;
    },
  };
}

/** One way of one connection: what it is given comes out at `to` as late as the link says. Each has its own luck. */
function createLine(to: Socket, seed: number) {
  let options: LinkOptions | null = null;
  let line: Link<Buffer | string> | null = null;
  let waits = false;

  function deliver(until = performance.now()): void {
    for (const data of line?.receive(until) ?? []) if (!to.destroyed) to.write(data);
  }

  /** Timers may be a little early: it looks again until nothing is left. */
  function work(): void {
    waits = false;
    deliver();
    if (!line || line.nextAt === Number.POSITIVE_INFINITY) return;
    waits = true;
    setTimeout(work, Math.max(1, Math.ceil(line.nextAt - performance.now())));
  }

  return (data: Buffer | string, now: LinkOptions | null) => {
    if (now !== options) {
      // What is still on its way goes first.
      deliver(Number.POSITIVE_INFINITY);
      options = now;
      line = now && new Link({ seed, ...now });
    }
    if (!line) return void to.write(data);
    line.send(performance.now(), data);
    if (!waits) work();
  };
}
