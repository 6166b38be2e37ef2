import { useSignal } from '@preact/signals';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import type { LiveMatch } from '../../net/liveMatch.ts';
import { MatchPane } from '../../play/matchPane.tsx';
import { useBusy, useNow } from '../hooks.ts';
import { Icon } from '../parts/Icon.tsx';
import { useLobby } from '../state/lobby.ts';

const PING_MS = 1000;

/** The running match over the whole window, and the way out of it. */
export function Match({ match, room }: { match: LiveMatch; room: RoomDocument }) {
  const { store, session, commands } = useLobby();
  const [busy, run] = useBusy();
  const failed = useSignal(false);
  useNow(PING_MS);
  // Only those whom the match began with: another may sit in the seat of one who left.
  const away = new Set(
    match.seats.flatMap(({ seat, playerId }) => {
      const now = room.seats[seat];
      return playerId !== undefined && now?.playerId === playerId && now.connection === 'away' ? [seat] : [];
    }),
  );
  const waiting = match.seat === null && store.mySeat.value !== null;
  return (
    <main class="match-screen" data-room={room.code}>
      <MatchPane
        source={match}
        ping={session.roundTrip()}
        away={away}
        onFailed={() => {
          failed.value = true;
        }}
      />
      {waiting && (
        <p class="match-note" role="status" data-testid="next-round">
          This match began without you: you play in the next round.
        </p>
      )}
      {failed.value && (
        <div class="match-failed panel" role="alert">
          <p>The game could not be drawn here. Perhaps the connection broke while it was being fetched.</p>
          <button type="button" class="button button-primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      )}
      <LeaveMatch busy={busy} leave={() => run(() => commands.leave())} />
    </main>
  );
}

/** Pressed by mistake it would cost the seat, so it asks once, in place. */
function LeaveMatch({ busy, leave }: { busy: boolean; leave(): void }) {
  const sure = useSignal(false);
  if (!sure.value) {
    return (
      <button
        type="button"
        class="match-leave"
        data-testid="leave"
        aria-label="Leave the match"
        title="Leave the match"
        onClick={() => {
          sure.value = true;
        }}
      >
        <Icon name="leave" />
      </button>
    );
  }
  return (
    <div class="match-sure panel" role="alertdialog" aria-label="Leave the match?">
      <p>Leave the match and give up your seat?</p>
      <button
        type="button"
        class="button button-quiet"
        ref={(button) => button?.focus()}
        onClick={() => {
          sure.value = false;
        }}
      >
        Stay
      </button>
      <button type="button" class="button" data-testid="leave-sure" disabled={busy} onClick={leave}>
        Leave
      </button>
    </div>
  );
}
