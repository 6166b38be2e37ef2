import { fitting, handOf } from './hands.ts';
import type { DiceInput, DiceSettings, DiceState } from './state.ts';

export interface Bid {
  readonly count: number;
  readonly face: number;
}

/** Whether the first bid tops the second: more dice of any face, or as many of a higher one. */
export function isHigher(bid: Bid, than: Bid): boolean {
  return bid.count > than.count || (bid.count === than.count && bid.face > than.face);
}

/** The bid that stands; one of no dice, which every bid tops, at the beginning of a round. */
export function standing(state: DiceState): Bid {
  return state.bidSeat < 0 ? { count: 0, face: 0 } : { count: state.bidCount, face: state.bidFace };
}

/** Whether the one whose turn it is may do this. */
export function mayMove(state: DiceState, move: DiceInput): boolean {
  if (move.kind === 'call') return state.bidSeat >= 0;
  return move.count <= diceOnTable(state) && isHigher(move, standing(state));
}

export function diceOnTable(state: DiceState): number {
  return state.players.reduce((sum, { dice }) => sum + dice, 0);
}

/** How many dice on the table fit the bid that stands. To be asked of the whole truth only. */
export function countFitting(state: DiceState, { wilds }: DiceSettings): number {
  return state.players.reduce((sum, player) => sum + fitting(handOf(player), state.bidFace, wilds), 0);
}

/** The next seat after `seat` that has dice; `seat` itself when it is the last one. */
export function nextIn(state: DiceState, seat: number): number {
  const seats = state.players.length;
  for (let on = 1; on <= seats; on++) {
    const next = (seat + on) % seats;
    if (state.players[next]!.dice > 0) return next;
  }
  return seat;
}
