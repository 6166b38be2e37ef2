import type { Socket } from 'socket.io';
import type { BroadcastFlags, BroadcastOptions } from 'socket.io-adapter';
import { Adapter } from 'socket.io-adapter';

/** Packets that may wait for one reader before ticks pass it by: half a second at 30 a second, and a slow poll's pause. */
export const BEHIND = 16;

/**
 * Changes what `volatile` means in a local broadcast. Socket.IO drops a volatile packet whenever the one before has not left
 * yet, which happens to any reader now and then, as when an answer goes out in the same instant; ours is dropped only for a
 * reader whose queue holds `BEHIND` packets. So a reader who keeps up misses no tick, and one who does not is owed little.
 */
export class BoundedAdapter extends Adapter {
  override broadcast(packet: unknown, options: BroadcastOptions): void {
    const flags: BroadcastFlags = options.flags ?? {};
    if (!flags.volatile || !flags.local) {
      super.broadcast(packet, options);
      return;
    }
    const inside = this as unknown as Inside;
    const addressed = packet as { nsp: string };
    addressed.nsp = this.nsp.name;
    const encoding = { preEncoded: true, compress: flags.compress };
    const encoded = inside._encode(packet, encoding);
    inside.apply(options, (socket) => {
      if (socket.conn.writeBuffer.length >= BEHIND) return;
      socket.client.writeToEngine(encoded, encoding);
    });
  }
}

/** What Adapter and Client keep private in their types, as they are in socket.io-adapter 2.5 and socket.io 4.8. */
interface Inside {
  _encode(packet: unknown, options: object): unknown;
  apply(options: BroadcastOptions, each: (socket: Readable) => void): void;
}

type Readable = Pick<Socket, 'id'> & {
  readonly conn: { readonly writeBuffer: { readonly length: number } };
  readonly client: { writeToEngine(encoded: unknown, options: object): void };
};
