import type { CometInput } from '../../../shared/games/comet/state.ts';
import { DASH_COOLDOWN_TICKS } from '../../../shared/games/comet/tuning.ts';
import type { GameFace } from '../face.ts';
import { sameCometInput, toCometInput } from './controls.ts';
import { asComet } from './view.ts';

export const cometFace: GameFace = {
  painter: () => import('./painter.ts'),
  read(state, seat) {
    const { players, endsAt, tick } = asComet(state);
    const own = seat === null ? undefined : players[seat];
    return {
      scores: players.flatMap(({ active, score, team }, index) =>
        active ? [{ seat: index, score, ...(team >= 0 && { team }) }] : [],
      ),
      ticksLeft: Math.max(0, endsAt - tick),
      cooling: own ? Math.min(1, own.cooldown / DASH_COOLDOWN_TICKS) : null,
    };
  },
  steer: {
    toInput: toCometInput,
    sameInput: (a, b) => sameCometInput(a as CometInput, b as CometInput),
    action: 'Dash',
    hint: {
      keys: 'WASD or arrows to fly · Space to dash · or hold the mouse: left flies, right dashes · M for sound',
      touch: 'Drag anywhere to fly · second finger to dash',
    },
  },
};
