import { fail, ok, type Result } from '../../shared/core/result.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { GameDescription, RoomResponse, RoomsResponse } from '../../shared/protocol/http.ts';
import type { MeResponse, Player, SessionResponse } from '../../shared/protocol/identity.ts';
import type { RecentPlayer } from '../../shared/protocol/lobby.ts';
import type {
  HistoryResponse,
  LeaderboardResponse,
  MatchResponse,
  PlayerResponse,
  ReplayDocument,
} from '../../shared/protocol/results.ts';

/** The REST half of the protocol. Every call answers a value; a network that is gone is `server/unavailable`. */
export interface Api {
  /** Renews the session that the token or cookie names, or begins one. */
  session(name?: string): Promise<Result<SessionResponse, Refusal>>;
  me(): Promise<Result<MeResponse, Refusal>>;
  rename(name: string): Promise<Result<{ player: Player }, Refusal>>;
  /** Whom one has played with, the latest first. */
  recent(): Promise<Result<{ players: RecentPlayer[] }, Refusal>>;
  games(): Promise<Result<{ games: GameDescription[] }, Refusal>>;
  /** Public rooms. `query`: the parameters of `GET /api/rooms`. */
  rooms(query?: { [key: string]: string }): Promise<Result<RoomsResponse, Refusal>>;
  room(code: string): Promise<Result<RoomResponse, Refusal>>;
  /** The best players of a game. `cursor`: the `nextCursor` of the page before; here and in `history`. */
  leaderboard(game: string, cursor?: string): Promise<Result<LeaderboardResponse, Refusal>>;
  player(id: string): Promise<Result<PlayerResponse, Refusal>>;
  /** The matches that a player was in, the latest first. */
  history(id: string, cursor?: string): Promise<Result<HistoryResponse, Refusal>>;
  match(id: string): Promise<Result<MatchResponse, Refusal>>;
  replay(matchId: string): Promise<Result<ReplayDocument, Refusal>>;
}

/**
 * `base`: the server's address, such as `http://127.0.0.1:3000`. With a token the calls are made as that player and cookies
 * stay out of it; a browser that passes none is known by its cookie. `token` is asked at every call, since it may change.
 * Without `cookies` none is sent nor taken: a session is then a new player whom the browser does not know.
 */
export function createApi(base: string, token: () => string | null = () => null, cookies = true): Api {
  async function request<T>(method: string, path: string, body?: object): Promise<Result<T, Refusal>> {
    const bearer = token();
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body) headers['content-type'] = 'application/json';
    if (bearer) headers.authorization = `Bearer ${bearer}`;
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${base}/api${path}`, {
        method,
        headers,
        credentials: bearer || !cookies ? 'omit' : 'same-origin',
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
      answer = await response.json();
    } catch {
      return fail(refuse('server/unavailable', 'The server cannot be reached.'));
    }
    if (response.ok) return ok(answer as T);
    const { code, detail, issues, retryAfterMs, id } = answer as Omit<Refusal, 'message'> & { detail: string };
    return fail(refuse(code, detail, { issues, retryAfterMs, id }));
  }

  return {
    session: (name) => request('POST', '/session', name === undefined ? {} : { name }),
    me: () => request('GET', '/me'),
    rename: (name) => request('PATCH', '/me', { name }),
    recent: () => request('GET', '/me/recent'),
    games: () => request('GET', '/games'),
    rooms: (query = {}) => request('GET', `/rooms?${new URLSearchParams(query)}`),
    room: (code) => request('GET', `/rooms/${encodeURIComponent(code)}`),
    leaderboard: (game, cursor) => request('GET', `/leaderboards/${encodeURIComponent(game)}${after(cursor)}`),
    player: (id) => request('GET', `/players/${encodeURIComponent(id)}`),
    history: (id, cursor) => request('GET', `/players/${encodeURIComponent(id)}/matches${after(cursor)}`),
    match: (id) => request('GET', `/matches/${encodeURIComponent(id)}`),
    replay: (matchId) => request('GET', `/matches/${encodeURIComponent(matchId)}/replay`),
  };
}

const after = (cursor?: string) => (cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`);
