import { clamp, cosine, lengthOf, sine, UNIT } from '../../core/fixed.ts';
import type { CometState } from './state.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  COMET_RADIUS,
  CRUISE_SPEED,
  DASH_COOLDOWN_TICKS,
  DASH_EXIT_SPEED,
  DASH_SPEED,
  DASH_TICKS,
  DRAG_PER_1024,
  OVERSPEED_LOSS,
  SUBUNIT,
  THRUST_ACCELERATION,
  WALL_BOUNCE_PER_16,
} from './tuning.ts';

export type Player = CometState['players'][number];

/** One tick of a comet by itself: timers, wishes, drag, movement, walls. */
export function fly(player: Player): void {
  if (player.cooldown > 0) player.cooldown--;
  if (player.shield > 0) player.shield--;
  if (player.stunned > 0) player.stunned--;
  if (player.dashing > 0 && --player.dashing === 0) setSpeed(player, DASH_EXIT_SPEED);

  const inControl = player.stunned === 0 && player.dashing === 0;
  if (inControl && player.thrust >= 0) player.heading = player.thrust;
  if (inControl && player.wantsDash === 1 && player.cooldown === 0) startDash(player);
  // A dash flies straight at full speed: nothing slows it but a wall or another comet.
  if (player.dashing === 0) accelerate(player, inControl ? player.thrust : -1);

  player.x += player.vx;
  player.y += player.vy;
  bounceOffWalls(player, COMET_RADIUS * SUBUNIT);
}

function startDash(player: Player): void {
  player.dashing = DASH_TICKS;
  player.cooldown = DASH_COOLDOWN_TICKS;
  player.vx = along(cosine(player.heading), DASH_SPEED);
  player.vy = along(sine(player.heading), DASH_SPEED);
}

/**
 * Drag, then thrust (-1: none). Thrust turns a comet at any speed but never makes it faster than cruise, and what is above
 * cruise wears off fast, so that blows and dashes are felt as jolts.
 */
function accelerate(player: Player, thrust: number): void {
  let vx = slowed(player.vx);
  let vy = slowed(player.vy);
  let speed = lengthOf(vx, vy);
  const limit = Math.max(CRUISE_SPEED, speed - Math.ceil((speed - CRUISE_SPEED) / OVERSPEED_LOSS));
  if (thrust >= 0) {
    vx += along(cosine(thrust), THRUST_ACCELERATION);
    vy += along(sine(thrust), THRUST_ACCELERATION);
    speed = lengthOf(vx, vy);
  }
  if (speed > limit) {
    vx = Math.trunc((vx * limit) / speed);
    vy = Math.trunc((vy * limit) / speed);
  }
  player.vx = vx;
  player.vy = vy;
}

/** A speed along one axis after drag. The last unit makes a coasting comet stop in the end, where rounding would let it creep. */
function slowed(v: number): number {
  return v - Math.trunc((v * DRAG_PER_1024) / 1024) - Math.sign(v);
}

/** Keeps the way, changes how fast. Costs a square root. */
export function setSpeed(player: Player, speed: number): void {
  const was = lengthOf(player.vx, player.vy);
  if (was === 0) return;
  player.vx = Math.trunc((player.vx * speed) / was);
  player.vy = Math.trunc((player.vy * speed) / was);
}

/** `length` along an axis of which the direction has `part` of UNIT. */
export function along(part: number, length: number): number {
  return Math.trunc((part * length) / UNIT);
}

interface Moving {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

/** Mirrors what went past a wall back inside, and its speed with it. `radius` in subunits. */
export function bounceOffWalls(body: Moving, radius: number): void {
  const right = ARENA_WIDTH * SUBUNIT - radius;
  const bottom = ARENA_HEIGHT * SUBUNIT - radius;
  const x = body.x;
  const y = body.y;
  if (x < radius || x > right) {
    body.x = clamp(2 * (x < radius ? radius : right) - x, radius, right);
    body.vx = -Math.trunc((body.vx * WALL_BOUNCE_PER_16) / 16);
  }
  if (y < radius || y > bottom) {
    body.y = clamp(2 * (y < radius ? radius : bottom) - y, radius, bottom);
    body.vy = -Math.trunc((body.vy * WALL_BOUNCE_PER_16) / 16);
  }
}
