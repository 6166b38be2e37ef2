import { games } from '../../../shared/games/index.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useMedia } from '../hooks.ts';
import { ChatDrawer } from '../parts/chat/ChatDrawer.tsx';
import { ChatToggle } from '../parts/chat/ChatToggle.tsx';
import { LeaveRoom } from '../parts/LeaveRoom.tsx';
import { ReadyBar } from '../parts/ReadyBar.tsx';
import { Side, WIDE } from '../parts/Side.tsx';
import { SeatCard } from '../parts/seat/SeatCard.tsx';
import { useLobby } from '../state/lobby.ts';

/** The room between matches: who is here, who is ready, what is said, and how friends come in. */
export function Room({ room }: { room: RoomDocument }) {
  const { store } = useLobby();
  const wide = useMedia(WIDE);
  const title = games.get(room.game)?.title;
  return (
    <>
      <main class="room" data-testid="room" data-status={room.status}>
        <header class="room-top">
          <div class="room-name">
            {title !== undefined && <p class="eyebrow">{title}</p>}
            <h1 data-testid="room-name">{room.name}</h1>
          </div>
          {room.status === 'results' && store.result.value === null && <span class="chip">Between rounds</span>}
          {!wide && <ChatToggle look="button button-quiet button-icon" />}
          <LeaveRoom />
        </header>
        <div class="room-body">
          <div class="ring">
            <div class="ring-orbits" aria-hidden="true">
              <i />
              <i />
              <i />
            </div>
            <ol class="seats" aria-label="Seats">
              {room.seats.map((seat) => (
                <SeatCard key={seat.index} room={room} seat={seat} />
              ))}
            </ol>
            <ReadyBar room={room} />
          </div>
          <Side room={room} />
        </div>
      </main>
      {!wide && <ChatDrawer room={room} />}
    </>
  );
}
