/** What is seen at a moment of the reveal. Everything follows from the state and the time, so that a late joiner sees the same. */
export interface Moment {
  /** Whether the cup of the n-th player who has dice is up. */
  lifted(nth: number): boolean;
  /** How many of the dice that fit have been counted, in the order of seats. */
  readonly counted: number;
  /** It is said whether the bid was a lie. */
  readonly verdict: boolean;
  /** The loser has lost a die. */
  readonly lost: boolean;
}

/** Seconds: the call is heard, cups go up one after the other, dice are counted, the verdict falls, a die goes. */
const HEARD = 0.55;
const CUP = 0.09;
const PAUSE = 0.75;
const COUNTING = 1.7;
const COUNT = 0.3;
const VERDICT = 0.45;
const LOSS = 0.6;
/** What should be left of the reveal for looking at the end of it. */
const REST = 1;

export interface Telling {
  readonly players: number;
  readonly found: number;
  /** Seconds that the reveal lasts: a short one is told faster. */
  readonly length: number;
  readonly calm: boolean;
}

/** `seconds`: since the call. */
export function momentOf(seconds: number, { players, found, length, calm }: Telling): Moment {
  const cups = calm ? 0 : CUP * players;
  const count = calm ? 0 : found > 0 ? Math.min(COUNT, COUNTING / found) : 0;
  const counting = HEARD + cups + (calm ? 0.3 : PAUSE);
  const verdict = counting + count * found + VERDICT;
  const at = seconds * Math.max(1, (verdict + LOSS + REST) / Math.max(1, length));
  return {
    lifted: (nth) => at >= HEARD + (calm ? 0 : CUP * nth),
    counted: at < counting ? 0 : count === 0 ? found : Math.min(found, Math.floor((at - counting) / count) + 1),
    verdict: at >= verdict,
    lost: at >= verdict + LOSS,
  };
}
