import { z } from 'zod';

/** How well somebody plays a game: a number that begins at 1500, and on how many rated matches it rests. */
export const rating = z.object({
  game: z.string(),
  rating: z.int(),
  /** How uncertain it is, in the same points; shrinks with every match. */
  deviation: z.int(),
  matches: z.int(),
  wins: z.int(),
});
export type Rating = z.infer<typeof rating>;

/** What a match did to one player's rating. */
export const ratingChange = z.object({
  playerId: z.string(),
  seat: z.int(),
  before: z.int(),
  after: z.int(),
});
export type RatingChange = z.infer<typeof ratingChange>;
