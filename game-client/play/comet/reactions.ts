import type Phaser from 'phaser';
import { seatColour, seatTint } from '../colours.ts';
import type { Arena } from './arena.ts';
import type { Comet } from './comet.ts';
import type { Effects } from './effects.ts';
import type { CometEvent } from './events.ts';
import type { Place } from './motion.ts';
import type { CometSounds } from './sounds.ts';
import type { Sparks } from './sparks.ts';

const GOLD = 0xffd75f;

export interface Stagehands {
  readonly scene: Phaser.Scene;
  readonly own: number | null;
  readonly calm: boolean;
  readonly arena: Arena;
  readonly effects: Effects;
  readonly sparks: Sparks;
  readonly sounds: CometSounds;
  comet(seat: number): { readonly comet: Comet; readonly place: Place } | undefined;
}

/** What is seen and heard when something happens. */
export function react(event: CometEvent, hands: Stagehands, now: number): void {
  const { own, effects, sparks, sounds } = hands;
  switch (event.kind) {
    case 'pickup':
      takeUp(event, hands, now);
      break;
    case 'ram':
      clash(event, hands);
      break;
    case 'dash': {
      const dashing = hands.comet(event.seat);
      if (!dashing) break;
      const { x, y } = dashing.place;
      effects.wave(x, y, seatTint(event.seat), 64, 320);
      effects.flash(x, y, 0xffffff, 60, 160);
      sounds.dash(x, event.seat === own);
      break;
    }
    case 'bounce':
      hands.arena.flash(event.side, event.x, event.y, seatTint(event.seat), event.force);
      if (event.force > 0.45) sparks.burst(event.x, event.y, seatTint(event.seat), 4, 150);
      if (event.seat === own) sounds.bounce(event.x, event.force);
      break;
    case 'starNotice':
      sounds.starNotice(event.x);
      break;
    case 'starBorn':
      effects.wave(event.x, event.y, GOLD, 130, 700);
      effects.flash(event.x, event.y, GOLD, 150, 500);
      sparks.burst(event.x, event.y, GOLD, 18, 190);
      break;
  }
}

function takeUp(event: CometEvent & { kind: 'pickup' }, hands: Stagehands, now: number): void {
  const { effects, sparks, sounds } = hands;
  const taker = hands.comet(event.seat);
  if (!taker) return;
  const mine = event.seat === hands.own;
  const tint = event.golden ? GOLD : seatTint(event.seat);
  const lights = event.golden ? 8 : mine ? 3 : 2;
  for (let i = 0; i < lights; i++) effects.fly(event, taker.place, i === 0 ? 0xffffff : tint, 170 + i * 45);
  taker.comet.pulse(event.golden ? 1.2 : mine ? 0.45 : 0.3);
  if (event.golden) {
    effects.wave(event.x, event.y, GOLD, 150, 600);
    effects.flash(event.x, event.y, GOLD, 140, 350);
    sparks.burst(event.x, event.y, GOLD, 26, 330);
    sounds.star(event.x, mine);
  } else {
    sparks.burst(event.x, event.y, tint, mine ? 4 : 2, 110);
    sounds.pickup(event.x, mine, now);
  }
  if (mine || event.golden) {
    const colour = event.golden ? '#ffd75f' : seatColour(event.seat);
    effects.words(`+${event.worth}`, event.x, event.y - 26, colour, event.golden ? 38 : 21);
  }
}

function clash(event: CometEvent & { kind: 'ram' }, hands: Stagehands): void {
  const { effects, sparks, sounds, own } = hands;
  const involved = event.victim === own || (event.rammer !== null && event.rammer === own);
  const tint = seatTint(event.victim);
  effects.flash(event.x, event.y, 0xffffff, involved ? 120 : 90, 200);
  effects.flash(event.x, event.y, tint, involved ? 230 : 170, 460);
  effects.wave(event.x, event.y, 0xffffff, 105, 340);
  effects.wave(event.x, event.y, tint, 175, 560);
  sparks.burst(event.x, event.y, tint, involved ? 34 : 22, 430);
  hands.comet(event.victim)?.comet.pulse(1);
  if (event.lost > 0)
    effects.words(`−${event.lost}`, event.x, event.y - 34, seatColour(event.victim), involved ? 32 : 22);
  sounds.ram(event.x, involved);
  if (!involved || hands.calm) return;
  // No flash over the whole screen: in a brawl it would flicker faster than some eyes can take.
  hands.scene.cameras.main.shake(190, event.victim === own ? 0.008 : 0.0045);
}
