import type { Rng } from '../../core/rng.ts';
import { type DiceState, MOST_DICE } from './state.ts';

export type Player = DiceState['players'][number];

const CELLS = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5'] as const;

/** The faces that lie in a hand and may be seen. */
export function handOf(player: Player): number[] {
  return CELLS.map((cell) => player[cell]).filter((face) => face > 0);
}

/** Rolls as many dice as the player has left. Sorted, for one's own eyes; the order tells nothing that the faces do not. */
export function roll(player: Player, rng: Rng): void {
  const faces = Array.from({ length: player.dice }, () => rng.between(1, 6)).sort((a, b) => a - b);
  for (let i = 0; i < MOST_DICE; i++) player[CELLS[i]!] = faces[i] ?? 0;
}

export function blankHand(player: Player): void {
  for (const cell of CELLS) player[cell] = 0;
}

/** How many of these faces count for a bid on `face`. A bid on ones counts ones alone, wild or not. */
export function fitting(faces: readonly number[], face: number, wilds: boolean): number {
  return faces.filter((one) => one === face || (wilds && one === 1)).length;
}
