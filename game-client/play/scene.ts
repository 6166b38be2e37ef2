import Phaser from 'phaser';
import type { Easel, Painter, PainterModule, Point } from './painter.ts';

/** CSS pixels that stay free around the world: the clock stands above it. What lies over the stage may cover more below. */
const INSET = { top: 54, side: 14, bottom: 16 };
/** CSS pixels to a pixel of the world at least: on smaller screens the camera follows the own player instead. */
const SMALLEST_ZOOM = 0.34;
/** Beyond this many device pixels to a CSS pixel nobody sees the difference, and the cost grows with the square. */
const MOST_DENSITY = 2;
/** How far the whole view leans towards the own player, as a part of the way. */
const LEAN = 0.035;
/** A frame time (ms, mean of the last ones) above which fewer pixels are drawn, in steps, down to this part of the density. */
const SLOW_FRAME = 26;
const LEAST_QUALITY = 0.5;

/** Where the players of a game whose players move were drawn last, by seat, and when. */
export interface Drawn {
  readonly at: number;
  readonly places: ReadonlyMap<number, Point>;
}

export interface RunningScene {
  /** A point of the window in world units. */
  toWorld(clientX: number, clientY: number): Point;
  focus(): Point | null;
  drawn(): Drawn;
  /** So many CSS pixels at the bottom are covered by something, and the world keeps off them. */
  reserve(bottom: number): void;
  destroy(): void;
}

export interface SceneCalls {
  /** Once a frame, after it was drawn up. */
  frame(now: number): void;
  /** After the first frame has been drawn. */
  ready(): void;
}

/** Starts Phaser in `container` with one scene, which lets the painter draw. The canvas always fills the container. */
export function runScene(
  container: HTMLElement,
  painters: PainterModule,
  easel: Omit<Easel, 'scene'>,
  calls: SceneCalls,
): RunningScene {
  let painter: Painter | null = null;
  let camera: Phaser.Cameras.Scene2D.Camera | null = null;
  let density = 1;
  let quality = 1;
  let lastAt = 0;
  let meanFrame = 16;
  let settled = 0;
  let bottom = INSET.bottom;
  const centre = { x: 0, y: 0 };

  class MatchScene extends Phaser.Scene {
    create(): void {
      camera = this.cameras.main;
      painter = painters.createPainter({ ...easel, scene: this });
      centre.x = painter.world.width / 2;
      centre.y = painter.world.height / 2;
      if (drawsInSoftware(this.game)) spare(LEAST_QUALITY);
      fit();
      this.game.events.once(Phaser.Core.Events.POST_RENDER, () => calls.ready());
    }

    override update(): void {
      const now = performance.now();
      const dt = Math.min(100, lastAt === 0 ? 16 : now - lastAt);
      lastAt = now;
      watchPace(dt);
      aim(dt);
      painter?.update(now, dt);
      calls.frame(now);
    }
  }

  const game = new Phaser.Game({
    type: Phaser.AUTO,
    parent: container,
    width: Math.max(1, container.clientWidth),
    height: Math.max(1, container.clientHeight),
    backgroundColor: '#05060f',
    scene: MatchScene,
    banner: false,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    scale: { mode: Phaser.Scale.NONE, expandParent: false },
    // All edges are soft textures: smoothing them again would cost and show nothing.
    render: { antialias: true, antialiasGL: false, powerPreference: 'high-performance' },
  });

  /** The whole world in view, or a part of it at the smallest zoom. */
  const fit = () => {
    if (!camera || !painter) return;
    const width = Math.max(1, container.clientWidth);
    const height = Math.max(1, container.clientHeight);
    density = Math.min(MOST_DENSITY, window.devicePixelRatio || 1) * quality;
    game.scale.resize(Math.round(width * density), Math.round(height * density));
    // The canvas has its own size in pixels; the style sheet stretches it over the container.
    game.canvas.style.width = '100%';
    game.canvas.style.height = '100%';
    const free = {
      width: Math.max(1, width - 2 * INSET.side),
      height: Math.max(1, height - INSET.top - bottom),
    };
    painter.arrange?.(free.width / free.height);
    const whole = Math.min(free.width / painter.world.width, free.height / painter.world.height);
    camera.setSize(game.scale.width, game.scale.height);
    camera.setZoom((painter.focus() ? Math.max(whole, SMALLEST_ZOOM) : whole) * density);
    aim(1000);
  };

  /** Where the camera looks: at the middle with a little lean, or along with the own player where not all is in view. */
  const aim = (dt: number) => {
    if (!camera || !painter) return;
    const { width, height } = painter.world;
    const focus = painter.focus();
    const lift = ((INSET.top - bottom) / 2) * (density / camera.zoom);
    const x = follow(width, camera.width / camera.zoom, focus?.x, easel.calm);
    const y = follow(height, camera.height / camera.zoom, focus?.y, easel.calm) - lift;
    const part = 1 - 2 ** (-dt / 130);
    centre.x += (x - centre.x) * part;
    centre.y += (y - centre.y) * part;
    camera.centerOn(centre.x, centre.y);
  };

  /** A slow machine gets fewer pixels rather than fewer frames. Not in the first second, which has the warming up in it. */
  const watchPace = (dt: number) => {
    settled += dt;
    meanFrame += (dt - meanFrame) * 0.03;
    if (settled < 1500 || meanFrame < SLOW_FRAME || quality <= LEAST_QUALITY) return;
    spare(quality * 0.75);
    settled = 0;
    meanFrame = 16;
    fit();
  };

  const spare = (to: number) => {
    quality = Math.max(LEAST_QUALITY, to);
    painter?.spare();
  };

  const resized = new ResizeObserver(fit);
  resized.observe(container);

  return {
    toWorld(clientX, clientY) {
      if (!camera) return { x: 0, y: 0 };
      const box = game.canvas.getBoundingClientRect();
      const x = ((clientX - box.left) / box.width - 0.5) * camera.width;
      const y = ((clientY - box.top) / box.height - 0.5) * camera.height;
      return { x: centre.x + x / camera.zoom, y: centre.y + y / camera.zoom };
    },
    focus: () => painter?.focus() ?? null,
    drawn: () => ({ at: lastAt, places: painter?.places?.() ?? new Map() }),
    reserve(covered) {
      bottom = INSET.bottom + covered;
      fit();
    },
    destroy() {
      resized.disconnect();
      painter?.destroy();
      painter = null;
      game.canvas?.remove();
      game.destroy(true);
    },
  };
}

/** Whether the processor draws, as in test browsers: known at once, instead of by two seconds of stutter. */
function drawsInSoftware(game: Phaser.Game): boolean {
  if (!('gl' in game.renderer)) return true;
  const { gl } = game.renderer;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/** One axis of where to look. */
function follow(world: number, seen: number, focus: number | undefined, calm: boolean): number {
  const middle = world / 2;
  if (focus === undefined) return middle;
  if (seen >= world) return calm ? middle : middle + (focus - middle) * LEAN;
  const margin = 40;
  return Math.min(world + margin - seen / 2, Math.max(seen / 2 - margin, focus));
}
