import type Phaser from 'phaser';
import { seatColour, seatTint } from '../colours.ts';
import { type Bubble, createBubble, type Speech } from './bubble.ts';
import { DEPTH } from './depth.ts';
import { createHand, type Hand } from './hand.ts';
import type { Spot } from './seating.ts';
import { SHEET } from './sheet.ts';
import { CYAN, ease, GOLD, RED } from './view.ts';
import { createWords } from './words.ts';

/** What is to be seen of a player at a moment. */
export interface PlaceView {
  readonly name: string;
  /** Dice that are left, and how many it began with. */
  readonly dice: number;
  readonly most: number;
  /** What may be seen of the dice; empty while they are hidden. */
  readonly faces: readonly number[];
  /** One sees through the cup. */
  readonly seen: boolean;
  readonly lifted: boolean;
  /** By die, in a reveal: whether it has been counted. Null outside of one. */
  readonly counted: readonly boolean[] | null;
  readonly speech: Speech | null;
  /** The part of the turn that is left, and its seconds; null when it is another's turn. */
  readonly turn: { readonly part: number; readonly seconds: number } | null;
  readonly won: boolean;
}

export interface Place {
  /** The middle of the place, for effects. */
  readonly at: { readonly x: number; readonly y: number };
  put(spot: Spot, size: number): void;
  update(view: PlaceView, now: number, dt: number): void;
  /** New dice were rolled. */
  roll(): void;
  hurt(): void;
  hide(): void;
}

export interface PlaceStyle {
  readonly own: boolean;
  readonly wilds: boolean;
  readonly calm: boolean;
}

const CUP = 0.62;
const CUP_HEIGHT = 108;
/** How much is left of a cup that one sees through. */
const GLASS = 0.34;
const TALLY_Y = 79;
const LATE_SECONDS = 5;
/** Where the own cup and the own dice are, from the middle of their place. */
const OWN_CUP = -205;
const OWN_DICE = { x: 70, y: -8 };

/** One player at the table: name, cup, dice, what it said, and whether it is its turn. */
export function createPlace(scene: Phaser.Scene, seat: number, { own, wilds, calm }: PlaceStyle): Place {
  const tint = seatTint(seat);
  const glow = scene.add.image(0, 0, SHEET, 'glow').setTint(tint).setBlendMode('ADD').setAlpha(0);
  const disc = scene.add.image(0, 0, SHEET, 'disc').setTint(tint).setBlendMode('ADD');
  const clock = scene.add.graphics();
  const rays = scene.add.image(0, -50, SHEET, 'rays').setTint(GOLD).setBlendMode('ADD').setVisible(false);
  const hand: Hand = createHand(scene, own, wilds, calm);
  const cup = scene.add.image(0, 0, SHEET, `cup-${seat}`).setOrigin(0.5, 0.87).setScale(CUP);
  const crown = scene.add.image(0, -CUP_HEIGHT - 22, SHEET, 'crown').setVisible(false);
  const name = createWords(scene, own ? 23 : 22, own ? 750 : 650, 158);
  name.text.setPosition(0, 52);
  const tally: Phaser.GameObjects.Image[] = [];
  const head = scene.add.container(0, 0, [glow, disc, clock, rays, cup, crown, name.text]);
  const box = scene.add.container(0, 0, [head]);
  // One's own dice lie beside the cup, others' under it.
  if (own) box.add(hand.parts);
  else head.addAt(hand.parts, head.getIndex(cup));
  const bubble: Bubble = createBubble(scene, seat, wilds, calm);

  let up = 0;
  let lit = 0;
  let shaking = 0;
  let hurting = 0;
  let fallen = 0;
  let shownDice = -1;
  let crowned = 0;
  const at = { x: 0, y: 0 };

  const count = (dice: number, most: number) => {
    while (tally.length < most) {
      const die = scene.add.image(0, TALLY_Y, SHEET, 'left').setScale(0.62);
      tally.push(die);
      head.add(die);
    }
    for (const [i, die] of tally.entries()) {
      die
        .setPosition((i - (most - 1) / 2) * 19, TALLY_Y)
        .setFrame(i < dice ? 'left' : 'gone')
        .setTint(i < dice ? tint : 0x8890c0)
        .setAlpha(i < dice ? 1 : 0.4);
    }
    if (shownDice > dice) fallen = dice;
    shownDice = dice;
  };

  const wind = (turn: PlaceView['turn'], now: number) => {
    clock.clear();
    if (!turn) return;
    const late = turn.seconds <= LATE_SECONDS;
    const colour = late ? RED : CYAN;
    const beat = late && !calm ? 0.75 + 0.25 * Math.sin(now / 90) : 1;
    clock.lineStyle(9, 0x0a0d2b, 0.75).strokeEllipse(0, 0, 178, 80, 48);
    ring(clock, 13, colour, 0.25 * beat, turn.part);
    ring(clock, 6, colour, beat, turn.part);
  };

  return {
    at,
    put(spot, size) {
      box.setPosition(spot.x, spot.y).setScale(size);
      box.setDepth(DEPTH.place + spot.y / 1000);
      head.setPosition(own ? OWN_CUP : 0, 0);
      if (own) hand.put(OWN_DICE.x, OWN_DICE.y);
      else hand.put(0, -24);
      at.x = spot.x + (own ? head.x * size : 0);
      at.y = spot.y - 40 * size;
      const side = spot.speaks === 'right' ? 1 : -1;
      const aside = own ? 62 : 66;
      bubble.put(spot.x + (head.x + side * aside) * size, spot.y - (own ? 118 : 78) * size, size, spot.speaks);
    },
    update(view, now, dt) {
      box.setVisible(true);
      const out = view.dice === 0 && view.faces.length === 0;
      if (view.dice !== shownDice) count(view.dice, view.most);
      const turned = view.turn !== null;
      name.say(view.name, turned || own ? '#ffffff' : seatColour(seat));
      name.text.setAlpha(out ? 0.45 : 1);

      up += ((view.lifted && !own ? 1 : 0) - up) * ease(dt, calm ? 40 : 85);
      lit += ((turned || view.won ? 1 : 0) - lit) * ease(dt, 90);
      shaking = Math.max(0, shaking - dt / 620);
      hurting = Math.max(0, hurting - dt / 900);
      const shake = calm ? 0 : Math.sin(now / 21) * shaking;
      cup
        .setVisible(!out)
        .setPosition(shake * 5, calm ? 0 : -up * 92 - Math.abs(shake) * 9)
        .setRotation(shake * 0.12 + (calm ? 0 : up * 0.16))
        .setAlpha((1 - up) ** 1.4 * (view.seen ? GLASS : 1));
      hand.update(own || view.seen || up > 0.03 ? view.faces : [], view.counted, now, dt);

      const pulse = calm ? 1 : 0.88 + 0.12 * Math.sin(now / 260);
      glow
        .setScale(3.1, 1.75)
        .setPosition(0, -18)
        .setTint(hurting > 0 ? RED : view.won ? GOLD : tint)
        .setAlpha(Math.max(lit * 0.62 * pulse, hurting * 0.9));
      disc.setAlpha(out ? 0.16 : 0.5 + 0.4 * lit).setScale(0.98);
      wind(view.turn, now);

      crowned += ((view.won ? 1 : 0) - crowned) * ease(dt, 140);
      crown
        .setVisible(crowned > 0.02)
        .setScale(0.8 * crowned)
        .setAlpha(crowned);
      if (!calm) crown.setY(-CUP_HEIGHT - 20 - Math.sin(now / 400) * 3);
      rays
        .setVisible(crowned > 0.02)
        .setAlpha(0.5 * crowned)
        .setScale(1.5 * crowned)
        .setRotation(calm ? 0 : now / 2600);
      const falling = tally[fallen];
      if (falling && hurting > 0)
        falling
          .setTint(RED)
          .setAlpha(0.4 + 0.6 * hurting)
          .setY(TALLY_Y + (calm ? 0 : (1 - hurting) * 14));
      else falling?.setY(TALLY_Y);
      bubble.update(view.speech, dt);
    },
    roll() {
      shaking = 1;
      hand.roll();
    },
    hurt() {
      hurting = 1;
    },
    hide() {
      box.setVisible(false);
      bubble.update(null, 1000);
    },
  };
}

/** An arc of the flat ring around a cup, from the back, against the clock: what is left of the turn. */
function ring(lines: Phaser.GameObjects.Graphics, width: number, tint: number, alpha: number, part: number): void {
  const steps = Math.max(1, Math.ceil(48 * part));
  lines.lineStyle(width, tint, alpha).beginPath();
  for (let i = 0; i <= steps; i++) {
    const angle = -Math.PI / 2 - Math.PI * 2 * part * (i / steps);
    const [x, y] = [Math.cos(angle) * 89, Math.sin(angle) * 40];
    if (i === 0) lines.moveTo(x, y);
    else lines.lineTo(x, y);
  }
  lines.strokePath();
}
