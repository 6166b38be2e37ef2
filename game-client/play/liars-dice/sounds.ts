import type { SoundKit } from '../../sound/kit.ts';

const SCALE = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24];

export interface DiceSounds {
  roll(): void;
  bid(own: boolean): void;
  yourTurn(): void;
  lastSeconds(): void;
  called(): void;
  lifted(): void;
  /** The n-th die that fits, from 1. */
  counted(n: number): void;
  verdict(lie: boolean): void;
  lost(own: boolean): void;
  won(own: boolean): void;
}

export function createDiceSounds(kit: SoundKit): DiceSounds {
  const note = (semitones: number, seconds: number, volume: number, after = 0) =>
    kit.tone({ from: 523.25 * 2 ** (semitones / 12), seconds, volume, after, wave: 'triangle' });
  return {
    roll() {
      for (let i = 0; i < 7; i++) {
        const pitch = 900 + ((i * 397) % 700);
        kit.tone({ from: pitch, to: pitch * 0.6, seconds: 0.04, volume: 0.05, wave: 'square', after: i * 0.075 });
      }
      kit.hiss({ from: 1600, to: 700, seconds: 0.5, volume: 0.12 });
    },
    bid(own) {
      kit.tone({ from: 330, to: 440, seconds: 0.12, volume: own ? 0.16 : 0.09, wave: 'triangle' });
    },
    yourTurn() {
      note(7, 0.3, 0.13);
      note(12, 0.4, 0.13, 0.11);
    },
    lastSeconds: () => note(5, 0.07, 0.12),
    called() {
      kit.tone({ from: 220, to: 92, seconds: 0.4, volume: 0.3, wave: 'square' });
      kit.hiss({ from: 2400, to: 300, seconds: 0.35, volume: 0.35 });
    },
    lifted: () => kit.hiss({ from: 500, to: 2600, seconds: 0.4, volume: 0.22 }),
    counted(n) {
      note(SCALE[Math.min(n, SCALE.length) - 1]!, 0.2, 0.17);
    },
    verdict(lie) {
      const chord = lie ? [0, 3, 6] : [0, 4, 7];
      for (const semitones of chord) note(semitones - 5, 0.6, 0.1);
    },
    lost(own) {
      kit.tone({ from: 180, to: 60, seconds: 0.45, volume: own ? 0.4 : 0.2 });
    },
    won(own) {
      for (const [i, semitones] of [0, 4, 7, 12, 16].entries()) note(semitones, 0.9, own ? 0.16 : 0.1, i * 0.1);
    },
  };
}
