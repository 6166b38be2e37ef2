import type { RoomDocument, SeatDocument } from '../../../../shared/protocol/room.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';

interface SwapWishProps {
  room: RoomDocument;
  /** Of the one who asks. */
  seat: SeatDocument;
  wanted: number;
  own: boolean;
}

/** Someone wants to change places: said to all, granted by the one who sits there, declined too, and taken back by the one who asked. */
export function SwapWish({ room, seat, wanted, own }: SwapWishProps) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const mine = store.mySeat.value?.index === wanted;
  const name = room.seats[wanted]?.name ?? 'someone';
  const go = (to: number) => run(() => commands.move({ seat: to }));
  return (
    <div class="seat-control seat-wish" data-testid={`wants-${seat.index}`} role="status">
      <span>{mine ? 'wants your seat' : own ? `asked ${name}` : `wants ${name}’s seat`}</span>
      {mine && (
        <button type="button" class="button" data-testid="swap-accept" disabled={busy} onClick={() => go(seat.index)}>
          <Icon name="swap" /> Accept
        </button>
      )}
      {(own || mine) && (
        <button
          type="button"
          class="button button-quiet button-icon"
          data-testid={own ? 'swap-cancel' : 'swap-decline'}
          aria-label="Keep my seat"
          title="Keep my seat"
          disabled={busy}
          onClick={() => go(own ? seat.index : wanted)}
        >
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}
