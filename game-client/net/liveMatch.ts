import { games } from '../../shared/games/index.ts';
import type { Keyframe, MatchInfo, MatchSeat } from '../../shared/protocol/match.ts';
import { createFrame, type TickFrame, unpackTick } from '../../shared/protocol/tick.ts';
import type { MatchSource } from './matchSource.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** A running match as this client holds it: what came over the wire, decoded, and the way back for inputs. */
export interface LiveMatch extends MatchSource {
  readonly info: MatchInfo;
  readonly timeline: Timeline;
  /** The last frame: its seq, tick and acks. */
  readonly frame: Readonly<TickFrame>;
  /** Takes a tick or keyframe; false when one before it is missing and a keyframe has to be asked for. */
  take(tick: Keyframe, now: number): boolean;
  /** Goes on from a keyframe after the connection was lost. */
  resume(info: MatchInfo, now: number): void;
  /** Someone came into the match. */
  setSeats(seats: readonly MatchSeat[]): void;
}

/** `sendInput` puts an input on the wire. Null when this client does not know the game. */
export function createLiveMatch(
  info: MatchInfo,
  playerId: string,
  now: number,
  sendInput: (seq: number, input: unknown) => void,
): LiveMatch | null {
  const game = games.get(info.game);
  if (!game) return null;
  const frame = createFrame(game.layout.size, game.maxPlayers);
  const timeline = createTimeline(game.layout, info.tickRate);
  const seat = info.seats.find((one) => one.playerId === playerId)?.seat ?? null;
  let seats: readonly MatchSeat[] = info.seats;
  let lastSent = 0;
  let resumes = 0;

  /** Milliseconds since the tick of a keyframe that is taken next; in a real-time match it is the newest. */
  function age({ keyframe, present }: MatchInfo): number {
    if (present === undefined || typeof keyframe !== 'string') return 0;
    unpackTick(fromBase64(keyframe), frame);
    return ((present - frame.tick) * 1000) / info.tickRate;
  }

  const view: LiveMatch = {
    info,
    timeline,
    frame,
    gameId: info.game,
    settings: info.settings,
    tickRate: info.tickRate,
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
    sample: (at, delay) => timeline.sample(at, delay),
    present: (at) => timeline.present(at),
    take(tick, at) {
      if (typeof tick !== 'string') throw new TypeError('this client reads packed ticks');
      if (!unpackTick(fromBase64(tick), frame)) return false;
      timeline.push(frame.cells, at);
      return true;
    },
    resume(again, at) {
      resumes++;
      seats = again.seats;
      view.take(again.keyframe, at - age(again));
    },
    setSeats(all) {
      seats = all;
    },
    send(input) {
      if (seat === null) return 0;
      // After a return the server may have applied more than this client remembers sending.
      lastSent = Math.max(lastSent, frame.acks[seat]!) + 1;
      sendInput(lastSent, input);
      return lastSent;
    },
  };
  view.take(info.keyframe, now - age(info));
  return view;
}

function fromBase64(text: string): Uint8Array {
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
  if (native.fromBase64) return native.fromBase64(text);
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
