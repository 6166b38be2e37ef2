import { useSignal } from '@preact/signals';
import type { RoomSummary } from '../../../shared/protocol/room.ts';
import { useBusy, usePoll } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { STATUS_TEXT } from '../text.ts';
import { Icon } from './Icon.tsx';

const REFRESH_MS = 3000;
const PAGE = 20;
const MOST = 100;

/** Public rooms with a free seat, newest first. */
export function RoomList({ create }: { create(): void }) {
  const { session } = useLobby();
  const rooms = useSignal<readonly RoomSummary[] | null>(null);
  const more = useSignal(false);
  const limit = useSignal(PAGE);

  const ask = async () => {
    const answer = await session.api.rooms({ open: 'true', limit: String(limit.value) });
    // A list that cannot be had leaves the last one standing; the banner tells of the connection.
    if (!answer.ok) return;
    rooms.value = answer.value.rooms.filter((room) => !room.locked);
    more.value = answer.value.nextCursor !== null && limit.value < MOST;
  };
  usePoll(() => void ask(), REFRESH_MS, limit.value);

  return (
    <section class="panel rooms" aria-labelledby="rooms-title">
      <header class="rooms-head">
        <h2 id="rooms-title">Open rooms</h2>
        <span class="live">live</span>
      </header>
      <ul class="rooms-list" data-testid="room-list">
        {rooms.value?.map((room) => (
          <RoomRow key={room.code} room={room} />
        ))}
      </ul>
      {rooms.value?.length === 0 && (
        <div class="rooms-empty">
          <span class="rooms-orbit" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <p>The sky is quiet. Nobody has a public room open.</p>
          <button type="button" class="button button-quiet" onClick={create}>
            Open the first one
          </button>
        </div>
      )}
      {rooms.value === null && <p class="rooms-wait">Looking around…</p>}
      {more.value && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            limit.value = Math.min(MOST, limit.value * 2);
          }}
        >
          Show more
        </button>
      )}
    </section>
  );
}

function RoomRow({ room }: { room: RoomSummary }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const taken = room.humans + room.bots;
  const join = () =>
    run(async () => {
      const refusal = await commands.enter(room.code);
      if (refusal) store.toasts.say(refusal.message);
    });
  return (
    <li class="room-row" data-testid="room-row" data-code={room.code}>
      <div class="room-row-text">
        <strong>{room.name}</strong>
        <span class="room-row-more">
          {room.host !== null && (
            <span class="room-row-host">
              <Icon name="crown" /> {room.host}
            </span>
          )}
          <span class={`status status-${room.status}`}>{STATUS_TEXT[room.status]}</span>
        </span>
      </div>
      <span class="pips" role="img" aria-label={`${taken} of ${room.maxPlayers} seats taken`}>
        {Array.from({ length: room.maxPlayers }, (_, index) => (
          <i key={index} class={index < room.humans ? 'pip-human' : index < taken ? 'pip-bot' : ''} />
        ))}
      </span>
      <button type="button" class="button" disabled={busy} aria-label={`Join ${room.name}`} onClick={join}>
        Join
      </button>
    </li>
  );
}
