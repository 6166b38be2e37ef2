import type { MatchOutcome } from '../../shared/protocol/match.ts';
import type { PlayedMatch } from '../../shared/protocol/results.ts';
import type { Db } from './schema.ts';

/** Where a page of a history begins: behind this match. */
export interface HistoryCursor {
  readonly endedAt: number;
  readonly matchId: string;
}

/** The matches that a player was in and that are over, the latest first. Nobody has two seats in one. */
export async function historyOf(
  db: Db,
  playerId: string,
  limit: number,
  after: HistoryCursor | null,
): Promise<PlayedMatch[]> {
  let page = db
    .selectFrom('appearances')
    .innerJoin('matches', 'matches.id', 'appearances.match_id')
    .leftJoin('replays', 'replays.match_id', 'appearances.match_id')
    .select([
      'appearances.match_id',
      'appearances.ended_at',
      'place',
      'score',
      'left_tick',
      'rating_before',
      'rating_after',
      'game',
      'outcome_json',
      'size',
    ])
    .where('player_id', '=', playerId)
    .orderBy('appearances.ended_at', 'desc')
    .orderBy('appearances.match_id', 'desc')
    .limit(limit);
  if (after) {
    page = page.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('appearances.ended_at', 'appearances.match_id'), '<', tuple(after.endedAt, after.matchId)),
    );
  }
  return (await page.execute()).map((row) => {
    const outcome = JSON.parse(row.outcome_json!) as MatchOutcome;
    const rated = row.rating_before !== null && row.rating_after !== null;
    return {
      matchId: row.match_id,
      game: row.game,
      endedAt: row.ended_at,
      status: outcome.kind,
      place: row.place,
      score: row.score,
      left: row.left_tick !== null,
      placements: outcome.kind === 'finished' ? [...outcome.placements] : [],
      rating: rated ? { before: row.rating_before!, after: row.rating_after! } : null,
      replay: row.size !== null,
    };
  });
}

/** Matches that are looked through for whom somebody has played with. */
const LOOKED_THROUGH = 50;

/** Whom a player has played with, the latest first; names as they are now. */
export async function metBy(
  db: Db,
  playerId: string,
  limit: number,
): Promise<{ readonly id: string; readonly name: string; readonly at: number }[]> {
  const lately = await db
    .selectFrom('appearances')
    .select('match_id')
    .where('player_id', '=', playerId)
    .orderBy('ended_at', 'desc')
    .orderBy('match_id', 'desc')
    .limit(LOOKED_THROUGH)
    .execute();
  if (lately.length === 0) return [];
  const rows = await db
    .selectFrom('appearances as other')
    .leftJoin('players', 'players.id', 'other.player_id')
    .select(({ fn }) => [
      'other.player_id as id',
      fn.max('players.name').as('name'),
      fn.max('other.name').as('called'),
      fn.max('other.ended_at').as('at'),
    ])
    .where(
      'other.match_id',
      'in',
      lately.map(({ match_id }) => match_id),
    )
    .where('other.player_id', '!=', playerId)
    .groupBy('other.player_id')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id, name, called, at }) => ({ id, name: name ?? called, at: Number(at) }));
}
