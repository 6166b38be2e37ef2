import { useSignal } from '@preact/signals';
import { games } from '../../../shared/games/index.ts';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { CodeBadge } from '../parts/CodeBadge.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ReadyBar } from '../parts/ReadyBar.tsx';
import { RoomSettings } from '../parts/RoomSettings.tsx';
import { SeatCard } from '../parts/SeatCard.tsx';
import { useLobby } from '../state/lobby.ts';
import { listNames } from '../state/seats.ts';

/** The room between matches: who is here, who is ready, and how friends come in. */
export function Room({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  return (
    <main class="room" data-testid="room" data-status={room.status}>
      <header class="room-top">
        <RoomName room={room} />
        {room.status === 'results' && store.result.value === null && <span class="chip">Between rounds</span>}
        <button
          type="button"
          class="button button-quiet"
          data-testid="leave"
          disabled={busy}
          onClick={() => run(() => commands.leave())}
        >
          <Icon name="leave" /> Leave
        </button>
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
        <aside class="room-side">
          <CodeBadge code={room.code} />
          <RoomSettings room={room} />
          {room.spectators.length > 0 && (
            <p class="watchers">
              <Icon name="eye" /> {listNames(room.spectators.map(({ name }) => name))}{' '}
              {room.spectators.length === 1 ? 'watches' : 'watch'}
            </p>
          )}
        </aside>
      </div>
    </main>
  );
}

/** The room's name; the host can write another one over it. */
function RoomName({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const editing = useSignal(false);
  const typed = useSignal('');
  const [busy, run] = useBusy();
  const title = games.get(room.game)?.title;

  const save = () =>
    run(async () => {
      const name = typed.value.trim();
      if (name === '' || name === room.name || (await commands.configure({ name }))) editing.value = false;
    });
  if (editing.value) {
    return (
      <form
        class="room-name room-name-edit"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <input
          aria-label="Name of the room"
          data-testid="room-name-input"
          maxLength={40}
          value={typed.value}
          ref={(field) => field?.focus()}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') editing.value = false;
          }}
        />
        <button type="submit" class="button button-quiet button-icon" aria-label="Save the name" disabled={busy}>
          <Icon name="check" />
        </button>
      </form>
    );
  }
  return (
    <div class="room-name">
      <div>
        {title !== undefined && <p class="eyebrow">{title}</p>}
        <h1 data-testid="room-name">{room.name}</h1>
      </div>
      {store.isHost.value && (room.status === 'lobby' || room.status === 'results') && (
        <button
          type="button"
          class="button button-quiet button-icon"
          aria-label="Rename the room"
          onClick={() => {
            typed.value = room.name;
            editing.value = true;
          }}
        >
          <Icon name="pen" />
        </button>
      )}
    </div>
  );
}
