import { ARENA_HEIGHT, ARENA_WIDTH } from '../../../shared/games/comet/tuning.ts';
import type { Easel, Painter } from '../painter.ts';
import { createSky } from '../sky/sky.ts';
import { createArena } from './arena.ts';
import { type Comet, createComet } from './comet.ts';
import { createDust } from './dust.ts';
import { createEffects } from './effects.ts';
import { createWatcher } from './events.ts';
import { createGauge } from './gauge.ts';
import { createLookahead, createMover, type Mover, OTHERS_DELAY, OWN_DELAY } from './motion.ts';
import { react, type Stagehands } from './reactions.ts';
import { drawSheet } from './sheet.ts';
import { createCometSounds } from './sounds.ts';
import { createSparks } from './sparks.ts';
import { asComet } from './view.ts';

/** Draws Comet Clash. */
export function createPainter({ scene, source, sound, calm }: Easel): Painter {
  const own = source.seat;
  drawSheet(scene.textures, asComet(source.newest).players.length);
  const sky = createSky(scene, { x: ARENA_WIDTH / 2, y: ARENA_HEIGHT / 2 });
  const arena = createArena(scene);
  const dust = createDust(scene, asComet(source.newest).dust.length);
  const sparks = createSparks(scene);
  const effects = createEffects(scene);
  const sounds = createCometSounds(sound);
  const comets = new Map<number, { comet: Comet; mover: Mover; place: Mover['place'] }>();
  /** Those who come in late get theirs when they come. */
  const admit = () => {
    for (const { seat, name } of source.seats) {
      const there = comets.get(seat);
      if (there) {
        there.comet.call(name);
        continue;
      }
      const mover = createMover(source.tickRate);
      comets.set(seat, { comet: createComet(scene, seat, name, seat === own, sparks), mover, place: mover.place });
    }
  };
  admit();
  const gauge = own === null ? null : createGauge(scene);
  const lookahead = createLookahead(source);
  const watch = createWatcher();
  const hands: Stagehands = {
    scene,
    own,
    calm,
    arena,
    effects,
    sparks,
    sounds,
    comet: (seat) => comets.get(seat),
  };
  let secondsLeft = Number.POSITIVE_INFINITY;

  const tickDown = () => {
    const { endsAt, tick } = asComet(source.newest);
    const left = Math.max(0, Math.ceil((endsAt - tick) / source.tickRate));
    if (left < secondsLeft && secondsLeft !== Number.POSITIVE_INFINITY) {
      if (left === 0) sounds.end();
      else if (left <= 10) sounds.lastSeconds(left);
    }
    secondsLeft = left;
  };

  return {
    world: { width: ARENA_WIDTH, height: ARENA_HEIGHT },
    focus: () => (own === null ? null : (comets.get(own)?.place ?? null)),
    update(now, dt) {
      admit();
      const shared = source.sample(now, OTHERS_DELAY);
      const mine = own === null ? shared : source.sample(now, OWN_DELAY);
      const ahead = own === null ? 0 : lookahead(mine, now);
      const leader = leaderOf(asComet(shared.after).players);

      for (const [seat, { comet, mover }] of comets) {
        const sample = seat === own ? mine : shared;
        const before = asComet(sample.before).players[seat];
        const after = asComet(sample.after).players[seat];
        if (!before || !after || after.active === 0) {
          comet.hide();
          continue;
        }
        mover.update(before.active ? before : after, after, sample.fraction, seat === own ? ahead : 0, dt);
        comet.update(mover.place, after, seat === leader, now, dt);
        if (seat === own) gauge?.update(mover.place, after.cooldown, dt);
      }
      dust.update(shared, now, dt);
      for (const event of watch(asComet(shared.after))) react(event, hands, now);
      tickDown();
      arena.update(now, dt);
      effects.update(dt);
      sky.update(now);
    },
    spare() {
      sky.spare();
      arena.spare();
    },
    // What was added belongs to the scene, which goes with the game.
    destroy: () => undefined,
  };
}

/** The one seat that is ahead of all others; nobody while the best are level. */
function leaderOf(players: readonly { readonly active: number; readonly score: number }[]): number | null {
  let leader: number | null = null;
  let best = 0;
  for (const [seat, { active, score }] of players.entries()) {
    if (!active || score < best || score === 0) continue;
    leader = score === best ? null : seat;
    best = score;
  }
  return leader;
}
