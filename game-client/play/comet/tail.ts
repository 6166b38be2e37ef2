import type Phaser from 'phaser';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';

const POINTS = 26;
/** Milliseconds of the match between two points: the tail shows where the comet was in the last 0.6 s, so speed makes it long. */
const STEP = 25;
/** Positions that are remembered: enough for the whole tail at 120 frames a second. */
const MEMORY = 96;

export interface Tail {
  /** `time`: milliseconds of the match. `width` is half of the tail at the head, in pixels; `heat` 0 to 1 whitens it. */
  update(time: number, x: number, y: number, width: number, heat: number, alpha: number): void;
  /** Forgets the way: the comet is somewhere else. */
  cut(): void;
}

/** A ribbon of light along the way a comet came. */
export function createTail(scene: Phaser.Scene, tint: number): Tail {
  const rope = scene.add
    .rope(
      0,
      0,
      SHEET,
      'tail',
      Array.from({ length: POINTS }, () => ({ x: 0, y: 0 })),
    )
    .setDepth(DEPTH.tail)
    .setBlendMode('ADD');
  // The vertices are written here: the rope's own way has one width, and divides by zero where a comet stands still.
  rope.dirty = false;
  const xs = new Float64Array(MEMORY);
  const ys = new Float64Array(MEMORY);
  const times = new Float64Array(MEMORY);
  let head = 0;
  let count = 0;
  let white = -1;

  const paint = (heat: number) => {
    const level = Math.round(heat * 8);
    if (level === white) return;
    white = level;
    const mix = (shift: number) => {
      const part = (tint >> shift) & 255;
      return Math.round(part + (255 - part) * (level / 8) * 0.7) << shift;
    };
    rope.setColors(mix(16) | mix(8) | mix(0));
  };

  return {
    update(time, x, y, width, heat, alpha) {
      // While the match stands still there is no way to remember.
      if (count === 0 || time > times[head]!) {
        head = (head + 1) % MEMORY;
        if (count < MEMORY) count++;
      }
      xs[head] = x;
      ys[head] = y;
      times[head] = time;
      paint(heat);
      rope.setAlpha(alpha);

      const vertices = rope.vertices;
      let back = 0;
      let lastX = x;
      let lastY = y;
      let acrossX = 0;
      let acrossY = 1;
      for (let i = 0; i < POINTS; i++) {
        const at = time - i * STEP;
        while (back < count - 1 && times[index(head, back)]! > at) back++;
        const older = index(head, back);
        const newer = index(head, Math.max(0, back - 1));
        const span = times[newer]! - times[older]!;
        const t = span > 0 ? Math.min(1, Math.max(0, (at - times[older]!) / span)) : 0;
        const px = xs[older]! + (xs[newer]! - xs[older]!) * t;
        const py = ys[older]! + (ys[newer]! - ys[older]!) * t;
        const dx = lastX - px;
        const dy = lastY - py;
        const length = Math.hypot(dx, dy);
        if (length > 0.5) {
          acrossX = -dy / length;
          acrossY = dx / length;
        }
        const taper = 1 - (i / (POINTS - 1)) * 0.8;
        const half = width * taper;
        vertices[i * 4] = px + acrossX * half;
        vertices[i * 4 + 1] = py + acrossY * half;
        vertices[i * 4 + 2] = px - acrossX * half;
        vertices[i * 4 + 3] = py - acrossY * half;
        lastX = px;
        lastY = py;
      }
      // The head has no way behind it yet: it takes the direction of the piece that follows.
      const shiftX = (vertices[4]! - vertices[6]!) / 2;
      const shiftY = (vertices[5]! - vertices[7]!) / 2;
      vertices[0] = x + shiftX;
      vertices[1] = y + shiftY;
      vertices[2] = x - shiftX;
      vertices[3] = y - shiftY;
    },
    cut() {
      count = 0;
    },
  };
}

function index(head: number, back: number): number {
  return (head - back + MEMORY) % MEMORY;
}
