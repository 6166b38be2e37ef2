import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { Origins } from './origins.ts';
import type { Players } from './players.ts';
import type { Tokens } from './tokens.ts';

export const COOKIE = 'muster_token';

/** `[ID-2]`: who makes a request, for Express and Socket.IO alike. */
export type Verifier = (
  request: Pick<IncomingMessage, 'headers'>,
  handshakeToken?: unknown,
) => Promise<Result<Player, Refusal>>;

/** The handshake's token counts before the `Authorization` header, and that before the cookie. */
export function createVerifier(tokens: Tokens, players: Players, origins: Origins): Verifier {
  return async (request, handshakeToken) => {
    const token =
      handshakeToken ?? bearerOf(request) ?? (origins.allowsCookie(request) ? cookieOf(request) : undefined);
    if (token === undefined) return fail(refuse('auth/missing', 'There is no token: POST /api/session gives one.'));
    if (typeof token !== 'string') return fail(refuse('auth/invalid', 'auth.token should be text.'));
    const verified = await tokens.verify(token);
    return verified.ok ? ok(await players.recall(verified.value)) : verified;
  };
}

function bearerOf(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function cookieOf(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[COOKIE];
}
