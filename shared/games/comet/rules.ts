import { cosine, directionOf, sine } from '../../core/fixed.ts';
import { type Outcome, placeByScore } from '../../game/contract.ts';
import { clash } from './clashes.ts';
import { drift, pickUp, placeDust } from './dust.ts';
import { along, fly } from './motion.ts';
import type { CometInput, CometSettings, CometState } from './state.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  FIRST_POOL_SLOT,
  FIRST_REGULAR_SLOT,
  FIRST_STAR_TICKS,
  REGULAR_DUST,
  REGULAR_DUST_PER_COMET,
  STAR_SLOT,
  START_DUST_AHEAD,
  START_RADIUS_X,
  START_RADIUS_Y,
  SUBUNIT,
  TICK_RATE,
} from './tuning.ts';

export function setup(state: CometState, settings: CometSettings, seats: readonly number[]): void {
  state.endsAt = settings.roundSeconds * TICK_RATE;
  state.dust[STAR_SLOT]!.timer = FIRST_STAR_TICKS;
  const rows = START_DUST_AHEAD.length;
  for (const [n, seat] of seats.entries()) placeComet(state, seat, Math.round((n * 256) / seats.length));
  for (const [n, seat] of seats.entries()) {
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

/** `angle` (0 to 255) is where on the ellipse it starts; left of the middle for 0, so that seats read from left to right. */
function placeComet(state: CometState, seat: number, angle: number): void {
  const player = state.players[seat]!;
  const dx = along(cosine(angle + 128), START_RADIUS_X * SUBUNIT);
  const dy = along(sine(angle + 128), START_RADIUS_Y * SUBUNIT);
  player.active = 1;
  player.x = (ARENA_WIDTH / 2) * SUBUNIT + dx;
  player.y = (ARENA_HEIGHT / 2) * SUBUNIT + dy;
  player.heading = directionOf(-dx, -dy);
  player.thrust = -1;
}

export function step(state: CometState, inputs: readonly (CometInput | null)[], _settings: CometSettings): void {
  const players = state.players;
  for (let seat = 0; seat < players.length; seat++) {
    const player = players[seat]!;
    if (player.active === 0) continue;
    const wish = inputs[seat];
    if (wish) {
      player.thrust = wish.thrust ?? -1;
      player.wantsDash = wish.dash ? 1 : 0;
    }
    fly(player);
  }
  // What is thrown in this tick starts to fly and to wait in the next.
  drift(state);
  clash(state);
  pickUp(state);
}

/** Dust alone counts, and only when time is up; a lead before that is worth nothing. */
export function outcome(state: CometState, _settings: CometSettings): Outcome | null {
  if (state.tick < state.endsAt) return null;
  return placeByScore(
    state.players.flatMap((player, seat) => (player.active === 1 ? [{ seat, score: player.score }] : [])),
  );
}
