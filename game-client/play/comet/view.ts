import type { Fields, State } from '../../../shared/game/state.ts';
import type { CometState } from '../../../shared/games/comet/state.ts';

/** The one place where a state of any game becomes Comet's: a source with `gameId` 'comet' holds no other. */
export function asComet(state: State<Fields>): CometState {
  return state as unknown as CometState;
}

export type Player = CometState['players'][number];
export type Dust = CometState['dust'][number];

/** Directions of the rules (256 a turn) to radians. */
export function toRadians(direction: number): number {
  return (direction * Math.PI) / 128;
}

export function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** How much of a gap is closed within `dt` milliseconds when half of it takes `half`; the same at any frame rate. */
export function ease(dt: number, half: number): number {
  return 1 - 2 ** (-dt / half);
}
