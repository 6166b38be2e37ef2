/** Those who stay together: a party, or one player. */
export interface Unit {
  readonly ratings: readonly number[];
}

export interface Split {
  /** By unit: its side. */
  readonly sides: readonly number[];
  /** By how many points the average of the best side is above that of the worst. An empty place counts as an average player. */
  readonly gap: number;
}

/** Whether parties of these sizes fit into `teams` sides of `seats` without being split. */
export function fits(sizes: readonly number[], teams: number, seats: number): boolean {
  return fill(
    [...sizes].sort((a, b) => b - a),
    new Array<number>(teams).fill(seats),
    0,
  );
}

function fill(sizes: readonly number[], free: number[], at: number): boolean {
  const size = sizes[at];
  // Single players, the smallest of all, go wherever there is a place.
  if (size === undefined || size === 1) return free.reduce((sum, left) => sum + left, 0) >= sizes.length - at;
  const tried = new Set<number>();
  for (const [team, left] of free.entries()) {
    if (left < size || tried.has(left)) continue;
    tried.add(left);
    free[team] = left - size;
    const done = fill(sizes, free, at + 1);
    free[team] = left;
    if (done) return true;
  }
  return false;
}

/** So many splits are all looked at: five against five are 126. Beyond that the best of these, or of what dealing gives, is made better by exchanges. */
const MOST_SPLITS = 1000;

/**
 * The split into `teams` sides of at most `seats` each whose sides are the most alike; null where the parties do not fit. Sides differ in number by no more
 * than the parties make them.
 */
export function splitSides(units: readonly Unit[], teams: number, seats: number): Split | null {
  const size = units.map(({ ratings }) => ratings.length);
  const total = units.map(({ ratings }) => ratings.reduce((sum, rating) => sum + rating, 0));
  const players = Math.max(1, sumOf(size));
  const mean = sumOf(total) / players;
  const above = total.map((sum, unit) => sum - mean * size[unit]!);
  // One unit a side: there is nothing to choose.
  const sides =
    units.length === teams && size.every((many) => many <= seats)
      ? units.map((_, unit) => unit)
      : bestSides(size, above, teams, seats);
  if (!sides) return null;
  const bySide = new Array<number>(teams).fill(0);
  for (const [unit, side] of sides.entries()) bySide[side]! += above[unit]!;
  return { sides, gap: (Math.max(...bySide) - Math.min(...bySide)) / seats };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** By unit of these sizes, each so far above the mean in all: its side. Null where they do not fit. */
function bestSides(size: readonly number[], above: readonly number[], teams: number, seats: number): number[] | null {
  // The large ones first: what does not fit shows early.
  const order = [...size.keys()].sort((a, b) => size[b]! - size[a]! || above[b]! - above[a]!);
  const sides = new Array<number>(size.length).fill(0);
  const free = new Array<number>(teams).fill(seats);
  const sums = new Array<number>(teams).fill(0);
  let best: { sides: number[]; cost: number } | null = null;
  let seen = 0;

  /** Numbers come before ratings: one player more is worth more than any rating. */
  const cost = () => (Math.max(...free) - Math.min(...free)) * ONE_MORE + Math.max(...sums) - Math.min(...sums);

  function place(unit: number, side: number, sign: 1 | -1): void {
    sides[unit] = side;
    free[side]! -= sign * size[unit]!;
    sums[side]! += sign * above[unit]!;
  }

  function search(at: number): void {
    const unit = order[at];
    if (unit === undefined) {
      seen++;
      const now = cost();
      if (!best || now < best.cost) best = { sides: [...sides], cost: now };
      return;
    }
    let tookEmpty = false;
    for (let side = 0; side < teams && seen < MOST_SPLITS; side++) {
      if (free[side]! < size[unit]!) continue;
      // Sides without anybody are the same.
      if (free[side] === seats && tookEmpty) continue;
      tookEmpty ||= free[side] === seats;
      place(unit, side, 1);
      search(at + 1);
      place(unit, side, -1);
    }
  }

  /** One after the other goes where the most places are free, and of those sides to the weakest. */
  function deal(): void {
    for (const unit of order) {
      let to = 0;
      for (let side = 1; side < teams; side++) {
        if (free[side]! > free[to]! || (free[side] === free[to] && sums[side]! < sums[to]!)) to = side;
      }
      place(unit, to, 1);
    }
    const now = cost();
    if (Math.min(...free) >= 0 && now < best!.cost) best = { sides: [...sides], cost: now };
    for (const [unit, side] of sides.entries()) place(unit, side, -1);
  }

  /** Units of one size change places while that helps. */
  function improve(): void {
    for (const [unit, side] of best!.sides.entries()) place(unit, side, 1);
    let now = best!.cost;
    for (let helped = true; helped; ) {
      helped = false;
      for (const one of order) {
        for (const other of order) {
          const [a, b] = [sides[one]!, sides[other]!];
          if (a === b || size[one] !== size[other]) continue;
          swap(one, a, other, b);
          const after = cost();
          if (after < now - SAME) {
            now = after;
            helped = true;
          } else swap(one, b, other, a);
        }
      }
    }
    best = { sides: [...sides], cost: now };
  }

  function swap(one: number, a: number, other: number, b: number): void {
    place(one, a, -1);
    place(other, b, -1);
    place(one, b, 1);
    place(other, a, 1);
  }

  search(0);
  if (!best) return null;
  if (seen >= MOST_SPLITS) {
    deal();
    improve();
  }
  const found: { sides: number[] } = best;
  return found.sides;
}

const ONE_MORE = 1e6;
/** Sums of ratings that differ by less are the same: rounding must not keep two units changing places for ever. */
const SAME = 1e-6;
