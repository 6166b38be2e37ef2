import { useSignal } from '@preact/signals';
import { games } from '../../../shared/games/index.ts';
import { useBusy } from '../hooks.ts';
import { CodeForm } from '../parts/CodeForm.tsx';
import { ElsewhereNote } from '../parts/ElsewhereNote.tsx';
import { HomeLinks } from '../parts/HomeLinks.tsx';
import { Icon } from '../parts/Icon.tsx';
import { NameForm } from '../parts/NameForm.tsx';
import { RoomList } from '../parts/RoomList.tsx';
import { Wordmark } from '../parts/Wordmark.tsx';
import { useLobby } from '../state/lobby.ts';

export function Home() {
  const { commands } = useLobby();
  const choices = [...games.values()];
  const game = useSignal(choices[0]!.id);
  const [busy, run] = useBusy();
  const create = (visibility: 'public' | 'private') => run(() => commands.create(game.value, visibility));

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
          <div class="play-who">
            <NameForm />
            {choices.length > 1 && (
              <label class="field">
                Game
                <select
                  value={game.value}
                  data-testid="game"
                  onChange={(event) => {
                    game.value = event.currentTarget.value;
                  }}
                >
                  {choices.map(({ id, title }) => (
                    <option key={id} value={id}>
                      {title}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          <div class="play-create">
            <button
              type="button"
              class="button button-primary button-big"
              data-testid="create-private"
              disabled={busy}
              onClick={() => create('private')}
            >
              <Icon name="lock" />
              <span>
                Play with friends<small>a private room, by link or code</small>
              </span>
            </button>
            <button
              type="button"
              class="button button-big"
              data-testid="create-public"
              disabled={busy}
              onClick={() => create('public')}
            >
              <Icon name="globe" />
              <span>
                Open to everyone<small>a public room, in the list</small>
              </span>
            </button>
          </div>
          <div class="or" aria-hidden="true">
            or
          </div>
          <CodeForm />
        </section>
        <RoomList create={() => create('public')} />
      </div>
    </main>
  );
}
