import { type CometState, layout } from '../../../shared/games/comet/state.ts';
import {
  ARENA_HEIGHT,
  ARENA_WIDTH,
  COMET_RADIUS,
  DASH_SPEED,
  STAR_NOTICE_TICKS,
  STAR_SLOT,
  SUBUNIT,
} from '../../../shared/games/comet/tuning.ts';
import type { Side } from './arena.ts';

/** Something that happened between two states that were seen, in pixels, for eyes and ears only. */
export type CometEvent =
  | { readonly kind: 'pickup'; seat: number; slot: number; x: number; y: number; worth: number; golden: boolean }
  | { readonly kind: 'ram'; victim: number; rammer: number | null; x: number; y: number; lost: number }
  | { readonly kind: 'dash'; seat: number }
  | { readonly kind: 'bounce'; seat: number; side: Side; x: number; y: number; force: number }
  | { readonly kind: 'starNotice' | 'starBorn'; x: number; y: number };

/** How far (px) from a comet's centre dust may have been when it was taken: its reach, and a few ticks of flight. */
const TAKEN_WITHIN = 160;
const RAMMED_WITHIN = 220;
const AT_WALL = (COMET_RADIUS + 26) * SUBUNIT;
const FAR_X = ARENA_WIDTH * SUBUNIT;
const FAR_Y = ARENA_HEIGHT * SUBUNIT;
const SLOWEST_BOUNCE = 500;
/** Ticks between two states from which it is no news any more: a return after a pause. */
export const MOST_SKIPPED = 15;

/**
 * Reads events out of states: they carry none, so that a match stays a fold and a late joiner misses nothing. When states were
 * skipped, several events between two of them may count as one.
 */
export function createWatcher(): (state: CometState) => readonly CometEvent[] {
  const last = layout.bind(layout.create());
  let began = false;
  return (state) => {
    if (began && state.tick === last.tick) return [];
    const passed = state.tick - last.tick;
    const news = began && passed > 0 && passed < MOST_SKIPPED ? compare(last, state) : [];
    began = true;
    last.cells.set(state.cells);
    return news;
  };
}

export function compare(was: CometState, is: CometState): CometEvent[] {
  const events: CometEvent[] = [];
  for (let slot = 0; slot < is.dust.length; slot++) {
    const old = was.dust[slot]!;
    const now = is.dust[slot]!;
    const golden = slot === STAR_SLOT;
    if (old.value > 0 && now.value === 0) {
      const seat = nearest(was, is, old.x, old.y, TAKEN_WITHIN, (player, before) => player.score > before.score);
      if (seat !== null) {
        events.push({ kind: 'pickup', seat, slot, x: old.x / SUBUNIT, y: old.y / SUBUNIT, worth: old.value, golden });
      }
    }
    if (!golden) continue;
    const at = { x: now.x / SUBUNIT, y: now.y / SUBUNIT };
    if (old.value === 0 && now.value > 0) events.push({ kind: 'starBorn', ...at });
    else if (now.value === 0 && now.timer <= STAR_NOTICE_TICKS && now.timer > 0 && old.timer > STAR_NOTICE_TICKS) {
      events.push({ kind: 'starNotice', ...at });
    }
  }
  for (let seat = 0; seat < is.players.length; seat++) {
    const old = was.players[seat]!;
    const now = is.players[seat]!;
    if (!now.active) continue;
    if (now.dashing > old.dashing) events.push({ kind: 'dash', seat });
    if (now.stunned > old.stunned) {
      const rammer = nearest(
        was,
        is,
        now.x,
        now.y,
        RAMMED_WITHIN,
        (_, before, other) => other !== seat && before.dashing > 0,
      );
      const other = rammer === null ? now : is.players[rammer]!;
      events.push({
        kind: 'ram',
        victim: seat,
        rammer,
        x: (now.x + other.x) / 2 / SUBUNIT,
        y: (now.y + other.y) / 2 / SUBUNIT,
        lost: Math.max(0, old.score - now.score),
      });
    } else pushBounce(events, seat, old, now);
  }
  return events;
}

type Player = CometState['players'][number];

function nearest(
  was: CometState,
  is: CometState,
  x: number,
  y: number,
  within: number,
  fits: (player: Player, before: Player, seat: number) => boolean,
): number | null {
  let best: number | null = null;
  let bestFar = within * SUBUNIT;
  for (let seat = 0; seat < is.players.length; seat++) {
    const player = is.players[seat]!;
    if (!player.active || !fits(player, was.players[seat]!, seat)) continue;
    const far = Math.hypot(player.x - x, player.y - y);
    if (far >= bestFar) continue;
    best = seat;
    bestFar = far;
  }
  return best;
}

function pushBounce(events: CometEvent[], seat: number, old: Player, now: Player): void {
  const acrossX = old.vx * now.vx < 0 && Math.abs(old.vx) > SLOWEST_BOUNCE;
  const acrossY = old.vy * now.vy < 0 && Math.abs(old.vy) > SLOWEST_BOUNCE;
  const side: Side | null =
    acrossX && now.x < AT_WALL && old.vx < 0
      ? 'left'
      : acrossX && now.x > FAR_X - AT_WALL && old.vx > 0
        ? 'right'
        : acrossY && now.y < AT_WALL && old.vy < 0
          ? 'top'
          : acrossY && now.y > FAR_Y - AT_WALL && old.vy > 0
            ? 'bottom'
            : null;
  if (!side) return;
  const speed = side === 'left' || side === 'right' ? old.vx : old.vy;
  const force = Math.min(1, Math.abs(speed) / (DASH_SPEED * 0.7));
  events.push({ kind: 'bounce', seat, side, x: now.x / SUBUNIT, y: now.y / SUBUNIT, force });
}
