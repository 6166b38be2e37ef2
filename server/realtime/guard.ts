import type { EventEmitter } from 'node:events';
import type { Clock } from '../ops/clock.ts';
import { type Allowance, createCredit, scaleAllowance } from '../ops/credit.ts';
import type { Log } from '../ops/log.ts';
import { BEHIND } from './boundedAdapter.ts';

/**
 * What every connection is held to, whether it joined the namespace or not: to be heard from, to read what it is sent, and not
 * to flood. Engine.IO's own heartbeat loses its timer when a connection is upgraded with a ping outstanding (`[HB-2]`), counts
 * no bytes, and queues without end; so this looks at all connections, four times a second.
 */
export interface Guard {
  /** When something last came from this connection. */
  heard(socket: EngineSocket): number;
  /**
   * `[RM-5]` While `plays()`, silence of this connection means something: it is asked for a sign of life, and `lagging` is told
   * when none came, and when one comes again.
   */
  attend(socket: EngineSocket, plays: () => boolean, lagging: (lagging: boolean) => void): void;
  /** Whether everything that was said has left this process. */
  flushed(): boolean;
  /** Cuts every connection that is left, without waiting for its peer. */
  cutAll(): void;
  stop(): void;
}

export interface GuardOptions {
  /** Milliseconds of silence after which a peer is gone. */
  readonly silence: number;
  /** Milliseconds for which a peer may leave a full queue unread. */
  readonly patience: number;
  readonly rateScale: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is used of Engine.IO's socket, part of which its types keep private (engine.io 6.6). */
export interface EngineSocket extends EventEmitter {
  readonly id: string;
  readonly transport: { readonly name: string; readonly socket?: { terminate(): void } };
  readonly writeBuffer: { readonly length: number };
  close(discard: boolean): void;
  sendPacket(type: 'ping'): void;
}

const SWEEP_MS = 250;
/**
 * A player who holds still sends nothing, so silence is asked about: by a ping beside those of the heartbeat, which every
 * Engine.IO client answers at once. No answer is a lag. With the sweep's pace that is told at most 1.4 s after the last sign
 * of life.
 */
const QUIET_MS = 300;
const ANSWER_MS = 600;
/** A queue this long is not waited for any longer. */
const HOPELESS = 256;
/** An input for each tick, calls and heartbeats are a tenth of this. */
const PACKETS: Allowance = { perSecond: 400, burst: 1200 };
const BYTES: Allowance = { perSecond: 64 * 1024, burst: 512 * 1024 };

interface Watched {
  heard: number;
  /** Since when its queue has been full; null while it keeps up. */
  behind: number | null;
  attended: { readonly plays: () => boolean; readonly lagging: (lagging: boolean) => void } | null;
  lagging: boolean;
  /** When it was asked for a sign of life; null if not since it was last heard. */
  askedAt: number | null;
}

export function createGuard(engine: EventEmitter, { silence, patience, rateScale, clock, log }: GuardOptions): Guard {
  const watched = new Map<EngineSocket, Watched>();
  /** Of those that are closing: their rooms ask for it then. */
  const lastHeard = new WeakMap<EngineSocket, number>();

  function drop(socket: EngineSocket, event: string): void {
    forget(socket);
    log.info({ event, connection: socket.id, transport: socket.transport.name, queued: socket.writeBuffer.length });
    cut(socket);
  }

  /** Not waiting for what is queued, nor for a closing handshake: the peer does not read, and its buffers are what it costs. */
  function cut(socket: EngineSocket): void {
    const { transport } = socket;
    socket.close(true);
    transport.socket?.terminate();
  }

  engine.on('connection', (socket: EngineSocket) => {
    const state: Watched = { heard: clock.now(), behind: null, attended: null, lagging: false, askedAt: null };
    const packets = createCredit(scaleAllowance(PACKETS, rateScale), clock);
    const bytes = createCredit(scaleAllowance(BYTES, rateScale), clock);
    watched.set(socket, state);
    socket.on('upgrade', () => {
      state.heard = clock.now();
    });
    socket.on('packet', ({ data }: { data?: string | Buffer }) => {
      state.heard = clock.now();
      state.askedAt = null;
      setLagging(state, false);
      if (watched.has(socket) && !(packets.spend() && bytes.spend(data?.length ?? 0))) drop(socket, 'flood-dropped');
    });
    socket.on('close', () => forget(socket));
  });

  function forget(socket: EngineSocket): void {
    const state = watched.get(socket);
    if (state) lastHeard.set(socket, state.heard);
    watched.delete(socket);
  }

  function setLagging(state: Watched, lagging: boolean): void {
    if (state.lagging === lagging) return;
    state.lagging = lagging;
    state.attended?.lagging(lagging);
  }

  function lookAfter(socket: EngineSocket, state: Watched, now: number): void {
    const plays = state.attended?.plays() ?? false;
    if (plays && state.askedAt === null && now - state.heard >= QUIET_MS) {
      state.askedAt = now;
      socket.sendPacket('ping');
    }
    if (!plays) state.askedAt = null;
    setLagging(state, state.askedAt !== null && now - state.askedAt >= ANSWER_MS);
  }

  function sweep(): void {
    const now = clock.now();
    for (const [socket, state] of watched) {
      const queued = socket.writeBuffer.length;
      state.behind = queued < BEHIND ? null : (state.behind ?? now);
      if (now - state.heard >= silence) drop(socket, 'silent-dropped');
      else if (queued >= HOPELESS || (state.behind !== null && now - state.behind >= patience))
        drop(socket, 'slow-dropped');
      else lookAfter(socket, state, now);
    }
    cancel = clock.after(SWEEP_MS, sweep);
  }
  let cancel = clock.after(SWEEP_MS, sweep);

  return {
    heard: (socket) => watched.get(socket)?.heard ?? lastHeard.get(socket) ?? 0,
    attend(socket, plays, lagging) {
      const state = watched.get(socket);
      if (state) state.attended = { plays, lagging };
    },
    stop: () => cancel(),
    flushed: () => [...watched.keys()].every((socket) => socket.writeBuffer.length === 0),
    cutAll() {
      for (const socket of watched.keys()) cut(socket);
    },
  };
}
