import { type Outcome, placeByScore } from '../../game/contract.ts';
import { type Bid, countFitting, mayMove, nextIn } from './bids.ts';
import { blankHand, roll } from './hands.ts';
import { BIDDING, type DiceInput, type DiceSettings, type DiceState, OVER, REVEAL, TICK_RATE } from './state.ts';
import { CHEER_TICKS, FORCED_BID, REVEAL_TICKS, THINK_TICKS } from './tuning.ts';

export function setup(state: DiceState, settings: DiceSettings, seats: readonly number[]): void {
  for (const seat of seats) {
    state.players[seat]!.active = 1;
    state.players[seat]!.dice = settings.dice;
  }
  state.caller = -1;
  state.found = -1;
  state.loser = -1;
  beginRound(state, settings, seats[state.rng.below(seats.length)]!);
}

/** One step does one thing at most: no wish that was made before a roll counts after it, and no clock runs out unseen. */
export function step(state: DiceState, inputs: readonly (DiceInput | null)[], settings: DiceSettings): void {
  const late = state.tick >= state.turnEnds;
  if (state.phase === BIDDING) {
    const wish = inputs[state.turn];
    // A wish that is there when the time ends came before it did.
    if (wish && mayMove(state, wish)) move(state, wish, settings);
    else if (late) move(state, forced(state), settings);
  } else if (state.phase === REVEAL && late) endReveal(state, settings);
}

/** What is done for someone who lets the time run out: nothing that depends on the dice, or it would tell about them. */
function forced(state: DiceState): DiceInput {
  return state.bidSeat >= 0 ? { kind: 'call' } : { kind: 'bid', ...FORCED_BID };
}

function move(state: DiceState, wish: DiceInput, settings: DiceSettings): void {
  if (wish.kind === 'bid') bid(state, wish, settings);
  else call(state, settings);
}

function bid(state: DiceState, { count, face }: Bid, settings: DiceSettings): void {
  const player = state.players[state.turn]!;
  player.bidCount = count;
  player.bidFace = face;
  state.bidSeat = state.turn;
  state.bidCount = count;
  state.bidFace = face;
  giveTurn(state, nextIn(state, state.turn), settings);
}

function call(state: DiceState, settings: DiceSettings): void {
  state.caller = state.turn;
  state.found = countFitting(state, settings);
  state.loser = state.found >= state.bidCount ? state.caller : state.bidSeat;
  state.phase = REVEAL;
  state.turn = -1;
  lastFor(state, REVEAL_TICKS);
}

/** The die that the call cost is put away; the next round begins, or one player is left and wins. */
function endReveal(state: DiceState, settings: DiceSettings): void {
  const loser = state.players[state.loser]!;
  loser.dice--;
  if (loser.dice === 0) loser.out = 1 + Math.max(...state.players.map(({ out }) => out));
  if (state.players.filter(({ dice }) => dice > 0).length === 1) {
    state.phase = OVER;
    blankHand(loser);
    lastFor(state, CHEER_TICKS);
  } else beginRound(state, settings, loser.dice > 0 ? state.loser : nextIn(state, state.loser));
}

function beginRound(state: DiceState, settings: DiceSettings, starter: number): void {
  state.phase = BIDDING;
  state.round++;
  state.bidSeat = -1;
  state.bidCount = 0;
  state.bidFace = 0;
  for (const player of state.players) {
    player.bidCount = 0;
    player.bidFace = 0;
    if (player.active === 1) roll(player, state.rng);
  }
  giveTurn(state, starter, settings);
}

function giveTurn(state: DiceState, seat: number, { turnSeconds }: DiceSettings): void {
  state.turn = seat;
  lastFor(state, turnSeconds * TICK_RATE);
}

/** Counted from now, however late the step came that began it: everyone has their whole time. */
function lastFor(state: DiceState, ticks: number): void {
  state.turnFrom = state.tick;
  state.turnEnds = state.tick + ticks;
}

/** When a bot has thought, and when time is up. That it is the same for people and bots costs a step a turn. */
export function wake(state: DiceState): number | null {
  if (state.phase === OVER && state.tick >= state.turnEnds) return null;
  const thought = state.turnFrom + THINK_TICKS;
  return state.phase === BIDDING && state.tick < thought ? thought : state.turnEnds;
}

/** One's own dice are one's own until a call lays all of them open; who is out sees no more than a spectator. */
export function hide(state: DiceState, seat: number | null): void {
  if (state.phase !== BIDDING) return;
  for (const [other, player] of state.players.entries()) if (other !== seat) blankHand(player);
}

/** When the winner has been seen. The score is how many others one has outlasted. In a round only one goes out, so nobody ties. */
export function outcome(state: DiceState): Outcome | null {
  if (state.phase !== OVER || state.tick < state.turnEnds) return null;
  const seats = state.players.flatMap((player, seat) => (player.active === 1 ? [{ seat, out: player.out }] : []));
  return placeByScore(seats.map(({ seat, out }) => ({ seat, score: out === 0 ? seats.length - 1 : out - 1 })));
}
