import type { Seat } from './room.ts';

/** The team that this seat counts for: of a player, a bot, or somebody whom it is held for. Null for a free one. */
export function teamIn(seat: Seat): number | null {
  return seat.kind === 'empty' ? (seat.held?.team ?? null) : seat.team;
}

function inTeam(seat: Seat, team: number): Seat {
  if (seat.kind !== 'empty') return { ...seat, team };
  return seat.held ? { ...seat, held: { ...seat.held, team } } : seat;
}

/** How many are in each team, those included for whom a seat is held. */
export function teamSizes(seats: readonly Seat[], teams: number): number[] {
  const sizes = new Array<number>(Math.max(1, teams)).fill(0);
  for (const seat of seats) {
    const team = teamIn(seat);
    if (team !== null && team < sizes.length) sizes[team]!++;
  }
  return sizes;
}

/** The team that someone who sits down gets: the smallest, the first of several. 0 without teams. */
export function nextTeam(seats: readonly Seat[], teams: number): number {
  const sizes = teamSizes(seats, teams);
  return sizes.indexOf(Math.min(...sizes));
}

/** Everyone keeps a team that still exists; the others are spread so that sizes stay even. Without teams all are 0. */
export function assignTeams(seats: readonly Seat[], before: number, teams: number): Seat[] {
  const keeps = (seat: Seat) => before >= 2 && (teamIn(seat) ?? 0) < teams;
  const settled = seats.filter((seat) => teamIn(seat) !== null && keeps(seat));
  return seats.map((seat) => {
    if (teamIn(seat) === null || keeps(seat)) return seat;
    const placed = inTeam(seat, nextTeam(settled, teams));
    settled.push(placed);
    return placed;
  });
}

/** Why these seats cannot play a match in teams; null if they can. */
export function teamsMissing(seats: readonly Seat[], teams: number): string | null {
  if (teams < 2) return null;
  const taken = new Set(seats.flatMap((seat) => (seat.kind === 'empty' ? [] : [seat.team])));
  return taken.size < 2 ? 'All are in one team: somebody has to change sides.' : null;
}
