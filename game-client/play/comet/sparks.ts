import type Phaser from 'phaser';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';

export interface Sparks {
  /** One ember that is left behind, with a speed in pixels a second. */
  ember(x: number, y: number, vx: number, vy: number, tint: number): void;
  /** Many that fly apart; `speed` in pixels a second. */
  burst(x: number, y: number, tint: number, count: number, speed: number): void;
}

/** Two pools of particles for everything: the most there can be is fixed, what is too much is left out. */
export function createSparks(scene: Phaser.Scene): Sparks {
  const embers = scene.add
    .particles(0, 0, SHEET, {
      frame: 'dot',
      lifespan: { min: 350, max: 900 },
      scale: { start: 0.34, end: 0 },
      alpha: { start: 0.75, end: 0 },
      blendMode: 'ADD',
      emitting: false,
      maxAliveParticles: 420,
      reserve: 200,
    })
    .setDepth(DEPTH.embers);
  const flying = scene.add
    .particles(0, 0, SHEET, {
      frame: ['dot', 'twinkle'],
      lifespan: { min: 260, max: 720 },
      scale: { start: 0.5, end: 0 },
      alpha: { start: 1, end: 0, ease: 'quad.in' },
      rotate: { min: 0, max: 360 },
      blendMode: 'ADD',
      emitting: false,
      maxAliveParticles: 320,
      reserve: 160,
    })
    .setDepth(DEPTH.effect);

  const throwOne = (
    from: Phaser.GameObjects.Particles.ParticleEmitter,
    x: number,
    y: number,
    vx: number,
    vy: number,
    tint: number,
  ) => {
    const particle = from.emitParticleAt(x, y, 1);
    if (!particle) return;
    particle.velocityX = vx;
    particle.velocityY = vy;
    particle.tint = tint;
  };

  return {
    ember: (x, y, vx, vy, tint) => throwOne(embers, x, y, vx, vy, tint),
    burst(x, y, tint, count, speed) {
      for (let i = 0; i < count; i++) {
        const angle = Math.random() * Math.PI * 2;
        const fast = speed * (0.25 + 0.75 * Math.random());
        throwOne(flying, x, y, Math.cos(angle) * fast, Math.sin(angle) * fast, i % 3 === 0 ? 0xffffff : tint);
      }
    },
  };
}
