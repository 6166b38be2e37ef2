import { type Seed, seedRng } from '../core/rng.ts';
import type { AnyGame, Outcome } from './contract.ts';
import { blankRng, type Fields, RNG_CELL, type State } from './state.ts';

/**
 * A match is its game, settings, seats and seed, and a fold of inputs over ticks. Nothing else goes in: a checkpoint of
 * `state.cells` and the inputs since then are the match.
 */
export interface Match {
  readonly game: AnyGame;
  readonly settings: unknown;
  /** The seats that play, ascending; who enters later comes in between. */
  readonly seats: number[];
  readonly state: State<Fields>;
}

/** The inputs of one tick, by seat: null where no new wish came. */
export type TickInputs = readonly (unknown | null)[];

/** So many of a seat's inputs may be due at once, of which a tick takes one; the oldest beyond that are passed over. */
export const MOST_DUE = 2;

/** A match at tick 0. `settings` and `seats` are taken as valid: whoever lets people in has checked them. `teams`: by seat. */
export function createMatch(
  game: AnyGame,
  settings: unknown,
  seats: readonly number[],
  seed: Seed,
  teams: readonly number[] = new Array(game.maxPlayers).fill(0),
): Match {
  const state = game.layout.bind(game.layout.create());
  seedRng(state.cells, RNG_CELL, seed);
  game.setup(state, settings, seats, teams);
  return { game, settings, seats: [...seats], state };
}

/**
 * One step, to the next tick or, in an event-driven game, to the later one that it is by now. Whatever a game throws comes
 * through: its state is then not to be trusted.
 */
export function advance(match: Match, inputs: TickInputs, tick = match.state.tick + 1): void {
  match.state.tick = tick;
  match.game.step(match.state, inputs, match.settings);
}

/** A seat comes into a running match, between two steps. False where the game does not let anyone in, or the seat plays already. */
export function enterMatch(match: Match, seat: number, team = 0): boolean {
  if (!match.game.enter || match.seats.includes(seat)) return false;
  match.game.enter(match.state, seat, match.settings, team);
  match.seats.push(seat);
  match.seats.sort((a, b) => a - b);
  return true;
}

/** In an event-driven game: the tick at which the match has to be stepped although nobody wished anything. */
export function wakeOf(match: Match): number | null {
  return match.game.wake?.(match.state, match.settings) ?? null;
}

export function outcomeOf(match: Match): Outcome | null {
  return match.game.outcome(match.state, match.settings);
}

/**
 * What may be sent: a copy of the state without the generator, and without what `seat` may not know (null: a spectator).
 * It is written over `view`, a state of the same layout.
 */
export function lookAs(match: Match, seat: number | null, view: State<Fields>): void {
  view.cells.set(match.state.cells);
  blankRng(view.cells);
  match.game.hide?.(view, seat);
}
