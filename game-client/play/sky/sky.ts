import type Phaser from 'phaser';
import type { Point } from '../painter.ts';
import { drawClouds, FOG, NEBULA, STAR } from './clouds.ts';
import { createDice } from './noise.ts';

/** Below whatever a game draws. */
const DEPTH = { nebula: -3, stars: -2, fog: -1 };

/** How far each layer stays with the screen when the camera moves: 0 moves with the world, 1 not at all. */
const NEBULA_DISTANCE = 0.92;
const FOG_DISTANCE = 0.45;
const FOG_SCALE = 7;
const STARS = 170;
const STAR_TINTS = [0xffffff, 0xbcd8ff, 0xffe2c4, 0xd6c4ff] as const;
/** The stars repeat after this many pixels of the world, which is more than any view shows. */
const FIELD = { width: 2600, height: 2000 };

export interface Sky {
  update(now: number): void;
  /** Leaves out what costs a whole screen of pixels. */
  spare(): void;
}

/**
 * Deep space behind a world, over the whole view whatever its shape. `middle`: of the world, in view at rest. Costs two layers
 * over the screen, one when spared.
 */
export function createSky(scene: Phaser.Scene, middle: Point): Sky {
  drawClouds(scene.textures);
  const camera = scene.cameras.main;
  const nebula = scene.add.image(0, 0, NEBULA).setDepth(DEPTH.nebula);
  const stars = createStars(scene);
  const fog = scene.add
    .tileSprite(0, 0, 64, 64, FOG)
    .setDepth(DEPTH.fog)
    .setBlendMode('ADD')
    .setTint(0x7458e8)
    .setTileScale(FOG_SCALE);

  return {
    spare() {
      fog.setVisible(false);
    },
    update(now) {
      const zoom = camera.zoom;
      // A margin hides the edges while the camera shakes.
      const width = Math.ceil(camera.width / zoom) + 64;
      const height = Math.ceil(camera.height / zoom) + 64;
      const x = camera.scrollX + camera.width / 2;
      const y = camera.scrollY + camera.height / 2;
      const seconds = now / 1000;

      const leftOver = 1 - NEBULA_DISTANCE;
      nebula.setPosition(
        x * NEBULA_DISTANCE + middle.x * leftOver + Math.sin(seconds / 31) * 24,
        y * NEBULA_DISTANCE + middle.y * leftOver,
      );
      nebula.setScale(Math.max((width + 220) / nebula.width, (height + 160) / nebula.height));
      stars(x, y, seconds);
      if (!fog.visible) return;
      fog.setPosition(x, y);
      if (fog.width !== width || fog.height !== height) fog.setSize(width, height);
      fog.setTilePosition((x * (1 - FOG_DISTANCE) + seconds * 14) / FOG_SCALE, (y + seconds * 5) / FOG_SCALE);
      fog.setAlpha(0.2 + 0.03 * Math.sin(seconds * 0.4));
    },
  };
}

/** Stars at different distances that twinkle and drift past, each by itself: small sprites cost less than layers. */
function createStars(scene: Phaser.Scene): (x: number, y: number, seconds: number) => void {
  const dice = createDice(101);
  const stars = Array.from({ length: STARS }, (_, i) => {
    const bright = dice() ** 3;
    const distance = 0.9 - bright * 0.35;
    const image = scene.add
      .image(0, 0, STAR)
      .setDepth(DEPTH.stars)
      .setBlendMode('ADD')
      .setTint(STAR_TINTS[i % STAR_TINTS.length]!)
      .setScale(0.09 + bright * 0.17);
    return {
      image,
      distance,
      x: dice() * FIELD.width,
      y: dice() * FIELD.height,
      alpha: 0.3 + bright * 0.6,
      pace: 0.4 + dice() * 2.2,
      phase: dice() * 7,
    };
  });
  return (x, y, seconds) => {
    for (const star of stars) {
      const near = 1 - star.distance;
      const drift = seconds * near * 16;
      star.image
        .setPosition(
          x + wrap(star.x - x * near - drift, FIELD.width) - FIELD.width / 2,
          y + wrap(star.y - y * near + drift * 0.3, FIELD.height) - FIELD.height / 2,
        )
        .setAlpha(star.alpha * (0.72 + 0.28 * Math.sin(seconds * star.pace + star.phase)));
    }
  };
}

function wrap(value: number, size: number): number {
  return ((value % size) + size) % size;
}
