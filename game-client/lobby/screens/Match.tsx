import { useSignal } from '@preact/signals';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import type { LiveMatch } from '../../net/liveMatch.ts';
import { MatchPane } from '../../play/matchPane.tsx';
import { useBusy, useNow } from '../hooks.ts';
import { ChatDrawer } from '../parts/chat/ChatDrawer.tsx';
import { ChatToggle } from '../parts/chat/ChatToggle.tsx';
import { ChatWhisper } from '../parts/chat/ChatWhisper.tsx';
import { DrawFailed } from '../parts/DrawFailed.tsx';
import { Icon } from '../parts/Icon.tsx';
import { TakeSeat } from '../parts/TakeSeat.tsx';
import { useLobby } from '../state/lobby.ts';

const PING_MS = 1000;

/** The running match over the whole window, and the way out of it. */
export function Match({ match, room }: { match: LiveMatch; room: RoomDocument }) {
  const { store, session, commands } = useLobby();
  const [busy, run] = useBusy();
  const failed = useSignal(false);
  useNow(PING_MS);
  // Only those who play in it: another may sit in the seat of one who left.
  const missing = new Map(
    match.seats.flatMap(({ seat, playerId }) => {
      const now = room.seats[seat];
      const state = playerId !== undefined && now?.playerId === playerId && now.connection;
      return state === 'away' || state === 'lagging' ? [[seat, state] as const] : [];
    }),
  );
  return (
    <main class="match-screen" data-room={room.code}>
      <MatchPane
        source={match}
        ping={store.connection.value.status === 'online' ? session.roundTrip() : null}
        missing={missing}
        onFailed={() => {
          failed.value = true;
        }}
      />
      {match.seat === null && <Watching room={room} seated={store.mySeat.value !== null} />}
      {failed.value && <DrawFailed />}
      <ChatToggle look="match-button match-chat" />
      {!store.chat.open.value && <ChatWhisper room={room} />}
      <ChatDrawer room={room} playing />
      <LeaveMatch busy={busy} leave={() => run(() => commands.leave())} />
    </main>
  );
}

/** To one who does not play in this match: why, and what can be done about it. */
function Watching({ room, seated }: { room: RoomDocument; seated: boolean }) {
  if (seated) {
    return (
      <p class="match-note" role="status" data-testid="next-round">
        This match began without you: you play in the next round.
      </p>
    );
  }
  return (
    <div class="match-note" data-testid="spectating">
      <span>You are watching{room.spectatorDelay > 0 && `, ${room.spectatorDelay} seconds late`}.</span>
      <TakeSeat room={room} />
    </div>
  );
}

/** Pressed by mistake it would cost the seat, so it asks once, in place. */
function LeaveMatch({ busy, leave }: { busy: boolean; leave(): void }) {
  const sure = useSignal(false);
  if (!sure.value) {
    return (
      <button
        type="button"
        class="match-button match-leave"
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
