import type Phaser from 'phaser';

export type Draw = (ink: CanvasRenderingContext2D, width: number, height: number) => void;

export interface Sheet {
  /** Draws a frame where there is room; the ink is shifted and clipped to it. */
  add(name: string, width: number, height: number, draw: Draw): void;
  /** Hands what was drawn to the graphics card. */
  done(): void;
}

const GAP = 2;

/** A texture for all that moves, so that a frame takes few draw calls. Frames are packed in rows: add tall ones first. */
export function createSheet(textures: Phaser.Textures.TextureManager, key: string, size: number): Sheet | null {
  const texture = textures.createCanvas(key, size, size);
  if (!texture) return null;
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return {
    add(name, width, height, draw) {
      if (x + width > size) {
        x = 0;
        y += rowHeight + GAP;
        rowHeight = 0;
      }
      const ink = texture.context;
      ink.save();
      ink.translate(x, y);
      ink.beginPath();
      ink.rect(0, 0, width, height);
      ink.clip();
      draw(ink, width, height);
      ink.restore();
      texture.add(name, 0, x, y, width, height);
      x += width + GAP;
      rowHeight = Math.max(rowHeight, height);
    },
    done: () => texture.refresh(),
  };
}

/** White that fades outwards through evenly spaced opacities. */
export function radial(ink: CanvasRenderingContext2D, size: number, opacities: readonly number[]): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, 0, half, half, half);
  for (const [i, opacity] of opacities.entries()) {
    gradient.addColorStop(i / (opacities.length - 1), `rgba(255,255,255,${opacity})`);
  }
  ink.fillStyle = gradient;
  ink.fillRect(0, 0, size, size);
}
