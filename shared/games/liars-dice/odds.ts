/** Chances of dice, as lists: `odds[k]` is how likely it is that k dice fit. Only + - * / on them, so the same everywhere. */
export type Odds = readonly number[];

/** Of `dice` dice of which each fits with chance `p`. */
export function oddsOf(dice: number, p: number): Odds {
  let odds: Odds = [1];
  for (let i = 0; i < dice; i++) odds = together(odds, [1 - p, p]);
  return odds;
}

/** Of two heaps that know nothing of each other. */
export function together(a: Odds, b: Odds): Odds {
  const both = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, p] of a.entries()) for (const [j, q] of b.entries()) both[i + j]! += p * q;
  return both;
}

/** The same odds after something was seen that is `likely[k]` times as likely with k fitting dice. */
export function given(odds: Odds, likely: (k: number) => number): Odds {
  const weighed = odds.map((p, k) => p * likely(k));
  const sum = weighed.reduce((all, p) => all + p, 0);
  return weighed.map((p) => p / sum);
}

export function atLeast(odds: Odds, count: number): number {
  let sum = 0;
  for (let k = Math.max(0, count); k < odds.length; k++) sum += odds[k]!;
  return sum;
}

/** How likely one unseen die fits a bid on this face. */
export function chanceOf(face: number, wilds: boolean): number {
  return wilds && face !== 1 ? 1 / 3 : 1 / 6;
}
