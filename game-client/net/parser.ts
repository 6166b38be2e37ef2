import * as standard from 'socket.io-parser';

/**
 * Socket.IO's own protocol, and two messages beside it that need neither a name nor a second frame: a `match:frame` goes out as
 * one binary message, and a binary message that belongs to no packet is a tick.
 */
const NAMESPACE = '/game';

class Encoder extends standard.Encoder {
  override encode(packet: standard.Packet): unknown[] {
    const { data } = packet;
    if (packet.type === standard.PacketType.EVENT && data[0] === 'match:frame') return [data[1]];
    return super.encode(packet);
  }
}

/** Of the standard decoder, what its types keep private. */
interface Inside {
  readonly reconstructor: object | null | undefined;
}

class Decoder extends standard.Decoder {
  override add(message: unknown): void {
    const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : message;
    if (!(bytes instanceof Uint8Array) || (this as unknown as Inside).reconstructor) {
      super.add(message);
      return;
    }
    this.emitReserved('decoded', {
      type: standard.PacketType.EVENT,
      nsp: NAMESPACE,
      data: ['match:tick', bytes],
    });
  }
}

/** For Socket.IO's option of this name. */
export const parser = { protocol: standard.protocol, PacketType: standard.PacketType, Encoder, Decoder };
