import type Phaser from 'phaser';
import { radial } from '../sheet.ts';
import { createDice, createNoise, layered } from './noise.ts';

/** Textures of what lies behind every game. They are made once a match: about 60 ms. */
export const NEBULA = 'sky-nebula';
export const FOG = 'sky-fog';
export const STAR = 'sky-star';

export function drawClouds(textures: Phaser.Textures.TextureManager): void {
  const nebula = textures.createCanvas(NEBULA, 640, 360);
  if (nebula) {
    nebula.context.putImageData(paintNebula(nebula.context, 640, 360), 0, 0);
    nebula.refresh();
  }
  const fog = textures.createCanvas(FOG, 256, 256);
  if (fog) {
    fog.context.putImageData(paintFog(fog.context, 256), 0, 0);
    fog.refresh();
  }
  const star = textures.createCanvas(STAR, 32, 32);
  if (star) {
    radial(star.context, 32, [1, 0.9, 0.3, 0.08, 0]);
    star.refresh();
  }
}

type Rgb = readonly [number, number, number];
const NIGHT: Rgb = [5, 7, 20];
const INDIGO: Rgb = [28, 24, 84];
const VIOLET: Rgb = [92, 34, 128];
const ROSE: Rgb = [196, 58, 138];
const TEAL: Rgb = [18, 92, 122];

/** Noise bent by noise gives the folds of gas; a second field decides where it glows rose or teal, a third where dust hides it. */
function paintNebula(ink: CanvasRenderingContext2D, width: number, height: number): ImageData {
  const pixels = ink.createImageData(width, height);
  const bend = layered(createNoise(11, 64), 3);
  const gas = layered(createNoise(23, 64), 5);
  const hue = layered(createNoise(37, 64), 2);
  const grain = createDice(5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = (x / height) * 2.6;
      const v = (y / height) * 2.6;
      const bx = bend(u + 3, v) - 0.5;
      const by = bend(u, v + 7) - 0.5;
      const cloud = gas(u + bx * 2.4, v + by * 2.4);
      const wisps = gas(u * 2 + by * 3 + 20, v * 2 + bx * 3);
      const warmth = hue(u * 0.8 + 9, v * 0.8 + bx);
      const thick = step(0.34, 0.72, cloud);
      const hot = step(0.47, 0.76, cloud) * step(0.36, 0.66, wisps);
      const rose = step(0.42, 0.62, warmth);
      const dim = 0.5 + 0.5 * step(0.25, 0.6, wisps);
      const at = (y * width + x) * 4;
      const noise = (grain() - 0.5) * 2.4;
      for (let c = 0; c < 3; c++) {
        const glow = TEAL[c]! + (ROSE[c]! - TEAL[c]!) * rose;
        const body = INDIGO[c]! + (VIOLET[c]! - INDIGO[c]!) * rose;
        pixels.data[at + c] = NIGHT[c]! + body * thick * 0.95 * dim + glow * hot * 0.46 + noise;
      }
      pixels.data[at + 3] = 255;
    }
  }
  return pixels;
}

/** White of uneven opacity that repeats along both axes; its tint comes with the layer. */
function paintFog(ink: CanvasRenderingContext2D, size: number): ImageData {
  const pixels = ink.createImageData(size, size);
  // Frequencies are whole multiples of the period, so the tile closes on itself.
  const fog = layered(createNoise(71, 4), 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (y * size + x) * 4;
      pixels.data[at] = pixels.data[at + 1] = pixels.data[at + 2] = 255;
      pixels.data[at + 3] = 255 * step(0.42, 0.85, fog((x / size) * 4, (y / size) * 4));
    }
  }
  return pixels;
}

function step(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
