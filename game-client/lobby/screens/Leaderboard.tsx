import { ok } from '../../../shared/core/result.ts';
import { games } from '../../../shared/games/index.ts';
import type { LeaderboardEntry } from '../../../shared/protocol/results.ts';
import { usePages } from '../hooks.ts';
import { Deviation } from '../parts/Deviation.tsx';
import { ElsewhereNote } from '../parts/ElsewhereNote.tsx';
import { Link } from '../parts/Link.tsx';
import { PageEnd } from '../parts/PageEnd.tsx';
import { PageTop } from '../parts/PageTop.tsx';
import { leaderboardPath, playerPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';

/** The best players of a game. */
export function Leaderboard({ game }: { game: string }) {
  const { store, session } = useLobby();
  const pages = usePages<LeaderboardEntry>(
    async (cursor) => {
      const answer = await session.api.leaderboard(game, cursor);
      return answer.ok ? ok({ items: answer.value.players, nextCursor: answer.value.nextCursor }) : answer;
    },
    ({ player }) => player.id,
    game,
  );
  const entries = pages.items.value ?? [];
  const me = store.player.value?.id;
  return (
    <main class="records" data-testid="leaderboard" data-game={game}>
      <PageTop at="leaderboard" />
      <ElsewhereNote />
      <header class="record-head">
        <h1>Leaderboard</h1>
        <nav class="tabs" aria-label="Game">
          {[...games.values()].map(({ id, title }) => (
            <Link key={id} to={leaderboardPath(id)} class="tab" testId={`tab-${id}`} current={id === game}>
              {title}
            </Link>
          ))}
        </nav>
      </header>
      <section class="panel record-panel" aria-label={games.get(game)?.title ?? game}>
        {entries.length > 0 && (
          <table class="ranks">
            <thead>
              <tr>
                <th scope="col">
                  <span class="unseen">Rank</span>
                </th>
                <th scope="col">Player</th>
                <th scope="col" class="ranks-number">
                  Rating
                </th>
                <th scope="col" class="ranks-number ranks-count">
                  Played
                </th>
                <th scope="col" class="ranks-number ranks-count">
                  Won
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.player.id} entry={entry} own={entry.player.id === me} />
              ))}
            </tbody>
          </table>
        )}
        <PageEnd pages={pages} empty="Nobody is rated in this game yet. The first match of two people changes that." />
      </section>
    </main>
  );
}

function Entry({ entry, own }: { entry: LeaderboardEntry; own: boolean }) {
  const { rank, player, rating, deviation, matches, wins } = entry;
  return (
    <tr class={own ? 'ranks-own' : ''} data-testid="rank-row" data-player={player.id} data-rank={rank}>
      <td class={rank <= 3 ? `ranks-rank ranks-rank-${rank}` : 'ranks-rank'}>{rank}</td>
      <th scope="row" class="ranks-name">
        <Link to={playerPath(player.id)}>{player.name}</Link>
        {own && <b class="seat-you">you</b>}
        {/* On a phone instead of the last two columns. */}
        <small class="ranks-more">
          {matches} played, {wins} won
        </small>
      </th>
      <td class="ranks-number">
        <b>{rating}</b> <Deviation by={deviation} />
      </td>
      <td class="ranks-number ranks-count">{matches}</td>
      <td class="ranks-number ranks-count">{wins}</td>
    </tr>
  );
}
