import { useEffect, useRef } from 'preact/hooks';
import { motion } from '../motion.ts';

interface Spark {
  x: number;
  y: number;
  vx: number;
  vy: number;
  age: number;
  readonly life: number;
  readonly size: number;
  readonly colour: string;
}

const BURSTS = 7;
const PER_BURST = 46;
const BETWEEN_MS = 420;
const GRAVITY = 190;
const DRAG = 0.985;

/** A short firework in the winners' colours; it ends by itself, and stays away where little motion is wanted. */
export function Sparks({ colours }: { colours: readonly string[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (motion() === 'still' ? undefined : burn(canvas.current!, colours)), []);
  return (
    <div class="sparks" aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  );
}

function burn(canvas: HTMLCanvasElement, colours: readonly string[]): () => void {
  const pen = canvas.getContext('2d');
  const scale = Math.min(devicePixelRatio, 1.5);
  const [width, height] = [innerWidth, innerHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const begun = performance.now();
  let sparks: Spark[] = [];
  let bursts = 0;
  let last = begun;
  let frame = requestAnimationFrame(tick);

  function burst(): void {
    const x = width * (0.15 + Math.random() * 0.7);
    const y = height * (0.12 + Math.random() * 0.3);
    const colour = colours[bursts % colours.length] ?? '#ffd75f';
    for (let i = 0; i < PER_BURST; i++) {
      const angle = Math.random() * Math.PI * 2;
      const force = (60 + Math.random() * 260) * Math.min(1, width / 700 + 0.35);
      const life = 0.9 + Math.random() * 1.1;
      const vx = Math.cos(angle) * force;
      const vy = Math.sin(angle) * force;
      sparks.push({ x, y, vx, vy, age: 0, life, size: 0.8 + Math.random() * 1.6, colour });
    }
    bursts++;
  }

  function tick(now: number): void {
    const dt = Math.min(0.05, (now - last) / 1000);
    last = now;
    if (bursts < BURSTS && now - begun > bursts * BETWEEN_MS + 250) burst();
    sparks = sparks.filter((spark) => spark.age < spark.life);
    if (!pen) return;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (bursts >= BURSTS && sparks.length === 0) return;
    pen.globalCompositeOperation = 'lighter';
    pen.lineCap = 'round';
    for (const spark of sparks) {
      spark.age += dt;
      spark.vx *= DRAG;
      spark.vy = spark.vy * DRAG + GRAVITY * dt;
      spark.x += spark.vx * dt;
      spark.y += spark.vy * dt;
      pen.globalAlpha = Math.max(0, 1 - spark.age / spark.life);
      pen.strokeStyle = spark.colour;
      pen.lineWidth = spark.size;
      pen.beginPath();
      pen.moveTo(spark.x, spark.y);
      pen.lineTo(spark.x - spark.vx * 0.05, spark.y - spark.vy * 0.05);
      pen.stroke();
    }
    frame = requestAnimationFrame(tick);
  }
  return () => cancelAnimationFrame(frame);
}
