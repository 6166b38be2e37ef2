import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';

/** For who watches: the way back into the game, as long as a seat is free. */
export function TakeSeat({ room, look = 'button' }: { room: RoomDocument; look?: string }) {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  const full = room.seats.every((seat) => seat.kind !== 'empty' || seat.held);
  return (
    <button
      type="button"
      class={look}
      data-testid="take-seat"
      disabled={busy || full}
      onClick={() => run(() => commands.move({ as: 'player' }))}
    >
      <Icon name="sit" /> {full ? 'Every seat is taken' : 'Take a seat'}
    </button>
  );
}
