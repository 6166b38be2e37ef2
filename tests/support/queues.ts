import { Server } from 'socket.io';
import { onTestFinished, vi } from 'vitest';

/** What servers of this process hold for a connection: neither Engine.IO nor `ws` has given it to the system yet. */
export interface Held {
  readonly packets: number;
  readonly bytes: number;
}

/** Call it before the server starts. The result finds a player's connection, which must be the only one. */
export function watchQueues(): (playerId: string) => Held | null {
  const servers: Server[] = [];
  const { of } = Server.prototype;
  const spy = vi.spyOn(Server.prototype, 'of').mockImplementation(function watch(this: Server, ...args) {
    if (!servers.includes(this)) servers.push(this);
    return of.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return (playerId) => {
    for (const server of servers) {
      for (const socket of server.of('/game').sockets.values()) {
        if (socket.data.player?.id === playerId) return heldBy(socket.conn as unknown as Conn);
      }
    }
    return null;
  };
}

function heldBy({ writeBuffer, transport }: Conn): Held {
  const queued = writeBuffer.reduce((sum, { data }) => sum + Buffer.byteLength(data ?? ''), 0);
  return { packets: writeBuffer.length, bytes: queued + (transport.socket?.bufferedAmount ?? 0) };
}

/** Private in Engine.IO's types. */
interface Conn {
  readonly writeBuffer: readonly { readonly data?: string | Buffer }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount: number } };
}
