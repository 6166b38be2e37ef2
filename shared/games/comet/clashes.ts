import { clamp, lengthOf } from '../../core/fixed.ts';
import { throwDust } from './dust.ts';
import { type Player, setSpeed } from './motion.ts';
import type { CometState } from './state.ts';
import { areMates } from './teams.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  COMET_RADIUS,
  DROP_LEAST,
  DROP_MOST,
  DROP_PER_16,
  KNOCK_SPEED,
  RAM_FOLLOW_SPEED,
  SHIELD_TICKS,
  STUN_TICKS,
  SUBUNIT,
} from './tuning.ts';

const RADIUS = COMET_RADIUS * SUBUNIT;
const TOUCHING = 2 * RADIUS;
const RIGHT = ARENA_WIDTH * SUBUNIT - RADIUS;
const BOTTOM = ARENA_HEIGHT * SUBUNIT - RADIUS;

/**
 * Settles every pair of comets that touch. Where three meet in one tick the order of the pairs shows, so it turns round with
 * the ticks and favours no seat for long.
 */
export function clash(state: CometState): void {
  const players = state.players;
  const count = players.length;
  const turn = state.tick % count;
  for (let i = 0; i < count; i++) {
    const a = players[(turn + i) % count]!;
    if (a.active === 0) continue;
    const ax = a.x;
    const ay = a.y;
    for (let j = i + 1; j < count; j++) {
      const b = players[(turn + j) % count]!;
      if (b.active === 0) continue;
      // Half a tick of two dashes is less than a diameter; farther than that nothing touched since the last tick either.
      const dx = b.x - ax;
      const dy = b.y - ay;
      if (dx < 2 * TOUCHING && dx > -2 * TOUCHING && dy < 2 * TOUCHING && dy > -2 * TOUCHING) meet(state, a, b);
    }
  }
}

function meet(state: CometState, a: Player, b: Player): void {
  // Dashes at each other close up to 77 pixels a tick and could jump through each other, so they are also looked at half a
  // tick ago, and put back to there if that is where they met.
  if (a.dashing > 0 || b.dashing > 0) {
    const ax = clamp(a.x - (a.vx >> 1), RADIUS, RIGHT);
    const ay = clamp(a.y - (a.vy >> 1), RADIUS, BOTTOM);
    const bx = clamp(b.x - (b.vx >> 1), RADIUS, RIGHT);
    const by = clamp(b.y - (b.vy >> 1), RADIUS, BOTTOM);
    if (lengthOf(bx - ax, by - ay) < TOUCHING) {
      a.x = ax;
      a.y = ay;
      b.x = bx;
      b.y = by;
    }
  }
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  let distance = lengthOf(dx, dy);
  if (distance >= TOUCHING) return;
  if (distance === 0) {
    dx = 1;
    dy = 0;
    distance = 1;
  }
  // Team mates bump into each other like anyone, and that is all.
  const rivals = !areMates(a, b);
  const aRams = rivals && a.dashing > 0 && b.shield === 0 && a.vx * dx + a.vy * dy > 0;
  const bRams = rivals && b.dashing > 0 && a.shield === 0 && b.vx * dx + b.vy * dy < 0;
  if (aRams || bRams) {
    if (aRams && !bRams) followUp(a);
    if (bRams && !aRams) followUp(b);
    if (aRams) ram(state, b, dx, dy, distance);
    if (bRams) ram(state, a, -dx, -dy, distance);
  } else bounce(a, b, dx, dy);
  separate(a, b, dx, dy, distance);
}

/** What a comet with so much dust loses when it is rammed. */
export function dropOf(score: number): number {
  const part = Math.ceil((score * DROP_PER_16) / 16);
  return Math.min(score, clamp(part, DROP_LEAST, DROP_MOST));
}

function followUp(rammer: Player): void {
  rammer.dashing = 0;
  setSpeed(rammer, RAM_FOLLOW_SPEED);
}

/** (dx, dy), `distance` long, is the way the blow goes. Two that dash into each other both drop dust. */
function ram(state: CometState, victim: Player, dx: number, dy: number, distance: number): void {
  const loss = dropOf(victim.score);
  victim.score -= loss;
  victim.dashing = 0;
  victim.stunned = STUN_TICKS;
  victim.shield = SHIELD_TICKS;
  victim.vx = Math.trunc((KNOCK_SPEED * dx) / distance);
  victim.vy = Math.trunc((KNOCK_SPEED * dy) / distance);
  throwDust(state, victim, loss);
}

/** Equal masses, no loss: they swap their speeds along the line between them, if they come closer at all. */
function bounce(a: Player, b: Player, dx: number, dy: number): void {
  const closing = (a.vx - b.vx) * dx + (a.vy - b.vy) * dy;
  if (closing <= 0) return;
  a.dashing = 0;
  b.dashing = 0;
  const square = dx * dx + dy * dy;
  const px = Math.trunc((closing * dx) / square);
  const py = Math.trunc((closing * dy) / square);
  a.vx -= px;
  a.vy -= py;
  b.vx += px;
  b.vy += py;
}

/** Moves both apart by half of what they overlap, but not into a wall. */
function separate(a: Player, b: Player, dx: number, dy: number, distance: number): void {
  const overlap = TOUCHING - distance;
  const px = Math.trunc((overlap * dx) / (2 * distance));
  const py = Math.trunc((overlap * dy) / (2 * distance));
  a.x = clamp(a.x - px, RADIUS, RIGHT);
  a.y = clamp(a.y - py, RADIUS, BOTTOM);
  b.x = clamp(b.x + px, RADIUS, RIGHT);
  b.y = clamp(b.y + py, RADIUS, BOTTOM);
}
