import { createServerClock } from '../../game-client/net/clock.ts';
import { createLiveMatch, type LiveMatch } from '../../game-client/net/liveMatch.ts';
import type { MatchHost } from '../../server/match/matchHost.ts';
import { ByteWriter } from '../../shared/core/bytes.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { readFrame, unpackInput, writeInput, writeSeen } from '../../shared/protocol/frames.ts';
import type { MatchInfo } from '../../shared/protocol/match.ts';
import { Network, type NetworkOptions } from './network.ts';
import { botAt, hostMatch, human } from './testMatch.ts';

type Up = Uint8Array | { readonly sync: number };
type Down =
  | { readonly start: MatchInfo }
  | { readonly tick: Uint8Array }
  | { readonly sync: number; readonly server: number };

/** A player of the real SDK behind a simulated network. */
export interface NetPlayer {
  readonly seat: number;
  readonly network: Network<Up, Down>;
  /** Null until the start of the match has come. */
  match: LiveMatch | null;
  /** In local time, as is all that this player is told: every `FRAME_MS`. */
  onFrame: (match: LiveMatch, now: number) => void;
  /** Instead of taking a tick, and to take it. */
  onTick: (take: () => boolean, match: LiveMatch, now: number) => void;
}

export interface NetMatch {
  readonly host: MatchHost;
  readonly players: readonly NetPlayer[];
  readonly now: number;
  /** Lets virtual time pass, event by event. */
  run(ms: number): void;
}

export interface NetMatchOptions {
  readonly networks: readonly NetworkOptions[];
  readonly bots?: number;
  readonly game?: AnyGame;
  readonly settings?: object;
  readonly seed?: number;
  /** After each step of the server. */
  readonly onStep?: (host: MatchHost, now: number) => void;
}

export const FRAME_MS = 1000 / 60;
/** The connection was there before the match: the clock has had its first round trips. */
const START_AT = 2000;
const SYNC_TIMES = [0, 250, 500, 750, 1000];
const SYNC_EVERY = 3000;
/** Frames and ticks fall together nowhere in particular. */
const FIRST_FRAME = 3.1;

/** A match as the server runs it, and players who are connected to it by simulated networks, in virtual time. */
export function createNetMatch(options: NetMatchOptions): NetMatch {
  const { networks, bots = 0, game = comet, seed = 1, onStep } = options;
  let now = 0;
  const seats = networks.map((_, seat) => human(seat));
  const entrants = [...seats, ...Array.from({ length: bots }, (_, i) => botAt(seats.length + i))];
  const { settings = {} } = options;
  const host = hostMatch(game, entrants, { seed: seedFrom(seed), settings, clock: { now: () => now } });
  const period = 1000 / game.tickRate;
  let steps = 0;

  const players = networks.map((network, seat) =>
    connectPlayer(game, host, seat, new Network(network, seed * 100 + seat)),
  );

  function step(): void {
    host.step();
    steps++;
    onStep?.(host, now);
    const tick = host.viewOf(null).tick('binary') as Uint8Array;
    for (const { down } of players) down({ tick: tick.slice() }, now);
  }

  function start(): void {
    steps++;
    for (const { down } of players) down({ start: host.info(host.viewOf(null).keyframe('packed')) }, now);
  }

  return {
    host,
    players: players.map(({ player }) => player),
    get now() {
      return now;
    },
    run(ms) {
      const end = now + ms;
      for (;;) {
        const nextStep = START_AT + steps * period;
        const next = Math.min(nextStep, ...players.map((player) => player.nextAt()));
        if (next > end) break;
        now = next;
        if (next === nextStep) steps === 0 ? start() : step();
        for (const player of players) player.work(now);
      }
      now = end;
    },
  };
}

function connectPlayer(game: AnyGame, host: MatchHost, seat: number, network: Network<Up, Down>) {
  const clock = createServerClock();
  const out = new ByteWriter();
  let frames = 0;
  let syncs = 0;
  const nextFrame = () => FIRST_FRAME + seat * 5 + frames * FRAME_MS;
  const nextSync = () => SYNC_TIMES[syncs] ?? 1000 + (syncs - SYNC_TIMES.length + 1) * SYNC_EVERY;

  /** What `write` says, as one message. */
  function say(write: () => void): void {
    out.clear();
    write();
    network.up.send(now, out.bytes().slice());
  }

  const player: NetPlayer = { seat, network, match: null, onFrame: () => {}, onTick: (take) => void take() };
  let now = 0;
  const line = {
    roundTrip: clock.roundTrip,
    sendInput: (of: AnyGame, input: Parameters<typeof writeInput>[1]) => say(() => writeInput(of, input, out)),
    sendSeen: (seen: number) => say(() => writeSeen(seen, out)),
  };

  function hear(message: Down): void {
    if ('sync' in message) clock.add(message.sync, now, message.server);
    else if ('start' in message) player.match = createLiveMatch(message.start, `p${seat}`, now, line);
    else if (player.match) {
      const { match } = player;
      player.onTick(() => match.take(message.tick, now), match, now);
    }
  }

  function serve(message: Up): void {
    if (!(message instanceof Uint8Array)) return void network.down.send(now, { sync: message.sync, server: now });
    const frame = readFrame(message);
    if (frame?.kind === 'input') host.offer(seat, frame.seq, unpackInput(game, frame.raw), frame.tick);
  }

  return {
    player,
    down: (message: Down, at: number) => network.down.send(at, message),
    nextAt: () => Math.min(nextFrame(), nextSync(), network.up.nextAt, network.down.nextAt),
    work(at: number) {
      now = at;
      for (const message of network.up.receive(now)) serve(message);
      for (const message of network.down.receive(now)) hear(message);
      if (nextSync() <= now) {
        syncs++;
        network.up.send(now, { sync: now });
      }
      if (nextFrame() > now) return;
      frames++;
      if (player.match) player.onFrame(player.match, now);
    },
  };
}
