import type Phaser from 'phaser';
import { COMET_RADIUS, SHIELD_TICKS } from '../../../shared/games/comet/tuning.ts';
import { seatColour, seatTint } from '../colours.ts';
import { teamTint } from '../teams.ts';
import { DEPTH } from './depth.ts';
import type { Place } from './motion.ts';
import { SHEET } from './sheet.ts';
import type { Sparks } from './sparks.ts';
import { createTail } from './tail.ts';
import { ease, type Player, toRadians } from './view.ts';

/** Pixels of the frame `ball` from its middle to its rim. */
const BALL = 24;
const SIZE = COMET_RADIUS / BALL;
/** Of a longer time between two frames no more embers are owed. */
const MOST_SHED_MS = 100;

export interface Comet {
  /** `time`: milliseconds of the match, by which it leaves things behind; `now` and `dt` move what it is made of. */
  update(place: Place, player: Player, leads: boolean, time: number, now: number, dt: number): void;
  /** A short glow: it took something. */
  pulse(strength: number): void;
  hide(): void;
  /** Another may take the seat of one who left. */
  call(name: string): void;
}

/** One comet: a core of plasma in a halo of its colour, with a tail, a flame, and what it wears. */
export function createComet(scene: Phaser.Scene, seat: number, name: string, own: boolean, sparks: Sparks): Comet {
  const tint = seatTint(seat);
  const tail = createTail(scene, tint);
  // Nothing of its kind hides the own comet.
  const lift = own ? 0.5 : 0;
  const add = (frame: string, depth: number) => scene.add.image(0, 0, SHEET, frame).setDepth(depth + lift);
  const halo = add(`halo-${seat}`, DEPTH.halo).setBlendMode('ADD');
  const flame = add('streak', DEPTH.halo).setBlendMode('ADD').setTint(tint).setOrigin(0.82, 0.5);
  const heat = add('glow', DEPTH.halo).setBlendMode('ADD');
  const ball = add(`ball-${seat}`, DEPTH.ball);
  const shield = add('bubble', DEPTH.mark).setBlendMode('ADD').setTint(0xa8e8ff);
  const mark = own ? add('ring', DEPTH.mark).setBlendMode('ADD') : null;
  const band = add('band', DEPTH.ball).setVisible(false);
  const crown = add('crown', DEPTH.label);
  const label = scene.add
    .text(0, 0, name, {
      fontFamily: 'system-ui, "Segoe UI", sans-serif',
      fontSize: own ? '17px' : '15px',
      fontStyle: own ? '700' : '600',
      color: own ? '#ffffff' : seatColour(seat),
    })
    .setResolution(2)
    .setOrigin(0.5, 0)
    .setShadow(0, 1, 'rgba(0,0,10,.95)', 4)
    .setAlpha(own ? 0.95 : 0.8)
    .setDepth(DEPTH.label + lift);
  const shown = [halo, flame, heat, ball, shield, band, crown, label, ...(mark ? [mark] : [])];

  let facing = 0;
  let burning = 0;
  let hot = 0;
  let pulse = 0;
  let crowned = 0;
  let visible = true;
  let owed = 0;
  let lastTime = 0;

  return {
    pulse(strength) {
      pulse = Math.min(1.4, pulse + strength);
    },
    call(name) {
      // Drawing a text anew costs, even where it stays the same.
      if (label.text !== name) label.setText(name);
    },
    hide() {
      if (!visible) return;
      visible = false;
      for (const part of shown) part.setVisible(false);
      tail.cut();
    },
    update(place, player, leads, time, now, dt) {
      if (!visible) for (const part of shown) part.setVisible(true);
      visible = true;
      if (place.jumped) tail.cut();
      const { x, y } = place;
      const speed = Math.hypot(place.vx, place.vy);
      const dashing = player.dashing > 0;
      const stunned = player.stunned > 0;
      const thrusting = player.thrust >= 0 && !stunned;

      burning += ((thrusting ? 1 : 0) - burning) * ease(dt, 60);
      hot += ((dashing ? 1 : 0) - hot) * ease(dt, dashing ? 20 : 140);
      pulse *= 1 - ease(dt, 110);
      crowned += ((leads ? 1 : 0) - crowned) * ease(dt, 90);
      const aim = dashing && speed > 0 ? Math.atan2(place.vy, place.vx) : toRadians(player.heading);
      facing += Math.atan2(Math.sin(aim - facing), Math.cos(aim - facing)) * ease(dt, 35);
      // A stunned comet has lost its hold: it wobbles and flickers.
      const wobble = stunned ? Math.sin(now / 26) * 0.16 : 0;
      const dim = stunned ? 0.55 + 0.3 * Math.sin(now / 38) : 1;

      const fast = Math.min(1, speed / 0.45);
      tail.update(time, x, y, 22 + 9 * hot + 5 * pulse, hot, dim * (0.35 + 0.65 * fast));
      const breath = 1 + 0.05 * Math.sin(now / 480 + seat * 1.7);
      halo.setPosition(x, y).setScale(SIZE * breath * (1.06 + 0.12 * burning + 0.34 * hot + 0.25 * pulse));
      halo.setAlpha(dim * Math.min(1, 0.72 + 0.18 * burning + 0.3 * hot + 0.3 * pulse));
      heat
        .setPosition(x, y)
        .setScale(0.5 + 0.5 * hot + 0.4 * pulse)
        .setAlpha(Math.min(1, 0.85 * hot + 0.5 * pulse))
        .setVisible(hot + pulse > 0.03);
      ball
        .setPosition(x, y)
        .setRotation(facing + wobble)
        .setScale(SIZE * (1 + 0.32 * hot + wobble * 0.5), SIZE * (1 - 0.2 * hot - wobble * 0.5))
        .setAlpha(dim);
      const flicker = 0.85 + 0.15 * Math.sin(now / 23 + seat * 4);
      flame
        .setPosition(x - Math.cos(facing) * 12, y - Math.sin(facing) * 12)
        .setRotation(facing)
        .setScale(SIZE * (0.72 + 0.5 * hot) * flicker * (0.4 + 0.6 * burning), SIZE * (1.05 + 0.4 * hot))
        .setAlpha(0.95 * Math.max(burning, hot) * dim);

      const guarded = player.shield > 0 ? Math.min(1, player.shield / 8) : 0;
      shield
        .setPosition(x, y)
        .setVisible(guarded > 0)
        .setRotation(now / 210)
        .setScale((SIZE * 34) / 55 + 0.1 * (player.shield / SHIELD_TICKS))
        .setAlpha(guarded * (0.62 + 0.25 * Math.sin(now / 70)));
      // In a match of teams everyone wears their team's colour.
      band.setVisible(player.team >= 0);
      if (player.team >= 0) {
        band
          .setPosition(x, y)
          .setTint(teamTint(player.team))
          .setScale((COMET_RADIUS + 6) / 56)
          .setAlpha(dim);
      }
      mark
        ?.setPosition(x, y)
        .setScale((COMET_RADIUS + 11) / 56)
        .setAlpha(0.5 + 0.1 * Math.sin(now / 400));
      crown
        .setPosition(x, y - COMET_RADIUS - 19 - Math.sin(now / 420) * 1.5)
        .setVisible(crowned > 0.02)
        .setScale(0.72 * crowned)
        .setAlpha(crowned);
      label.setPosition(x, y + COMET_RADIUS + 11);

      shed(place, speed, thrusting, dashing, stunned, Math.min(MOST_SHED_MS, Math.max(0, time - lastTime)));
      lastTime = time;
    },
  };

  /** Embers by the time that passed, not by frames, so that slow machines show as many. */
  function shed(place: Place, speed: number, thrusting: boolean, dashing: boolean, stunned: boolean, dt: number): void {
    owed += (dt / 1000) * (dashing ? 90 : stunned ? 40 : thrusting ? 26 : speed > 0.1 ? 9 : 0);
    owed = Math.min(owed, 6);
    while (owed >= 1) {
      owed--;
      const angle = stunned ? Math.random() * Math.PI * 2 : facing + Math.PI + (Math.random() - 0.5) * 0.9;
      const push = stunned ? 90 : 40 + Math.random() * 110;
      const along = Math.random() * dt;
      sparks.ember(
        place.x - place.vx * along + Math.cos(angle) * 14,
        place.y - place.vy * along + Math.sin(angle) * 14,
        Math.cos(angle) * push + place.vx * 250,
        Math.sin(angle) * push + place.vy * 250,
        stunned || dashing ? 0xffffff : tint,
      );
    }
  }
}
