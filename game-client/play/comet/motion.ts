import { SUBUNIT } from '../../../shared/games/comet/tuning.ts';
import type { MatchSource, Sample } from '../../net/matchSource.ts';
import { asComet, ease, lerp, type Player } from './view.ts';

/** Ticks that others are drawn behind the server's present: room for a late packet or two. The own comet is nearer to it. */
export const OTHERS_DELAY = 2;
export const OWN_DELAY = 1;
/** When the next state is late, the own comet flies on by its speed for so many ticks, and then waits. */
const MOST_AHEAD = 1.5;
/** Differences beyond this (px) are a new place, not a correction. */
const TELEPORT = 360;
const SUBUNITS_TO_PIXELS = 1 / SUBUNIT;

/** Where a comet is drawn, in pixels; `vx` and `vy` in pixels a millisecond. */
export interface Place {
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** It is somewhere else at once: first seen, or moved farther than it could fly. */
  jumped: boolean;
}

export interface Mover {
  readonly place: Place;
  /** `player` is the newest known state of it at that moment, for flags and timers. */
  update(before: Player, after: Player, fraction: number, ahead: number, dt: number): void;
}

/**
 * Turns states into motion without visible jumps: what the states correct is carried as an offset, which fades within a
 * tenth of a second or so.
 */
export function createMover(tickRate: number): Mover {
  const tickMs = 1000 / tickRate;
  const place: Place = { x: 0, y: 0, vx: 0, vy: 0, jumped: true };
  let seen = false;
  let aimX = 0;
  let aimY = 0;
  let offX = 0;
  let offY = 0;

  return {
    place,
    update(before, after, fraction, ahead, dt) {
      const x = (lerp(before.x, after.x, fraction) + after.vx * ahead) * SUBUNITS_TO_PIXELS;
      const y = (lerp(before.y, after.y, fraction) + after.vy * ahead) * SUBUNITS_TO_PIXELS;
      const vx = (lerp(before.vx, after.vx, fraction) * SUBUNITS_TO_PIXELS) / tickMs;
      const vy = (lerp(before.vy, after.vy, fraction) * SUBUNITS_TO_PIXELS) / tickMs;
      const missX = aimX + place.vx * dt - x;
      const missY = aimY + place.vy * dt - y;
      const miss = Math.hypot(missX, missY);
      // A turn or a blow between two frames looks like a miss, too.
      const allowed = 4 + Math.hypot(vx - place.vx, vy - place.vy) * dt * 1.5;
      place.jumped = !seen || miss > TELEPORT;
      if (place.jumped) {
        offX = 0;
        offY = 0;
      } else if (miss > allowed) {
        offX += missX;
        offY += missY;
      }
      const fade = 1 - ease(dt, 45);
      offX *= fade;
      offY *= fade;
      seen = true;
      aimX = x;
      aimY = y;
      place.x = x + offX;
      place.y = y + offY;
      place.vx = vx;
      place.vy = vy;
    },
  };
}

/** The ticks that have passed since the source ran out of states, so that the own comet can fly on meanwhile. */
export function createLookahead(source: MatchSource): (sample: Sample, now: number) => number {
  let dryTick = -1;
  let dryAt = 0;
  return (sample, now) => {
    const newest = asComet(source.newest);
    if (sample.fraction < 1 || sample.after.tick < newest.tick || newest.tick >= newest.endsAt) return 0;
    if (newest.tick !== dryTick) {
      dryTick = newest.tick;
      dryAt = now;
    }
    return Math.min(MOST_AHEAD, ((now - dryAt) * source.tickRate) / 1000);
  };
}
