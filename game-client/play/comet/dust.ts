import type Phaser from 'phaser';
import {
  DUST_NOTICE_TICKS,
  DUST_RADIUS,
  STAR_NOTICE_TICKS,
  STAR_RADIUS,
  STAR_SLOT,
  SUBUNIT,
} from '../../../shared/games/comet/tuning.ts';
import type { Sample } from '../../net/matchSource.ts';
import { DEPTH } from './depth.ts';
import { SHEET } from './sheet.ts';
import { asComet, type Dust, ease, lerp } from './view.ts';

/** Farther in one state (px) than any dust flies: what moved so is another piece. */
const ANOTHER = 60;
const TINTS = [0xbfe9ff, 0xd8ccff, 0xffe3f6, 0xcffff0] as const;
const GOLD = 0xffd75f;

export interface DustField {
  /** `taken`: slots whose piece is not to be seen any more, whatever the states say. */
  update(sample: Sample, taken: ReadonlySet<number>, now: number, dt: number): void;
}

/** Star dust as small twinkling lights, and the golden star. A piece grows in where it appears and never slides there. */
export function createDust(scene: Phaser.Scene, count: number): DustField {
  const pieces = Array.from({ length: count }, (_, slot) => createPiece(scene, slot));
  const star = createStar(scene);
  return {
    update(sample, taken, now, dt) {
      const before = asComet(sample.before);
      const after = asComet(sample.after);
      for (let slot = 0; slot < count; slot++) {
        const gone = taken.has(slot);
        if (slot === STAR_SLOT) star(after.dust[slot]!, gone, now, dt);
        else pieces[slot]!(before.dust[slot]!, after.dust[slot]!, sample.fraction, gone, now, dt);
      }
    },
  };
}

function createPiece(scene: Phaser.Scene, slot: number) {
  const tint = TINTS[slot % TINTS.length]!;
  const glow = scene.add.image(0, 0, SHEET, 'glow').setDepth(DEPTH.dustGlow).setBlendMode('ADD').setTint(tint);
  const body = scene.add.image(0, 0, SHEET, 'twinkle').setDepth(DEPTH.dust).setBlendMode('ADD').setTint(tint);
  glow.setVisible(false);
  body.setVisible(false);
  const phase = slot * 2.399;
  let grown = 0;
  let notice = 0;

  return (before: Dust, after: Dust, fraction: number, gone: boolean, now: number, dt: number) => {
    // What is gone in the later of the two states is on its way into a comet.
    const there = after.value > 0 && !gone;
    const coming = !there && after.timer > 0 && after.timer <= DUST_NOTICE_TICKS;
    const same =
      before.value > 0 &&
      Math.abs(after.x - before.x) < ANOTHER * SUBUNIT &&
      Math.abs(after.y - before.y) < ANOTHER * SUBUNIT;
    if (there && !same && before.value > 0) grown = 0;
    grown = there ? grown + (1.08 - grown) * ease(dt, 70) : 0;
    notice = coming ? 1 - after.timer / DUST_NOTICE_TICKS : 0;
    glow.setVisible(there || coming);
    body.setVisible(there);
    if (!there && !coming) return;

    const bob = after.vx === 0 && after.vy === 0 ? Math.sin(now / 620 + phase) * 2.4 : 0;
    const x = (there && same ? lerp(before.x, after.x, fraction) : after.x) / SUBUNIT;
    const y = (there && same ? lerp(before.y, after.y, fraction) : after.y) / SUBUNIT + bob;
    glow.setPosition(x, y);
    if (coming) {
      glow.setScale(0.1 + 0.25 * notice).setAlpha(0.5 * notice);
      return;
    }
    const twinkle = Math.sin(now / 260 + phase * 3);
    const heavy = after.value > 1 ? 1.25 : 1;
    // Thrown dust cannot be caught at once: it flickers dimly until then.
    const ready = after.timer > 0 ? 0.55 + 0.2 * Math.sin(now / 45) : 1;
    const size = (DUST_RADIUS / 9) * grown * heavy;
    glow.setScale(size * (0.6 + 0.07 * twinkle)).setAlpha((0.72 + 0.12 * twinkle) * ready);
    body
      .setPosition(x, y)
      .setScale(size * (0.62 + 0.07 * twinkle))
      .setRotation(now / 1900 + phase)
      .setAlpha((0.88 + 0.12 * twinkle) * ready);
  };
}

/** The star shows its place before it can be taken: a ring closes in on it while it brightens. */
function createStar(scene: Phaser.Scene) {
  const add = (frame: string, depth: number) =>
    scene.add.image(0, 0, SHEET, frame).setDepth(depth).setTint(GOLD).setBlendMode('ADD').setVisible(false);
  const glow = add('glow', DEPTH.dustGlow);
  const rays = add('rays', DEPTH.dustGlow);
  const counter = add('rays', DEPTH.dustGlow);
  const ring = add('ring', DEPTH.dust);
  const body = add('gem', DEPTH.dust).setTint(0xffffff).setBlendMode('NORMAL');
  const all = [glow, rays, counter, ring, body];
  let grown = 0;

  return (after: Dust, gone: boolean, now: number, dt: number) => {
    const there = after.value > 0 && !gone;
    const coming = !there && after.timer > 0 && after.timer <= STAR_NOTICE_TICKS;
    const x = after.x / SUBUNIT;
    const y = after.y / SUBUNIT + (there ? Math.sin(now / 500) * 3 : 0);
    grown = there ? grown + (1 - grown) * ease(dt, 90) : 0;
    const near = coming ? 1 - after.timer / STAR_NOTICE_TICKS : 0;
    const pulse = 0.5 + 0.5 * Math.sin(now / 210);
    for (const image of all) image.setPosition(x, y).setVisible(there || coming);
    if (!there && !coming) return;

    body.setVisible(there);
    ring.setVisible(coming);
    counter.setVisible(there);
    const shown = there ? grown : near * 0.6;
    glow.setScale(shown * (1.7 + 0.25 * pulse)).setAlpha(0.55 * shown + 0.1);
    rays
      .setScale(shown * (0.62 + 0.08 * pulse))
      .setRotation(now / 1700)
      .setAlpha(0.8 * shown);
    counter
      .setScale(shown * (0.44 + 0.06 * pulse))
      .setRotation(-now / 1100)
      .setAlpha(0.6);
    ring.setScale(2.4 - 1.9 * near).setAlpha(0.15 + 0.65 * near * (0.6 + 0.4 * Math.sin(now / (120 - 70 * near))));
    body.setScale((STAR_RADIUS / 15) * grown * (0.78 + 0.08 * pulse)).setRotation(Math.sin(now / 700) * 0.25);
  };
}
