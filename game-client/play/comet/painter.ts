import { ARENA_HEIGHT, ARENA_WIDTH } from '../../../shared/games/comet/tuning.ts';
import type { Sample } from '../../net/matchSource.ts';
import type { Easel, Painter } from '../painter.ts';
import { createSky } from '../sky/sky.ts';
import { createArena } from './arena.ts';
import { type Comet, createComet } from './comet.ts';
import { createDust } from './dust.ts';
import { createEffects } from './effects.ts';
import { createWatcher } from './events.ts';
import { createGauge } from './gauge.ts';
import { createMover, type Mover } from './motion.ts';
import { createOwnWatcher, isOwnDoing } from './ownEvents.ts';
import { react, type Stagehands } from './reactions.ts';
import { drawSheet } from './sheet.ts';
import { createCometSounds } from './sounds.ts';
import { createSparks } from './sparks.ts';
import { asComet, lerp } from './view.ts';

const NONE: ReadonlySet<number> = new Set();

/** Draws Comet Clash: the own comet where its player's inputs take it, everything else as it was a moment ago. */
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
      const mover = createMover(source.tickRate, seat === own);
      comets.set(seat, { comet: createComet(scene, seat, name, seat === own, sparks), mover, place: mover.place });
    }
  };
  admit();
  const gauge = own === null ? null : createGauge(scene);
  const watch = createWatcher();
  const watchOwn = own === null ? null : createOwnWatcher(own);
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
  let resumes = source.resumes;
  let lastTime = 0;

  /** Milliseconds of the match: in a replay it runs faster than the frames, or stands still. */
  const timeOf = ({ before, after, fraction }: Sample) =>
    (lerp(before.tick, after.tick, fraction) * 1000) / source.tickRate;
  /** Nothing flies from where it was seen last to where it is now. */
  const leap = () => {
    resumes = source.resumes;
    secondsLeft = Number.POSITIVE_INFINITY;
    for (const { mover } of comets.values()) mover.leap();
  };
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
    places: () => new Map([...comets].map(([seat, { place }]) => [seat, place])),
    update(now, dt) {
      admit();
      const shared = source.others(now);
      const mine = source.own(now);
      const leader = leaderOf(asComet(shared.after).players);
      if (resumes !== source.resumes) leap();
      const time = timeOf(shared);
      const passed = time - lastTime;
      lastTime = time;

      for (const [seat, { comet, mover }] of comets) {
        const sample = seat === own ? mine : shared;
        const after = asComet(sample.after).players[seat];
        if (!after || after.active === 0) {
          comet.hide();
          continue;
        }
        mover.update(sample, seat, seat === own ? dt : passed);
        comet.update(mover.place, after, seat === leader, timeOf(sample), now, dt);
        if (seat === own) gauge?.update(mover.place, after.cooldown, dt);
      }
      for (const event of watchOwn?.see(asComet(mine.after)) ?? []) react(event, hands, now);
      for (const event of watch(asComet(shared.after))) if (!isOwnDoing(event, own)) react(event, hands, now);
      dust.update(shared, watchOwn?.taken(asComet(shared.after)) ?? NONE, now, dt);
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
