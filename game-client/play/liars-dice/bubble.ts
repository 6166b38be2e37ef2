import type Phaser from 'phaser';
import { seatColour, seatTint } from '../colours.ts';
import { DEPTH } from './depth.ts';
import type { Spot } from './seating.ts';
import { dieFrame, dieScale, SHEET } from './sheet.ts';
import { ease } from './view.ts';
import { createWords } from './words.ts';

export type Speech =
  | { readonly kind: 'bid'; readonly count: number; readonly face: number; readonly stands: boolean }
  | { readonly kind: 'call' };

export interface Bubble {
  put(x: number, y: number, size: number, speaks: Spot['speaks']): void;
  update(speech: Speech | null, dt: number): void;
}

const HEIGHT = 58;
const PAD = 18;
const GAP = 10;
const DIE = 38;

/** What a player has said last: "4 × [die]", or that it is a lie. */
export function createBubble(scene: Phaser.Scene, seat: number, wilds: boolean, calm: boolean): Bubble {
  const shape = scene.add.graphics();
  const count = createWords(scene, 30, 800);
  const die = scene.add.image(0, 0, SHEET, dieFrame(1, 'small', wilds)).setScale(dieScale(DIE, 'small'));
  const box = scene.add
    .container(0, 0, [shape, count.text, die])
    .setDepth(DEPTH.bubble + seat / 100)
    .setVisible(false);
  let size = 1;
  let side = 1;
  let said = '';
  let shown = 0;
  let pop = 0;

  const say = (speech: Speech) => {
    const bid = speech.kind === 'bid';
    count.say(bid ? `${speech.count} ×` : 'Liar!', bid ? '#ffffff' : seatColour(seat));
    const words = count.text.displayWidth;
    const width = words + 2 * PAD + (bid ? GAP + DIE : 0);
    const left = side > 0 ? 0 : -width;
    draw(shape, left, width, side, seatTint(seat), !bid || speech.stands);
    count.text.setPosition(left + PAD + words / 2, 0);
    die.setVisible(bid);
    if (bid) die.setPosition(left + width - PAD - DIE / 2, 0).setFrame(dieFrame(speech.face, 'small', wilds));
  };

  return {
    put(x, y, to, speaks) {
      size = to;
      side = speaks === 'right' ? 1 : -1;
      box.setPosition(x, y);
      said = '';
    },
    update(speech, dt) {
      if (!speech && !box.visible) return;
      const print = JSON.stringify(speech);
      if (speech && print !== said) {
        // A bid that another one tops only fades; a new one pops up.
        const [what, standing] = [JSON.stringify({ ...speech, stands: true }), said.replace('false', 'true')];
        if (what !== standing) {
          pop = calm ? 0 : 1;
          if (!box.visible) shown = 0;
        }
        said = print;
        say(speech);
      }
      const full = !speech ? 0 : speech.kind === 'call' || speech.stands ? 1 : 0.62;
      shown += (full - shown) * ease(dt, speech ? 50 : 90);
      pop *= 1 - ease(dt, 70);
      box
        .setVisible(shown > 0.02)
        .setAlpha(shown)
        .setScale(size * (full === 1 || !speech ? 1 : 0.9) * (1 + 0.3 * pop));
      if (!box.visible) said = '';
    },
  };
}

/** The tip is at (0, 0), the bubble beside it: to the right where `side` is 1. */
function draw(
  shape: Phaser.GameObjects.Graphics,
  left: number,
  width: number,
  side: number,
  tint: number,
  bright: boolean,
): void {
  const top = -HEIGHT / 2;
  shape.clear();
  shape.fillStyle(0x0a0e2e, 0.94).fillRoundedRect(left, top, width, HEIGHT, 18);
  shape.fillStyle(tint, bright ? 0.24 : 0.1).fillRoundedRect(left, top, width, HEIGHT, 18);
  shape.lineStyle(bright ? 3 : 2, tint, bright ? 1 : 0.65).strokeRoundedRect(left, top, width, HEIGHT, 18);
  shape.fillStyle(tint, bright ? 1 : 0.65).fillTriangle(side, -1, side, 15, side * -13, 16);
}
