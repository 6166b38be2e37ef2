import { describe, expect, test } from 'vitest';
import type { AnyGame } from '../../shared/game/contract.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { problem } from '../../shared/protocol/http.ts';
import { matchEnd } from '../../shared/protocol/match.ts';
import {
  historyResponse,
  leaderboardResponse,
  matchResponse,
  playerResponse,
  type ReplayDocument,
  replayDocument,
} from '../../shared/protocol/results.ts';
import { gather, granted, quickGames, startMatch } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import type { StockPlayer } from '../support/stockClient.ts';

/** What a match leaves behind, over REST. */
const games: { games: ReadonlyMap<string, AnyGame> } = { games: quickGames };

async function get(url: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api${path}`, { headers });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function meOf(url: string, { token }: StockPlayer) {
  return (await get(url, '/me', { authorization: `Bearer ${token}` })).body;
}

/** A match of these to its end; what all of them were told then. */
async function playOut(players: readonly StockPlayer[]) {
  const ends = Promise.all(players.map((player) => player.next('match:end')));
  const [match] = await startMatch(players);
  const [end] = await ends;
  return { matchId: match.matchId as string, end };
}

const replayOf = async (url: string, matchId: string): Promise<ReplayDocument> =>
  replayDocument.parse((await get(url, `/matches/${matchId}/replay`)).body);

/** The rules are those of the catalog; the tests' rounds may only be shorter. */
function verdictOf(replay: ReplayDocument) {
  const { ticks, outcome } = replay;
  const kept = outcome.kind === 'finished' ? outcome : null;
  return verifyReplay(games.games.get('comet')!, replay, Buffer.from(replay.log, 'base64'), { ticks, outcome: kept });
}

test('[KP-4] [KP-5] a finished match has a result, ratings and a place in the histories when its players are told of its end', async () => {
  const { url } = await useServer({}, games);
  const { players } = await gather(url, ['Ann', 'Ben']);
  const { matchId, end } = await playOut(players);
  expect(matchEnd.strict().parse(end)).toEqual(end);
  expect(end.ratings).toHaveLength(2);
  const first = end.outcome.placements[0];
  const change = end.ratings.find(({ playerId }: { playerId: string }) => playerId === first.playerId);
  expect(change).toMatchObject({ seat: first.seat, before: 1500 });

  const { match } = matchResponse.parse((await get(url, `/matches/${matchId}`)).body);
  expect(match).toMatchObject({
    matchId,
    game: 'comet',
    status: 'finished',
    outcome: end.outcome,
    ratings: end.ratings,
  });
  expect(match.players.map(({ playerId, from }) => [playerId, from])).toEqual(players.map(({ id }) => [id, 0]));
  for (const player of players) {
    const { ratings } = await meOf(url, player);
    expect(ratings).toMatchObject([{ game: 'comet', matches: 1 }]);
    const seen = playerResponse.parse((await get(url, `/players/${player.id}`)).body);
    expect(seen).toEqual({ player: { id: player.id, name: player.name }, online: true, ratings });
    const history = historyResponse.parse((await get(url, `/players/${player.id}/matches`)).body);
    const own = end.ratings.find(({ playerId }: { playerId: string }) => playerId === player.id);
    expect(history.matches).toMatchObject([
      { matchId, status: 'finished', left: false, placements: end.outcome.placements, rating: { after: own.after } },
    ]);
  }
  const board = leaderboardResponse.parse((await get(url, '/leaderboards/comet')).body);
  expect(board.players.map(({ rating }) => rating)).toEqual(
    end.ratings.map(({ after }: { after: number }) => after).sort((a: number, b: number) => b - a),
  );
  expect(board.players.find(({ player }) => player.id === first.playerId)).toMatchObject({
    rank: 1,
    matches: 1,
    wins: 1,
  });
});

test('[KP-6] its replay comes to the same states and the same result, gzipped or not', async () => {
  const { url } = await useServer({}, games);
  const { players } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 2 } });
  const inputs = setInterval(
    () => players[0].socket.emit('match:input', Date.now() % 1e6, { thrust: 9, dash: true }),
    50,
  );
  const { matchId, end } = await playOut(players);
  clearInterval(inputs);
  const replay = await replayOf(url, matchId);
  expect(replay).toMatchObject({ matchId, outcome: end.outcome, ticks: 60 });
  expect(verdictOf(replay)).toMatchObject({ ok: true, checks: 3 });
  const plain = await get(url, `/matches/${matchId}/replay`, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.body).toEqual(replay);
});

test('[TK-5] there is no replay and no result of a match that still runs: it would tell what is hidden', async () => {
  const { url } = await useServer();
  const { players } = await gather(url, ['Ann', 'Ben'], { game: 'liars-dice' });
  const [match] = await startMatch(players);
  // It is written down a moment after it began.
  const code = async () => problem.parse((await get(url, `/matches/${match.matchId}/replay`)).body).code;
  await expect.poll(code).toBe('room/wrong-status');
  const running = matchResponse.parse((await get(url, `/matches/${match.matchId}`)).body).match;
  expect(running).toMatchObject({ status: 'running', outcome: null, players: [], replay: false });
  expect(JSON.stringify(running)).not.toContain('seed');
});

describe('[KP-5] who leaves', () => {
  test('is placed behind the one who stays, whatever the score says', async () => {
    const { url } = await useServer({}, games);
    const { players } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 2 } });
    const end = players[1].next('match:end');
    await startMatch(players);
    await granted(players[0], 'room:leave');
    const { outcome, ratings, matchId } = await end;
    const left = outcome.placements.find(({ playerId }: { playerId: string }) => playerId === players[0].id);
    expect(left).toMatchObject({ left: true });
    const [ann, ben] = players.map(({ id }) => ratings.find((one: { playerId: string }) => one.playerId === id));
    expect(ann.after).toBeLessThan(ben.after);
    const { matches } = historyResponse.parse((await get(url, `/players/${players[0].id}/matches`)).body);
    expect(matches).toMatchObject([{ matchId, left: true, place: null }]);
  });

  test('first of all who leave has lost to the last', async () => {
    const { url } = await useServer({}, games);
    const { players } = await gather(url, ['Ann', 'Ben'], { settings: { roundSeconds: 60 } });
    const [{ matchId }] = await startMatch(players);
    const ticks = players[1].next('match:tick', ({ tick }) => tick > 10);
    await granted(players[0], 'room:leave');
    await ticks;
    await granted(players[1], 'room:leave');
    const { match } = matchResponse.parse((await get(url, `/matches/${matchId}`)).body);
    expect(match).toMatchObject({ status: 'aborted', outcome: { error: { code: 'match/abandoned' } } });
    const [ann, ben] = players.map(({ id }) => match.ratings.find(({ playerId }) => playerId === id)!);
    expect(ann!.after).toBeLessThan(ben!.after);
    expect(verdictOf(await replayOf(url, matchId)).ok).toBe(true);
  });
});

test('[KP-5] bots have no rating and move none', async () => {
  const { url } = await useServer({}, games);
  const { players } = await gather(url, ['Ann']);
  await granted(players[0], 'room:bot', { seat: 1, level: 'easy' });
  const { end } = await playOut(players);
  expect(end.ratings).toBeUndefined();
  expect((await meOf(url, players[0])).ratings).toEqual([]);
});

test('histories and leaderboards come in pages that neither repeat nor skip', async () => {
  const { url } = await useServer({}, games);
  const { players } = await gather(url, ['Ann', 'Ben', 'Cid']);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const lobby = players[0].next('room:update', ({ room }) => room.status === 'results');
    ids.unshift((await playOut(players)).matchId);
    await lobby;
  }
  for (const path of [`/players/${players[0].id}/matches`, '/leaderboards/comet']) {
    const found: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await get(url, `${path}?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = path.startsWith('/players') ? historyResponse.parse(body) : leaderboardResponse.parse(body);
      found.push(
        ...('matches' in page
          ? page.matches.map(({ matchId }) => matchId)
          : page.players.map(({ player }) => player.id)),
      );
      cursor = page.nextCursor;
    } while (cursor !== null);
    if (path.startsWith('/players')) expect(found).toEqual(ids);
    else expect(found.toSorted()).toEqual(players.map(({ id }) => id).sort());
  }
});

test.each([
  ['/matches/nobody', 404, 'match/not-found'],
  ['/matches/nobody/replay', 404, 'match/not-found'],
  ['/players/nobody', 404, 'player/not-found'],
  ['/players/nobody/matches', 404, 'player/not-found'],
  ['/leaderboards/chess', 422, 'game/unknown'],
  ['/leaderboards/comet?limit=0', 400, 'input/invalid'],
  ['/leaderboards/comet?cursor=nonsense', 400, 'input/invalid'],
  ['/leaderboards/comet?color=red', 400, 'input/invalid'],
])('[ER-2] %s is %i, %s', async (path, status, code) => {
  const { url } = await useServer();
  const { body, ...answer } = await get(url, path);
  expect([answer.status, problem.parse(body).code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
