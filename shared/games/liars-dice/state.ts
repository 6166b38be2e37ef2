import { z } from 'zod';
import { array, defineState, int, type StateOf } from '../../game/state.ts';

export const SEATS = 6;
export const MOST_DICE = 6;
/** Times are in ticks of a fiftieth of a second. */
export const TICK_RATE = 50;

export const settings = z.strictObject({
  dice: z.int().min(1).max(MOST_DICE).default(5).meta({ title: 'Dice each' }),
  turnSeconds: z.int().min(5).max(120).default(20).meta({ title: 'A turn', unit: 'seconds' }),
  wilds: z.boolean().default(true).meta({ title: 'Ones are wild' }),
});
export type DiceSettings = z.infer<typeof settings>;

/** On one's turn: a higher bid ("four fives"), or calling the last one a lie. */
export const input = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bid'),
    count: z
      .int()
      .min(1)
      .max(SEATS * MOST_DICE),
    face: z.int().min(1).max(6),
  }),
  z.strictObject({ kind: z.literal('call') }),
]);
export type DiceInput = z.infer<typeof input>;

export const BIDDING = 0;
/** A bid was called: all dice lie open until `turnEnds`. */
export const REVEAL = 1;
export const OVER = 2;

export const layout = defineState({
  phase: int,
  /** From 1; dice are rolled anew in each. */
  round: int,
  /** Whose turn it is; -1 while dice lie open. */
  turn: int,
  /** When the turn, or the reveal, began and when it ends by itself. */
  turnFrom: int,
  turnEnds: int,
  /** The bid that stands; `bidSeat` -1: none yet in this round. */
  bidSeat: int,
  bidCount: int,
  bidFace: int,
  /** Of the last call: who called, how many dice fitted the bid, and who loses a die by it; -1 before the first. */
  caller: int,
  found: int,
  loser: int,
  players: array(SEATS, {
    /** 1 for a seat that plays. */
    active: int,
    /** How many dice are left; 0: out. Who loses one keeps it until the reveal ends, so that all that was counted lies there. */
    dice: int,
    /** When it went out, as a count from 1; 0 while it is in. */
    out: int,
    /** Its last bid of this round; 0, 0 for none. */
    bidCount: int,
    bidFace: int,
    /** Faces 1 to 6, sorted; 0 where there is no die, or where the one who looks may not see it. */
    d0: int,
    d1: int,
    d2: int,
    d3: int,
    d4: int,
    d5: int,
  }),
});
export type DiceState = StateOf<typeof layout>;
