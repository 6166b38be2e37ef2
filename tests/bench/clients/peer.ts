import type { TickFrame } from '../../../shared/protocol/tick.ts';
import type { BenchInput } from '../benchGame.ts';
import type { Line } from './line.ts';

/** One client of the load. */
export interface Peer {
  readonly index: number;
  readonly room: number;
  /** Whether it is the one that opens the room and starts the match. */
  readonly isHost: boolean;
  line: Line | null;
  /** -1 before it has one. */
  seat: number;
  /** The seq of the last tick that came; the tick is of the same number. */
  seen: number;
  /** When that came. */
  seenAt: number;
  /** The seq of the last input that a tick said was applied. */
  acked: number;
  /** The seq of the last input that was sent, and when the latest ones were, by seq. */
  sent: number;
  readonly sentAt: Float64Array;
  /** The whole state, of a client that decodes all that comes; the others read what they need. */
  frame: TickFrame | null;
}

/** How clients of one kind talk to a server. */
export interface Speaker {
  /** What they have before they come: sessions, and a room for each host. */
  prepare(peers: readonly Peer[]): Promise<void>;
  /** Resolves once the server has let it in and, with `enter`, into its room. */
  connect(peer: Peer, enter: boolean): Promise<void>;
  /** All of a room begin the match; ticks come some time after it. */
  begin(room: readonly Peer[]): Promise<void>;
  /** The frame of an input, to be written at once. */
  input(peer: Peer, wish: BenchInput): Uint8Array;
}

/** Inputs of a client that may be on their way at once, far more than there are. */
export const RING = 256;

export function createPeer(index: number, room: number, isHost: boolean): Peer {
  return {
    index,
    room,
    isHost,
    line: null,
    seat: -1,
    seen: 0,
    seenAt: 0,
    acked: 0,
    sent: 0,
    sentAt: new Float64Array(RING),
    frame: null,
  };
}

/** Goes through all of them, so many at a time. */
export async function atOnce<T>(those: readonly T[], limit: number, act: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < those.length) await act(those[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(limit, those.length) }, worker));
}
