/**
 * One colour for each seat, shared by scene, HUD and lobby. They are told apart by hue and by brightness, so that most
 * colour-blind players can tell neighbours in the list apart too; names and the own ring say it a second time.
 */
export const SEAT_COLOURS = [
  '#3fe6ff',
  '#ff4fd0',
  '#a8ff3e',
  '#ff9433',
  '#9a7bff',
  '#ff4a55',
  '#fff04a',
  '#eaf2ff',
] as const;

/** The colour of a seat as CSS; games with more seats than colours begin again. */
export function seatColour(seat: number): string {
  return SEAT_COLOURS[seat % SEAT_COLOURS.length]!;
}

/** The same as a number, 0xrrggbb. */
export function seatTint(seat: number): number {
  return Number.parseInt(seatColour(seat).slice(1), 16);
}

/** The colour of a seat with an opacity from 0 to 1. */
export function seatGlow(seat: number, opacity: number): string {
  const tint = seatTint(seat);
  return `rgba(${tint >> 16}, ${(tint >> 8) & 255}, ${tint & 255}, ${opacity})`;
}
