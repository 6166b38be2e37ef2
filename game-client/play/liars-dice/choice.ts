import { type Bid, diceOnTable, mayMove, standing } from '../../../shared/games/liars-dice/bids.ts';
import { handOf, type Player } from '../../../shared/games/liars-dice/hands.ts';
import type { DiceState } from '../../../shared/games/liars-dice/state.ts';

export const FACES = [1, 2, 3, 4, 5, 6] as const;

/** The fewest dice of that face that top the bid that stands; null where not even all of them would. */
export function least(state: DiceState, face: number): number | null {
  const { count } = standing(state);
  return [count, count + 1].find((one) => one > 0 && mayMove(state, { kind: 'bid', count: one, face })) ?? null;
}

/** The bid nearest to what was chosen that would be taken; null where none would. */
export function settle(state: DiceState, chosen: Bid): Bid | null {
  const faces = [chosen.face, ...[...FACES].sort((a, b) => (least(state, a) ?? 99) - (least(state, b) ?? 99))];
  for (const face of faces) {
    const from = least(state, face);
    if (from !== null) return { count: Math.min(diceOnTable(state), Math.max(from, chosen.count)), face };
  }
  return null;
}

/** The face that one has most of, other than the wild one: what a round's choice begins with. */
export function favourite(player: Player, wilds: boolean): number {
  const hand = handOf(player);
  const counts = FACES.map((face) => (wilds && face === 1 ? 0 : hand.filter((one) => one === face).length));
  return 1 + counts.lastIndexOf(Math.max(...counts));
}
