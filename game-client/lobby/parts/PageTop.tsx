import { games } from '../../../shared/games/index.ts';
import { HOME_PATH, leaderboardPath, playerPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { Link } from './Link.tsx';
import { Wordmark } from './Wordmark.tsx';

/** The way home, and between the pages for what lasts. `at`: which of them this is. */
export function PageTop({ at }: { at?: 'leaderboard' | 'own' }) {
  const { player } = useLobby().store;
  const [first] = games.keys();
  return (
    <header class="page-top">
      <Link to={HOME_PATH} class="page-home" testId="go-home" label="Muster, the start page">
        <Wordmark small />
      </Link>
      <nav class="page-links" aria-label="Records">
        <Link
          to={leaderboardPath(first!)}
          class="quiet-link"
          testId="leaderboard-link"
          label="Leaderboard"
          current={at === 'leaderboard'}
        >
          <Icon name="trophy" /> <span>Leaderboard</span>
        </Link>
        {player.value && (
          <Link
            to={playerPath(player.value.id)}
            class="quiet-link"
            testId="own-page"
            label="Your page"
            current={at === 'own'}
          >
            <Icon name="person" /> <span>Your page</span>
          </Link>
        )}
      </nav>
    </header>
  );
}
