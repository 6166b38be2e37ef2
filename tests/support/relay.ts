import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire between clients and a server that a test can break in two ways. */
export interface Relay {
  readonly url: string;
  /** Both ends see that the connection is gone, and connections that come while it is cut are refused. */
  cut(): void;
  /** Nothing comes through any more on what is open now, and nobody is told; connections that come later work. */
  silence(): void;
  /** Whole again: what was held up by a silence goes on its way. */
  mend(): void;
}

export async function useRelay(target: number): Promise<Relay> {
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((client) => {
    if (!whole) return void client.destroy();
    const upstream = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.setNoDelay();
      // Not piped: a pipe would end the silence by itself whenever the other side is ready for more.
      socket.on('data', (data) => other.write(data));
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
  };
}
