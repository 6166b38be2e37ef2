import type Phaser from 'phaser';
import { ARENA_HEIGHT, ARENA_WIDTH } from '../../../shared/games/comet/tuning.ts';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';

const EDGE = 'comet-edge';
const GLASS = 'comet-glass';
const CALM = 0x3a7bff;
const FLASH_MS = 650;
const FLASHES = 12;

export type Side = 'left' | 'right' | 'top' | 'bottom';

export interface Arena {
  /** Lights the edge up where something hit it. `force`: 0 to 1. */
  flash(side: Side, x: number, y: number, tint: number, force: number): void;
  update(now: number, dt: number): void;
  spare(): void;
}

/** A sheet of dark glass with a line of light around it. */
export function createArena(scene: Phaser.Scene): Arena {
  drawEdge(scene.textures);
  drawGlass(scene.textures);
  const glass = scene.add
    .image(0, 0, GLASS)
    .setOrigin(0)
    .setDisplaySize(ARENA_WIDTH, ARENA_HEIGHT)
    .setDepth(DEPTH.arena);

  const line = (x: number, y: number, length: number, upright: boolean) =>
    scene.add
      .image(x, y, EDGE)
      .setDisplaySize(length, 64)
      .setAngle(upright ? 90 : 0)
      .setDepth(DEPTH.edge)
      .setBlendMode('ADD')
      .setTint(CALM);
  const edges = [
    line(ARENA_WIDTH / 2, 0, ARENA_WIDTH, false),
    line(ARENA_WIDTH / 2, ARENA_HEIGHT, ARENA_WIDTH, false),
    line(0, ARENA_HEIGHT / 2, ARENA_HEIGHT, true),
    line(ARENA_WIDTH, ARENA_HEIGHT / 2, ARENA_HEIGHT, true),
  ];

  const flashes = Array.from({ length: FLASHES }, () => ({
    image: scene.add.image(0, 0, SHEET, 'streak').setDepth(DEPTH.edge).setBlendMode('ADD').setVisible(false),
    left: 0,
    force: 0,
  }));
  let next = 0;

  return {
    spare() {
      glass.setVisible(false);
    },
    flash(side, x, y, tint, force) {
      const flash = flashes[next]!;
      next = (next + 1) % FLASHES;
      const upright = side === 'left' || side === 'right';
      flash.left = FLASH_MS;
      flash.force = force;
      flash.image
        .setPosition(
          side === 'left' ? 0 : side === 'right' ? ARENA_WIDTH : x,
          side === 'top' ? 0 : side === 'bottom' ? ARENA_HEIGHT : y,
        )
        .setAngle(upright ? 90 : 0)
        .setTint(tint)
        .setVisible(true);
    },
    update(now, dt) {
      for (const [i, edge] of edges.entries()) edge.setAlpha(0.75 + 0.12 * Math.sin(now / 900 + i * 1.6));
      for (const flash of flashes) {
        if (flash.left <= 0) continue;
        flash.left -= dt;
        const t = Math.max(0, flash.left / FLASH_MS);
        flash.image
          .setVisible(flash.left > 0)
          .setAlpha(t * t * (0.5 + 0.5 * flash.force))
          .setDisplaySize((1 - t * t) * 420 * (0.4 + flash.force) + 140, 14 + 34 * t * flash.force);
      }
    },
  };
}

/** A bright thread in a wide glow, from one end to the other. */
function drawEdge(textures: Phaser.Textures.TextureManager): void {
  const texture = textures.createCanvas(EDGE, 4, 64);
  if (!texture) return;
  const pixels = texture.context.createImageData(4, 64);
  for (let y = 0; y < 64; y++) {
    const off = Math.abs(y - 31.5);
    const light = Math.min(1, Math.exp(-off * off * 0.5) + 0.3 * Math.exp(-off * 0.17) * Math.max(0, 1 - off / 32));
    for (let x = 0; x < 4; x++) {
      const at = (y * 4 + x) * 4;
      pixels.data.set([150 + 105 * light, 190 + 65 * light, 255, 255 * light], at);
    }
  }
  texture.context.putImageData(pixels, 0, 0);
  texture.refresh();
}

/** Darkens the sky inside, so that what plays stands out; less in the middle, with a breath of light along the edge. */
function drawGlass(textures: Phaser.Textures.TextureManager): void {
  const texture = textures.createCanvas(GLASS, 400, 225);
  if (!texture) return;
  const ink = texture.context;
  ink.fillStyle = 'rgba(3,5,16,.34)';
  ink.fillRect(0, 0, 400, 225);
  for (const [x0, y0, x1, y1] of [
    [0, 0, 0, 34],
    [0, 225, 0, 191],
    [0, 0, 34, 0],
    [400, 0, 366, 0],
  ] as const) {
    const gradient = ink.createLinearGradient(x0, y0, x1, y1);
    gradient.addColorStop(0, 'rgba(70,130,255,.13)');
    gradient.addColorStop(1, 'rgba(70,130,255,0)');
    ink.fillStyle = gradient;
    ink.fillRect(0, 0, 400, 225);
  }
  texture.refresh();
}
