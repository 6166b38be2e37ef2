import * as standard from 'socket.io-parser';

/**
 * Socket.IO's own protocol, and two messages beside it that need neither a name nor a second frame: a tick as bytes goes out as
 * one binary message, and a binary message that belongs to no packet comes in as `match:frame`. A stock client never sends one,
 * and is never sent one.
 */
const NAMESPACE = '/game';

class Encoder extends standard.Encoder {
  override encode(packet: standard.Packet): unknown[] {
    const { data } = packet;
    if (packet.type === standard.PacketType.EVENT && data[0] === 'match:tick' && data[1] instanceof Uint8Array) {
      // A copy: what is queued must not change when the next tick is written.
      return [Buffer.from(data[1])];
    }
    return super.encode(packet);
  }
}

/** Of the standard decoder, what its types keep private. */
interface Inside {
  readonly reconstructor: object | null | undefined;
}

export class Decoder extends standard.Decoder {
  /** Whether the next binary message is a part of a packet that has begun. */
  get isWaiting(): boolean {
    return Boolean((this as unknown as Inside).reconstructor);
  }

  override add(message: unknown): void {
    if (!(message instanceof Uint8Array) || this.isWaiting) {
      super.add(message);
      return;
    }
    const data = ['match:frame', message];
    this.emitReserved('decoded', { type: standard.PacketType.EVENT, nsp: NAMESPACE, data });
  }
}

/** For Socket.IO's option of this name. */
export const parser = { protocol: standard.protocol, PacketType: standard.PacketType, Encoder, Decoder };
