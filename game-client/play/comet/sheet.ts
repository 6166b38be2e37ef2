import type Phaser from 'phaser';
import { seatColour, seatGlow } from '../colours.ts';
import { createSheet, radial } from '../sheet.ts';

/** The texture that holds everything that moves: one for all, so that a frame takes few draw calls. */
export const SHEET = 'comet-sheet';
const SIZE = 1024;

/** Draws every frame of the sheet, with a halo and a ball for each of the seats. About 10 ms, once a match. */
export function drawSheet(textures: Phaser.Textures.TextureManager, seats: number): void {
  const sheet = createSheet(textures, SHEET, SIZE);
  if (!sheet) return;
  const { add } = sheet;
  // Tall ones first, so that rows are packed well.
  add('wave', 192, 192, drawWave);
  add('rays', 192, 192, drawRays);
  for (let seat = 0; seat < seats; seat++) add(`halo-${seat}`, 160, 160, (ink, size) => drawHalo(ink, size, seat));
  add('glow', 128, 128, (ink, size) => radial(ink, size, [1, 0.46, 0.2, 0.075, 0.02, 0]));
  add('bubble', 128, 128, drawBubble);
  add('ring', 128, 128, (ink, size) => drawRing(ink, size, 2));
  add('band', 128, 128, (ink, size) => drawRing(ink, size, 6));
  for (let seat = 0; seat < seats; seat++) add(`ball-${seat}`, 64, 64, (ink, size) => drawBall(ink, size, seat));
  add('tail', 256, 64, drawTail);
  add('streak', 128, 32, drawStreak);
  add('twinkle', 64, 64, drawTwinkle);
  add('gem', 64, 64, drawGem);
  add('dot', 32, 32, (ink, size) => radial(ink, size, [1, 0.9, 0.3, 0.08, 0]));
  add('crown', 48, 40, drawCrown);
  sheet.done();
}

function drawHalo(ink: CanvasRenderingContext2D, size: number, seat: number): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, 0, half, half, half);
  gradient.addColorStop(0, seatGlow(seat, 0.95));
  gradient.addColorStop(0.28, seatGlow(seat, 0.6));
  gradient.addColorStop(0.45, seatGlow(seat, 0.22));
  gradient.addColorStop(0.7, seatGlow(seat, 0.07));
  gradient.addColorStop(1, seatGlow(seat, 0));
  ink.fillStyle = gradient;
  ink.fillRect(0, 0, size, size);
}

/** A ball of plasma: white-hot in front (to the right), its colour behind, a bright rim. */
function drawBall(ink: CanvasRenderingContext2D, size: number, seat: number): void {
  const half = size / 2;
  const radius = half - 8;
  const gradient = ink.createRadialGradient(half + 7, half, 1, half, half, radius);
  gradient.addColorStop(0, '#ffffff');
  gradient.addColorStop(0.34, '#ffffff');
  gradient.addColorStop(0.62, seatColour(seat));
  gradient.addColorStop(0.86, seatGlow(seat, 0.72));
  gradient.addColorStop(1, seatGlow(seat, 0.9));
  ink.shadowColor = seatColour(seat);
  ink.shadowBlur = 7;
  ink.fillStyle = gradient;
  ink.beginPath();
  ink.arc(half, half, radius, 0, Math.PI * 2);
  ink.fill();
}

/** Soft across, fading along: the right end is the far one. Ribbons stretch it over their length. */
function drawTail(ink: CanvasRenderingContext2D, width: number, height: number): void {
  const pixels = ink.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    const across = Math.abs((y + 0.5) / (height / 2) - 1);
    const soft = Math.exp(-across * across * 4.5) - Math.exp(-4.5);
    const core = Math.exp(-across * across * 42);
    for (let x = 0; x < width; x++) {
      const along = 1 - x / (width - 1);
      const at = (y * width + x) * 4;
      pixels.data[at] = pixels.data[at + 1] = pixels.data[at + 2] = 255;
      pixels.data[at + 3] = 255 * Math.max(0, soft * 0.8 * along ** 1.15 + core * 0.7 * along ** 1.8);
    }
  }
  put(ink, pixels);
}

/** `putImageData` knows neither the clip nor the shift of a context. */
function put(ink: CanvasRenderingContext2D, pixels: ImageData): void {
  const { e, f } = ink.getTransform();
  ink.putImageData(pixels, e, f);
}

function drawStreak(ink: CanvasRenderingContext2D, width: number, height: number): void {
  ink.scale(1, height / width);
  radial(ink, width, [1, 0.55, 0.26, 0.09, 0.02, 0]);
}

/** A shock wave: sharp outside, fading inwards. */
function drawWave(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, half * 0.5, half, half, half - 1);
  gradient.addColorStop(0, 'rgba(255,255,255,0)');
  gradient.addColorStop(0.62, 'rgba(255,255,255,.13)');
  gradient.addColorStop(0.84, 'rgba(255,255,255,.9)');
  gradient.addColorStop(0.9, 'rgba(255,255,255,.5)');
  gradient.addColorStop(1, 'rgba(255,255,255,0)');
  ink.fillStyle = gradient;
  ink.fillRect(0, 0, size, size);
}

function drawRing(ink: CanvasRenderingContext2D, size: number, line: number): void {
  const half = size / 2;
  ink.strokeStyle = '#ffffff';
  ink.lineWidth = line;
  ink.shadowColor = '#ffffff';
  ink.shadowBlur = 6;
  ink.beginPath();
  ink.arc(half, half, half - 8, 0, Math.PI * 2);
  ink.stroke();
}

/** A shield: a rim of uneven brightness, so that it shimmers when it turns. */
function drawBubble(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, half * 0.45, half, half, half - 6);
  gradient.addColorStop(0, 'rgba(255,255,255,0)');
  gradient.addColorStop(1, 'rgba(255,255,255,.34)');
  ink.fillStyle = gradient;
  ink.beginPath();
  ink.arc(half, half, half - 8, 0, Math.PI * 2);
  ink.fill();
  ink.shadowColor = '#ffffff';
  ink.shadowBlur = 8;
  ink.lineCap = 'round';
  for (let i = 0; i < 3; i++) {
    const from = (i * Math.PI * 2) / 3;
    ink.strokeStyle = `rgba(255,255,255,${1 - i * 0.22})`;
    ink.lineWidth = 3 - i * 0.6;
    ink.beginPath();
    ink.arc(half, half, half - 9, from, from + 1.55);
    ink.stroke();
  }
}

/** A small star with four points and a glow. */
function drawTwinkle(ink: CanvasRenderingContext2D, size: number): void {
  radial(ink, size, [1, 0.42, 0.13, 0.04, 0.01, 0]);
  const half = size / 2;
  ink.fillStyle = '#ffffff';
  for (let i = 0; i < 4; i++) {
    ink.save();
    ink.translate(half, half);
    ink.rotate((i * Math.PI) / 2);
    spike(ink, half - 3, 2.6);
    ink.restore();
  }
}

function spike(ink: CanvasRenderingContext2D, length: number, width: number): void {
  ink.beginPath();
  ink.moveTo(0, -width);
  ink.quadraticCurveTo(length * 0.2, -width * 0.3, length, 0);
  ink.quadraticCurveTo(length * 0.2, width * 0.3, 0, width);
  ink.fill();
}

/** The golden star: five round-cornered points, white in the middle. */
function drawGem(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, 0, half, half, half - 6);
  gradient.addColorStop(0, '#ffffff');
  gradient.addColorStop(0.42, '#fff1a8');
  gradient.addColorStop(1, '#ffb52e');
  ink.fillStyle = gradient;
  ink.strokeStyle = gradient;
  ink.lineJoin = 'round';
  ink.lineWidth = 5;
  ink.shadowColor = '#ffc94a';
  ink.shadowBlur = 8;
  ink.beginPath();
  for (let i = 0; i < 10; i++) {
    const angle = (i * Math.PI) / 5 - Math.PI / 2;
    const radius = i % 2 === 0 ? half - 11 : (half - 11) * 0.52;
    ink.lineTo(half + Math.cos(angle) * radius, half + Math.sin(angle) * radius);
  }
  ink.closePath();
  ink.fill();
  ink.stroke();
}

function drawRays(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  ink.translate(half, half);
  for (let i = 0; i < 12; i++) {
    const long = i % 2 === 0 ? half - 2 : half * 0.68;
    const gradient = ink.createLinearGradient(0, 0, long, 0);
    gradient.addColorStop(0, 'rgba(255,255,255,.75)');
    gradient.addColorStop(1, 'rgba(255,255,255,0)');
    ink.fillStyle = gradient;
    spike(ink, long, 8);
    ink.rotate(Math.PI / 6);
  }
}

function drawCrown(ink: CanvasRenderingContext2D, width: number, height: number): void {
  const gradient = ink.createLinearGradient(0, 4, 0, height - 4);
  gradient.addColorStop(0, '#fff6c2');
  gradient.addColorStop(1, '#ffb52e');
  ink.fillStyle = gradient;
  ink.strokeStyle = gradient;
  ink.lineJoin = 'round';
  ink.lineWidth = 3;
  ink.shadowColor = '#ffc94a';
  ink.shadowBlur = 5;
  const points = [8, 30, 6, 13, 16, 21, 24, 8, 32, 21, 42, 13, 40, 30];
  ink.beginPath();
  for (let i = 0; i < points.length; i += 2) ink.lineTo(points[i]! * (width / 48), points[i + 1]!);
  ink.closePath();
  ink.fill();
  ink.stroke();
}
