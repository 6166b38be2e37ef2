import type { Seat } from './room.ts';

/** The team that someone who sits down gets: the smallest, the first of several. 0 without teams. */
export function nextTeam(seats: readonly Seat[], teams: number): number {
  const sizes = new Array<number>(Math.max(1, teams)).fill(0);
  for (const seat of seats) if (seat.kind !== 'empty' && seat.team < sizes.length) sizes[seat.team]!++;
  return sizes.indexOf(Math.min(...sizes));
}

/** Everyone keeps a team that still exists; the others are spread so that sizes stay even. Without teams all are 0. */
export function assignTeams(seats: readonly Seat[], before: number, teams: number): Seat[] {
  const next: Seat[] = seats.map((seat) =>
    seat.kind === 'empty' || (before >= 2 && seat.team < teams) ? seat : { ...seat, team: -1 },
  );
  for (const [index, seat] of next.entries()) {
    if (seat.kind === 'empty' || seat.team >= 0) continue;
    const settled = next.filter((other) => other.kind !== 'empty' && other.team >= 0);
    next[index] = { ...seat, team: nextTeam(settled, teams) };
  }
  return next;
}

/** Why these seats cannot play a match in teams; null if they can. */
export function teamsMissing(seats: readonly Seat[], teams: number): string | null {
  if (teams < 2) return null;
  const taken = new Set(seats.flatMap((seat) => (seat.kind === 'empty' ? [] : [seat.team])));
  return taken.size < 2 ? 'All are in one team: somebody has to change sides.' : null;
}
