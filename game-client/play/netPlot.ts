import { HISTORY_SECONDS, type NetStats, type Trace } from '../net/netStats.ts';

/** Milliseconds from the bottom to the top: what is more is cut off there. */
const TOP_MS = 150;
/** From here on a tick is so late that it is seen. */
const LATE_MS = 50;
const LINE_MS = 50;
const TICK_COLOUR = '#5ff2ff';
const LATE_COLOUR = '#ff5fd2';
const FRAME_COLOUR = 'rgb(255 215 95 / 0.9)';
const LINE_COLOUR = 'rgb(234 242 255 / 0.13)';

/** Draws the last seconds: a bar for each tick, as high as it was late, and a line of how long the frames took. */
export function drawNetPlot(canvas: HTMLCanvasElement, stats: NetStats, now: number): void {
  const ink = canvas.getContext('2d');
  if (!ink) return;
  const { width, height } = fit(canvas);
  const since = now - HISTORY_SECONDS * 1000;
  const x = (at: number) => ((at - since) / (HISTORY_SECONDS * 1000)) * width;
  const y = (ms: number) => height * (1 - Math.min(1, ms / TOP_MS));
  ink.clearRect(0, 0, width, height);
  ink.fillStyle = LINE_COLOUR;
  for (let ms = LINE_MS; ms < TOP_MS; ms += LINE_MS) ink.fillRect(0, Math.round(y(ms)), width, 1);
  drawTicks(ink, stats.lateness, since, { x, y, height });
  drawFrames(ink, stats.frames, since, { x, y });
}

interface Scale {
  x(at: number): number;
  y(ms: number): number;
}

function drawTicks(
  ink: CanvasRenderingContext2D,
  ticks: Trace,
  since: number,
  scale: Scale & { height: number },
): void {
  ticks.each(since, (at, late) => {
    const top = Math.min(scale.y(late), scale.height - 1);
    ink.fillStyle = late < LATE_MS ? TICK_COLOUR : LATE_COLOUR;
    ink.fillRect(Math.floor(scale.x(at)), top, 1, scale.height - top);
  });
}

function drawFrames(ink: CanvasRenderingContext2D, frames: Trace, since: number, { x, y }: Scale): void {
  ink.strokeStyle = FRAME_COLOUR;
  ink.lineWidth = 1;
  ink.beginPath();
  frames.each(since, (at, ms) => ink.lineTo(x(at), y(ms)));
  ink.stroke();
}

/** Its pixels are the screen's; drawn on in CSS pixels. */
function fit(canvas: HTMLCanvasElement): { width: number; height: number } {
  const { clientWidth: width, clientHeight: height } = canvas;
  const density = window.devicePixelRatio || 1;
  const pixels = [Math.round(width * density), Math.round(height * density)] as const;
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  canvas.getContext('2d')!.setTransform(density, 0, 0, density, 0, 0);
  return { width, height };
}
