import { clamp, cosine, sine } from '../../core/fixed.ts';
import { along, bounceOffWalls, type Player } from './motion.ts';
import type { CometState } from './state.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  CLOUD_PER_8,
  CLOUD_SPREAD,
  COMET_RADIUS,
  DROP_FAST_SPEED,
  DROP_KEEP_PER_16,
  DROP_SLOW_SPEED,
  DROP_WAIT_TICKS,
  DUST_NOTICE_TICKS,
  DUST_RADIUS,
  DUST_RESPAWN_LEAST_TICKS,
  DUST_RESPAWN_MOST_TICKS,
  DUST_SLOTS,
  FIRST_POOL_SLOT,
  FIRST_REGULAR_SLOT,
  PICKUP_REACH,
  STAR_NOTICE_TICKS,
  STAR_RADIUS,
  STAR_RESPAWN_TICKS,
  STAR_SLOT,
  STAR_SPREAD_X,
  STAR_SPREAD_Y,
  STAR_VALUE,
  SUBUNIT,
  WALL_MARGIN,
} from './tuning.ts';

type Dust = CometState['dust'][number];

const DUST_EDGE = DUST_RADIUS * SUBUNIT;
const DUST_REACH = (COMET_RADIUS + DUST_RADIUS + PICKUP_REACH) * SUBUNIT;
const STAR_REACH = (COMET_RADIUS + STAR_RADIUS + PICKUP_REACH) * SUBUNIT;
/** A full turn times 0.382: pieces thrown at this step never line up, however many they are. */
const GOLDEN_TURN = 98;

/** Dust that waits comes nearer to appearing; dust that was thrown flies on and slows. */
export function drift(state: CometState): void {
  const dust = state.dust;
  for (let slot = 0; slot < FIRST_POOL_SLOT; slot++) {
    const piece = dust[slot]!;
    if (piece.value > 0) continue;
    const timer = piece.timer - 1;
    if (timer < 0) continue;
    piece.timer = timer;
    if (slot === STAR_SLOT) {
      if (timer === STAR_NOTICE_TICKS) placeStar(state, piece);
      if (timer === 0) piece.value = STAR_VALUE;
    } else {
      if (timer === DUST_NOTICE_TICKS) placeDust(state, piece);
      if (timer === 0) piece.value = 1;
    }
  }
  for (let slot = FIRST_POOL_SLOT; slot < DUST_SLOTS; slot++) {
    const piece = dust[slot]!;
    if (piece.value === 0) continue;
    if (piece.timer > 0) piece.timer--;
    const vx = Math.trunc((piece.vx * DROP_KEEP_PER_16) / 16);
    const vy = Math.trunc((piece.vy * DROP_KEEP_PER_16) / 16);
    if (vx === 0 && vy === 0 && piece.vx === 0 && piece.vy === 0) continue;
    piece.vx = vx;
    piece.vy = vy;
    piece.x += vx;
    piece.y += vy;
    bounceOffWalls(piece, DUST_EDGE);
  }
}

function placeStar(state: CometState, star: Dust): void {
  star.x = (ARENA_WIDTH / 2 + state.rng.between(-STAR_SPREAD_X, STAR_SPREAD_X)) * SUBUNIT;
  star.y = (ARENA_HEIGHT / 2 + state.rng.between(-STAR_SPREAD_Y, STAR_SPREAD_Y)) * SUBUNIT;
}

/** Anywhere, or beside another regular piece that lies there now. */
export function placeDust(state: CometState, piece: Dust): void {
  const rng = state.rng;
  const beside = state.dust[rng.between(FIRST_REGULAR_SLOT, FIRST_POOL_SLOT - 1)]!;
  if (beside.value > 0 && rng.below(8) < CLOUD_PER_8) {
    const x = beside.x + rng.between(-CLOUD_SPREAD, CLOUD_SPREAD) * SUBUNIT;
    const y = beside.y + rng.between(-CLOUD_SPREAD, CLOUD_SPREAD) * SUBUNIT;
    piece.x = clamp(x, WALL_MARGIN * SUBUNIT, (ARENA_WIDTH - WALL_MARGIN) * SUBUNIT);
    piece.y = clamp(y, WALL_MARGIN * SUBUNIT, (ARENA_HEIGHT - WALL_MARGIN) * SUBUNIT);
  } else {
    piece.x = rng.between(WALL_MARGIN, ARENA_WIDTH - WALL_MARGIN) * SUBUNIT;
    piece.y = rng.between(WALL_MARGIN, ARENA_HEIGHT - WALL_MARGIN) * SUBUNIT;
  }
}

/** The nearest comet within reach gets a piece; of two that are equally near, the one whose turn comes first this tick. */
export function pickUp(state: CometState): void {
  const { dust, players } = state;
  const count = players.length;
  const turn = state.tick % count;
  for (let slot = 0; slot < DUST_SLOTS; slot++) {
    const piece = dust[slot]!;
    const value = piece.value;
    if (value === 0 || piece.timer > 0) continue;
    const x = piece.x;
    const y = piece.y;
    const reach = slot === STAR_SLOT ? STAR_REACH : DUST_REACH;
    let nearest = reach * reach;
    let taker: Player | null = null;
    for (let i = 0; i < count; i++) {
      const player = players[turn + i < count ? turn + i : turn + i - count]!;
      const dx = player.x - x;
      if (dx >= reach || dx <= -reach || player.active === 0) continue;
      const dy = player.y - y;
      const square = dx * dx + dy * dy;
      if (square < nearest) {
        nearest = square;
        taker = player;
      }
    }
    if (taker) {
      taker.score += value;
      empty(state, piece, slot);
    }
  }
}

function empty(state: CometState, piece: Dust, slot: number): void {
  piece.value = 0;
  piece.vx = 0;
  piece.vy = 0;
  if (slot === STAR_SLOT) piece.timer = STAR_RESPAWN_TICKS;
  else if (slot < FIRST_POOL_SLOT) piece.timer = state.rng.between(DUST_RESPAWN_LEAST_TICKS, DUST_RESPAWN_MOST_TICKS);
}

/**
 * Throws `amount` out from a comet, in all directions, as single pieces while the pool has slots for them. With fewer slots
 * the pieces are worth more, and with none the amount goes to the thrown piece that lies nearest: dust is never lost.
 * The pattern needs no generator, so that clients predict it.
 */
export function throwDust(state: CometState, from: Player, amount: number): void {
  let free = 0;
  for (let slot = FIRST_POOL_SLOT; slot < DUST_SLOTS; slot++) if (state.dust[slot]!.value === 0) free++;
  if (free === 0) {
    nearestThrown(state, from).value += amount;
    return;
  }
  const pieces = Math.min(free, amount);
  const x = clamp(from.x, DUST_EDGE, ARENA_WIDTH * SUBUNIT - DUST_EDGE);
  const y = clamp(from.y, DUST_EDGE, ARENA_HEIGHT * SUBUNIT - DUST_EDGE);
  for (let slot = FIRST_POOL_SLOT, n = 0; n < pieces; slot++) {
    const piece = state.dust[slot]!;
    if (piece.value > 0) continue;
    const direction = state.tick + n * GOLDEN_TURN;
    const speed = DROP_SLOW_SPEED + Math.trunc(((DROP_FAST_SPEED - DROP_SLOW_SPEED) * (n % 4)) / 3);
    // The first pieces carry what does not divide evenly.
    piece.value = Math.trunc(amount / pieces) + (n < amount % pieces ? 1 : 0);
    piece.x = x;
    piece.y = y;
    piece.vx = along(cosine(direction), speed);
    piece.vy = along(sine(direction), speed);
    piece.timer = DROP_WAIT_TICKS;
    n++;
  }
}

function nearestThrown(state: CometState, from: Player): Dust {
  let nearest = state.dust[FIRST_POOL_SLOT]!;
  let nearestSquare = Number.POSITIVE_INFINITY;
  for (let slot = FIRST_POOL_SLOT; slot < DUST_SLOTS; slot++) {
    const piece = state.dust[slot]!;
    const dx = piece.x - from.x;
    const dy = piece.y - from.y;
    const square = dx * dx + dy * dy;
    if (square >= nearestSquare) continue;
    nearest = piece;
    nearestSquare = square;
  }
  return nearest;
}
