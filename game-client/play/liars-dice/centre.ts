import type Phaser from 'phaser';
import { DEPTH } from './depth.ts';
import type { Seating } from './seating.ts';
import { dieFrame, dieScale, SHEET } from './sheet.ts';
import { ease } from './view.ts';
import { createWords } from './words.ts';

/** What all are told, in the middle of the table. */
export interface Notice {
  readonly above: string;
  /** "4 × [die]"; null for a word alone. */
  readonly bid: { readonly text: string; readonly face: number } | null;
  readonly word: string;
  readonly below: string;
  readonly tone: 'calm' | 'bad' | 'good' | 'gold';
}

export interface Centre {
  put(seating: Seating): void;
  update(notice: Notice, dt: number): void;
}

const TONES = { calm: '#ffffff', bad: '#ff7d8c', good: '#8dffb9', gold: '#ffd75f' } as const;
const DIE = 58;

export function createCentre(scene: Phaser.Scene, wilds: boolean, calm: boolean): Centre {
  const above = createWords(scene, 21, 600, 290);
  const big = createWords(scene, 54, 800, 300, 0.5);
  const below = createWords(scene, 22, 600, 290);
  const die = scene.add.image(0, 0, SHEET, dieFrame(1, 'large', wilds));
  above.text.setY(-58).setAlpha(0.8);
  below.text.setY(58);
  const box = scene.add.container(0, 0, [above.text, big.text, die, below.text]).setDepth(DEPTH.centre);
  let said = '';
  let pop = 0;
  return {
    put({ centre, size }) {
      box.setPosition(centre.x, centre.y).setScale(size);
    },
    update(notice, dt) {
      const { bid } = notice;
      const words = bid ? bid.text : notice.word;
      if (words !== said) pop = calm || said === '' ? 0 : 1;
      said = words;
      pop *= 1 - ease(dt, 60);
      above.say(notice.above);
      big.say(words, TONES[notice.tone]);
      below.say(notice.below, notice.tone === 'calm' ? '#c6d0ff' : TONES[notice.tone]);
      const wide = big.text.displayWidth;
      const grown = 1 + 0.16 * pop;
      big.text.setX(bid ? -(DIE + 14) / 2 : 0);
      die.setVisible(bid !== null);
      if (bid) {
        die
          .setFrame(dieFrame(bid.face, 'large', wilds))
          .setPosition(wide / 2 + 8, 0)
          .setScale(dieScale(DIE, 'large') * grown);
      }
    },
  };
}
