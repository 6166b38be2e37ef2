import type { EventEmitter } from 'node:events';
import type { Clock } from '../ops/clock.ts';
import { type Allowance, scaleAllowance } from '../ops/credit.ts';
import type { Log } from '../ops/log.ts';
import { stagger } from '../ops/stagger.ts';
import { BEHIND } from './tickAdapter.ts';

/**
 * What every connection is held to, whether it joined the namespace or not: to be heard from, to read what it is sent, and not
 * to flood. Engine.IO's own heartbeat loses its timer when a connection is upgraded with a ping outstanding (`[HB-2]`), counts
 * no bytes, and queues without end; so this looks at each connection four times a second, and at what is queued for one
 * whenever more is.
 */
export interface Guard {
  /** When something last came from this connection. */
  heard(socket: EngineSocket): number;
  /**
   * `[RM-5]` While `plays()`, silence of this connection means something: it is asked for a sign of life, and `lagging` is told
   * when none came, and when one comes again.
   */
  attend(socket: EngineSocket, plays: () => boolean, lagging: (lagging: boolean) => void): void;
  /** What takes this connection's messages past Engine.IO asks here first, with their bytes; false: it is not to be heard. */
  gate(socket: EngineSocket): (bytes: number) => boolean;
  /** Whether everything that was said to this connection, or to all, has left this process. */
  isIdle(socket: EngineSocket): boolean;
  flushed(): boolean;
  /** Cuts a connection, once what runs now is done: its room may be in the middle of something. `event`: for the log. */
  drop(socket: EngineSocket, event: string): void;
  /** Cuts every connection that is left, without waiting for its peer. */
  cutAll(): void;
  stop(): void;
}

export interface GuardOptions {
  /** Milliseconds between Engine.IO's pings. */
  readonly pingInterval: number;
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
  readonly transport: {
    readonly name: string;
    readonly socket?: { terminate(): void; readonly bufferedAmount: number };
  };
  readonly writeBuffer: { readonly length: number };
  close(discard: boolean): void;
  sendPacket(type: 'ping'): void;
}

/** Each connection is looked at this often, a part of them at a time. */
const SWEEP_MS = 250;
const PARTS = 4;
/**
 * A player who holds still sends nothing, so silence is asked about: by a ping beside those of the heartbeat, which every
 * Engine.IO client answers at once. No answer is a lag. With the sweep's pace that is told at most 1.4 s after the last sign
 * of life.
 */
const QUIET_MS = 300;
const ANSWER_MS = 600;
/** A queue of so many packets, or bytes, is not waited for any longer; what is not behind anything may be larger. */
const HOPELESS = 256;
const HOPELESS_BYTES = 64 * 1024;
/** An input for each tick, calls and heartbeats are a tenth of this. */
const PACKETS: Allowance = { perSecond: 400, burst: 1200 };
const BYTES: Allowance = { perSecond: 64 * 1024, burst: 512 * 1024 };

interface Watched {
  heard: number;
  /** What it may still send: token buckets that the sweep fills, so that a message costs no look at the clock. */
  packets: number;
  bytes: number;
  /** Bytes that Engine.IO has queued since it last gave all to the transport. */
  queued: number;
  isLookedAtSoon: boolean;
  /** The ping that moves it apart from others. */
  cancelPing: () => void;
  /** When it was looked at last. */
  lookedAt: number;
  readonly gate: (bytes: number) => boolean;
  /** Since when its queue has been full; null while it keeps up. */
  behind: number | null;
  attended: { readonly plays: () => boolean; readonly lagging: (lagging: boolean) => void } | null;
  lagging: boolean;
  /** When it was asked for a sign of life; null if not since it was last heard. */
  askedAt: number | null;
}

interface Packet {
  readonly data?: string | Buffer;
}

/** Bytes that the transport has, and the system has not taken yet. */
const buffered = (socket: EngineSocket): number => socket.transport.socket?.bufferedAmount ?? 0;
const isIdle = (socket: EngineSocket): boolean => socket.writeBuffer.length === 0 && buffered(socket) === 0;

export function createGuard(engine: EventEmitter, options: GuardOptions): Guard {
  const { pingInterval, silence, patience, rateScale, clock, log } = options;
  const packets = scaleAllowance(PACKETS, rateScale);
  const bytes = scaleAllowance(BYTES, rateScale);
  const watched = new Map<EngineSocket, Watched>();
  let count = 0;
  /** Of those that are closing: their rooms ask for it then. */
  const lastHeard = new WeakMap<EngineSocket, number>();

  function dropNow(socket: EngineSocket, event: string): void {
    forget(socket);
    log.info({ event, connection: socket.id, transport: socket.transport.name, queued: socket.writeBuffer.length });
    cut(socket);
  }

  function drop(socket: EngineSocket, event: string): void {
    clock.after(0, () => watched.has(socket) && dropNow(socket, event));
  }

  /** Much may be said in one go to one who reads: what counts is what is left of it in the next turn of the loop. */
  function lookSoon(socket: EngineSocket, state: Watched): void {
    if (state.isLookedAtSoon) return;
    state.isLookedAtSoon = true;
    clock.after(0, () => {
      state.isLookedAtSoon = false;
      if (watched.has(socket) && state.queued + buffered(socket) > HOPELESS_BYTES) dropNow(socket, 'slow-dropped');
    });
  }

  /** Not waiting for what is queued, nor for a closing handshake: the peer does not read, and its buffers are what it costs. */
  function cut(socket: EngineSocket): void {
    const { transport } = socket;
    socket.close(true);
    transport.socket?.terminate();
  }

  engine.on('connection', (socket: EngineSocket) => {
    const state: Watched = {
      heard: clock.now(),
      packets: Math.ceil(packets.burst),
      bytes: Math.ceil(bytes.burst),
      queued: 0,
      isLookedAtSoon: false,
      cancelPing: () => {},
      lookedAt: clock.now(),
      gate,
      behind: null,
      attended: null,
      lagging: false,
      askedAt: null,
    };
    watched.set(socket, state);

    function gate(length: number): boolean {
      state.heard = clock.now();
      state.askedAt = null;
      if (state.lagging) setLagging(state, false);
      state.packets--;
      state.bytes -= length;
      if (state.packets >= 0 && state.bytes >= 0) return true;
      if (watched.has(socket)) dropNow(socket, 'flood-dropped');
      return false;
    }

    // Engine.IO pings each connection so long after the last answer. Those that came together would be pinged together ever after,
    // and a hundred in one go hold the ticks up: one ping more, at another time for each, moves them apart.
    state.cancelPing = clock.after(stagger(++count) * pingInterval, () => socket.sendPacket('ping'));
    socket.on('upgrade', () => {
      state.heard = clock.now();
    });
    socket.on('packet', ({ data }: Packet) => void gate(data?.length ?? 0));
    socket.on('packetCreate', ({ data }: Packet) => {
      const waiting = state.queued + buffered(socket);
      state.queued += data?.length ?? 0;
      if (waiting > 0 && waiting + (data?.length ?? 0) > HOPELESS_BYTES) lookSoon(socket, state);
    });
    socket.on('flush', () => {
      state.queued = 0;
    });
    socket.on('close', () => forget(socket));
  });

  function forget(socket: EngineSocket): void {
    const state = watched.get(socket);
    state?.cancelPing();
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

  function lookAt(socket: EngineSocket, state: Watched, now: number): void {
    const seconds = (now - state.lookedAt) / 1000;
    state.lookedAt = now;
    // Whole numbers: others would each be an object of their own.
    state.packets = Math.min(packets.burst, state.packets + Math.ceil(seconds * packets.perSecond));
    state.bytes = Math.min(bytes.burst, state.bytes + Math.ceil(seconds * bytes.perSecond));
    const queued = socket.writeBuffer.length;
    state.behind = queued < BEHIND ? null : (state.behind ?? now);
    if (now - state.heard >= silence) dropNow(socket, 'silent-dropped');
    else if (queued >= HOPELESS || (state.behind !== null && now - state.behind >= patience))
      dropNow(socket, 'slow-dropped');
    else lookAfter(socket, state, now);
  }

  /** A part of all at a time: a look at a thousand in one go would hold the ticks up. */
  let round = watched.entries();
  function sweep(): void {
    const now = clock.now();
    for (let left = Math.ceil(watched.size / PARTS); left > 0; left--) {
      let next = round.next();
      if (next.done) {
        round = watched.entries();
        next = round.next();
      }
      if (next.done) break;
      lookAt(...next.value, now);
    }
    cancel = clock.after(SWEEP_MS / PARTS, sweep);
  }
  let cancel = clock.after(SWEEP_MS / PARTS, sweep);

  return {
    heard: (socket) => watched.get(socket)?.heard ?? lastHeard.get(socket) ?? 0,
    attend(socket, plays, lagging) {
      const state = watched.get(socket);
      if (state) state.attended = { plays, lagging };
    },
    stop() {
      cancel();
      for (const { cancelPing } of watched.values()) cancelPing();
    },
    gate: (socket) => watched.get(socket)?.gate ?? (() => false),
    isIdle,
    flushed: () => [...watched.keys()].every(({ writeBuffer }) => writeBuffer.length === 0),
    drop,
    cutAll() {
      for (const socket of watched.keys()) cut(socket);
    },
  };
}
