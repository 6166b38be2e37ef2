import type Phaser from 'phaser';
import type { Point } from '../painter.ts';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';

export interface Effects {
  /** A ring that grows to `radius`. */
  wave(x: number, y: number, tint: number, radius: number, ms: number): void;
  flash(x: number, y: number, tint: number, radius: number, ms: number): void;
  /** Light that flies into something that moves. */
  fly(from: Point, target: Point, tint: number, ms: number): void;
  words(text: string, x: number, y: number, colour: string, size: number): void;
  update(dt: number): void;
}

type Act = (image: Phaser.GameObjects.Image, t: number) => void;

interface Fleeting {
  readonly image: Phaser.GameObjects.Image;
  act: Act;
  age: number;
  life: number;
}

const IMAGES = 56;
const WORDS = 12;
const WORDS_MS = 900;

/** Things that are there for a moment. Their display objects are made once; the oldest gives way when all are in use. */
export function createEffects(scene: Phaser.Scene): Effects {
  const images: Fleeting[] = Array.from({ length: IMAGES }, () => ({
    image: scene.add.image(0, 0, SHEET, 'dot').setDepth(DEPTH.effect).setBlendMode('ADD').setVisible(false),
    act: () => undefined,
    age: 0,
    life: 0,
  }));
  let nextImage = 0;
  const show = (frame: string, x: number, y: number, tint: number, life: number, act: Act) => {
    const one = images[nextImage]!;
    nextImage = (nextImage + 1) % IMAGES;
    one.image.setFrame(frame).setPosition(x, y).setTint(tint).setRotation(0).setVisible(true);
    one.age = 0;
    one.life = life;
    one.act = act;
    act(one.image, 0);
  };

  const labels = Array.from({ length: WORDS }, () => ({
    text: scene.add
      .text(0, 0, '', { fontFamily: 'system-ui, "Segoe UI", sans-serif', fontStyle: 'bold', fontSize: '26px' })
      .setResolution(1.5)
      .setOrigin(0.5)
      .setShadow(0, 0, 'rgba(0,0,0,.9)', 5)
      .setDepth(DEPTH.label)
      .setVisible(false),
    age: WORDS_MS,
    y: 0,
    scale: 1,
  }));
  let nextLabel = 0;

  return {
    wave(x, y, tint, radius, ms) {
      show('wave', x, y, tint, ms, (image, t) => {
        const out = 1 - (1 - t) ** 3;
        image.setScale(((0.12 + 0.88 * out) * radius) / 88).setAlpha((1 - t) ** 1.5);
      });
    },
    flash(x, y, tint, radius, ms) {
      show('glow', x, y, tint, ms, (image, t) => {
        image.setScale((radius / 64) * (1 - 0.35 * t)).setAlpha((1 - t) ** 2);
      });
    },
    fly(from, target, tint, ms) {
      // It swings out to one side first: a straight line into something that comes along it would hardly be seen.
      const swing = (Math.random() - 0.5) * 120;
      const aside = Math.random() * Math.PI * 2;
      show('twinkle', from.x, from.y, tint, ms, (image, t) => {
        const near = t * t * (3 - 2 * t);
        const arc = Math.sin(t * Math.PI) * swing;
        image
          .setPosition(
            from.x + (target.x - from.x) * near + Math.cos(aside) * arc,
            from.y + (target.y - from.y) * near + Math.sin(aside) * arc,
          )
          .setScale(0.62 - 0.36 * t)
          .setRotation(t * 3)
          .setAlpha(1);
      });
    },
    words(text, x, y, colour, size) {
      const label = labels[nextLabel]!;
      nextLabel = (nextLabel + 1) % WORDS;
      label.age = 0;
      label.y = y;
      label.scale = size / 26;
      label.text.setText(text).setColor(colour).setPosition(x, y).setVisible(true);
    },
    update(dt) {
      for (const one of images) {
        if (!one.image.visible) continue;
        one.age += dt;
        if (one.age >= one.life) one.image.setVisible(false);
        else one.act(one.image, one.age / one.life);
      }
      for (const label of labels) {
        if (!label.text.visible) continue;
        label.age += dt;
        const t = label.age / WORDS_MS;
        const pop = 1 + 0.5 * Math.max(0, 1 - t * 7);
        label.text
          .setVisible(t < 1)
          .setY(label.y - 44 * (1 - (1 - Math.min(1, t)) ** 2))
          .setScale(label.scale * pop)
          .setAlpha(Math.min(1, (1 - t) * 2.5));
      }
    },
  };
}
