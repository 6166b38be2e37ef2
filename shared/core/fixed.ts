/**
 * Angles and lengths in whole numbers, the same on every machine. A direction is an integer from 0 to 255, a full turn
 * clockwise on a screen whose y grows downwards: 0 is right, 64 down, 128 left, 192 up.
 */

/** What `sine` and `cosine` return for 1. */
export const UNIT = 16384;

/** round(UNIT * sin) of the first quarter turn, in 64 steps and the end. */
// biome-ignore format: a table
const QUARTER = [
  0, 402, 804, 1205, 1606, 2006, 2404, 2801, 3196, 3590, 3981, 4370, 4756,
  5139, 5520, 5897, 6270, 6639, 7005, 7366, 7723, 8076, 8423, 8765, 9102, 9434,
  9760, 10080, 10394, 10702, 11003, 11297, 11585, 11866, 12140, 12406, 12665, 12916, 13160,
  13395, 13623, 13842, 14053, 14256, 14449, 14635, 14811, 14978, 15137, 15286, 15426, 15557,
  15679, 15791, 15893, 15986, 16069, 16143, 16207, 16261, 16305, 16340, 16364, 16379, 16384,
];

/** UNIT times the sine of a direction (any integer; only its low 8 bits count). */
export function sine(direction: number): number {
  const d = direction & 255;
  const inQuarter = d & 63;
  if (d < 64) return QUARTER[inQuarter]!;
  if (d < 128) return QUARTER[64 - inQuarter]!;
  if (d < 192) return -QUARTER[inQuarter]!;
  return -QUARTER[64 - inQuarter]!;
}

/** UNIT times the cosine of a direction. */
export function cosine(direction: number): number {
  return sine(direction + 64);
}

/** The direction (0 to 255) that points nearest along (dx, dy), integers below 2^38; (0, 0) points right. */
export function directionOf(dx: number, dy: number): number {
  if (dx === 0 && dy === 0) return 0;
  const ax = dx < 0 ? -dx : dx;
  const ay = dy < 0 ? -dy : dy;
  // Binary search for the last step of the quarter that is not past the vector: its cross product is not negative.
  let low = 0;
  let high = 64;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (QUARTER[middle]! * ax <= QUARTER[64 - middle]! * ay) low = middle;
    else high = middle - 1;
  }
  // Which of the two neighbours is nearer: cross products tell small angles far better than the rounded table's cosines would.
  const past = (step: number) => QUARTER[64 - step]! * ay - QUARTER[step]! * ax;
  const d = low < 64 && -past(low + 1) < past(low) ? low + 1 : low;
  if (dx >= 0) return dy >= 0 ? d : (256 - d) & 255;
  return dy >= 0 ? 128 - d : 128 + d;
}

/** The shortest turn from one direction to another: -128 to 127, positive is clockwise. */
export function turnBetween(from: number, to: number): number {
  return ((to - from + 128) & 255) - 128;
}

/** The length of (x, y) rounded down; exact while x*x + y*y stays below 2^53. */
export function lengthOf(x: number, y: number): number {
  const square = x * x + y * y;
  // The root of a number just below a large square is rounded up to a whole one.
  const root = Math.floor(Math.sqrt(square));
  return root * root > square ? root - 1 : root;
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
