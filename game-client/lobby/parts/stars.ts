import { motion } from '../motion.ts';

const STARS = 190;
const TINTS = ['255, 255, 255', '255, 255, 255', '150, 238, 255', '255, 176, 232', '255, 226, 150'];
/** Depth passed in a second: drifting, and during the countdown. */
const DRIFT = 0.018;
const WARP = 0.75;
/** Milliseconds between frames at least. A lobby that is left open should not warm a phone. */
const FRAME = { full: { drift: 30, warp: 0 }, lite: { drift: 95, warp: 45 } };

interface Star {
  x: number;
  y: number;
  /** 1 far away, towards 0 at the eye. */
  z: number;
  readonly tint: string;
  readonly phase: number;
}

export interface Starfield {
  setWarp(on: boolean): void;
  /** A field that nobody sees, as under a match, costs nothing. */
  setPaused(paused: boolean): void;
  destroy(): void;
}

/** A flight through stars. Under "reduced motion" it is drawn once and stands still. */
export function createStarfield(canvas: HTMLCanvasElement): Starfield {
  const pen = canvas.getContext('2d');
  const amount = motion();
  const calm = amount === 'still';
  const gap = FRAME[amount === 'lite' ? 'lite' : 'full'];
  const stars = Array.from({ length: STARS }, (): Star => ({ ...anywhere(), z: Math.random(), ...look() }));
  let speed = DRIFT;
  let target = DRIFT;
  let last = 0;
  let frame = 0;
  let comet = { age: -3, x: 0, y: 0, angle: 0 };

  function resize(): void {
    const scale = Math.min(devicePixelRatio, 1.5);
    canvas.width = Math.round(innerWidth * scale);
    canvas.height = Math.round(innerHeight * scale);
    if (calm) paint(0);
  }

  function paint(dt: number): void {
    if (!pen) return;
    const { width, height } = canvas;
    const reach = Math.max(width, height) * 0.5;
    pen.clearRect(0, 0, width, height);
    for (const star of stars) {
      const behind = star.z;
      star.z -= speed * dt;
      if (star.z < 0.04) Object.assign(star, anywhere(), { z: 1 });
      const near = 1 - star.z;
      const x = width / 2 + (star.x / star.z) * reach;
      const y = height / 2 + (star.y / star.z) * reach;
      if (x < -50 || x > width + 50 || y < -50 || y > height + 50) {
        if (speed > DRIFT * 2 || star.z < 0.3) Object.assign(star, anywhere(), { z: 1 });
        continue;
      }
      const twinkle = 0.75 + 0.25 * Math.sin(last / 600 + star.phase);
      const size = (0.8 + near * near * 1.9) * (width / innerWidth);
      const colour = `rgba(${star.tint}, ${Math.min(1, 0.16 + near * 0.9) * twinkle})`;
      if (speed < DRIFT * 3) {
        pen.fillStyle = colour;
        pen.fillRect(x - size / 2, y - size / 2, size, size);
        continue;
      }
      pen.strokeStyle = colour;
      pen.lineWidth = size;
      pen.beginPath();
      const trail = star.z < behind ? Math.min(1, star.z + (behind - star.z) * (1 + speed * 4)) : star.z;
      pen.moveTo(width / 2 + (star.x / trail) * reach, height / 2 + (star.y / trail) * reach);
      pen.lineTo(x, y);
      pen.stroke();
    }
    paintComet(dt, width, height);
  }

  /** Now and then one crosses the sky. */
  function paintComet(dt: number, width: number, height: number): void {
    if (!pen || amount !== 'full') return;
    comet.age += dt;
    if (comet.age > 1.6) {
      comet = {
        age: -4 - Math.random() * 7,
        x: Math.random() * width,
        y: Math.random() * height * 0.4,
        angle: Math.PI * (0.12 + Math.random() * 0.2) + (Math.random() < 0.5 ? Math.PI / 2 : 0),
      };
    }
    if (comet.age < 0) return;
    const way = comet.age * width * 0.42;
    const [dx, dy] = [Math.cos(comet.angle), Math.sin(comet.angle)];
    const [x, y] = [comet.x + dx * way, comet.y + dy * way];
    const length = Math.min(way, width * 0.16);
    const glow = Math.sin((comet.age / 1.6) * Math.PI);
    const tail = pen.createLinearGradient(x, y, x - dx * length, y - dy * length);
    tail.addColorStop(0, `rgba(214, 250, 255, ${0.9 * glow})`);
    tail.addColorStop(0.15, `rgba(95, 242, 255, ${0.5 * glow})`);
    tail.addColorStop(1, 'rgba(255, 95, 210, 0)');
    pen.strokeStyle = tail;
    pen.lineWidth = 2.2 * (width / innerWidth);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - dx * length, y - dy * length);
    pen.stroke();
  }

  function tick(now: number): void {
    frame = requestAnimationFrame(tick);
    const drifting = speed < DRIFT * 1.5 && target === DRIFT;
    if (now - last < (drifting ? gap.drift : gap.warp)) return;
    const dt = Math.min(0.12, (now - last) / 1000);
    last = now;
    speed += (target - speed) * Math.min(1, dt * 2.2);
    paint(dt);
  }

  resize();
  addEventListener('resize', resize);
  if (!calm) frame = requestAnimationFrame(tick);
  return {
    setWarp(on) {
      target = on ? WARP : DRIFT;
    },
    setPaused(paused) {
      cancelAnimationFrame(frame);
      if (!paused && !calm) frame = requestAnimationFrame(tick);
    },
    destroy() {
      cancelAnimationFrame(frame);
      removeEventListener('resize', resize);
    },
  };
}

const anywhere = () => ({ x: (Math.random() - 0.5) * 2.2, y: (Math.random() - 0.5) * 2.2 });
const look = () => ({ tint: TINTS[Math.floor(Math.random() * TINTS.length)]!, phase: Math.random() * 6.3 });
