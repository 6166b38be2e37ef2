import { turnBetween } from '../../../shared/core/fixed.ts';
import type { CometInput } from '../../../shared/games/comet/state.ts';
import type { Intent } from '../input/intent.ts';
import type { Point } from '../painter.ts';

/** Closer to the pointer than this (px) the comet coasts, or it would jitter around it. */
const ARRIVED = 20;
/** Directions (of 256) that a pointer may turn before it is worth an input. */
const SLACK = 2;

export function toCometInput(intent: Intent, own: Point | null): CometInput {
  let angle = intent.angle;
  if (angle === null && intent.towards && own) {
    const x = intent.towards.x - own.x;
    const y = intent.towards.y - own.y;
    if (Math.hypot(x, y) > ARRIVED) angle = Math.atan2(y, x);
  }
  return { thrust: angle === null ? null : Math.round((angle * 128) / Math.PI) & 255, dash: intent.action };
}

export function sameCometInput(a: CometInput, b: CometInput): boolean {
  if (a.dash !== b.dash) return false;
  if (a.thrust === null || b.thrust === null) return a.thrust === b.thrust;
  return Math.abs(turnBetween(a.thrust, b.thrust)) < SLACK;
}
