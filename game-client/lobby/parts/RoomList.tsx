import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LobbyFilter } from '../../../shared/protocol/lobby.ts';
import { useLobby } from '../state/lobby.ts';
import { RoomFilters } from './RoomFilters.tsx';
import { RoomRow } from './RoomRow.tsx';

const PAGE = 20;
const JOINABLE: LobbyFilter = { open: 'true' };

/** The public rooms as they are just now, newest first, and how many people are about. */
export function RoomList({ create }: { create(): void }) {
  const { store, session } = useLobby();
  const filter = useSignal(JOINABLE);
  const shown = useSignal(PAGE);
  const rooms = store.rooms.value;
  const online = store.online.value;

  useEffect(() => session.watch(filter.value), [filter.value]);
  useEffect(() => () => session.watch(null), []);

  return (
    <section class="panel rooms" aria-labelledby="rooms-title">
      <header class="rooms-head">
        <h2 id="rooms-title">Open rooms</h2>
        <span class="live" data-testid="online" data-online={online}>
          {online === null ? 'live' : online === 1 ? '1 player online' : `${online} players online`}
        </span>
      </header>
      <RoomFilters filter={filter} />
      <ul class="rooms-list" data-testid="room-list">
        {rooms?.slice(0, shown.value).map((room) => (
          <RoomRow key={room.code} room={room} />
        ))}
      </ul>
      {rooms?.length === 0 && <Empty filtered={filter.value !== JOINABLE} create={create} />}
      {rooms === null && <p class="rooms-wait">Looking around…</p>}
      {rooms !== null && rooms.length > shown.value && (
        <button
          type="button"
          class="button button-quiet"
          data-testid="more-rooms"
          onClick={() => {
            shown.value += PAGE;
          }}
        >
          Show more
        </button>
      )}
    </section>
  );
}

function Empty({ filtered, create }: { filtered: boolean; create(): void }) {
  return (
    <div class="rooms-empty">
      <span class="rooms-orbit" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p>{filtered ? 'No room is like that just now.' : 'The sky is quiet. Nobody has a public room open.'}</p>
      <button type="button" class="button button-quiet" onClick={create}>
        {filtered ? 'Open one' : 'Open the first one'}
      </button>
    </div>
  );
}
