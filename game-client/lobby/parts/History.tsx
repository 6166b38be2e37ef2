import { ok } from '../../../shared/core/result.ts';
import { games } from '../../../shared/games/index.ts';
import type { PlayedMatch } from '../../../shared/protocol/results.ts';
import { usePages } from '../hooks.ts';
import { companyText, placeText, whenText } from '../records.ts';
import { replayPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { Link } from './Link.tsx';
import { PageEnd } from './PageEnd.tsx';
import { RatingChange } from './RatingChange.tsx';

/** The matches that a player was in, the latest first. */
export function History({ playerId }: { playerId: string }) {
  const { api } = useLobby().session;
  const pages = usePages<PlayedMatch>(
    async (cursor) => {
      const answer = await api.history(playerId, cursor);
      if (answer.ok) return ok({ items: answer.value.matches, nextCursor: answer.value.nextCursor });
      // Results know nobody who has not been in a match yet.
      return answer.error.code === 'player/not-found' ? ok({ items: [], nextCursor: null }) : answer;
    },
    ({ matchId }) => matchId,
    playerId,
  );
  return (
    <section class="panel record-panel" aria-labelledby="history-title">
      <h2 id="history-title">Matches</h2>
      <ol class="history" data-testid="history">
        {pages.items.value?.map((match) => (
          <Played key={match.matchId} match={match} playerId={playerId} />
        ))}
      </ol>
      <PageEnd pages={pages} empty="No matches yet. The first one that is played to its end stands here." />
    </section>
  );
}

function Played({ match, playerId }: { match: PlayedMatch; playerId: string }) {
  const { game, endedAt, score, rating } = match;
  const title = games.get(game)?.title ?? game;
  const company = companyText(match, playerId);
  const when = whenText(endedAt, Date.now());
  return (
    <li
      class={match.place === 1 && !match.left ? 'played played-won' : 'played'}
      data-testid="played"
      data-match={match.matchId}
      data-place={match.place}
      data-left={match.left}
    >
      <span class="played-place">{placeText(match)}</span>
      <span class="played-about">
        <b>{title}</b>
        <span class="played-more">
          <time dateTime={new Date(endedAt).toISOString()} title={new Date(endedAt).toLocaleString('en-GB')}>
            {when}
          </time>
          {company !== '' && ` · ${company}`}
        </span>
      </span>
      <span class="played-score">
        {score !== null && (
          <>
            <span class="unseen">Score </span>
            <b>{score}</b>
          </>
        )}
      </span>
      <span class="played-change">{rating && <RatingChange {...rating} />}</span>
      {match.replay ? (
        <Link
          to={replayPath(match.matchId)}
          class="button button-quiet button-icon"
          testId="watch-replay"
          label={`Watch the replay: ${title}, ${when}`}
        >
          <Icon name="play" />
        </Link>
      ) : (
        <span />
      )}
    </li>
  );
}
