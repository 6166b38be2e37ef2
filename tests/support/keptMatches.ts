import type { Kysely } from 'kysely';
import {
  type BegunMatch,
  type FinalAppearance,
  finishMatch,
  insertMatches,
  type MatchResult,
} from '../../server/store/matches.ts';
import type { Schema } from '../../server/store/schema.ts';
import type { RatingChange } from '../../shared/protocol/rating.ts';

/** Matches as the store takes them, without anybody having played them. */
export function begun(matchId: string, more: Partial<BegunMatch> = {}): BegunMatch {
  const spec = {
    game: 'comet',
    gameVersion: 3,
    settings: { roundSeconds: 90 },
    seed: [1, -2, 3, 4],
    entrants: [],
  } as const;
  return { matchId, roomId: 'r1', tickRate: 30, startedAt: 1000, spec, ...more };
}

/** Who played, best first; each in a seat of their own. */
export function players(ids: readonly string[], more: Partial<FinalAppearance> = {}): FinalAppearance[] {
  return ids.map((playerId, seat) => ({
    playerId,
    seat,
    name: `called ${playerId}`,
    kind: 'human',
    from: 0,
    place: seat + 1,
    score: 10.5 - seat,
    ...more,
  }));
}

export function ended(matchId: string, who: readonly FinalAppearance[], more: Partial<MatchResult> = {}): MatchResult {
  const placements = who.flatMap(({ from: _, left, place, score, ...seat }) =>
    place === null || score === null
      ? []
      : [{ ...seat, place, score, ...(left !== undefined && { left: true as const }) }],
  );
  const outcome = { kind: 'finished', placements } as const;
  return { matchId, game: 'comet', endedAt: 2000, ticks: 2700, outcome, players: who, rated: true, ...more };
}

/** A whole match, in a transaction as it has to be. */
export async function keep(db: Kysely<Schema>, result: MatchResult): Promise<RatingChange[]> {
  const { matchId, game } = result;
  const match = begun(matchId);
  await insertMatches(db, [{ ...match, spec: { ...match.spec, game } }]);
  return db.transaction().execute((trx) => finishMatch(trx, result));
}

/** A rated match of these players, who came in in this order. */
export function playedBy(db: Kysely<Schema>, matchId: string, ids: readonly string[], more: Partial<MatchResult> = {}) {
  return keep(db, ended(matchId, players(ids), more));
}
