import type { IncomingMessage } from 'node:http';
import { type CookieOptions, type Response, Router } from 'express';
import {
  type MeResponse,
  type Player,
  renameRequest,
  type SessionResponse,
  sessionRequest,
} from '../../shared/protocol/identity.ts';
import type { RecentPlayer } from '../../shared/protocol/lobby.ts';
import { COOKIE } from '../identity/verifier.ts';
import { metBy } from '../store/history.ts';
import { ratingsOf } from '../store/ratings.ts';
import { sendProblem } from './problem.ts';
import { type HttpServices, parseBody } from './services.ts';

/** Of those whom one has played with. */
const MOST_RECENT = 20;

/** `[ID-1]`: sessions, and what a player is and is called. */
export function playersRouter({
  verifier,
  players,
  tokens,
  limits,
  rooms,
  reads,
  presence,
  log,
  nodeId,
  addressOf,
}: HttpServices): Router {
  const router = Router();

  async function sendSession(response: Response, status: number, player: Player): Promise<void> {
    const { token, expiresAt } = await tokens.issue(player);
    const options: CookieOptions = {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: response.req.secure,
      expires: new Date(expiresAt),
    };
    response.cookie(COOKIE, token, options);
    response.status(status).json({ player, token, expiresAt } satisfies SessionResponse);
  }

  router.post('/session', async (request, response) => {
    const body = parseBody(sessionRequest, request, response);
    if (!body) return;
    const { name } = body;
    const claimed = await verifier(request);
    // `[ID-1]`: who has a living cookie is no new player for having sent a dead token beside it.
    const known = claimed.ok ? claimed : await verifier(withoutBearer(request));
    const allowed = await (known.ok
      ? name !== undefined && limits.rename(known.value.id)
      : limits.session(addressOf(request)));
    if (allowed && !allowed.ok) return sendProblem(response, allowed.error);
    const player = known.ok
      ? name === undefined
        ? known
        : await players.rename(known.value.id, name)
      : await players.create(name);
    if (!player.ok) return sendProblem(response, player.error);
    log.info({ event: known.ok ? 'session-renewed' : 'session-created', player: player.value.id });
    await sendSession(response, 201, player.value);
  });

  router.get('/me', async (request, response) => {
    const known = await verifier(request);
    if (!known.ok) return sendProblem(response, known.error);
    const { value: player } = known;
    const ratings = await ratingsOf(reads, player.id);
    const room = rooms.of(player.id);
    const seat = room && { code: room.room.code, node: nodeId, online: room.isOnline(player.id) };
    response.json({ player, ratings, seat } satisfies MeResponse);
  });

  router.get('/me/recent', async (request, response) => {
    const known = await verifier(request);
    if (!known.ok) return sendProblem(response, known.error);
    const met = await metBy(reads, known.value.id, MOST_RECENT);
    const players = met.map((one) => ({ ...one, online: presence.isOnline(one.id) }));
    response.json({ players: players satisfies RecentPlayer[] });
  });

  router.patch('/me', async (request, response) => {
    const known = await verifier(request);
    if (!known.ok) return sendProblem(response, known.error);
    const body = parseBody(renameRequest, request, response);
    if (!body) return;
    const allowed = await limits.rename(known.value.id);
    if (!allowed.ok) return sendProblem(response, allowed.error);
    const renamed = await players.rename(known.value.id, body.name);
    if (!renamed.ok) return sendProblem(response, renamed.error);
    // The token bears the name too: a new one keeps it over a restart.
    await sendSession(response, 200, renamed.value);
  });

  return router;
}

function withoutBearer({
  headers: { authorization: _, ...headers },
}: IncomingMessage): Pick<IncomingMessage, 'headers'> {
  return { headers };
}
