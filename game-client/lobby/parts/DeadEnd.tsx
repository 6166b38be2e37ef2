import { HOME_PATH } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { Wordmark } from './Wordmark.tsx';

interface DeadEndProps {
  title: string;
  text: string;
  /** Where it may work another time. */
  again?: () => void;
}

/** A page that cannot be shown, and the ways on. */
export function DeadEnd({ title, text, again }: DeadEndProps) {
  const { router } = useLobby().store;
  return (
    <main class="invite" data-testid="dead-end">
      <Wordmark small />
      <section class="panel invite-panel">
        <div class="void" aria-hidden="true" />
        <h1 class="invite-name">{title}</h1>
        <p class="invite-facts">{text}</p>
        {again && (
          <button type="button" class="button button-primary button-huge" data-testid="again" onClick={again}>
            Try again
          </button>
        )}
        <button
          type="button"
          class={again ? 'button button-quiet' : 'button button-primary button-huge'}
          data-testid="back"
          onClick={() => router.back()}
        >
          Back
        </button>
        <button type="button" class="button button-quiet" data-testid="go-home" onClick={() => router.go(HOME_PATH)}>
          To the start page
        </button>
      </section>
    </main>
  );
}
