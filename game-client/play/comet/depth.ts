/** What lies over what; the sky is below. Things of one depth share a blend mode as far as they can: each change of it is a draw call. */
export const DEPTH = {
  arena: 5,
  edge: 6,
  dustGlow: 10,
  dust: 11,
  tail: 20,
  embers: 22,
  halo: 30,
  ball: 31,
  mark: 32,
  effect: 40,
  label: 50,
} as const;
