import { errors, jwtVerify, SignJWT } from 'jose';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Clock } from '../ops/clock.ts';

/** Signed statements of who somebody is (JWT, HS256). They carry the name too, so that a server that lost its memory knows it. */
export interface Tokens {
  issue(player: Player): Promise<{ token: string; expiresAt: string }>;
  /** The player whom a token names, or `auth/invalid` or `auth/expired`. */
  verify(token: string): Promise<Result<Player, Refusal>>;
}

export const TOKEN_DAYS = 30;
const DAY_MS = 86_400_000;
/** A token is about 250 characters; whoever sends far more is not asking to be verified. */
const LONGEST_TOKEN = 2048;
const ISSUER = 'muster';
/**
 * Tokens that are known to be good, so that who has just begun a session, or comes back after a lost connection, costs no
 * signature: a seventh of what it takes to let someone in. About 4 MB when full; the oldest is forgotten first.
 */
const MOST_KNOWN = 10_000;

export function createTokens(secret: Uint8Array, clock: Clock): Tokens {
  const options = { issuer: ISSUER, algorithms: ['HS256'], requiredClaims: ['sub', 'name', 'exp'] };
  /** `expires` in seconds, as the token has it. */
  const known = new Map<string, { readonly player: Player; readonly expires: number }>();

  function remember(token: string, player: Player, expires: number): void {
    known.set(token, { player, expires });
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  }

  return {
    async issue(player) {
      const expires = new Date(Math.floor((clock.now() + TOKEN_DAYS * DAY_MS) / 1000) * 1000);
      const token = await new SignJWT({ name: player.name })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(player.id)
        .setExpirationTime(expires)
        .sign(secret);
      remember(token, { id: player.id, name: player.name }, expires.getTime() / 1000);
      return { token, expiresAt: expires.toISOString() };
    },
    async verify(token) {
      if (token.length > LONGEST_TOKEN) return fail(refuse('auth/invalid', 'This token is too long to be one.'));
      const good = known.get(token);
      if (good && Math.floor(clock.now() / 1000) < good.expires) return ok(good.player);
      try {
        const { payload } = await jwtVerify(token, secret, { ...options, currentDate: new Date(clock.now()) });
        const player = { id: String(payload.sub), name: String(payload.name) };
        remember(token, player, payload.exp!);
        return ok(player);
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          return fail(refuse('auth/expired', 'This token has expired: begin a new session.'));
        return fail(refuse('auth/invalid', 'This token is not one of this server: begin a new session.'));
      }
    },
  };
}
