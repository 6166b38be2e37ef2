import type Phaser from 'phaser';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';
import { CYAN, GOLD } from './view.ts';

export interface Effects {
  /** A ring that grows to `radius`. */
  wave(x: number, y: number, tint: number, radius: number): void;
  burst(x: number, y: number, tint: number, count: number): void;
  /** Sparks over someone who has won, as long as it is called once a frame. */
  cheer(x: number, y: number, dt: number): void;
  update(dt: number): void;
  spare(): void;
}

const WAVES = 6;
const WAVE_MS = 620;
const CHEER_MS = 420;
const CHEERS = [GOLD, CYAN, 0xff5fd2, 0xffffff];

export function createEffects(scene: Phaser.Scene, calm: boolean): Effects {
  const waves = Array.from({ length: WAVES }, () => ({
    image: scene.add.image(0, 0, SHEET, 'wave').setDepth(DEPTH.effect).setBlendMode('ADD').setVisible(false),
    radius: 0,
    age: 0,
  }));
  const sparks = scene.add
    .particles(0, 0, SHEET, {
      frame: 'dot',
      lifespan: { min: 350, max: 900 },
      speed: { min: 40, max: 300 },
      scale: { start: 0.6, end: 0 },
      alpha: { start: 1, end: 0, ease: 'quad.in' },
      gravityY: 160,
      blendMode: 'ADD',
      emitting: false,
      maxAliveParticles: 160,
    })
    .setDepth(DEPTH.effect);
  let next = 0;
  let spared = calm;
  let owed = CHEER_MS;

  const burst = (x: number, y: number, tint: number, count: number) => {
    if (spared) return;
    sparks.setParticleTint(tint);
    sparks.emitParticleAt(x, y, count);
  };
  return {
    burst,
    wave(x, y, tint, radius) {
      if (calm) return;
      const one = waves[next]!;
      next = (next + 1) % WAVES;
      one.age = 0;
      one.radius = radius;
      one.image.setPosition(x, y).setTint(tint).setVisible(true);
    },
    cheer(x, y, dt) {
      owed += dt;
      if (owed < CHEER_MS) return;
      owed = 0;
      const tint = CHEERS[Math.floor(Math.random() * CHEERS.length)]!;
      burst(x + (Math.random() - 0.5) * 320, y - 40 - Math.random() * 130, tint, 26);
    },
    update(dt) {
      for (const one of waves) {
        if (!one.image.visible) continue;
        one.age += dt;
        const t = Math.min(1, one.age / WAVE_MS);
        const grown = ((0.15 + 0.85 * (1 - (1 - t) ** 3)) * one.radius) / 74;
        // Flat, as it runs over the table.
        one.image
          .setScale(grown, grown * 0.5)
          .setAlpha((1 - t) ** 1.5)
          .setVisible(t < 1);
      }
    },
    spare() {
      spared = true;
    },
  };
}
