/**
 * The `n`th of offsets that lie apart, as parts of a period: each is far from all before it (the golden ratio's multiples, after
 * Weyl).
 */
export const stagger = (n: number): number => (n * 0.618_033_988_75) % 1;
