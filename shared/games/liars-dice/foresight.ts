import { type Bid, nextIn } from './bids.ts';
import { fitting } from './hands.ts';
import { atLeast, chanceOf, given, type Odds, oddsOf, together } from './odds.ts';
import type { DiceSettings, DiceState } from './state.ts';

/** What a shrewd bot makes of the table: for each face (from 1) how many dice may fit, by what was bid. */
export interface Reading {
  /** Its own dice that fit, those of whoever comes next, and those of all the others together. */
  readonly faces: readonly { readonly own: number; readonly next: Odds; readonly rest: Odds }[];
  /** What the next one counts with who sees nobody else's dice: the unseen ones, by face. */
  readonly unseen: readonly Odds[];
  /** What it is worth that nobody calls, if losing a die is 0 and that the other one loses it is 1. */
  readonly goesOn: number;
}

/** What it is worth that the bidding goes on: with two it comes back at once, with more it is somebody else's trouble first. */
const GOES_ON_BETWEEN_TWO = 0.5;
const GOES_ON_AMONG_MORE = 0.65;
/** By so much a die more of the face that someone bid on makes the bid likelier: bids are mostly on what one has. */
const HONESTY = 1.5;
/** The next one surely calls what it trusts less than the first, and surely lets stand what it trusts more than the second. */
const CALLS_BELOW = 0.2;
const TRUSTS_ABOVE = 0.65;

export function readTable(seen: DiceState, seat: number, own: readonly number[], settings: DiceSettings): Reading {
  const nextSeat = nextIn(seen, seat);
  const faces = [1, 2, 3, 4, 5, 6].map((face) => {
    const chance = chanceOf(face, settings.wilds);
    let rest: Odds = [1];
    let next: Odds = [1];
    for (const [other, player] of seen.players.entries()) {
      if (other === seat || player.dice === 0) continue;
      let odds = oddsOf(player.dice, chance);
      if (player.bidFace === face) odds = given(odds, (k) => 1 + HONESTY * k);
      if (other === nextSeat) next = odds;
      else rest = together(rest, odds);
    }
    return { own: fitting(own, face, settings.wilds), next, rest };
  });
  const hidden = seen.players.reduce((sum, { dice }, other) => sum + (other === nextSeat ? 0 : dice), 0);
  const unseen = faces.map((_, i) => oddsOf(hidden, chanceOf(i + 1, settings.wilds)));
  const players = seen.players.filter(({ dice }) => dice > 0).length;
  return { faces, unseen, goesOn: players === 2 ? GOES_ON_BETWEEN_TWO : GOES_ON_AMONG_MORE };
}

/** How likely the bid that stands is a lie. */
export function callValue({ faces }: Reading, { count, face }: Bid): number {
  const { own, next, rest } = faces[face - 1]!;
  return 1 - atLeast(together(next, rest), count - own);
}

/** For each hand that the next one may have: whether it calls, and how that ends, or the bidding goes on. */
export function raiseValue({ faces, unseen, goesOn }: Reading, { count, face }: Bid): number {
  const { own, next, rest } = faces[face - 1]!;
  let value = 0;
  for (const [k, likely] of next.entries()) {
    const trust = atLeast(unseen[face - 1]!, count - k);
    const calls = Math.min(1, Math.max(0, (TRUSTS_ABOVE - trust) / (TRUSTS_ABOVE - CALLS_BELOW)));
    value += likely * (calls * atLeast(rest, count - own - k) + (1 - calls) * goesOn);
  }
  return value;
}
