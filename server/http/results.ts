import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { refuse, refuseField } from '../../shared/protocol/errors.ts';
import {
  type HistoryResponse,
  type LeaderboardResponse,
  type MatchResponse,
  type PageQuery,
  type PlayerResponse,
  pageQuery,
} from '../../shared/protocol/results.ts';
import { unknownGame } from '../rooms/registry.ts';
import { type HistoryCursor, historyOf } from '../store/history.ts';
import { appearancesIn, findMatch, ratingChangesOf } from '../store/matches.ts';
import { findPlayer } from '../store/players.ts';
import { leaderboard, type RankCursor, ratingsOf } from '../store/ratings.ts';
import { findReplay, hasReplay, unpackReplay } from '../store/replays.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { sendProblem } from './problem.ts';
import { type HttpServices, parseQuery } from './services.ts';

const NO_MATCH = refuse('match/not-found', 'There is no match with this id.');
const NO_REPLAY = refuse('match/not-found', 'There is no replay of this match, or none any more.');
const RUNNING = refuse('room/wrong-status', 'This match still runs; its replay comes when it is over.');
const NO_PLAYER = refuse('player/not-found', 'There is no player with this id.');

const rankCursor = z.strictObject({ rating: z.int(), playerId: z.string(), rank: z.int(), passed: z.int() });
const historyCursor = z.strictObject({ endedAt: z.int(), matchId: z.string() });

/** What matches have left: results, replays, ratings and histories. Open to all, and without a word of the rooms they were played in. */
export function resultsRouter({ reads, games, presence, compact }: HttpServices): Router {
  const router = Router();

  router.get('/matches/:id', async (request, response) => {
    const match = await findMatch(reads, request.params.id);
    if (!match) return sendProblem(response, NO_MATCH);
    const { matchId, spec, tickRate, status, startedAt, endedAt, ticks, outcome } = match;
    const answer: MatchResponse = {
      match: {
        matchId,
        game: spec.game,
        gameVersion: spec.gameVersion,
        tickRate,
        settings: { ...spec.settings },
        status,
        startedAt,
        endedAt,
        ticks,
        outcome,
        players: (await appearancesIn(reads, matchId)).map(({ place: _, score: __, ...one }) => one),
        ratings: await ratingChangesOf(reads, matchId),
        replay: await hasReplay(reads, matchId),
      },
    };
    response.json(answer);
  });

  router.get('/matches/:id/replay', async (request, response) => {
    const match = await findMatch(reads, request.params.id);
    if (!match) return sendProblem(response, NO_MATCH);
    if (match.status === 'running') return sendProblem(response, RUNNING);
    let bytes = await findReplay(reads, match.matchId);
    if (!bytes) {
      await compact(match.matchId);
      bytes = await findReplay(reads, match.matchId);
    }
    if (!bytes) return sendProblem(response, NO_REPLAY);
    await sendReplay(request, response, bytes);
  });

  router.get('/players/:id', async (request, response) => {
    const player = await findPlayer(reads, request.params.id);
    if (!player) return sendProblem(response, NO_PLAYER);
    const { id, name } = player;
    const ratings = await ratingsOf(reads, id);
    response.json({ player: { id, name }, online: presence.isOnline(id), ratings } satisfies PlayerResponse);
  });

  router.get('/players/:id/matches', async (request, response) => {
    const page = parsePage(historyCursor, request, response);
    if (!page) return;
    const { limit, after } = page;
    const matches = await historyOf(reads, request.params.id, limit + 1, after);
    if (matches.length === 0 && !(await findPlayer(reads, request.params.id))) return sendProblem(response, NO_PLAYER);
    const { shown, last } = cut(matches, limit);
    const nextCursor = last && writeCursor({ endedAt: last.endedAt, matchId: last.matchId } satisfies HistoryCursor);
    response.json({ matches: shown, nextCursor } satisfies HistoryResponse);
  });

  router.get('/leaderboards/:game', async (request, response) => {
    const { game } = request.params;
    if (!games.has(game)) return sendProblem(response, unknownGame(game, games));
    const page = parsePage(rankCursor, request, response);
    if (!page) return;
    const { limit, after } = page;
    const { shown, last } = cut(await leaderboard(reads, game, limit + 1, after), limit);
    const passed = (after?.passed ?? 0) + limit;
    const nextCursor =
      last &&
      writeCursor({ rating: last.rating, playerId: last.player.id, rank: last.rank, passed } satisfies RankCursor);
    response.json({ game, players: shown, nextCursor } satisfies LeaderboardResponse);
  });

  return router;
}

/** The query of a page; null when a problem was sent instead. */
function parsePage<T>(
  cursor: z.ZodType<T>,
  request: Request,
  response: Response,
): { limit: number; after: T | null } | null {
  const query: PageQuery | null = parseQuery(pageQuery, request, response);
  if (!query) return null;
  if (query.cursor === undefined) return { limit: query.limit, after: null };
  const after = readCursor(cursor, query.cursor);
  if (after) return { limit: query.limit, after };
  sendProblem(response, refuseField('cursor', 'not one that this list gave'));
  return null;
}

/** One more was asked for than is shown: whether there is a next page. */
function cut<T>(found: readonly T[], limit: number): { shown: T[]; last: T | null } {
  const shown = found.slice(0, limit);
  return { shown, last: found.length > limit ? shown.at(-1)! : null };
}

/** It is kept as it travels; only who cannot unpack it gets it unpacked. */
async function sendReplay(request: Request, response: Response, bytes: Uint8Array): Promise<void> {
  response.vary('accept-encoding');
  response.type('application/json');
  if (request.acceptsEncodings('gzip') === 'gzip') {
    response.setHeader('content-encoding', 'gzip');
    response.setHeader('content-length', bytes.length);
    response.end(bytes);
  } else response.send(await unpackReplay(bytes));
}
