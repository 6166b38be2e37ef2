import { BIDDING, type DiceState, OVER, REVEAL } from '../../../shared/games/liars-dice/state.ts';
import { seatTint } from '../colours.ts';
import type { Effects } from './effects.ts';
import type { Place } from './place.ts';
import type { Moment } from './reveal.ts';
import type { DiceSounds } from './sounds.ts';
import { RED, winnerOf } from './view.ts';

export interface Stagehands {
  readonly own: number | null;
  readonly places: ReadonlyMap<number, Place>;
  readonly effects: Effects;
  readonly sounds: DiceSounds;
}

interface Look {
  readonly state: Pick<DiceState, 'phase' | 'round' | 'turn'>;
  readonly bid: string;
  readonly moment: Moment | null;
  readonly secondsLeft: number;
}

/** Heard by the one whose turn it is, each of them. */
const LAST_SECONDS = 5;

/**
 * What is heard, and seen for a moment, when something is new since the look before. The first look is no news, nor is one that does not
 * follow from the one before: `leapt`.
 */
export function createCues({ own, places, effects, sounds }: Stagehands) {
  let was: Look | null = null;

  return (state: DiceState, moment: Moment | null, secondsLeft: number, leapt: boolean): void => {
    const { phase, round, turn } = state;
    const bid = `${round}:${state.bidSeat}:${state.bidCount}:${state.bidFace}`;
    const before = was;
    was = { state: { phase, round, turn }, bid, moment, secondsLeft };
    if (leapt) return;
    if (round !== before?.state.round) {
      for (const [seat, place] of places) if (state.players[seat]!.dice > 0) place.roll();
    }
    if (!before) return;
    if (round !== before.state.round) sounds.roll();
    if (bid !== before.bid && state.bidSeat >= 0) sounds.bid(state.bidSeat === own);
    if (own !== null && turn === own) {
      if (before.state.turn !== own || before.state.round !== round) sounds.yourTurn();
      else if (secondsLeft < before.secondsLeft && secondsLeft <= LAST_SECONDS) sounds.lastSeconds();
    }
    if (phase === REVEAL && before.state.phase === BIDDING) {
      sounds.called();
      ring(state.caller, seatTint(state.caller), 150);
    }
    if (phase === OVER && before.state.phase !== OVER) sounds.won(winnerOf(state) === own);
    if (phase === REVEAL && moment) tell(state, moment, before.moment);
  };

  function tell(state: DiceState, moment: Moment, before: Moment | null): void {
    if (moment.lifted(0) && !before?.lifted(0)) sounds.lifted();
    if (moment.counted > (before?.counted ?? 0)) sounds.counted(moment.counted);
    if (moment.verdict && !before?.verdict) sounds.verdict(state.loser === state.bidSeat);
    if (!moment.lost || before?.lost) return;
    sounds.lost(state.loser === own);
    const loser = places.get(state.loser);
    if (!loser) return;
    loser.hurt();
    ring(state.loser, RED, 170);
    effects.burst(loser.at.x, loser.at.y, RED, 22);
  }

  function ring(seat: number, tint: number, radius: number): void {
    const place = places.get(seat);
    if (place) effects.wave(place.at.x, place.at.y + 40, tint, radius);
  }
}
