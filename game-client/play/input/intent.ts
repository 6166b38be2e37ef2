import type { Point } from '../painter.ts';

/** What the player wants, whatever device says it. */
export interface Intent {
  /** Where to, in radians, clockwise from the right; null for nowhere. */
  readonly angle: number | null;
  /** Towards this point of the world; it counts when `angle` is null. */
  readonly towards: Point | null;
  /** The special move is wished for. */
  readonly action: boolean;
}

export const IDLE: Intent = { angle: null, towards: null, action: false };

/** A way to steer. Each device holds its own intent; `release` lets go of everything. */
export interface Device {
  read(): Intent;
  release(): void;
  destroy(): void;
}

/** One intent of many devices: the first that points somewhere steers, and any of them may act. */
export function mergeIntents(intents: readonly Intent[]): Intent {
  const steering = intents.find((intent) => intent.angle !== null || intent.towards !== null);
  return {
    angle: steering?.angle ?? null,
    towards: steering?.towards ?? null,
    action: intents.some((intent) => intent.action),
  };
}
