import './play.css';
import type { MatchSource } from '../net/matchSource.ts';
import type { SoundKit } from '../sound/kit.ts';
import { faces } from './catalog.ts';
import { createControls } from './controls.ts';
import type { Drawn } from './scene.ts';

/** The element that a match is shown in. What is on its canvas can be asked for: by tests, which cannot see. */
export interface StageElement extends HTMLElement {
  drawn?(): Drawn;
}

export interface StageOptions {
  readonly sound: SoundKit;
  /** Less motion; what the system says when left out. */
  readonly calm?: boolean;
}

export interface Stage {
  /** So many CSS pixels at the bottom are covered by something: the world keeps off them. */
  reserve(bottom: number): void;
  destroy(): void;
}

/**
 * Shows a match in `container`, which has a size and is positioned, and steers the own seat in a game that is steered. Phaser and the game's painter are
 * fetched now, and not before. `container.dataset.stage` is 'loading', then 'ready' once the first frame has been drawn.
 * Throws when the game is unknown or its code cannot be fetched.
 */
export async function mountStage(container: StageElement, source: MatchSource, options: StageOptions): Promise<Stage> {
  const face = faces.get(source.gameId);
  if (!face) throw new Error(`this client cannot show the game '${source.gameId}'`);
  container.classList.add('stage');
  container.dataset.stage = 'loading';
  const [{ runScene }, painters] = await Promise.all([import('./scene.ts'), face.painter()]);
  const calm = options.calm ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  const scene = runScene(
    container,
    painters,
    { source, sound: options.sound, calm },
    {
      frame: (now) => {
        source.stats.frame(now);
        controls?.pump(now);
      },
      ready: () => {
        container.dataset.stage = 'ready';
      },
    },
  );
  container.drawn = scene.drawn;
  const controls =
    source.seat === null || !face.steer
      ? null
      : createControls(container, source, face.steer, scene.toWorld, scene.focus);

  return {
    reserve: scene.reserve,
    destroy() {
      controls?.destroy();
      scene.destroy();
      delete container.dataset.stage;
      delete container.drawn;
    },
  };
}
