import { isRateable, NEWCOMER, predictions, rateMatch, type Skill, shownRating } from '../../shared/lobby/rating.ts';
import type { Rating, RatingChange } from '../../shared/protocol/rating.ts';
import type { LeaderboardEntry } from '../../shared/protocol/results.ts';
import type { FinalAppearance } from './matches.ts';
import type { Db } from './schema.ts';

/** What a match did to one who was in it from the start. */
export interface Rated {
  readonly player: FinalAppearance;
  readonly change: RatingChange;
  /** How likely this player's side was to come first, by the skills before the match. */
  readonly winProbability: number;
}

/**
 * Rates who was in a match from its first tick on, in the transaction that `db` is; who came late is left as they were. Nobody is
 * rated where all played alone, on one side, or against bots.
 */
export async function rateAppearances(
  db: Db,
  game: string,
  players: readonly FinalAppearance[],
  at: number,
): Promise<Rated[]> {
  const rated = players.filter(({ from }) => from === 0);
  if (!isRateable(rated)) return [];
  const before = await holdSkills(
    db,
    game,
    rated.map(({ playerId }) => playerId),
    at,
  );
  const competitors = rated.map((player) => ({
    ...player,
    left: player.left ?? null,
    skill: before.get(player.playerId)!,
  }));
  const after = rateMatch(competitors)!;
  const winProbabilities = predictions(competitors);
  const all: Rated[] = [];
  for (const [i, player] of rated.entries()) {
    const { playerId, seat, place, left } = player;
    const { mu, sigma } = after[i]!;
    const rating = shownRating(after[i]!).rating;
    const won = place === 1 && left === undefined ? 1 : 0;
    const change = { playerId, seat, before: shownRating(competitors[i]!.skill).rating, after: rating };
    all.push({ player, change, winProbability: winProbabilities[i]! });
    await db
      .updateTable('ratings')
      .set(({ eb }) => ({
        mu,
        sigma,
        rating,
        matches: eb('matches', '+', 1),
        wins: eb('wins', '+', won),
        updated_at: at,
      }))
      .where('player_id', '=', playerId)
      .where('game', '=', game)
      .execute();
  }
  return all;
}

/**
 * The skills of these players, which nobody else changes until the transaction ends: by writing to the rows, since SQLite knows no
 * locks of rows and needs none. Newcomers get their rows, so that there is something to hold. Everyone takes them in the same
 * order, or two matches could wait for each other.
 */
async function holdSkills(db: Db, game: string, ids: readonly string[], at: number): Promise<Map<string, Skill>> {
  const { rating } = shownRating(NEWCOMER);
  const rows = await db
    .insertInto('ratings')
    .values(
      [...ids].sort().map((player_id) => ({
        player_id,
        game,
        ...NEWCOMER,
        rating,
        matches: 0,
        wins: 0,
        updated_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['player_id', 'game']).doUpdateSet(({ ref }) => ({ updated_at: ref('ratings.updated_at') })),
    )
    .returning(['player_id', 'mu', 'sigma'])
    .execute();
  return new Map(rows.map(({ player_id, mu, sigma }) => [player_id, { mu, sigma }]));
}

/** The skills of those of these players who were ever rated in this game. */
export async function skillsOf(db: Db, game: string, playerIds: readonly string[]): Promise<Map<string, Skill>> {
  if (playerIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('ratings')
    .select(['player_id', 'mu', 'sigma'])
    .where('game', '=', game)
    .where('player_id', 'in', playerIds)
    .execute();
  return new Map(rows.map(({ player_id, mu, sigma }) => [player_id, { mu, sigma }]));
}

export async function ratingsOf(db: Db, playerId: string): Promise<Rating[]> {
  const rows = await db.selectFrom('ratings').selectAll().where('player_id', '=', playerId).orderBy('game').execute();
  return rows.map(({ game, mu, sigma, matches, wins }) => ({ game, ...shownRating({ mu, sigma }), matches, wins }));
}

/** Where a page of a leaderboard begins: behind this player, who has this rating and rank, and behind so many players in all. */
export interface RankCursor {
  readonly rating: number;
  readonly playerId: string;
  readonly rank: number;
  readonly passed: number;
}

/**
 * The best first; those with the same rating share a rank, and the next is passed over: 1, 1, 3. Pages neither repeat nor skip anyone
 * whose rating stays; where others' change between two pages, ranks go on from those of the page before.
 */
export async function leaderboard(
  db: Db,
  game: string,
  limit: number,
  after: RankCursor | null,
): Promise<LeaderboardEntry[]> {
  let page = db
    .selectFrom('ratings')
    .leftJoin('players', 'players.id', 'ratings.player_id')
    .select(['player_id', 'name', 'mu', 'sigma', 'rating', 'matches', 'wins'])
    .where('game', '=', game)
    .orderBy('rating', 'desc')
    .orderBy('player_id')
    .limit(limit);
  if (after) {
    const { rating, playerId } = after;
    page = page
      .where('rating', '<=', rating)
      .where((eb) => eb.or([eb('rating', '<', rating), eb('player_id', '>', playerId)]));
  }
  let last = after ?? { rating: Number.POSITIVE_INFINITY, rank: 0, passed: 0 };
  return (await page.execute()).map(({ player_id, name, mu, sigma, rating, matches, wins }) => {
    const rank = rating === last.rating ? last.rank : last.passed + 1;
    last = { rating, rank, passed: last.passed + 1 };
    const player = { id: player_id, name: name ?? 'Someone' };
    return { rank, player, ...shownRating({ mu, sigma }), rating, matches, wins };
  });
}
