import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';

/** Out of the room, between matches: nothing is lost by it, so it does not ask. */
export function LeaveRoom() {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  return (
    <button
      type="button"
      class="button button-quiet"
      data-testid="leave"
      disabled={busy}
      onClick={() => run(() => commands.leave())}
    >
      <Icon name="leave" /> Leave
    </button>
  );
}
