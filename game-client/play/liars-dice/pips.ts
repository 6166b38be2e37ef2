/** Where the pips of each face are, from -1 to 1 along both axes. The panel's dice and the table's are the same. */
const CORNERS = [
  [-1, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
] as const;
const SIDES = [
  [-1, 0],
  [1, 0],
] as const;
const MIDDLE = [[0, 0]] as const;

export const PIPS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  MIDDLE,
  CORNERS.slice(0, 2),
  [...CORNERS.slice(0, 2), ...MIDDLE],
  CORNERS,
  [...CORNERS, ...MIDDLE],
  [...CORNERS, ...SIDES],
];

/** The ten points of a star with five tips, `radius` from its middle. */
export function starPoints(radius: number): readonly (readonly [number, number])[] {
  return Array.from({ length: 10 }, (_, i) => {
    const angle = (i * Math.PI) / 5 - Math.PI / 2;
    const far = i % 2 === 0 ? radius : radius * 0.5;
    return [Math.cos(angle) * far, Math.sin(angle) * far] as const;
  });
}
