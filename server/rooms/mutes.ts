import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse, refuseField } from '../../shared/protocol/errors.ts';
import type { Wire } from './wire.ts';

/** Whom each player does not want to hear, in whatever room. Kept while the server runs. */
export interface Mutes {
  of(playerId: string): ReadonlySet<string>;
  set(playerId: string, target: string, muted: boolean): Result<null, Refusal>;
}

/** Beyond these the one who muted longest ago is forgotten, and a player has to take a mute back. */
const MOST_PLAYERS = 10_000;
const MOST_EACH = 100;
const NONE: ReadonlySet<string> = new Set();

export function createMutes(wire: Wire): Mutes {
  const byPlayer = new Map<string, Set<string>>();
  return {
    of: (playerId) => byPlayer.get(playerId) ?? NONE,
    set(playerId, target, muted) {
      if (target === playerId) return fail(refuseField('playerId', 'nobody can mute themselves'));
      const own = byPlayer.get(playerId) ?? new Set();
      if (muted && !own.has(target) && own.size >= MOST_EACH) {
        return fail(refuse('input/invalid', `A player mutes at most ${MOST_EACH} others.`));
      }
      if (muted) own.add(target);
      else own.delete(target);
      byPlayer.delete(playerId);
      if (own.size > 0) byPlayer.set(playerId, own);
      if (byPlayer.size > MOST_PLAYERS) byPlayer.delete(byPlayer.keys().next().value!);
      if (muted) wire.enter(playerChannel(playerId), mutesChannel(target));
      else wire.exit(playerChannel(playerId), mutesChannel(target));
      return ok(null);
    },
  };
}

/** All connections of one player. */
export const playerChannel = (playerId: string) => `player:${playerId}`;
/** All connections of those who have muted this player: what the player says goes past them. */
export const mutesChannel = (playerId: string) => `mutes:${playerId}`;
