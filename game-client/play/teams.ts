/** Teams have colours that no seat has, so that a seat's own colour stays readable beside them. */
const TEAMS = [
  { name: 'Gold', colour: '#ffc83d' },
  { name: 'Violet', colour: '#b18cff' },
  { name: 'Mint', colour: '#5dffb0' },
  { name: 'Coral', colour: '#ff8d7a' },
] as const;

export function teamName(team: number): string {
  return TEAMS[team]?.name ?? `Team ${team + 1}`;
}

export function teamColour(team: number): string {
  return TEAMS[team % TEAMS.length]!.colour;
}

/** The same as a number, 0xrrggbb. */
export function teamTint(team: number): number {
  return Number.parseInt(teamColour(team).slice(1), 16);
}
