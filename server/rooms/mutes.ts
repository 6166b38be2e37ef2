import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse, refuseField } from '../../shared/protocol/errors.ts';
import type { Clock } from '../ops/clock.ts';
import type { Keeper } from '../store/keeper.ts';
import { isOutage } from '../store/outage.ts';
import type { Wire } from './wire.ts';

/** Whom each player does not want to hear, in whatever room. */
export interface Mutes {
  /** Reads what is kept of them; before that a player is taken to have muted nobody. */
  load(playerId: string): Promise<void>;
  of(playerId: string): ReadonlySet<string>;
  set(playerId: string, target: string, muted: boolean): Result<null, Refusal>;
}

/** At hand; beyond these those are let go who were looked up longest ago, to be read again when they come. */
const MOST_PLAYERS = 10_000;
const MOST_EACH = 100;
const NONE: ReadonlySet<string> = new Set();
const UNMUTED = refuse('server/unavailable', 'Nothing can be written down just now.');

/** `read`: whom a player has muted, from the store. */
export function createMutes(
  wire: Wire,
  clock: Pick<Clock, 'now'>,
  keeper: Keeper,
  read: (playerId: string) => Promise<readonly string[]>,
): Mutes {
  const byPlayer = new Map<string, Set<string>>();

  function remember(playerId: string, muted: Set<string>): void {
    byPlayer.delete(playerId);
    byPlayer.set(playerId, muted);
    if (byPlayer.size > MOST_PLAYERS) byPlayer.delete(byPlayer.keys().next().value!);
  }

  return {
    async load(playerId) {
      if (byPlayer.has(playerId)) return;
      const muted = await read(playerId).catch((error: unknown) => {
        if (isOutage(error)) return null;
        throw error;
      });
      if (muted && !byPlayer.has(playerId)) remember(playerId, new Set(muted));
    },
    of: (playerId) => byPlayer.get(playerId) ?? NONE,
    set(playerId, target, muted) {
      if (target === playerId) return fail(refuseField('playerId', 'nobody can mute themselves'));
      const own = byPlayer.get(playerId) ?? new Set();
      if (own.has(target) === muted) return ok(null);
      if (!keeper.able) return fail(UNMUTED);
      if (muted && !own.has(target) && own.size >= MOST_EACH) {
        return fail(refuse('input/invalid', `A player mutes at most ${MOST_EACH} others.`));
      }
      if (muted) own.add(target);
      else own.delete(target);
      remember(playerId, own);
      keeper.mute(playerId, target, muted ? clock.now() : null);
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
