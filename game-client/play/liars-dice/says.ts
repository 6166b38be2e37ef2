import type { DiceState } from '../../../shared/games/liars-dice/state.ts';
import { BIDDING, OVER } from '../../../shared/games/liars-dice/state.ts';

const ONE = ['', 'one', 'two', 'three', 'four', 'five', 'six'];
const MANY = ['', 'ones', 'twos', 'threes', 'fours', 'fives', 'sixes'];

export function bidWords(count: number, face: number): string {
  return `${count} ${(count === 1 ? ONE : MANY)[face]}`;
}

/** How things stand, in a sentence or two, for `own`. It tells no more of a reveal than has been counted by then. */
export function says(state: DiceState, own: number, name: (seat: number) => string): string {
  const bid = bidWords(state.bidCount, state.bidFace);
  const whose = (seat: number) => (seat === own ? 'your' : `${name(seat)}’s`);
  if (state.phase === OVER)
    return state.players[own]!.dice > 0 ? 'You are the last with dice: you win!' : 'It is over.';
  if (state.phase !== BIDDING) {
    return `${state.caller === own ? 'You call' : `${name(state.caller)} calls`} ${whose(state.bidSeat)} bid of ${bid} a lie.`;
  }
  const out = state.players[own]!.dice === 0 ? 'You are out. ' : '';
  if (state.bidSeat < 0) {
    const begins = state.turn === own ? 'Your turn: make the first bid.' : `${name(state.turn)} begins.`;
    if (state.loser < 0) return begins;
    return `${state.loser === own ? 'You' : name(state.loser)} lost a die. ${out}${begins}`;
  }
  return state.turn === own
    ? `Your turn: top ${whose(state.bidSeat)} bid of ${bid}, or call it a lie.`
    : `${out}It is ${whose(state.turn)} turn. ${capital(whose(state.bidSeat))} bid of ${bid} stands.`;
}

function capital(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1);
}
