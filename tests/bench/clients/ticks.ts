import { BitReader } from '../../../shared/core/bits.ts';
import { createFrame, unpackTick } from '../../../shared/protocol/tick.ts';
import { BENCH_SEATS, benchGame } from '../benchGame.ts';
import { createSpread } from '../spread.ts';
import { type Peer, RING } from './peer.ts';

/** What all clients together were sent. */
export interface Tally {
  ticks: number;
  /** Ticks that never came, by the gaps in their seq. */
  missed: number;
  /** Those that were decoded to the last bit. */
  decoded: number;
  inputs: number;
}

/** Reads ticks for all clients: of most only what is told about their own inputs, or the load would cost more than the server. */
export interface TickDesk {
  readonly tally: Tally;
  /** Milliseconds from an input's sending to the tick that says it was applied. */
  readonly inputToAck: ReturnType<typeof createSpread>;
  /** A keyframe, from which the client goes on. `decodes`: this client is one of those that decode every tick. */
  begin(peer: Peer, keyframe: Uint8Array, decodes: boolean): void;
  tick(peer: Peer, bytes: Uint8Array): void;
  reset(): void;
}

const DELTA = 2;
const KIND_BITS = 2;
const SEQ_BITS = 14;
const SEQ_MASK = 2 ** SEQ_BITS - 1;
const EARLY_BITS = 4;

const ACK_STEP_MS = 0.25;
const LONGEST_ACK_MS = 4000;

export function createTickDesk(): TickDesk {
  const tally: Tally = { ticks: 0, missed: 0, decoded: 0, inputs: 0 };
  const inputToAck = createSpread(ACK_STEP_MS, LONGEST_ACK_MS);

  function acked(peer: Peer, ack: number): void {
    for (let seq = peer.acked + 1; seq <= ack; seq++) inputToAck.add(peer.seenAt - peer.sentAt[seq % RING]!);
    peer.acked = ack;
  }

  return {
    tally,
    inputToAck,
    begin(peer, keyframe, decodes) {
      const frame = createFrame(benchGame.layout, BENCH_SEATS);
      unpackTick(keyframe, frame);
      peer.seen = frame.seq;
      peer.acked = frame.acks[peer.seat]!;
      peer.frame = decodes ? frame : null;
    },
    tick(peer, bytes) {
      tally.ticks++;
      const head = readHead(bytes, peer);
      if (!head) return this.begin(peer, bytes, peer.frame !== null);
      const { gap, ack } = head;
      tally.missed += gap;
      peer.seen += gap + 1;
      peer.seenAt = performance.now();
      if (peer.frame) {
        if (unpackTick(bytes, peer.frame)) tally.decoded++;
        else tally.missed++;
      }
      acked(peer, ack);
    },
    reset() {
      tally.ticks = tally.missed = tally.decoded = tally.inputs = 0;
      inputToAck.reset();
    },
  };
}

type Reader = Pick<Peer, 'seen' | 'acked' | 'seat'>;

/** Of a delta: how many ticks are missing before it, and the client's own ack. The rest of it is not looked at. Null: a keyframe. */
export function readHead(bytes: Uint8Array, peer: Reader): { gap: number; ack: number } | null {
  const from = new BitReader(bytes);
  if (from.bits(KIND_BITS) !== DELTA) return null;
  const gap = (from.bits(SEQ_BITS) - peer.seen - 1) & SEQ_MASK;
  let ack = peer.acked;
  from.small(0);
  if (from.bits(1) === 0) return { gap, ack };
  for (let seat = 0; seat <= peer.seat; seat++) {
    if (from.bits(1) === 0) continue;
    const growth = from.small(0) + 1;
    from.bits(EARLY_BITS);
    if (seat === peer.seat) ack += growth;
  }
  return { gap, ack };
}
