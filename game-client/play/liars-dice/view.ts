import type { Fields, State } from '../../../shared/game/state.ts';
import { type DiceSettings, type DiceState, OVER } from '../../../shared/games/liars-dice/state.ts';
import type { MatchSource } from '../../net/matchSource.ts';

/** The one place where a state of any game becomes that of Liar's Dice: a source with `gameId` 'liars-dice' holds no other. */
export function asDice(state: State<Fields>): DiceState {
  return state as unknown as DiceState;
}

export function settingsOf(source: MatchSource): DiceSettings {
  return source.settings as DiceSettings;
}

export function nameOf(source: MatchSource, seat: number): string {
  return source.seats.find((one) => one.seat === seat)?.name ?? `Seat ${seat + 1}`;
}

/** Who is the last with dice, once that is so. */
export function winnerOf(state: DiceState): number | null {
  const seat = state.players.findIndex(({ dice }) => dice > 0);
  return state.phase === OVER && seat >= 0 ? seat : null;
}

export const GOLD = 0xffd75f;
export const CYAN = 0x5ff2ff;
export const RED = 0xff5a6e;

/** How much of a gap is closed within `dt` milliseconds when half of it takes `half`; the same at any frame rate. */
export function ease(dt: number, half: number): number {
  return 1 - 2 ** (-dt / half);
}
