import type { Outcome } from '../../game/contract.ts';

/** Whether two comets play together; without teams nobody does. */
export function areMates(a: { readonly team: number }, b: { readonly team: number }): boolean {
  return a.team === b.team && a.team >= 0;
}

interface Standing {
  readonly seat: number;
  readonly team: number;
  readonly score: number;
}

/** Teams are placed by the sum of their scores, and their players listed by team, then by score. */
export function placeByTeam(players: readonly Standing[]): Outcome {
  const sums = new Map<number, number>();
  for (const { team, score } of players) sums.set(team, (sums.get(team) ?? 0) + score);
  const placeOf = (team: number) => 1 + [...sums.values()].filter((sum) => sum > sums.get(team)!).length;
  const placements = players.map(({ seat, team, score }) => ({ seat, place: placeOf(team), score }));
  return { placements: placements.sort((a, b) => a.place - b.place || b.score - a.score || a.seat - b.seat) };
}
