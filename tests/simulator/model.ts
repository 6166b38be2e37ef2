import { CLOSENESS, type Closeness } from '../../shared/lobby/tolerance.ts';

/** Who comes, and what they play: everything that a simulated run follows from. */
export interface Model {
  /** Tickets a second, as they come in a Poisson process. */
  readonly rate: number;
  /** Players in a match. */
  readonly size: number;
  /** Sides; 0: everyone for themselves. */
  readonly teams: number;
  /** Simulated time. */
  readonly seconds: number;
  readonly seed: number;
  /** What is known of the players is spread normally, in points. */
  readonly skill: { readonly mean: number; readonly deviation: number };
  /** How far what is true of a player is from what is known, in points: a normal deviation. */
  readonly unknown: number;
  /** The share of tickets that are parties, of 2 players up to a side (without sides: up to half a match). */
  readonly parties: number;
  /** How many regions there are; 0: anywhere will do. */
  readonly regions: number;
  /** The mean of the exponential time in seconds after which somebody cancels; null: nobody does. */
  readonly patience: number | null;
  /** How likely it is that a ticket does not want to play with one that waits. */
  readonly blocks: number;
  /** Smaller matches too, as the live queues have them. */
  readonly flexible: boolean;
  readonly closeness: Closeness;
}

export const DEFAULTS: Model = {
  rate: 20,
  size: 10,
  teams: 2,
  seconds: 300,
  seed: 1,
  skill: { mean: 1500, deviation: 350 },
  unknown: 60,
  parties: 0,
  regions: 0,
  patience: null,
  blocks: 0,
  flexible: false,
  closeness: CLOSENESS,
};

/** How many players a party has at most. */
export function largestParty({ size, teams }: Pick<Model, 'size' | 'teams'>): number {
  return Math.floor(size / Math.max(2, teams));
}
