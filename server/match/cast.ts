import type { BotLevel } from '../../shared/game/contract.ts';
import type { CastChange } from '../../shared/game/log.ts';
import type { MatchSeat } from '../../shared/protocol/match.ts';
import type { Appearance } from '../../shared/protocol/results.ts';

/** Who takes a seat. */
export type Entrant = MatchSeat & { readonly level?: BotLevel };

/** Who plays in a match and who has played in it, from when until when: plain data, kept with the match's checkpoints. */
export interface Cast {
  /** The last one of each seat that was ever taken; one who left stands here until somebody else comes. */
  readonly entrants: readonly Entrant[];
  /** Every human who was ever in it, in the order in which they came. */
  readonly appearances: readonly Appearance[];
}

export function firstCast(entrants: readonly Entrant[]): Cast {
  return { entrants, appearances: entrants.flatMap((entrant) => appearanceOf(entrant, 0)) };
}

/** The cast after the change, which was made behind the step to this tick. */
export function recast({ entrants, appearances }: Cast, change: CastChange, tick: number): Cast {
  if (change.kind === 'leave') {
    const left = (one: Appearance) => one.playerId === change.playerId && one.left === undefined;
    return { entrants, appearances: appearances.map((one) => (left(one) ? { ...one, left: tick } : one)) };
  }
  const { entrant } = change;
  const at = entrants.findIndex(({ seat }) => seat === entrant.seat);
  // Who comes back to the own seat has not left.
  const before = appearances.findIndex((one) => one.playerId === entrant.playerId && one.seat === entrant.seat);
  const { left: _, ...again } = appearances[before] ?? ({} as Appearance);
  return {
    entrants: at < 0 ? [...entrants, entrant] : entrants.with(at, entrant),
    appearances: before < 0 ? [...appearances, ...appearanceOf(entrant, tick)] : appearances.with(before, again),
  };
}

/** The seats of those who play, by player. */
export function seatsOf({ appearances }: Cast): Map<string, number> {
  return new Map(appearances.flatMap(({ playerId, seat, left }) => (left === undefined ? [[playerId, seat]] : [])));
}

function appearanceOf({ level: _, ...entrant }: Entrant, from: number): Appearance[] {
  return entrant.playerId === undefined ? [] : [{ ...entrant, playerId: entrant.playerId, from }];
}
