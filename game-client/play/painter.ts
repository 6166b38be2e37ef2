import type Phaser from 'phaser';
import type { MatchSource } from '../net/matchSource.ts';
import type { SoundKit } from '../sound/kit.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a painter is given. It owns nothing of it but the display objects that it adds. */
export interface Easel {
  readonly scene: Phaser.Scene;
  readonly source: MatchSource;
  readonly sound: SoundKit;
  /** The player asked the system for little motion: no shaking, no drifting camera. */
  readonly calm: boolean;
}

/** Draws one game into the scene. */
export interface Painter {
  /** The part of the world, from (0, 0), that should be in view. */
  readonly world: { readonly width: number; readonly height: number };
  /** For a world that can take another shape: `aspect` is the width of what is free for it, as a part of the height. */
  arrange?(aspect: number): void;
  /** Where this client's own player is drawn; null for one who watches, and where all of the world is to be in view always. */
  focus(): Point | null;
  /** Where the players are drawn, by seat, in a game whose players move. */
  places?(): ReadonlyMap<number, Point>;
  /** Once a frame. `now`: performance.now(); `dt`: milliseconds since the frame before, at most 100. */
  update(now: number, dt: number): void;
  /** The machine is slow: leaves out, from now on, what costs much and tells the player nothing. */
  spare(): void;
  destroy(): void;
}

/** What a game's painter module exports; it is imported when a match starts. */
export interface PainterModule {
  createPainter(easel: Easel): Painter;
}
