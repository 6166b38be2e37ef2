import { ARENA_WIDTH } from '../../../shared/games/comet/tuning.ts';
import type { SoundKit } from '../../sound/kit.ts';

/** Pick-ups within this time of each other climb a scale. */
const COMBO_MS = 1300;
/** Steps of a pentatonic scale in semitones: any of them sound well together. */
const SCALE = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24];

export interface CometSounds {
  /** `own`: the listener's comet; what others do is faint. */
  pickup(x: number, own: boolean, now: number): void;
  star(x: number, own: boolean): void;
  starNotice(x: number): void;
  dash(x: number, own: boolean): void;
  ram(x: number, own: boolean): void;
  bounce(x: number, force: number): void;
  lastSeconds(left: number): void;
  end(): void;
}

export function createCometSounds(kit: SoundKit): CometSounds {
  let combo = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const panOf = (x: number) => Math.max(-1, Math.min(1, (x / ARENA_WIDTH) * 2 - 1)) * 0.6;

  return {
    pickup(x, own, now) {
      const pan = panOf(x);
      if (!own) {
        kit.tone({ from: 1320, to: 1560, seconds: 0.06, volume: 0.018, pan });
        return;
      }
      combo = now - lastAt < COMBO_MS ? Math.min(combo + 1, SCALE.length - 1) : 0;
      lastAt = now;
      const pitch = 523.25 * 2 ** (SCALE[combo]! / 12);
      kit.tone({ from: pitch, to: pitch * 1.03, seconds: 0.16, volume: 0.2, wave: 'triangle', pan });
      kit.tone({ from: pitch * 2, seconds: 0.09, volume: 0.06, pan });
    },
    star(x, own) {
      const pan = panOf(x);
      for (const [i, semitones] of [0, 4, 7, 12, 16].entries()) {
        const pitch = 659.25 * 2 ** (semitones / 12);
        kit.tone({ from: pitch, seconds: 0.5 - i * 0.04, volume: own ? 0.16 : 0.06, after: i * 0.055, pan });
      }
    },
    starNotice(x) {
      for (const [i, pitch] of [1318.5, 1760, 2637].entries()) {
        kit.tone({ from: pitch, seconds: 0.7, volume: 0.04, after: i * 0.12, pan: panOf(x) });
      }
    },
    dash(x, own) {
      const volume = own ? 0.5 : 0.12;
      kit.hiss({ from: 500, to: 3200, seconds: 0.26, volume, pan: panOf(x) });
      if (own) kit.tone({ from: 190, to: 420, seconds: 0.18, volume: 0.13, wave: 'triangle', pan: panOf(x) });
    },
    ram(x, own) {
      const pan = panOf(x);
      const loud = own ? 1 : 0.35;
      kit.tone({ from: 170, to: 42, seconds: 0.34, volume: 0.6 * loud, pan });
      kit.tone({ from: 95, to: 36, seconds: 0.22, volume: 0.22 * loud, wave: 'square', pan });
      kit.hiss({ from: 2400, to: 260, seconds: 0.3, volume: 0.55 * loud, pan });
    },
    bounce(x, force) {
      kit.tone({ from: 250, to: 150, seconds: 0.11, volume: 0.05 + 0.12 * force, wave: 'triangle', pan: panOf(x) });
    },
    lastSeconds(left) {
      const pitch = left <= 3 ? 988 : 740;
      kit.tone({ from: pitch, seconds: left <= 3 ? 0.14 : 0.07, volume: 0.13, wave: 'triangle' });
    },
    end() {
      for (const [i, pitch] of [523.25, 659.25, 784, 1046.5].entries()) {
        kit.tone({ from: pitch, seconds: 0.9, volume: 0.13, after: i * 0.09, wave: 'triangle' });
      }
    },
  };
}
