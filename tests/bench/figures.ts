/** Several measurements as one figure. */

/** NaN of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

export const medianOf = <M>(all: readonly M[], of: (one: M) => number): number => median(all.map(of));

/** The median of the ratios of each round: what changes from round to round is in both of its numbers. */
export function ratioOf<M>(all: readonly M[], base: readonly M[], of: (one: M) => number): number {
  return median(all.map((one, round) => of(one) / of(base[round]!)));
}

export function span(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)}`;
}

export const fixed = (value: number, digits = 0): string => (Number.isFinite(value) ? value.toFixed(digits) : '-');
