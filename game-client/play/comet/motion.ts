import { SUBUNIT } from '../../../shared/games/comet/tuning.ts';
import type { Sample } from '../../net/matchSource.ts';
import { asComet, ease, lerp } from './view.ts';

/** Differences beyond this (px) are a new place, not a correction. */
const TELEPORT = 360;
/** Corrections up to this (px) are less than a frame's flight, and are not seen. */
const UNSEEN = 2;
/** A correction is half faded after so long (ms), and gone in a tenth of a second. */
const FADE = 30;
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
  update(sample: Sample, seat: number, dt: number): void;
  /** What comes next does not follow from what was. */
  leap(): void;
}

/**
 * Turns states into motion. What is predicted may be corrected between two frames: that is carried as an offset, which fades. What was
 * told needs no such thing, and would only be smeared by it.
 */
export function createMover(tickRate: number, predicted: boolean): Mover {
  const tickMs = 1000 / tickRate;
  const place: Place = { x: 0, y: 0, vx: 0, vy: 0, jumped: true };
  let seen = false;
  /** Where it is without the offset, and where it goes from there, in pixels a millisecond. */
  let aim = { x: 0, y: 0, vx: 0, vy: 0 };
  let offX = 0;
  let offY = 0;

  return {
    place,
    leap() {
      seen = false;
    },
    update({ before, after, fraction }, seat, dt) {
      const to = asComet(after).players[seat]!;
      const was = asComet(before).players[seat]!;
      const from = was.active ? was : to;
      const toPace = SUBUNITS_TO_PIXELS / (Math.max(1, after.tick - before.tick) * tickMs);
      const next = {
        x: lerp(from.x, to.x, fraction) * SUBUNITS_TO_PIXELS,
        y: lerp(from.y, to.y, fraction) * SUBUNITS_TO_PIXELS,
        vx: (to.x - from.x) * toPace,
        vy: (to.y - from.y) * toPace,
      };
      const missX = aim.x + aim.vx * dt - next.x;
      const missY = aim.y + aim.vy * dt - next.y;
      const miss = Math.hypot(missX, missY);
      // A turn or a blow between two frames looks like a miss, too.
      const allowed = UNSEEN + Math.hypot(next.vx - aim.vx, next.vy - aim.vy) * dt * 1.5;
      place.jumped = !seen || miss > TELEPORT;
      if (place.jumped || !predicted) {
        offX = 0;
        offY = 0;
      } else if (miss > allowed) {
        offX += missX;
        offY += missY;
      }
      const fade = 1 - ease(dt, FADE);
      offX *= fade;
      offY *= fade;
      seen = true;
      aim = next;
      place.x = next.x + offX;
      place.y = next.y + offY;
      place.vx = (lerp(from.vx, to.vx, fraction) * SUBUNITS_TO_PIXELS) / tickMs;
      place.vy = (lerp(from.vy, to.vy, fraction) * SUBUNITS_TO_PIXELS) / tickMs;
    },
  };
}
