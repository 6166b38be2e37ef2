import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Limits } from '../ops/limits.ts';
import type { Rooms } from './registry.ts';
import type { RoomHost } from './roomHost.ts';

/**
 * `[RM-3]` The room of a code that somebody typed, or `room/not-found`, or `rate/limited` after too many codes that named none.
 * The limit is for guessing: who comes back to the own room, or into one that is listed anyhow, guesses nothing, and is not
 * locked out by what others at the same address did.
 */
export async function lookUpRoom(
  rooms: Rooms,
  limits: Limits,
  typed: string,
  address: string,
  playerId: string | null,
): Promise<Result<RoomHost, Refusal>> {
  const room = rooms.find(typed);
  if (room && (room.room.visibility === 'public' || (playerId !== null && rooms.of(playerId) === room)))
    return ok(room);
  const allowed = await limits.mayGuess(address, playerId);
  if (!allowed.ok) return allowed;
  if (room) return ok(room);
  await limits.guessedWrong(address, playerId);
  return fail(refuse('room/not-found', 'No room has this code.'));
}
