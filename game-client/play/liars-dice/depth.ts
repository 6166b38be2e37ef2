/** What lies over what; the sky is below. A place's own things lie between its depth and the next, by how near it is. */
export const DEPTH = {
  table: 1,
  centre: 5,
  place: 10,
  bubble: 20,
  effect: 30,
} as const;
