import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { games } from '../../../shared/games/index.ts';
import type { Rating } from '../../../shared/protocol/rating.ts';
import { leaderboardPath, playerPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { Link } from './Link.tsx';

/** From the start page to what lasts, with the own rating in the game that is chosen there. */
export function HomeLinks({ game }: { game: string }) {
  const { store, session } = useLobby();
  const ratings = useSignal<readonly Rating[]>([]);
  const me = store.player.value?.id;
  useEffect(() => {
    let left = false;
    void session.api.me().then((answer) => {
      if (!left && answer.ok) ratings.value = answer.value.ratings;
    });
    return () => {
      left = true;
    };
  }, [me]);
  const own = ratings.value.find((one) => one.game === game);
  return (
    <nav class="home-links" aria-label="Records">
      <Link to={leaderboardPath(game)} class="quiet-link" testId="leaderboard-link">
        <Icon name="trophy" /> Leaderboard
      </Link>
      {me !== undefined && (
        <Link to={playerPath(me)} class="quiet-link" testId="own-page">
          <Icon name="person" /> Your page
          {own && (
            <span class="quiet-more" data-testid="own-rating">
              <b>{own.rating}</b> <span>in {games.get(game)?.title}</span>
            </span>
          )}
        </Link>
      )}
    </nav>
  );
}
