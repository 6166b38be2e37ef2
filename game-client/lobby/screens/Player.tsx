import { games } from '../../../shared/games/index.ts';
import type { Rating } from '../../../shared/protocol/rating.ts';
import type { PlayerResponse } from '../../../shared/protocol/results.ts';
import { useAnswer } from '../hooks.ts';
import { DeadEnd } from '../parts/DeadEnd.tsx';
import { Deviation } from '../parts/Deviation.tsx';
import { ElsewhereNote } from '../parts/ElsewhereNote.tsx';
import { History } from '../parts/History.tsx';
import { Link } from '../parts/Link.tsx';
import { PageTop } from '../parts/PageTop.tsx';
import { leaderboardPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';

/** A player, as everyone may see it: ratings and past matches. */
export function Player({ id }: { id: string }) {
  const { store, session } = useLobby();
  const [answer, again] = useAnswer(() => session.api.player(id), id);
  const me = store.player.value;
  const own = me?.id === id;
  const unknown = answer?.ok === false && answer.error.code === 'player/not-found';
  if (unknown && !own)
    return <DeadEnd title="Nobody here" text="There is no such player, or one who has never been in a match." />;
  if (answer?.ok === false && !unknown)
    return <DeadEnd title="That did not work" text={answer.error.message} again={again} />;
  // Results do not know someone who has not been in a match yet; we do.
  const known = answer?.ok ? answer.value : unknown ? { player: me!, online: true, ratings: [] } : null;
  return (
    <main class="records" data-testid="player" data-player={id} aria-busy={known === null}>
      <PageTop {...(own && { at: 'own' })} />
      <ElsewhereNote />
      {known && <Head {...known} own={own} />}
      <History playerId={id} />
    </main>
  );
}

function Head({ player, online, ratings, own }: PlayerResponse & { own: boolean }) {
  return (
    <>
      <header class="record-head">
        <h1>
          {player.name} {own && <b class="seat-you">you</b>}
        </h1>
        {!own && (
          <span class={online ? 'presence presence-online' : 'presence'}>{online ? 'Online' : 'Not online'}</span>
        )}
      </header>
      <ul class="ratings" data-testid="ratings">
        {ratings.map((rating) => (
          <RatingCard key={rating.game} {...rating} />
        ))}
        {ratings.length === 0 && (
          <li class="panel rating-card rating-none">No rating yet: matches against other people are rated.</li>
        )}
      </ul>
    </>
  );
}

function RatingCard({ game, rating, deviation, matches, wins }: Rating) {
  return (
    <li class="panel rating-card" data-testid="rating" data-game={game} data-rating={rating}>
      <Link to={leaderboardPath(game)} class="eyebrow">
        {games.get(game)?.title ?? game}
      </Link>
      <p class="rating-number">
        <b>{rating}</b> <Deviation by={deviation} />
      </p>
      <p class="rating-more">
        {matches === 1 ? '1 match' : `${matches} matches`}, {wins} won
      </p>
    </li>
  );
}
