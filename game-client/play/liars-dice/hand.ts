import type Phaser from 'phaser';
import { MOST_DICE } from '../../../shared/games/liars-dice/state.ts';
import { dieFrame, dieScale, SHEET } from './sheet.ts';
import { ease, GOLD } from './view.ts';

export interface Hand {
  readonly parts: Phaser.GameObjects.GameObject[];
  /** Where its middle is. */
  put(x: number, y: number): void;
  /** `counted`: by die, in a reveal. */
  update(faces: readonly number[], counted: readonly boolean[] | null, now: number, dt: number): void;
  roll(): void;
}

const OWN_DIE = 62;
const OWN_STEP = 70;
const DIE = 40;
const STEP = 45;
const ROLL_MS = 650;
const TUMBLE_MS = 70;

/** A player's dice: one's own in a row, others' in two short ones, as much as a cup hides. */
export function createHand(scene: Phaser.Scene, own: boolean, wilds: boolean, calm: boolean): Hand {
  const size = own ? 'large' : 'small';
  const wide = own ? OWN_DIE : DIE;
  const dice = Array.from({ length: MOST_DICE }, () => ({
    halo: scene.add
      .image(0, 0, SHEET, 'halo')
      .setTint(GOLD)
      .setBlendMode('ADD')
      .setScale((wide * 1.12) / 50)
      .setVisible(false),
    image: scene.add.image(0, 0, SHEET, dieFrame(1, size, wilds)).setVisible(false),
    glow: 0,
    dim: 0,
  }));
  const middle = { x: 0, y: 0 };
  let rolling = 0;

  return {
    parts: [...dice.map(({ halo }) => halo), ...dice.map(({ image }) => image)],
    put(x, y) {
      middle.x = x;
      middle.y = y;
    },
    roll() {
      rolling = own && !calm ? ROLL_MS : 0;
    },
    update(faces, counted, now, dt) {
      rolling = Math.max(0, rolling - dt);
      for (const [i, die] of dice.entries()) {
        const face = faces[i];
        die.image.setVisible(face !== undefined);
        if (face === undefined) {
          die.glow = die.dim = 0;
          die.halo.setVisible(false);
          continue;
        }
        const { x, y } = own ? inRow(i, faces.length) : inCluster(i, faces.length);
        const fits = counted?.[i] === true;
        die.glow += ((fits ? 1 : 0) - die.glow) * ease(dt, 60);
        die.dim += ((counted && !fits ? 1 : 0) - die.dim) * ease(dt, 120);
        const tumbles = rolling > i * 60;
        // Any face will do while it tumbles; it only has to change.
        const shown = tumbles ? 1 + ((Math.floor(now / TUMBLE_MS) * 5 + i * 3) % 6) : face;
        const hop = tumbles ? Math.abs(Math.sin(now / 85 + i)) * 12 : 0;
        const grey = Math.round(255 - 130 * die.dim);
        die.image
          .setFrame(dieFrame(shown, size, wilds))
          .setPosition(middle.x + x, middle.y + y - hop)
          .setRotation(tumbles ? Math.sin(now / 60 + i * 2) * 0.4 : tilt(i, own))
          .setScale(dieScale(wide, size) * (1 + 0.12 * die.glow))
          .setTint((grey << 16) | (grey << 8) | Math.min(255, grey + 20));
        die.halo
          .setVisible(die.glow > 0.02)
          .setPosition(middle.x + x, middle.y + y)
          .setRotation(tilt(i, own))
          .setAlpha(die.glow);
      }
    },
  };
}

function inRow(i: number, count: number): { x: number; y: number } {
  return { x: (i - (count - 1) / 2) * OWN_STEP, y: 0 };
}

function inCluster(i: number, count: number): { x: number; y: number } {
  const first = count <= 3 ? count : Math.ceil(count / 2);
  const second = i >= first;
  const inThis = second ? count - first : first;
  const at = second ? i - first : i;
  return { x: (at - (inThis - 1) / 2) * STEP, y: count <= 3 ? 0 : (second ? 0.5 : -0.5) * STEP };
}

/** Dice that lie quite straight look printed. */
function tilt(i: number, own: boolean): number {
  return Math.sin(i * 2.4 + 1) * (own ? 0.045 : 0.09);
}
