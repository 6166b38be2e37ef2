import { z } from 'zod';
import { array, defineState, fades, follows, int, type StateOf, timer, trend } from '../../game/state.ts';
import { DROP_KEEP_PER_16, DUST_SLOTS } from './tuning.ts';

export const settings = z.strictObject({
  roundSeconds: z.int().min(5).max(600).default(90).meta({ title: 'Round', unit: 'seconds' }),
  teams: z.enum(['none', 'two']).default('none').meta({ title: 'Teams' }),
});
export type CometSettings = z.infer<typeof settings>;

/** What a player holds down: a direction of thrust (0 to 255, null: none), and the dash. */
export const input = z.strictObject({ thrust: z.int().min(0).max(255).nullable(), dash: z.boolean() });
export type CometInput = z.infer<typeof input>;

/** Positions in subunits (1/256 pixel), speeds in subunits per tick, times in ticks, directions 0 to 255. */
export const layout = defineState({
  /** The tick after which the round is over. */
  endsAt: int,
  players: array(8, {
    /** 1 for a seat that plays. */
    active: int,
    vx: trend,
    vy: trend,
    x: follows('vx'),
    y: follows('vy'),
    /** The wish that holds on: a direction, or -1. */
    thrust: int,
    /** Where it last thrust, and where a dash would go. */
    heading: int,
    /** The wish that holds on: 1 while the dash is held down. */
    wantsDash: int,
    /** Left of the dash. */
    dashing: timer,
    /** Until the next dash. */
    cooldown: timer,
    /** Left without control, after being rammed. */
    stunned: timer,
    /** Left during which nobody can ram it. */
    shield: timer,
    score: int,
    /** From 0; -1: everyone for themselves. Cells of a seat that does not play mean nothing, this one too. */
    team: int,
  }),
  /**
   * Slot 0 is the golden star's, then come the pieces that respawn, then the pool of what was thrown (see `tuning.ts`).
   * `value` 0: nothing there; `timer` then counts down to its coming, at (x, y) once that was drawn, or is 0 or -1 in a slot
   * that is not in use. Else what it is worth, and `timer` until it can be caught. A thrown piece may be worth more than 1.
   */
  dust: array(DUST_SLOTS, {
    value: int,
    vx: fades(DROP_KEEP_PER_16),
    vy: fades(DROP_KEEP_PER_16),
    x: follows('vx'),
    y: follows('vy'),
    timer,
  }),
});
export type CometState = StateOf<typeof layout>;
