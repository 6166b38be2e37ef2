import { TICK_RATE } from './state.ts';

/** How long dice lie open after a call: time to find and count those that fit. */
export const REVEAL_TICKS = 4 * TICK_RATE;
/** How long the winner is cheered before the results. */
export const CHEER_TICKS = 2 * TICK_RATE;
/** How long a bot thinks, always the same, so that the time tells nothing: others must see what was bid before it goes on. */
export const THINK_TICKS = (3 * TICK_RATE) / 2;
/** Who lets the time run out with no bid to call has bid this: never by the dice, which it would tell about. */
export const FORCED_BID = { count: 1, face: 2 } as const;
