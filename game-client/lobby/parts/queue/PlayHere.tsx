import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';

/** Goes to a match that another window of this player queued for. */
export function PlayHere({ code }: { code: string }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const playHere = async () => {
    const refusal = await commands.playHere(code);
    if (refusal) store.toasts.say(refusal.message);
  };
  return (
    <button
      type="button"
      class="button button-primary"
      data-testid="found-here"
      disabled={busy}
      onClick={() => run(playHere)}
    >
      Play here instead
    </button>
  );
}
