import { diceOnTable } from '../../../shared/games/liars-dice/bids.ts';
import { BIDDING, type DiceState } from '../../../shared/games/liars-dice/state.ts';
import type { Notice } from './centre.ts';
import type { Moment } from './reveal.ts';
import { winnerOf } from './view.ts';

/** What stands in the middle of the table. `call` gives a name, or "You". */
export function noticeOf(state: DiceState, moment: Moment | null, call: (seat: number) => string): Notice {
  const whoDoes = (seat: number, does: string) => (call(seat) === 'You' ? does : `${does}s`);
  const winner = winnerOf(state);
  if (winner !== null) {
    return {
      above: 'The last with dice',
      bid: null,
      word: call(winner),
      below: `${whoDoes(winner, 'win')} the game!`,
      tone: 'gold',
    };
  }
  if (state.phase === BIDDING || !moment) {
    const table = `${diceOnTable(state)} dice on the table`;
    if (state.bidSeat < 0) {
      const below = `${whoDoes(state.turn, 'begin')} · ${table}`;
      return { above: `Round ${state.round}`, bid: null, word: call(state.turn), below, tone: 'calm' };
    }
    return {
      above: `${call(state.bidSeat)} bid`,
      bid: { text: `${state.bidCount} ×`, face: state.bidFace },
      word: '',
      below: table,
      tone: 'calm',
    };
  }
  const above = `${call(state.caller)} ${whoDoes(state.caller, 'call')} ${lower(call(state.bidSeat))}`;
  const lie = state.loser === state.bidSeat;
  const text = `${moment.counted} of ${state.bidCount} ×`;
  const bid = { text, face: state.bidFace };
  if (!moment.verdict) return { above, bid, word: '', below: 'counting…', tone: 'calm' };
  const below = `${lie ? 'A lie!' : 'True!'} ${call(state.loser)} ${whoDoes(state.loser, 'lose')} a die`;
  return { above, bid, word: '', below, tone: lie ? 'bad' : 'good' };
}

function lower(name: string): string {
  return name === 'You' ? 'you' : name;
}
