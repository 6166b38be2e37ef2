import type Phaser from 'phaser';
import { COMET_RADIUS, DASH_COOLDOWN_TICKS } from '../../../shared/games/comet/tuning.ts';
import type { Point } from '../painter.ts';
import { DEPTH } from './depth.ts';

/** The arc around the own comet that fills while the dash cools down, and blinks once when it is ready. */
export interface Gauge {
  update(at: Point, cooldown: number, dt: number): void;
}

const TOP = -Math.PI / 2;
const RADIUS = COMET_RADIUS + 11;
const READY_MS = 320;

export function createGauge(scene: Phaser.Scene): Gauge {
  const lines = scene.add.graphics().setDepth(DEPTH.mark).setBlendMode('ADD');
  let was = 0;
  let ready = 0;
  let drawn = false;
  return {
    update(at, cooldown, dt) {
      if (was > 0 && cooldown === 0) ready = READY_MS;
      was = cooldown;
      ready = Math.max(0, ready - dt);
      lines.setPosition(at.x, at.y);
      // An idle gauge costs nothing: it is empty, and stays so.
      if (cooldown === 0 && ready === 0) {
        if (drawn) lines.clear();
        drawn = false;
        return;
      }
      drawn = true;
      lines.clear();
      if (cooldown > 0) {
        const part = 1 - cooldown / DASH_COOLDOWN_TICKS;
        arc(lines, 7, 0x5ff2ff, 0.22, part);
        arc(lines, 3, 0xe9fdff, 0.95, part);
      } else {
        const t = ready / READY_MS;
        lines.lineStyle(2 + 4 * t, 0x9ff7ff, t).strokeCircle(0, 0, RADIUS + (1 - t) * 10);
      }
    },
  };
}

function arc(lines: Phaser.GameObjects.Graphics, width: number, tint: number, alpha: number, part: number): void {
  lines.lineStyle(width, tint, alpha);
  lines.beginPath();
  lines.arc(0, 0, RADIUS, TOP, TOP + Math.PI * 2 * part);
  lines.strokePath();
}
