import { type Signal, useSignal } from '@preact/signals';
import { games } from '../../../shared/games/index.ts';
import { useBusy } from '../hooks.ts';
import { CodeForm } from '../parts/CodeForm.tsx';
import { ElsewhereNote } from '../parts/ElsewhereNote.tsx';
import { HomeLinks } from '../parts/HomeLinks.tsx';
import { Icon } from '../parts/Icon.tsx';
import { NameForm } from '../parts/NameForm.tsx';
import { QuickPlay } from '../parts/queue/QuickPlay.tsx';
import { RoomList } from '../parts/RoomList.tsx';
import { Wordmark } from '../parts/Wordmark.tsx';
import { useLobby } from '../state/lobby.ts';

const CHOICES = [...games.values()];

/** The ways to play: with whoever is about, in a room of one's own, or in one that is there. */
export function Home() {
  const { store, commands } = useLobby();
  const game = useSignal(CHOICES[0]!.id);
  const [busy, run] = useBusy();
  const create: OpenRoomProps['create'] = (visibility) => run(() => commands.create(game.value, visibility));

  return (
    <main class="home">
      <header class="hero">
        <h1>
          <Wordmark />
        </h1>
        <p class="hero-line">Gather your friends under one sky, and play.</p>
        <HomeLinks game={game.value} />
      </header>
      <ElsewhereNote />
      <div class="home-columns">
        <section class="panel play" aria-label="Play">
          <NameForm />
          <QuickPlay />
          {!store.queue.value && <OpenRoom game={game} busy={busy} create={create} />}
          <CodeForm />
        </section>
        <RoomList create={() => create('public')} />
      </div>
    </main>
  );
}

interface OpenRoomProps {
  game: Signal<string>;
  busy: boolean;
  create(visibility: 'public' | 'private'): void;
}

/** A room of one's own: which game is played in it, and who can come. */
function OpenRoom({ game, busy, create }: OpenRoomProps) {
  return (
    <div class="play-open">
      <div class="or">
        <span>or open a room</span>
        {CHOICES.length > 1 && (
          <select
            aria-label="Game"
            value={game.value}
            data-testid="game"
            onChange={(event) => {
              game.value = event.currentTarget.value;
            }}
          >
            {CHOICES.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        )}
      </div>
      <div class="play-create">
        <button
          type="button"
          class="button"
          data-testid="create-private"
          disabled={busy}
          onClick={() => create('private')}
        >
          <Icon name="lock" />
          <span>
            With friends<small>private, by link or code</small>
          </span>
        </button>
        <button
          type="button"
          class="button"
          data-testid="create-public"
          disabled={busy}
          onClick={() => create('public')}
        >
          <Icon name="globe" />
          <span>
            For everyone<small>public, in the list</small>
          </span>
        </button>
      </div>
    </div>
  );
}
