import type Phaser from 'phaser';
import { seatColour, seatGlow } from '../colours.ts';
import { createSheet, radial } from '../sheet.ts';
import { PIPS, starPoints } from './pips.ts';

export const SHEET = 'dice-sheet';
/** Pixels of a die's frame for each size; the body takes the part `BODY` of it, the rest is its shadow. */
const LARGE = 120;
const SMALL = 68;
const BODY = 0.84;

/** The frame of a die that shows `face`; `wild`: its one is a star. */
export function dieFrame(face: number, size: 'large' | 'small', wild: boolean): string {
  return `${size}-${face === 1 && wild ? 'star' : face}`;
}

/** The scale at which a die of that frame is `wide` units. */
export function dieScale(wide: number, size: 'large' | 'small'): number {
  return wide / ((size === 'large' ? LARGE : SMALL) * BODY);
}

/** All that moves on the table. About 10 ms, once a match. */
export function drawSheet(textures: Phaser.Textures.TextureManager, seats: number): void {
  const sheet = createSheet(textures, SHEET, 1024);
  if (!sheet) return;
  const { add } = sheet;
  for (let seat = 0; seat < seats; seat++) add(`cup-${seat}`, 160, 184, (ink) => drawCup(ink, seat));
  add('rays', 192, 192, drawRays);
  add('wave', 160, 160, drawWave);
  add('glow', 128, 128, (ink, size) => radial(ink, size, [1, 0.46, 0.2, 0.075, 0.02, 0]));
  add('disc', 192, 96, drawDisc);
  add('crown', 96, 76, drawCrown);
  for (const face of [1, 2, 3, 4, 5, 6]) add(`large-${face}`, LARGE, LARGE, (ink, size) => drawDie(ink, size, face));
  add('large-star', LARGE, LARGE, (ink, size) => drawDie(ink, size, 0));
  for (const face of [1, 2, 3, 4, 5, 6]) add(`small-${face}`, SMALL, SMALL, (ink, size) => drawDie(ink, size, face));
  add('small-star', SMALL, SMALL, (ink, size) => drawDie(ink, size, 0));
  add('halo', 96, 96, drawHalo);
  add('dot', 32, 32, (ink, size) => radial(ink, size, [1, 0.9, 0.3, 0.08, 0]));
  add('left', 28, 28, (ink, size) => drawTally(ink, size, true));
  add('gone', 28, 28, (ink, size) => drawTally(ink, size, false));
  sheet.done();
}

/** `face` 0 is the wild one: a golden star. */
function drawDie(ink: CanvasRenderingContext2D, size: number, face: number): void {
  const wide = size * BODY;
  const from = (size - wide) / 2;
  const body = ink.createLinearGradient(from, from, from + wide, from + wide);
  body.addColorStop(0, '#ffffff');
  body.addColorStop(0.55, '#e6ecff');
  body.addColorStop(1, '#aebbf0');
  ink.save();
  ink.shadowColor = 'rgba(2,3,20,.75)';
  ink.shadowBlur = size * 0.07;
  ink.shadowOffsetY = size * 0.025;
  ink.fillStyle = body;
  ink.beginPath();
  ink.roundRect(from, from, wide, wide, wide * 0.2);
  ink.fill();
  ink.restore();
  // The upper side, a little brighter than the rounded edges around it.
  const top = ink.createRadialGradient(size * 0.42, size * 0.38, 0, size / 2, size / 2, wide * 0.62);
  top.addColorStop(0, 'rgba(255,255,255,.95)');
  top.addColorStop(0.8, 'rgba(255,255,255,.35)');
  top.addColorStop(1, 'rgba(255,255,255,0)');
  ink.fillStyle = top;
  ink.beginPath();
  ink.arc(size / 2, size / 2, wide * 0.47, 0, Math.PI * 2);
  ink.fill();

  ink.translate(size / 2, size / 2);
  if (face === 0) {
    const gold = ink.createLinearGradient(0, -wide * 0.3, 0, wide * 0.3);
    gold.addColorStop(0, '#ffb52e');
    gold.addColorStop(1, '#e0741a');
    ink.fillStyle = ink.strokeStyle = gold;
    ink.lineJoin = 'round';
    ink.lineWidth = wide * 0.06;
    ink.beginPath();
    for (const [x, y] of starPoints(wide * 0.28)) ink.lineTo(x, y);
    ink.closePath();
    ink.fill();
    ink.stroke();
    return;
  }
  const far = wide * 0.265;
  const radius = wide * (face === 1 ? 0.13 : 0.098);
  for (const [x, y] of PIPS[face]!) {
    ink.fillStyle = '#10163f';
    ink.beginPath();
    ink.arc(x * far, y * far, radius, 0, Math.PI * 2);
    ink.fill();
    ink.fillStyle = 'rgba(120,140,255,.35)';
    ink.beginPath();
    ink.arc(x * far, y * far + radius * 0.3, radius * 0.6, 0, Math.PI * 2);
    ink.fill();
  }
}

/** A tumbler upside down: dark glass that catches the light, with a rim and a star in its seat's colour. */
function drawCup(ink: CanvasRenderingContext2D, seat: number): void {
  const colour = seatColour(seat);
  const body = new Path2D('M34 26 C36 12 124 12 126 26 L147 156 C142 178 18 178 13 156 Z');
  const side = ink.createLinearGradient(13, 0, 147, 0);
  side.addColorStop(0, '#0a0d2a');
  side.addColorStop(0.2, '#262f74');
  side.addColorStop(0.34, '#4a57ae');
  side.addColorStop(0.5, '#232a6a');
  side.addColorStop(0.82, '#0c1033');
  side.addColorStop(1, '#1d2358');
  ink.save();
  ink.shadowColor = seatGlow(seat, 0.55);
  ink.shadowBlur = 9;
  ink.fillStyle = side;
  ink.fill(body);
  ink.restore();

  ink.save();
  ink.clip(body);
  const tone = ink.createLinearGradient(0, 10, 0, 180);
  tone.addColorStop(0, seatGlow(seat, 0.26));
  tone.addColorStop(0.45, seatGlow(seat, 0.05));
  tone.addColorStop(1, seatGlow(seat, 0.42));
  ink.fillStyle = tone;
  ink.fillRect(0, 0, 160, 184);
  for (const [y, width, alpha] of [
    [149, 9, 0.95],
    [136, 2.5, 0.6],
    [44, 2.5, 0.5],
  ] as const) {
    ink.strokeStyle = seatGlow(seat, alpha);
    ink.lineWidth = width;
    ink.beginPath();
    ink.ellipse(80, y - 8, 74, 19, 0, 0, Math.PI);
    ink.stroke();
  }
  ink.restore();

  const lid = ink.createLinearGradient(0, 12, 0, 36);
  lid.addColorStop(0, seatGlow(seat, 0.8));
  lid.addColorStop(1, '#2a3277');
  ink.fillStyle = lid;
  ink.beginPath();
  ink.ellipse(80, 24, 44, 9.5, 0, 0, Math.PI * 2);
  ink.fill();
  ink.strokeStyle = 'rgba(255,255,255,.35)';
  ink.lineWidth = 1.2;
  ink.stroke();

  ink.translate(80, 96);
  ink.fillStyle = colour;
  ink.shadowColor = colour;
  ink.shadowBlur = 12;
  ink.beginPath();
  for (const [x, y] of starPoints(17)) ink.lineTo(x, y);
  ink.closePath();
  ink.fill();
}

/** What a cup stands on: a flat ring of light. */
function drawDisc(ink: CanvasRenderingContext2D, width: number, height: number): void {
  const half = width / 2;
  ink.scale(1, height / width);
  const gradient = ink.createRadialGradient(half, half, 0, half, half, half);
  gradient.addColorStop(0, 'rgba(255,255,255,.5)');
  gradient.addColorStop(0.6, 'rgba(255,255,255,.2)');
  gradient.addColorStop(0.74, 'rgba(255,255,255,.12)');
  gradient.addColorStop(1, 'rgba(255,255,255,0)');
  ink.fillStyle = gradient;
  ink.fillRect(0, 0, width, width);
}

/** The light around a die that fits: brightest along its edges. */
function drawHalo(ink: CanvasRenderingContext2D, size: number): void {
  ink.fillStyle = '#ffffff';
  ink.shadowColor = '#ffffff';
  for (const blur of [22, 12, 5]) {
    ink.shadowBlur = blur;
    ink.beginPath();
    ink.roundRect(size * 0.24, size * 0.24, size * 0.52, size * 0.52, size * 0.12);
    ink.fill();
  }
}

function drawWave(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  const gradient = ink.createRadialGradient(half, half, half * 0.5, half, half, half - 1);
  gradient.addColorStop(0, 'rgba(255,255,255,0)');
  gradient.addColorStop(0.84, 'rgba(255,255,255,.9)');
  gradient.addColorStop(1, 'rgba(255,255,255,0)');
  ink.fillStyle = gradient;
  ink.fillRect(0, 0, size, size);
}

function drawRays(ink: CanvasRenderingContext2D, size: number): void {
  const half = size / 2;
  ink.translate(half, half);
  for (let i = 0; i < 14; i++) {
    const long = i % 2 === 0 ? half - 2 : half * 0.7;
    const gradient = ink.createLinearGradient(0, 0, long, 0);
    gradient.addColorStop(0, 'rgba(255,255,255,.7)');
    gradient.addColorStop(1, 'rgba(255,255,255,0)');
    ink.fillStyle = gradient;
    ink.beginPath();
    ink.moveTo(0, 0);
    ink.lineTo(long, -long * 0.09);
    ink.lineTo(long, long * 0.09);
    ink.fill();
    ink.rotate((Math.PI * 2) / 14);
  }
}

function drawCrown(ink: CanvasRenderingContext2D, width: number, height: number): void {
  const gold = ink.createLinearGradient(0, 8, 0, height - 8);
  gold.addColorStop(0, '#fff6c2');
  gold.addColorStop(1, '#ffb52e');
  ink.fillStyle = ink.strokeStyle = gold;
  ink.lineJoin = 'round';
  ink.lineWidth = 6;
  ink.shadowColor = '#ffc94a';
  ink.shadowBlur = 10;
  ink.beginPath();
  for (const [x, y] of [
    [17, 60],
    [12, 26],
    [32, 42],
    [48, 15],
    [64, 42],
    [84, 26],
    [79, 60],
  ] as const) {
    ink.lineTo((x / 96) * width, y);
  }
  ink.closePath();
  ink.fill();
  ink.stroke();
}

/** A die of the tally under a name: one that is left, or the place of one that is gone. */
function drawTally(ink: CanvasRenderingContext2D, size: number, left: boolean): void {
  ink.beginPath();
  ink.roundRect(4, 4, size - 8, size - 8, 6);
  ink.shadowColor = '#ffffff';
  ink.shadowBlur = left ? 4 : 0;
  ink.fillStyle = left ? '#ffffff' : 'rgba(255,255,255,.4)';
  ink.fill();
}
