import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';

/**
 * What an address or a player may do in a minute, whatever connections it comes by. rate-limiter-flexible counts, because it
 * counts the same in Redis once several nodes have to share the count.
 */
export interface Limits {
  /** A new session from this address. */
  session(address: string): Promise<Result<null, Refusal>>;
  rename(playerId: string): Promise<Result<null, Refusal>>;
  createRoom(address: string, playerId: string): Promise<Result<null, Refusal>>;
  /** A call of the REST API, whatever it is. */
  call(address: string): Promise<Result<null, Refusal>>;
  /** `[RM-3]` Asking for a room by its code: refused once too many codes from here named no room. */
  mayGuess(address: string, playerId: string | null): Promise<Result<null, Refusal>>;
  guessedWrong(address: string, playerId: string | null): Promise<void>;
}

const SECONDS = 60;
const SESSIONS_PER_ADDRESS = 600;
const RENAMES_PER_PLAYER = 30;
const ROOMS_PER_PLAYER = 30;
const ROOMS_PER_ADDRESS = 300;
/** A page asks for the list every three seconds: a school of a hundred is two thirds of this. */
const CALLS_PER_ADDRESS = 3000;
/** A mistyped code is tried three times, not thirty; a school or an office shares one address. */
const WRONG_CODES_PER_PLAYER = 20;
const WRONG_CODES_PER_ADDRESS = 120;

export function createLimits(scale: number): Limits {
  const limiter = (perMinute: number) =>
    new RateLimiterMemory({ points: Math.max(1, Math.round(perMinute * scale)), duration: SECONDS });
  const sessions = limiter(SESSIONS_PER_ADDRESS);
  const renames = limiter(RENAMES_PER_PLAYER);
  const calls = limiter(CALLS_PER_ADDRESS);
  const roomsByPlayer = limiter(ROOMS_PER_PLAYER);
  const roomsByAddress = limiter(ROOMS_PER_ADDRESS);
  const wrongByPlayer = limiter(WRONG_CODES_PER_PLAYER);
  const wrongByAddress = limiter(WRONG_CODES_PER_ADDRESS);

  const limited = (what: string, retryAfterMs: number) =>
    fail(
      refuse('rate/limited', `Too many ${what}; try again in ${Math.ceil(retryAfterMs / 1000)} s.`, { retryAfterMs }),
    );

  async function take(from: RateLimiterMemory, key: string, what: string): Promise<Result<null, Refusal>> {
    try {
      await from.consume(key);
      return ok(null);
    } catch (rejected) {
      if (rejected instanceof Error) throw rejected;
      return limited(what, (rejected as RateLimiterRes).msBeforeNext);
    }
  }

  return {
    session: (address) => take(sessions, placeOf(address), 'new sessions from your address'),
    rename: (playerId) => take(renames, playerId, 'changes of name'),
    call: (address) => take(calls, placeOf(address), 'calls from your address'),
    async createRoom(address, playerId) {
      const byPlayer = await take(roomsByPlayer, playerId, 'new rooms');
      return byPlayer.ok ? take(roomsByAddress, placeOf(address), 'new rooms from your address') : byPlayer;
    },
    async mayGuess(address, playerId) {
      const spent = [
        await wrongByAddress.get(placeOf(address)),
        playerId === null ? null : await wrongByPlayer.get(playerId),
      ];
      const over = spent.find((one) => one && one.remainingPoints <= 0);
      return over ? limited('codes that name no room', over.msBeforeNext) : ok(null);
    },
    async guessedWrong(address, playerId) {
      await wrongByAddress.penalty(placeOf(address));
      if (playerId !== null) await wrongByPlayer.penalty(playerId);
    },
  };
}

/** Whom an address stands for: with IPv6 a household or a server has 2^64 of them, which share their first half. */
export function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':').length : 0;
  const whole =
    tail === undefined ? groups : [...groups, ...new Array<string>(Math.max(0, 8 - groups.length - after)).fill('0')];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
