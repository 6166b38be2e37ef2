import { z } from 'zod';
import { clamp, cosine, lengthOf, sine, UNIT } from '../../shared/core/fixed.ts';
import { defineGame, placeByScore } from '../../shared/game/contract.ts';
import { array, defineState, follows, int, type StateOf, trend } from '../../shared/game/state.ts';

/**
 * The game that servers are measured by: eight discs that never rest and bounce off walls and each other, and orbs of which one
 * comes anew every half second. Nothing is in it but movement, so that what a tick costs is mostly what it costs to send.
 */
export const BENCH_SEATS = 8;
export const BENCH_RATE = 20;

const ORBS = 16;
/** Positions are in 1/16 pixel, speeds in 1/16 pixel a tick. */
const SUBUNIT = 16;
const WIDTH = 1600 * SUBUNIT;
const HEIGHT = 900 * SUBUNIT;
const RADIUS = 18 * SUBUNIT;
/** 900 pixels a second in a second. */
const ACCELERATION = (900 * SUBUNIT) / BENCH_RATE ** 2;
const BOOST = 1.6;
/** What is left of a speed after a tick. */
const DRAG = 0.92;
/** One tick in so many brings an orb, and somebody a point. */
const ORB_EVERY = 10;
const BOOST_BIT = 256;

const settings = z.strictObject({ roundSeconds: z.int().min(5).max(600).default(600) });
const input = z.strictObject({ direction: z.int().min(0).max(255), boost: z.boolean() });
export type BenchInput = z.infer<typeof input>;

const layout = defineState({
  players: array(BENCH_SEATS, {
    vx: trend,
    vy: trend,
    x: follows('vx'),
    y: follows('vy'),
    /** The wish that holds on: a direction, and `BOOST_BIT`. */
    wish: int,
    score: int,
  }),
  orbs: array(ORBS, { x: int, y: int }),
});
type BenchState = StateOf<typeof layout>;
type Disc = BenchState['players'][number];

export const benchGame = defineGame({
  id: 'bench',
  title: 'Bench',
  version: 1,
  tickRate: BENCH_RATE,
  minPlayers: 2,
  maxPlayers: BENCH_SEATS,
  settings,
  input,
  /** Two bytes, most often. */
  packInput({ direction, boost }, out) {
    out.unsigned(direction + (boost ? BOOST_BIT : 0));
  },
  unpackInput(from) {
    const packed = from.unsigned();
    return { direction: packed & 255, boost: packed >= BOOST_BIT };
  },
  layout,
  idle: null,
  setup(state) {
    for (const disc of state.players) {
      disc.x = state.rng.between(RADIUS, WIDTH - RADIUS);
      disc.y = state.rng.between(RADIUS, HEIGHT - RADIUS);
    }
    for (let i = 0; i < ORBS; i++) placeOrb(state, i);
  },
  step(state, inputs) {
    const { players } = state;
    for (let seat = 0; seat < BENCH_SEATS; seat++) {
      const wish = inputs[seat];
      if (wish) players[seat]!.wish = wish.direction + (wish.boost ? BOOST_BIT : 0);
      move(players[seat]!);
    }
    for (let i = 0; i < BENCH_SEATS; i++) {
      for (let j = i + 1; j < BENCH_SEATS; j++) bounce(players[i]!, players[j]!);
    }
    if (state.rng.below(ORB_EVERY) === 0) {
      placeOrb(state, state.rng.below(ORBS));
      players[state.rng.below(BENCH_SEATS)]!.score++;
    }
  },
  outcome: (state, { roundSeconds }) =>
    state.tick < roundSeconds * BENCH_RATE
      ? null
      : placeByScore(state.players.map(({ score }, seat) => ({ seat, score }))),
  bot: () => null,
});

function placeOrb(state: BenchState, i: number): void {
  const orb = state.orbs[i]!;
  orb.x = state.rng.below(WIDTH);
  orb.y = state.rng.below(HEIGHT);
}

function move(disc: Disc): void {
  const push = disc.wish >= BOOST_BIT ? ACCELERATION * BOOST : ACCELERATION;
  disc.vx = Math.round((disc.vx + (cosine(disc.wish) * push) / UNIT) * DRAG);
  disc.vy = Math.round((disc.vy + (sine(disc.wish) * push) / UNIT) * DRAG);
  disc.x += disc.vx;
  disc.y += disc.vy;
  if (disc.x < RADIUS || disc.x > WIDTH - RADIUS) {
    disc.x = clamp(disc.x, RADIUS, WIDTH - RADIUS);
    disc.vx = -disc.vx;
  }
  if (disc.y < RADIUS || disc.y > HEIGHT - RADIUS) {
    disc.y = clamp(disc.y, RADIUS, HEIGHT - RADIUS);
    disc.vy = -disc.vy;
  }
}

/** Discs of one mass that meet exchange what they have of speed towards each other. */
function bounce(a: Disc, b: Disc): void {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  if (dx > 2 * RADIUS || dx < -2 * RADIUS || dy > 2 * RADIUS || dy < -2 * RADIUS) return;
  const apart = lengthOf(dx, dy);
  if (apart === 0 || apart >= 2 * RADIUS) return;
  const closing = ((a.vx - b.vx) * dx + (a.vy - b.vy) * dy) / apart;
  if (closing <= 0) return;
  const alongX = Math.round((closing * dx) / apart);
  const alongY = Math.round((closing * dy) / apart);
  a.vx -= alongX;
  a.vy -= alongY;
  b.vx += alongX;
  b.vy += alongY;
}
