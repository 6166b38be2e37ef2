import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { isOpenForChange } from '../../state/seats.ts';
import { Icon } from '../Icon.tsx';

/** For the host who has company: all who are seated look for others to play against. */
export function QueueTogether({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const people = room.seats.filter(({ kind }) => kind === 'human').length;
  if (!store.isHost.value || !store.mySeat.value || people < 2) return null;
  if (!isOpenForChange(room) || store.queue.value) return null;
  return (
    <button
      type="button"
      class="button button-quiet queue-together"
      data-testid="queue-together"
      title="Find others to play with all of you"
      disabled={busy}
      onClick={() => run(commands.quickMatchTogether)}
    >
      <Icon name="bolt" /> Quick match together
    </button>
  );
}
