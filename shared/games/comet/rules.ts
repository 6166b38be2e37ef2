import { type Outcome, placeByScore } from '../../game/contract.ts';
import { clash } from './clashes.ts';
import { drift, pickUp } from './dust.ts';
import { fly } from './motion.ts';
import type { CometInput, CometSettings, CometState } from './state.ts';
import { placeByTeam } from './teams.ts';

export function step(state: CometState, inputs: readonly (CometInput | null)[], _settings: CometSettings): void {
  const players = state.players;
  for (let seat = 0; seat < players.length; seat++) {
    const player = players[seat]!;
    if (player.active === 0) continue;
    const wish = inputs[seat];
    if (wish) {
      player.thrust = wish.thrust ?? -1;
      player.wantsDash = wish.dash ? 1 : 0;
    }
    fly(player);
  }
  // What is thrown in this tick starts to fly and to wait in the next.
  drift(state);
  clash(state);
  pickUp(state);
}

/**
 * Dust alone counts, and only when time is up; a lead before that is worth nothing. Teams are placed by what they have together:
 * all of a team share its place, the first or the second, and keep their own scores.
 */
export function outcome(state: CometState, _settings: CometSettings): Outcome | null {
  if (state.tick < state.endsAt) return null;
  const playing = state.players.flatMap(({ active, score, team }, seat) =>
    active === 1 ? [{ seat, score, team }] : [],
  );
  return playing.some(({ team }) => team >= 0) ? placeByTeam(playing) : placeByScore(playing);
}
