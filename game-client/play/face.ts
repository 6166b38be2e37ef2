import type { ComponentType } from 'preact';
import type { Fields, State } from '../../shared/game/state.ts';
import type { MatchSource } from '../net/matchSource.ts';
import type { Intent } from './input/intent.ts';
import type { PainterModule, Point } from './painter.ts';

export interface SeatScore {
  readonly seat: number;
  readonly score: number;
  /** What gives the places where it is not the score alone: the higher the better. */
  readonly standing?: number;
  /** The number of its team, from 0, in matches of teams. */
  readonly team?: number;
}

/** What the HUD shows of a state, whatever the game. */
export interface Readout {
  /** By seat, in no order. */
  readonly scores: readonly SeatScore[];
  /** Ticks until the round ends; null where nothing runs out. */
  readonly ticksLeft: number | null;
  /** How far the own seat's special move is from being ready: 1 just used, 0 ready; null without one. */
  readonly cooling: number | null;
}

/** How a game of held keys is steered. */
export interface Steering {
  /** The input for what the player wants, as the game's schema says. `own`: where the own player is drawn. */
  toInput(intent: Intent, own: Point | null): unknown;
  /** Whether two inputs are so alike that the second need not be sent. */
  sameInput(a: unknown, b: unknown): boolean;
  /** The name of the special move, on its button and in the hints. */
  readonly action: string;
  readonly hint: { readonly keys: string; readonly touch: string };
}

export interface PanelProps {
  readonly source: MatchSource;
}

/** What a game's panel module exports; it is imported when a match starts. */
export interface PanelModule {
  /** Buttons and the like for who has a seat; it sends the inputs itself. */
  readonly Panel: ComponentType<PanelProps>;
}

/** A game as the client knows it: steered, or played through a panel. What is heavy is fetched when a match starts. */
export type GameFace = {
  /** Fetches what draws the game, and Phaser with it. */
  painter(): Promise<PainterModule>;
  read(state: State<Fields>, seat: number | null): Readout;
} & ({ readonly steer: Steering; readonly panel?: never } | { panel(): Promise<PanelModule>; readonly steer?: never });
