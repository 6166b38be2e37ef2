import type { GameFace } from '../face.ts';
import { asDice } from './view.ts';

/** Whoever has dice stands before all who went out, and of these the last one before the first. */
const IN = 100;

export const diceFace: GameFace = {
  painter: () => import('./painter.ts'),
  panel: () => import('./panel.tsx'),
  read(state) {
    return {
      scores: asDice(state).players.flatMap(({ active, dice, out }, seat) =>
        active ? [{ seat, score: dice, standing: dice > 0 ? IN + dice : out }] : [],
      ),
      ticksLeft: null,
      cooling: null,
    };
  },
};
