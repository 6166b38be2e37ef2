import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';

/** Calls the search off, for the whole party too; without a connection it stays pressed until there is one. `pressed` hears of the press. */
export function CancelQueue({ look, pressed }: { look: string; pressed?: () => void }) {
  const { store, commands } = useLobby();
  const cancelling = store.cancelling.value;
  return (
    <button
      type="button"
      class={look}
      data-testid="queue-cancel"
      aria-disabled={cancelling}
      onClick={() => {
        pressed?.();
        void commands.cancelQuickMatch();
      }}
    >
      <Icon name="cross" /> {cancelling ? 'Cancelling…' : 'Cancel'}
    </button>
  );
}
