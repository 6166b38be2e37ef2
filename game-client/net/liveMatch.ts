import { ByteWriter } from '../../shared/core/bytes.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { games } from '../../shared/games/index.ts';
import { type OutgoingInput, writeInput, writeSeen } from '../../shared/protocol/frames.ts';
import type { MatchInfo, MatchSeat, Tick } from '../../shared/protocol/match.ts';
import { createFrame, type TickFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { fromBase64 } from './base64.ts';
import type { MatchSource, Sample } from './matchSource.ts';
import { createNetStats, type NetStats } from './netStats.ts';
import { createOwnSeat } from './ownSeat.ts';
import { createPlayhead } from './playhead.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** A running match as this client holds it: what came over the wire, decoded, and the way back for inputs. */
export interface LiveMatch extends MatchSource {
  readonly info: MatchInfo;
  readonly timeline: Timeline;
  /** The last frame: its seq, tick and acks. */
  readonly frame: Readonly<TickFrame>;
  /** Takes a tick or keyframe; false when one before it is missing and a keyframe has to be asked for. */
  take(tick: Tick, now: number): boolean;
  /** Goes on from a keyframe after the connection was lost. */
  resume(info: MatchInfo, now: number): void;
  /**
   * Says again what holds, and tells what was seen, if it is time. Each tick does it by itself, since the timers of a hidden page are
   * slow; a timer has to do it for the last one that came, or a server that waits for its word would wait for ever.
   */
  speak(now: number): void;
  /** Someone came into the match. */
  setSeats(seats: readonly MatchSeat[]): void;
  send(input: unknown, now?: number): number;
}

/** The way from a match to the server. What waits for a connection is an old wish: it is dropped. */
export interface InputLine {
  sendInput(game: AnyGame, input: OutgoingInput): void;
  /** Says only which tick was applied last. */
  sendSeen(seen: number): void;
  /** Milliseconds; null while unknown. */
  roundTrip(): number | null;
}

/** Others wait less than a tick for the next state, so one is enough besides the jitter. */
const DELAY_TICKS = 1;
/** Nobody is shown later than that for jitter: what is held up longer is a hitch, which is stood through. */
const MOST_JITTER_MS = 250;
/** Parts of real time; the faster one stays below twice the speed that the others have. */
const SLOWEST = 0.5;
const FASTEST = 1.8;
/**
 * What holds is said again, and what was seen is told, so often: nothing new may be said for long. Also when nothing has come: by
 * the same word twice the server knows that nothing more is on its way.
 */
export const REPEAT_MS = 500;
/** Bytes that a short WebSocket message has before its own, from the server and, masked, from here. */
const HEADER_IN = 2;
const HEADER_OUT = 6;

/** Null when this client does not know the game. */
export function createLiveMatch(info: MatchInfo, playerId: string, now: number, line: InputLine): LiveMatch | null {
  const game = games.get(info.game);
  if (!game) return null;
  const { tickRate } = info;
  const period = 1000 / tickRate;
  const realTime = !game.wake;
  const frame = createFrame(game.layout, game.maxPlayers);
  const timeline = createTimeline(game.layout, tickRate);
  const playhead = createPlayhead({ tickRate, slowest: SLOWEST, fastest: FASTEST });
  const seat = info.seats.find((one) => one.playerId === playerId)?.seat ?? null;
  let seats: readonly MatchSeat[] = info.seats;
  let stats: NetStats | null = null;
  let spokeAt = now;
  /** Ticks between the present and what was shown of the others last. */
  let delay: number | null = null;
  let resumes = 0;

  const { roundTrip } = line;
  const sendInput = (input: OutgoingInput, at: number) => {
    line.sendInput(game, input);
    stats?.sent(
      at,
      sizeOf((out) => writeInput(game, input, out)),
    );
  };
  const sendSeen = (at: number) => {
    line.sendSeen(frame.seq);
    stats?.sent(
      at,
      sizeOf((out) => writeSeen(frame.seq, out)),
    );
  };
  const own =
    seat === null
      ? null
      : createOwnSeat({ game, settings: info.settings, seat, frame, timeline, speak: sendInput, roundTrip });

  /** Milliseconds since the tick of a keyframe that is taken next; in a real-time match it is the newest. */
  function age({ keyframe, present }: MatchInfo): number {
    if (present === undefined || typeof keyframe !== 'string') return 0;
    unpackTick(fromBase64(keyframe), frame);
    return ((present - frame.tick) * 1000) / tickRate;
  }

  function others(at: number): Sample {
    if (!realTime) return { before: timeline.newest, after: timeline.newest, fraction: 0 };
    const present = timeline.present(at);
    const behind = DELAY_TICKS + Math.min(timeline.jitter, MOST_JITTER_MS) / period;
    const tick = playhead.move(at, present - behind, timeline.newest.tick);
    delay = present - tick;
    return timeline.sample(tick);
  }

  /** A keyframe may leap over frames, a tick does not. */
  function took(at: number, missed: number, bytes: number): void {
    const right = own?.took(missed === 0) ?? null;
    const lateness = timeline.push(frame.cells, at);
    if (!realTime) return;
    stats?.tick(at, { lateness, bytes: bytes + HEADER_IN, missed });
    if (right !== null) stats?.predicted(at, right);
    speak(at);
  }

  function speak(at: number): void {
    if (!realTime || at - spokeAt < REPEAT_MS) return;
    spokeAt = at;
    if (!own?.repeat(at)) sendSeen(at);
  }

  const view: LiveMatch = {
    info,
    timeline,
    frame,
    gameId: info.game,
    settings: info.settings,
    tickRate,
    get seats() {
      return seats;
    },
    seat,
    get newest() {
      return timeline.newest;
    },
    get resumes() {
      return resumes;
    },
    others,
    own: (at) => own?.sample(at) ?? others(at),
    present: (at) => timeline.present(at),
    take(tick, at) {
      const bytes = bytesOf(tick);
      const before = frame.seq;
      if (!unpackTick(bytes, frame)) return false;
      took(at, Math.max(0, frame.seq - before - 1), bytes.length);
      return true;
    },
    resume(again, at) {
      resumes++;
      seats = again.seats;
      own?.letGo();
      playhead.reset();
      view.take(again.keyframe, at - age(again));
    },
    speak,
    setSeats(all) {
      seats = all;
    },
    send(input, at = performance.now()) {
      if (!own) return 0;
      spokeAt = at;
      return own.send(input, at);
    },
    get stats() {
      stats ??= createNetStats(tickRate);
      return stats;
    },
    report: () => ({
      roundTrip: roundTrip(),
      jitter: timeline.jitter,
      delay: delay === null ? null : delay * period,
      lead: own && realTime ? own.lead.ticks(roundTrip()) * period : null,
      early: own?.lead.early == null ? null : own.lead.early * period,
      late: own?.lead.late ?? 0,
      tick: frame.tick,
    }),
  };
  view.take(info.keyframe, now - age(info));
  return view;
}

const scratch = new ByteWriter(32);

/** What a message takes on the wire. */
function sizeOf(write: (out: ByteWriter) => void): number {
  scratch.clear();
  write(scratch);
  return scratch.bytes().length + HEADER_OUT;
}

function bytesOf(tick: Tick): Uint8Array {
  if (tick instanceof Uint8Array) return tick;
  if (typeof tick !== 'string') throw new TypeError('this client reads packed ticks');
  return fromBase64(tick);
}
