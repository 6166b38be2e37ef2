import { Wordmark } from '../parts/Wordmark.tsx';
import { useLobby } from '../state/lobby.ts';

/** The host wanted one out; better to be told than to wonder what broke. */
export function Kicked({ code, ban }: { code: string; ban: boolean }) {
  const { store } = useLobby();
  return (
    <main class="invite">
      <Wordmark small />
      <section class="panel invite-panel" data-testid="kicked" data-ban={ban}>
        <div class="void" aria-hidden="true" />
        <h1 class="invite-name">
          {ban ? 'The host removed you from the room, and you cannot come back' : 'The host removed you from the room'}
        </h1>
        <p class="invite-facts">
          {ban
            ? `Room ${code} stays closed to you. There are others under this sky.`
            : `That was room ${code}. It happens; perhaps the seats were needed.`}
        </p>
        <button
          type="button"
          class="button button-primary button-huge"
          data-testid="go-home"
          onClick={() => store.router.go('/')}
        >
          To the start page
        </button>
      </section>
    </main>
  );
}
