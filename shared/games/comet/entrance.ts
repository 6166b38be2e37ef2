import { cosine, directionOf, lengthOf, sine } from '../../core/fixed.ts';
import { placeDust } from './dust.ts';
import { along } from './motion.ts';
import type { CometSettings, CometState } from './state.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  DUST_NOTICE_TICKS,
  ENTRANCES,
  FIRST_POOL_SLOT,
  FIRST_REGULAR_SLOT,
  FIRST_STAR_TICKS,
  REGULAR_DUST,
  REGULAR_DUST_PER_COMET,
  SHIELD_TICKS,
  STAR_SLOT,
  START_DUST_AHEAD,
  START_RADIUS_X,
  START_RADIUS_Y,
  SUBUNIT,
  TICK_RATE,
} from './tuning.ts';

/** Comets start around the middle, in the order of their seats; of two teams each has its own half of the way round. */
export function setup(
  state: CometState,
  settings: CometSettings,
  seats: readonly number[],
  teams: readonly number[],
): void {
  state.endsAt = settings.roundSeconds * TICK_RATE;
  state.dust[STAR_SLOT]!.timer = FIRST_STAR_TICKS;
  const rows = START_DUST_AHEAD.length;
  const around = settings.teams === 'two' ? [...seats].sort((a, b) => teams[a]! - teams[b]!) : seats;
  for (const [n, seat] of around.entries()) {
    placeComet(state, seat, Math.round((n * 256) / seats.length), settings, teams[seat]!);
  }
  for (const [n, seat] of around.entries()) {
    const player = state.players[seat]!;
    for (const [row, ahead] of START_DUST_AHEAD.entries()) {
      const piece = state.dust[FIRST_REGULAR_SLOT + n * rows + row]!;
      piece.x = player.x + along(cosine(player.heading), ahead * SUBUNIT);
      piece.y = player.y + along(sine(player.heading), ahead * SUBUNIT);
      piece.value = 1;
    }
  }
  const used = Math.min(FIRST_POOL_SLOT, FIRST_REGULAR_SLOT + REGULAR_DUST + REGULAR_DUST_PER_COMET * seats.length);
  for (let slot = FIRST_REGULAR_SLOT + seats.length * rows; slot < FIRST_POOL_SLOT; slot++) {
    const piece = state.dust[slot]!;
    if (slot >= used) piece.timer = -1;
    else {
      placeDust(state, piece);
      piece.value = 1;
    }
  }
}

/**
 * Someone comes in late: with nothing, at the entrance farthest from everyone, shielded like one who was just hit. There is
 * then as much more dust as if it had been there from the start, announced like any other.
 */
export function enter(state: CometState, seat: number, settings: CometSettings, team: number): void {
  placeComet(state, seat, freestEntrance(state), settings, team);
  state.players[seat]!.shield = SHIELD_TICKS;
  let more = REGULAR_DUST_PER_COMET;
  for (let slot = FIRST_REGULAR_SLOT; slot < FIRST_POOL_SLOT && more > 0; slot++) {
    const piece = state.dust[slot]!;
    if (piece.value > 0 || piece.timer >= 0) continue;
    // One more, so that its place is drawn in the next step.
    piece.timer = DUST_NOTICE_TICKS + 1;
    more--;
  }
}

/** `angle` (0 to 255) is where on the ellipse it starts; left of the middle for 0, so that seats read from left to right. */
function placeComet(state: CometState, seat: number, angle: number, settings: CometSettings, team: number): void {
  const player = state.players[seat]!;
  const { x, y } = onEllipse(angle);
  player.active = 1;
  player.x = x;
  player.y = y;
  player.heading = directionOf((ARENA_WIDTH / 2) * SUBUNIT - x, (ARENA_HEIGHT / 2) * SUBUNIT - y);
  player.thrust = -1;
  player.team = settings.teams === 'two' ? team : -1;
}

/** The angle of that entrance whose nearest comet is farthest; of equals the first. */
function freestEntrance(state: CometState): number {
  let freest = 0;
  let most = -1;
  for (let n = 0; n < ENTRANCES; n++) {
    const angle = (n * 256) / ENTRANCES;
    const { x, y } = onEllipse(angle);
    let nearest = Number.POSITIVE_INFINITY;
    for (const player of state.players) {
      if (player.active === 1) nearest = Math.min(nearest, lengthOf(player.x - x, player.y - y));
    }
    if (nearest <= most) continue;
    freest = angle;
    most = nearest;
  }
  return freest;
}

function onEllipse(angle: number): { readonly x: number; readonly y: number } {
  return {
    x: (ARENA_WIDTH / 2) * SUBUNIT + along(cosine(angle + 128), START_RADIUS_X * SUBUNIT),
    y: (ARENA_HEIGHT / 2) * SUBUNIT + along(sine(angle + 128), START_RADIUS_Y * SUBUNIT),
  };
}
