import type { LiveMatch } from '../../game-client/net/liveMatch.ts';
import type { Sample } from '../../game-client/net/matchSource.ts';
import { bindRng, seedFrom, seedRng } from '../../shared/core/rng.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometInput, CometState } from '../../shared/games/comet/state.ts';
import { COMET_RADIUS, SUBUNIT } from '../../shared/games/comet/tuning.ts';
import { createNetMatch, FRAME_MS, type NetPlayer } from './netMatch.ts';
import type { NetworkOptions } from './network.ts';
import { quantile } from './table.ts';

/** What a player of Comet Clash sees and feels behind a network, in numbers. Virtual time: the same figures every time. */
export interface Feel {
  readonly network: string;
  /** Frames from a wish to the first that shows the own comet elsewhere than without it; the most. */
  readonly answerFrames: number;
  /** By how much a tick moved the own comet on the screen, in px, where no other was near. */
  readonly corrections: { readonly p50: number; readonly p99: number; readonly max: number };
  /** The same near others, whose wishes nobody can know. */
  readonly correctionsNear: { readonly p99: number };
  /** The longest step of another comet in a frame, as a multiple of what its speed allows. */
  readonly longestStep: number;
  /** The part of all frames in which the others stood still though they moved. */
  readonly stood: number;
  /** How far behind the earliest that could be known here the others are shown; milliseconds. */
  readonly delay: { readonly p50: number; readonly p95: number };
  /** How far the own comet is ahead of that, and the part of its inputs that came too late. */
  readonly lead: number;
  readonly late: number;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

const PERIOD = 1000 / comet.tickRate;
/** Until clocks and delays have settled. */
const SETTLING_MS = 4000;
/** Comets nearer than this to each other touch, or will before they know of it; in px, besides what a second of flight adds. */
const NEAR = 4 * COMET_RADIUS;
/** What is slower than this (px a frame) is not judged: a hundredth of a pixel is rounding. */
const SLOW = 0.5;

export function measureFeel(network: NetworkOptions, { seconds = 40, seed = 1 } = {}): Feel {
  const truth: CometState[] = [];
  const game = createNetMatch({
    networks: [network, network],
    bots: 2,
    settings: { roundSeconds: seconds + 60 },
    seed,
    onStep(host) {
      truth[host.tick] = copy(host.viewOf(null).seen);
    },
  });
  const watches = game.players.map((player, i) => watch(player, truth, seed * 10 + i));
  game.run(2000 + SETTLING_MS);
  for (const one of watches) one.begin();
  game.run(seconds * 1000);
  const all = <Key extends keyof Measured>(key: Key) => watches.flatMap((one) => one.measured[key]);
  const reports = game.players.map(({ match }) => match!.report());
  const frames = all('frames').length;
  return {
    network: network.name,
    answerFrames: Math.max(...all('answers')),
    corrections: {
      p50: quantile(all('alone'), 0.5),
      p99: quantile(all('alone'), 0.99),
      max: Math.max(...all('alone')),
    },
    correctionsNear: { p99: quantile(all('near'), 0.99) },
    longestStep: Math.max(...all('steps')),
    stood: all('stood').length / frames,
    delay: { p50: quantile(all('delays'), 0.5), p95: quantile(all('delays'), 0.95) },
    lead: quantile(all('leads'), 0.5),
    late: Math.max(...reports.map(({ late }) => late)),
  };
}

interface Measured {
  answers: number[];
  alone: number[];
  near: number[];
  steps: number[];
  stood: number[];
  frames: number[];
  delays: number[];
  leads: number[];
}

/** Plays one seat by whim and notes what it sees. */
function watch(player: NetPlayer, truth: readonly CometState[], seed: number) {
  const measured: Measured = {
    answers: [],
    alone: [],
    near: [],
    steps: [],
    stood: [],
    frames: [],
    delays: [],
    leads: [],
  };
  const { seat } = player;
  const whim = createWhim(seed);
  let noting = false;
  let last: { now: number; at: number; spots: Spot[] } | null = null;
  let asked: { input: CometInput; frames: number } | null = null;

  player.onTick = (take, match, now) => {
    const before = spotOf(match.own(now), seat);
    take();
    const after = spotOf(match.own(now), seat);
    if (noting) measured[isAlone(match, truth, seat) ? 'alone' : 'near'].push(apart(before, after));
  };

  player.onFrame = (match, now) => {
    const own = match.own(now);
    if (asked) {
      asked.frames++;
      if (shows(own, seat, asked.input)) {
        if (noting) measured.answers.push(asked.frames);
        asked = null;
      }
    }
    const shared = match.others(now);
    const at = shared.before.tick + shared.fraction * (shared.after.tick - shared.before.tick);
    const spots = asComet(shared.after).players.map((_, other) => spotOf(shared, other));
    if (noting) note(match, now, at, spots);
    last = { now, at, spots };
    const input = whim(now, own, seat);
    if (!input) return;
    match.send(input, now);
    asked = { input, frames: 0 };
  };

  function note(match: LiveMatch, now: number, at: number, spots: Spot[]): void {
    const { delay, lead } = match.report();
    measured.frames.push(now);
    measured.delays.push(delay!);
    measured.leads.push(lead!);
    if (!last) return;
    const passed = (now - last.now) / PERIOD;
    let moving = 0;
    let moved = 0;
    for (const [other, spot] of spots.entries()) {
      const speed = speedAround(truth, last.at, at, other);
      if (other === seat || speed * passed < SLOW) continue;
      const step = apart(spot, last.spots[other]!);
      moving++;
      if (step > 0) moved++;
      measured.steps.push(step / (speed * passed));
    }
    if (moving > 0 && moved === 0) measured.stood.push(now);
  }

  return {
    measured,
    begin: () => {
      noting = true;
    },
  };
}

/** Turns now and then, rests a little, and dashes; so seldom that each wish is alone on its way. */
function createWhim(seed: number) {
  const cells = new Int32Array(4);
  seedRng(cells, 0, seedFrom(seed));
  const rng = bindRng(cells, 0);
  let next = 0;
  let dashed = false;
  return (now: number, own: Sample, seat: number): CometInput | null => {
    if (now < next) return null;
    next = now + (dashed ? 3 * FRAME_MS : 60 + rng.below(500));
    const { thrust, heading } = asComet(own.after).players[seat]!;
    const turned = rng.below(6) === 0 ? null : (heading + 20 + rng.below(216)) & 255;
    dashed = !dashed && rng.below(5) === 0;
    // A dash goes on in the direction that is held, so that the wish is a change of one thing.
    return dashed ? { thrust: thrust < 0 ? null : thrust, dash: true } : { thrust: turned, dash: false };
  };
}

/** Whether the predicted state has taken the wish in. */
function shows(own: Sample, seat: number, { thrust, dash }: CometInput): boolean {
  const player = asComet(own.after).players[seat]!;
  return player.thrust === (thrust ?? -1) && player.wantsDash === (dash ? 1 : 0);
}

/** Nobody was, or will be, so near that the own way depends on what others wish. */
function isAlone(match: LiveMatch, truth: readonly CometState[], seat: number): boolean {
  const { tick } = match.newest;
  for (let n = Math.max(0, tick - comet.tickRate); n < Math.min(truth.length, tick + comet.tickRate); n++) {
    const state = truth[n];
    if (!state) continue;
    const own = state.players[seat]!;
    for (const [other, player] of state.players.entries()) {
      if (other !== seat && player.active && apart(pixels(own), pixels(player)) < NEAR) return false;
    }
  }
  return true;
}

/** The farthest that a comet moved in a tick, of those around two moments, in px. */
function speedAround(truth: readonly CometState[], from: number, to: number, seat: number): number {
  let most = 0;
  for (let n = Math.floor(from); n <= Math.ceil(to); n++) {
    const a = truth[n]?.players[seat];
    const b = truth[n + 1]?.players[seat];
    if (a?.active && b) most = Math.max(most, apart(pixels(a), pixels(b)));
  }
  return most;
}

const asComet = (state: State<Fields>) => state as unknown as CometState;
const pixels = ({ x, y }: Spot): Spot => ({ x: x / SUBUNIT, y: y / SUBUNIT });
const apart = (a: Spot, b: Spot) => Math.hypot(a.x - b.x, a.y - b.y);

function copy(state: State<Fields>): CometState {
  const own = comet.layout.bind(comet.layout.create());
  own.cells.set(state.cells);
  return own;
}

export function spotOf({ before, after, fraction }: Sample, seat: number): Spot {
  const a = asComet(before).players[seat]!;
  const b = asComet(after).players[seat]!;
  return pixels({ x: a.x + (b.x - a.x) * fraction, y: a.y + (b.y - a.y) * fraction });
}
