import { sharesOfFirst } from '../../shared/lobby/rating.ts';
import type { Predictions } from '../../shared/protocol/queue.ts';
import type { Db } from './schema.ts';

/** Of the newest matches of a game that were rated and have been predicted, at most `most` of them. */
export async function predictionsOf(db: Db, game: string, most = 1000): Promise<Predictions> {
  const rows = await db
    .selectFrom('appearances')
    .select(['match_id', 'team', 'place', 'left_tick', 'win_probability'])
    .where('win_probability', 'is not', null)
    .where('match_id', 'in', ({ selectFrom }) =>
      selectFrom('matches')
        .select('id')
        .where('game', '=', game)
        .where('status', '=', 'finished')
        .where(({ exists, selectFrom: from }) =>
          exists(
            from('appearances as rated')
              .select('n')
              .whereRef('rated.match_id', '=', 'matches.id')
              .where('rated.win_probability', 'is not', null),
          ),
        )
        .orderBy('ended_at', 'desc')
        .orderBy('id', 'desc')
        .limit(most),
    )
    .execute();
  const played = [...Map.groupBy(rows, ({ match_id }) => match_id).values()];
  const sides = played.flatMap((players) =>
    sharesOfFirst(
      players.map(({ team, place, left_tick, win_probability }) => ({
        team: team ?? undefined,
        place,
        left: left_tick,
        likely: win_probability!,
      })),
    ).map(({ players: [one], first }) => ({ likely: one!.likely, first })),
  );
  const matches = played.length;
  const mean = (scores: readonly number[]) =>
    matches === 0 ? null : scores.reduce((all, one) => all + one, 0) / matches;
  return {
    matches,
    brier: mean(sides.map(({ likely, first }) => (likely - first) ** 2)),
    expected: mean(sides.map(({ likely }) => likely * (1 - likely))),
  };
}
