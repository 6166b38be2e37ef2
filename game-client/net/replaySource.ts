import { fail, ok, type Result } from '../../shared/core/result.ts';
import { openReplay, type ReplayPlayer, verifyReplay } from '../../shared/game/replay.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import { games } from '../../shared/games/index.ts';
import type { MatchSeat } from '../../shared/protocol/match.ts';
import type { ReplayDocument } from '../../shared/protocol/results.ts';
import { fromBase64 } from './base64.ts';
import type { MatchSource, NetReport, Sample } from './matchSource.ts';
import { createNetStats } from './netStats.ts';

/** A match that is over, to be drawn like one that runs, and to be moved about in. It stands at its beginning until `play`. */
export interface ReplaySource extends MatchSource {
  /** The last tick. */
  readonly ticks: number;
  /** Where it is, from 0 to `ticks`; a fraction while it plays. */
  readonly tick: number;
  /** False once the end is reached. */
  readonly playing: boolean;
  /** How many times as fast as the match was. */
  readonly rate: number;
  /** From the beginning, where it stands at its end. */
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  /** To this tick, or to the nearest that there is; it goes on playing from there. */
  seek(tick: number): void;
}

/** Why a replay cannot be shown here. */
export type Unplayable = 'game' | 'version' | 'damaged';

/** Of a longer pause between two frames only so much is played: a page that nobody saw goes on where it was left. */
const MOST_PASSED_MS = 250;

/**
 * Plays the whole match once, to see that it comes out as it was recorded: 25 ms for 90 s of Comet Clash. `clock`: performance.now(), or
 * what a test says instead.
 */
export function openReplaySource(
  document: ReplayDocument,
  clock: () => number = () => performance.now(),
): Result<ReplaySource, Unplayable> {
  const game = games.get(document.game);
  if (!game) return fail('game');
  if (document.gameVersion !== game.version) return fail('version');
  const log = readBase64(document.log);
  const { ticks, outcome } = document;
  const end = { ticks, outcome: outcome.kind === 'finished' ? outcome : null };
  if (!log || !verifyReplay(game, document, log, end).ok) return fail('damaged');
  return ok(createReplaySource(document, openReplay(game, document, log, ticks), clock));
}

function readBase64(text: string): Uint8Array | null {
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}

function createReplaySource(
  { game: gameId, settings, tickRate }: ReplayDocument,
  player: ReplayPlayer,
  clock: () => number,
): ReplaySource {
  const { layout, wake } = games.get(gameId)!;
  const { ticks } = player;
  const stats = createNetStats(tickRate);
  const makeSlot = () => ({ tick: -1, state: layout.bind(layout.create()) as State<Fields> });
  let before = makeSlot();
  let after = makeSlot();
  let at = 0;
  let last = clock();
  let playing = false;
  let rate = 1;
  let leaps = 0;
  let cast: { tick: number; seats: readonly MatchSeat[] } = { tick: -1, seats: [] };

  function move(now: number): void {
    const passed = Math.min(Math.max(0, now - last), MOST_PASSED_MS);
    last = Math.max(last, now);
    if (!playing) return;
    at = Math.min(ticks, at + (passed * rate * tickRate) / 1000);
    if (at === ticks) playing = false;
  }

  function take(slot: typeof before, tick: number): void {
    if (slot.tick === tick) return;
    player.seek(tick);
    slot.state.cells.set(player.state.cells);
    slot.tick = tick;
  }

  /** Two neighbours in a game that runs by itself; where nothing happens between two steps, one state is enough. */
  function hold(tick: number): void {
    if (before.tick === tick) return;
    if (after.tick === tick) [before, after] = [after, before];
    take(before, tick);
    if (!wake) take(after, Math.min(tick + 1, ticks));
  }

  function sample(now: number): Sample {
    move(now);
    hold(Math.floor(at));
    if (wake) return { before: before.state, after: before.state, fraction: 0 };
    return { before: before.state, after: after.state, fraction: at - before.tick };
  }

  sample(last);
  return {
    gameId,
    settings,
    tickRate,
    replay: true,
    seat: null,
    stats,
    ticks,
    others: sample,
    own: sample,
    send: () => 0,
    report: () => ({ ...NO_REPORT, tick: Math.floor(at) }),
    get seats() {
      // Who plays is read off the whole log: once a tick is enough.
      if (cast.tick !== player.tick) cast = { tick: player.tick, seats: player.seatsAt() };
      return cast.seats;
    },
    get newest() {
      return sample(clock()).before;
    },
    present(now) {
      move(now);
      return at;
    },
    get resumes() {
      return leaps;
    },
    get tick() {
      move(clock());
      return at;
    },
    get playing() {
      move(clock());
      return playing;
    },
    get rate() {
      return rate;
    },
    play() {
      move(clock());
      if (playing) return;
      if (at === ticks) {
        at = 0;
        leaps++;
      }
      playing = true;
    },
    pause() {
      move(clock());
      playing = false;
    },
    setRate(wanted) {
      move(clock());
      rate = wanted;
    },
    seek(wanted) {
      move(clock());
      const to = Math.min(ticks, Math.max(0, wanted));
      if (to === at) return;
      at = to;
      if (at === ticks) playing = false;
      leaps++;
    },
  };
}

const NO_REPORT: Omit<NetReport, 'tick'> = {
  roundTrip: null,
  jitter: 0,
  delay: null,
  lead: null,
  early: null,
  late: 0,
};
