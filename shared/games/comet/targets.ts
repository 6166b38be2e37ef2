import { lengthOf } from '../../core/fixed.ts';
import { dropOf } from './clashes.ts';
import type { CometState } from './state.ts';
import { areMates } from './teams.ts';
import {
  CRUISE_SPEED,
  DASH_SPEED,
  DASH_TICKS,
  DUST_SLOTS,
  STAR_NOTICE_TICKS,
  STAR_SLOT,
  STAR_VALUE,
  SUBUNIT,
} from './tuning.ts';

/** How a bot weighs what it sees. */
export interface Judgement {
  /** So many ticks of its own drift it counts in when it measures how far something is. */
  readonly lead: number;
  /** Whether it leaves dust to rivals that are nearer, prefers clouds, foresees thrown dust and heads for an announced star. */
  readonly shrewd: boolean;
}

/** Of 16, what dust is still worth to a shrewd bot when a rival is nearer. */
const CONTESTED_PER_16 = 5;
/** How near pieces must lie to count as one cloud, and what of 16 a neighbour adds. */
const CLOUD = 140 * SUBUNIT;
const NEIGHBOUR_PER_16 = 5;
/** Something in front of the nose still costs this: it keeps a bot from dancing between two pieces at hand. */
const LEAST_DISTANCE = 50 * SUBUNIT;
/** Brings worth over distance into a range of thousands. */
const SCALE = 1024 * SUBUNIT;
/** Thrown dust flies on for at most about so many ticks' worth of its speed. */
const FLIGHT_TICKS = 12;

/** The slot of the dust that promises most for its distance; -1: there is none. Costs a pass over dust times rivals. */
export function bestDust(seen: CometState, seat: number, judgement: Judgement): number {
  const me = seen.players[seat]!;
  // Where this bot would be if it braked: what lies behind a fast comet is farther than what lies ahead.
  const x = me.x + me.vx * judgement.lead;
  const y = me.y + me.vy * judgement.lead;
  let best = -1;
  let bestWorth = 0;
  for (let slot = 0; slot < DUST_SLOTS; slot++) {
    const piece = seen.dust[slot]!;
    const timer = piece.timer;
    let value = piece.value;
    if (value === 0) {
      if (!judgement.shrewd || slot !== STAR_SLOT || timer > STAR_NOTICE_TICKS) continue;
      value = STAR_VALUE;
    }
    const dustX = judgement.shrewd ? restingX(piece) : piece.x;
    const dustY = judgement.shrewd ? restingY(piece) : piece.y;
    const wait = timer * CRUISE_SPEED;
    const distance = Math.max(lengthOf(dustX - x, dustY - y), wait, LEAST_DISTANCE);
    // What cannot beat the best even with a whole cloud around it need not be looked at closely.
    if ((value + 1) * SCALE < bestWorth * distance) continue;
    let worth = value * 16;
    if (judgement.shrewd) {
      worth += neighbours(seen, slot, dustX, dustY) * NEIGHBOUR_PER_16;
      if (rivalIsNearer(seen, seat, dustX, dustY, distance)) worth = (worth * CONTESTED_PER_16) / 16;
    }
    worth = (worth * SCALE) / (16 * distance);
    if (worth > bestWorth) {
      bestWorth = worth;
      best = slot;
    }
  }
  return best;
}

export function restingX(piece: { x: number; vx: number }): number {
  return piece.x + piece.vx * FLIGHT_TICKS;
}

export function restingY(piece: { y: number; vy: number }): number {
  return piece.y + piece.vy * FLIGHT_TICKS;
}

/** At most 3: beyond that a cloud is a cloud, and three together stay below one piece, which `bestDust` relies on. */
function neighbours(seen: CometState, slot: number, x: number, y: number): number {
  let found = 0;
  for (let other = 0; other < DUST_SLOTS && found < 3; other++) {
    const piece = seen.dust[other]!;
    if (piece.value === 0 || other === slot) continue;
    const dx = piece.x - x;
    const dy = piece.y - y;
    if (dx < CLOUD && dx > -CLOUD && dy < CLOUD && dy > -CLOUD) found++;
  }
  return found;
}

function rivalIsNearer(seen: CometState, seat: number, x: number, y: number, distance: number): boolean {
  const square = distance * distance;
  for (let other = 0; other < seen.players.length; other++) {
    const rival = seen.players[other]!;
    if (other === seat || rival.active === 0) continue;
    // Rivals are taken to be heading where they drift: 6 ticks of it.
    const dx = rival.x + rival.vx * 6 - x;
    const dy = rival.y + rival.vy * 6 - y;
    if (dx * dx + dy * dy < square) return true;
  }
  return false;
}

/**
 * The rival that a dash started now could ram and that would drop most, `least` or more; of equals the nearest; -1: none.
 * `reach` in subunits; `leads`: whether the victim's own way until then counts.
 */
export function bestVictim(seen: CometState, seat: number, reach: number, least: number, leads: boolean): number {
  const me = seen.players[seat]!;
  let best = -1;
  let bestLoss = least;
  let bestDistance = reach;
  for (let other = 0; other < seen.players.length; other++) {
    const rival = seen.players[other]!;
    if (other === seat || rival.active === 0 || areMates(me, rival)) continue;
    const loss = dropOf(rival.score);
    if (loss < bestLoss) continue;
    const ticks = ticksToRam(me, rival, leads);
    const ahead = leads ? ticks : 0;
    const distance = lengthOf(rival.x + rival.vx * ahead - me.x, rival.y + rival.vy * ahead - me.y);
    if (distance > reach || rival.shield > ticks || (loss === bestLoss && distance > bestDistance)) continue;
    best = other;
    bestLoss = loss;
    bestDistance = distance;
  }
  return best;
}

/** How long a dash takes to where the victim will be, in ticks; the second look counts in that it moves meanwhile. */
export function ticksToRam(
  me: { x: number; y: number },
  rival: { x: number; y: number; vx: number; vy: number },
  leads: boolean,
): number {
  const dx = rival.x - me.x;
  const dy = rival.y - me.y;
  const first = Math.min(DASH_TICKS + 2, Math.trunc(lengthOf(dx, dy) / DASH_SPEED));
  if (!leads) return first;
  return Math.min(DASH_TICKS + 2, Math.trunc(lengthOf(dx + rival.vx * first, dy + rival.vy * first) / DASH_SPEED));
}
