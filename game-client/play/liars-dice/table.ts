import type Phaser from 'phaser';
import { createDice } from '../sky/noise.ts';
import { DEPTH } from './depth.ts';
import type { Seating } from './seating.ts';

/** World units around the table for its glow. */
const MARGIN = 70;
const RIM = ['#5ff2ff', '#7f9dff', '#b07bff', '#ff5fd2', '#b07bff', '#7f9dff', '#5ff2ff'];

export interface Table {
  /** Lays the table of that seating. Each is drawn once. */
  lay(seating: Seating): void;
}

/** A round table of dark glass with a rim of light, and a chart of stars under the glass. */
export function createTable(scene: Phaser.Scene): Table {
  let image: Phaser.GameObjects.Image | null = null;
  return {
    lay({ table, world }) {
      const key = `dice-table-${world.width}`;
      if (!scene.textures.exists(key)) draw(scene.textures, key, table.rx, table.ry);
      image ??= scene.add.image(0, 0, key).setDepth(DEPTH.table);
      image.setTexture(key).setPosition(table.x, table.y);
    },
  };
}

function draw(textures: Phaser.Textures.TextureManager, key: string, rx: number, ry: number): void {
  const width = 2 * (rx + MARGIN);
  const height = 2 * (ry + MARGIN);
  const texture = textures.createCanvas(key, width, height);
  if (!texture) return;
  const ink = texture.context;
  ink.translate(width / 2, height / 2);
  const oval = (part: number, drop = 0) => {
    ink.beginPath();
    ink.ellipse(0, drop, rx * part, ry * part, 0, 0, Math.PI * 2);
  };

  // The side of the table: what is nearest shows how thick it is.
  ink.fillStyle = '#060818';
  oval(1, 16);
  ink.fill();
  ink.save();
  ink.scale(1, ry / rx);
  const glass = ink.createRadialGradient(0, -rx * 0.25, rx * 0.05, 0, 0, rx);
  glass.addColorStop(0, '#2b3280');
  glass.addColorStop(0.45, '#1a1f58');
  glass.addColorStop(0.85, '#0e1238');
  glass.addColorStop(1, '#0a0d2b');
  ink.fillStyle = glass;
  ink.beginPath();
  ink.arc(0, 0, rx, 0, Math.PI * 2);
  ink.fill();
  ink.restore();
  drawChart(ink, rx, ry, oval);

  const rim = ink.createLinearGradient(-rx, -ry * 0.4, rx, ry * 0.4);
  for (const [i, colour] of RIM.entries()) rim.addColorStop(i / (RIM.length - 1), colour);
  ink.strokeStyle = rim;
  for (const [wide, alpha, blur] of [
    [10, 0.16, 40],
    [5, 0.5, 18],
    [2.5, 1, 6],
  ] as const) {
    ink.shadowColor = '#8f8bff';
    ink.shadowBlur = blur;
    ink.lineWidth = wide;
    ink.globalAlpha = alpha;
    oval(1);
    ink.stroke();
  }
  ink.shadowBlur = 0;
  ink.lineWidth = 1.2;
  ink.globalAlpha = 0.3;
  oval(0.955);
  ink.stroke();
  texture.refresh();
}

/** Circles, hours and a few constellations, hardly to be seen. */
function drawChart(
  ink: CanvasRenderingContext2D,
  rx: number,
  ry: number,
  oval: (part: number, drop?: number) => void,
): void {
  ink.strokeStyle = '#9fb2ff';
  ink.lineWidth = 1.2;
  for (const [part, alpha] of [
    [0.4, 0.16],
    [0.66, 0.1],
    [0.84, 0.08],
  ] as const) {
    ink.globalAlpha = alpha;
    oval(part);
    ink.stroke();
  }
  ink.globalAlpha = 0.16;
  for (let i = 0; i < 48; i++) {
    const angle = (i / 48) * Math.PI * 2;
    const from = i % 4 === 0 ? 0.79 : 0.82;
    ink.beginPath();
    ink.moveTo(Math.cos(angle) * rx * from, Math.sin(angle) * ry * from);
    ink.lineTo(Math.cos(angle) * rx * 0.84, Math.sin(angle) * ry * 0.84);
    ink.stroke();
  }
  const dice = createDice(17);
  for (let group = 0; group < 7; group++) {
    const turn = (group / 7) * Math.PI * 2 + dice();
    const far = 0.48 + dice() * 0.3;
    const at = [Math.cos(turn) * rx * far, Math.sin(turn) * ry * far] as [number, number];
    for (let star = 0; star < 4; star++) {
      const next = [at[0] + (dice() - 0.5) * rx * 0.2, at[1] + (dice() - 0.5) * ry * 0.3] as [number, number];
      ink.globalAlpha = 0.1;
      ink.beginPath();
      ink.moveTo(...at);
      ink.lineTo(...next);
      ink.stroke();
      ink.globalAlpha = 0.35;
      ink.fillStyle = '#cfd8ff';
      ink.beginPath();
      ink.arc(...next, 1.2 + dice() * 1.4, 0, Math.PI * 2);
      ink.fill();
      [at[0], at[1]] = next;
    }
  }
  ink.globalAlpha = 1;
}
