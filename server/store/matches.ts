import type { MatchSpec } from '../../shared/game/fold.ts';
import type { MatchOutcome } from '../../shared/protocol/match.ts';
import type { RatingChange } from '../../shared/protocol/rating.ts';
import type { Appearance } from '../../shared/protocol/results.ts';
import { rateAppearances } from './ratings.ts';
import type { Db, MatchesTable, MatchStatus } from './schema.ts';

/** A match as it begins. */
export interface BegunMatch {
  readonly matchId: string;
  readonly roomId: string;
  readonly tickRate: number;
  readonly startedAt: number;
  readonly spec: MatchSpec;
}

/** A human in a match that is over. `place`, `score`: null for one who left, and where there were none. */
export interface FinalAppearance extends Appearance {
  readonly place: number | null;
  readonly score: number | null;
}

/** How a match ended. */
export interface MatchResult {
  readonly matchId: string;
  readonly game: string;
  readonly endedAt: number;
  /** The last tick. */
  readonly ticks: number;
  readonly outcome: MatchOutcome;
  readonly players: readonly FinalAppearance[];
  /** Whether the ratings follow from it: not where a fault or a restart cut it short. */
  readonly rated: boolean;
}

export interface KeptMatch extends BegunMatch {
  readonly status: MatchStatus;
  readonly endedAt: number | null;
  readonly ticks: number | null;
  readonly outcome: MatchOutcome | null;
}

export async function insertMatches(db: Db, matches: readonly BegunMatch[]): Promise<void> {
  for (const { matchId, roomId, tickRate, startedAt, spec } of matches) {
    await db
      .insertInto('matches')
      .values({
        id: matchId,
        room_id: roomId,
        game: spec.game,
        game_version: spec.gameVersion,
        tick_rate: tickRate,
        settings_json: JSON.stringify(spec.settings),
        seed_json: JSON.stringify(spec.seed),
        entrants_json: JSON.stringify(spec.entrants),
        started_at: Math.floor(startedAt),
        status: 'running',
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/**
 * Writes a result and what follows from it, in the transaction that `db` is. Only the first result of a match counts: for any
 * further one nothing is written, and what the first did to the ratings is answered again.
 */
export async function finishMatch(db: Db, result: MatchResult): Promise<RatingChange[]> {
  const { matchId, outcome, players } = result;
  const endedAt = Math.floor(result.endedAt);
  const { numUpdatedRows } = await db
    .updateTable('matches')
    .set({
      status: outcome.kind,
      ended_at: endedAt,
      ticks: result.ticks,
      outcome_json: JSON.stringify(outcome),
    })
    .where('id', '=', matchId)
    .where('status', '=', 'running')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return ratingChangesOf(db, matchId);
  const rated = result.rated ? await rateAppearances(db, result.game, players, endedAt) : [];
  for (const [n, player] of players.entries()) {
    const { change, winProbability } = rated.find((one) => one.player === player) ?? {};
    await db
      .insertInto('appearances')
      .values({
        match_id: matchId,
        n,
        player_id: player.playerId,
        seat: player.seat,
        name: player.name,
        team: player.team ?? null,
        from_tick: player.from,
        left_tick: player.left ?? null,
        place: player.place,
        score: player.score,
        rating_before: change?.before ?? null,
        rating_after: change?.after ?? null,
        win_probability: winProbability ?? null,
        ended_at: endedAt,
      })
      .execute();
  }
  await db.deleteFrom('checkpoints').where('match_id', '=', matchId).execute();
  return rated.map(({ change }) => change);
}

export async function findMatch(db: Db, matchId: string): Promise<KeptMatch | null> {
  const row = await db.selectFrom('matches').selectAll().where('id', '=', matchId).executeTakeFirst();
  return row ? keptMatch(row) : null;
}

/** All matches that nobody has written a result for; and the ids of those that cannot be read any more. */
export async function runningMatches(db: Db): Promise<{ matches: KeptMatch[]; damaged: string[] }> {
  const matches: KeptMatch[] = [];
  const damaged: string[] = [];
  for (const row of await db.selectFrom('matches').selectAll().where('status', '=', 'running').execute()) {
    try {
      matches.push(keptMatch(row));
    } catch {
      damaged.push(row.id);
    }
  }
  return { matches, damaged };
}

export async function appearancesIn(db: Db, matchId: string): Promise<FinalAppearance[]> {
  const rows = await db.selectFrom('appearances').selectAll().where('match_id', '=', matchId).orderBy('n').execute();
  return rows.map(({ player_id, seat, name, team, from_tick, left_tick, place, score }) => ({
    playerId: player_id,
    seat,
    name,
    kind: 'human',
    ...(team !== null && { team }),
    from: from_tick,
    ...(left_tick !== null && { left: left_tick }),
    place,
    score,
  }));
}

export async function ratingChangesOf(db: Db, matchId: string): Promise<RatingChange[]> {
  const rows = await db
    .selectFrom('appearances')
    .select(['player_id', 'seat', 'rating_before', 'rating_after'])
    .where('match_id', '=', matchId)
    .where('rating_after', 'is not', null)
    .orderBy('n')
    .execute();
  return rows.map(({ player_id, seat, rating_before, rating_after }) => ({
    playerId: player_id,
    seat,
    before: rating_before!,
    after: rating_after!,
  }));
}

function keptMatch(row: MatchesTable): KeptMatch {
  return {
    matchId: row.id,
    roomId: row.room_id,
    tickRate: row.tick_rate,
    startedAt: row.started_at,
    spec: {
      game: row.game,
      gameVersion: row.game_version,
      settings: JSON.parse(row.settings_json),
      seed: JSON.parse(row.seed_json),
      entrants: JSON.parse(row.entrants_json),
    },
    status: row.status,
    endedAt: row.ended_at,
    ticks: row.ticks,
    outcome: row.outcome_json === null ? null : JSON.parse(row.outcome_json),
  };
}
