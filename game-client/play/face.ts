import type { Fields, State } from '../../shared/game/state.ts';
import type { Intent } from './input/intent.ts';
import type { PainterModule, Point } from './painter.ts';

/** What the HUD shows of a state, whatever the game. */
export interface Readout {
  /** By seat, in no order. */
  readonly scores: readonly { readonly seat: number; readonly score: number }[];
  /** Ticks until the round ends; null where nothing runs out. */
  readonly ticksLeft: number | null;
  /** How far the own seat's special move is from being ready: 1 just used, 0 ready; null without one. */
  readonly cooling: number | null;
}

/** A game as the client knows it. All but the painter is light and loads with the lobby. */
export interface GameFace {
  /** Fetches what draws the game, and Phaser with it. */
  painter(): Promise<PainterModule>;
  read(state: State<Fields>, seat: number | null): Readout;
  /** The input for what the player wants, as the game's schema says. `own`: where the own player is drawn. */
  toInput(intent: Intent, own: Point | null): unknown;
  /** Whether two inputs are so alike that the second need not be sent. */
  sameInput(a: unknown, b: unknown): boolean;
  /** The name of the special move, on its button and in the hints. */
  readonly action: string;
  readonly hint: { readonly keys: string; readonly touch: string };
}
