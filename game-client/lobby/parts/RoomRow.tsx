import { games } from '../../../shared/games/index.ts';
import type { RoomSummary } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { STATUS_TEXT } from '../text.ts';
import { Icon } from './Icon.tsx';

/** A public room in the list. A full one can still be watched. */
export function RoomRow({ room }: { room: RoomSummary }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const taken = room.humans + room.bots;
  const full = room.open === 0;
  const enter = () =>
    run(async () => {
      const refusal = await commands.enter(room.code, full ? 'spectator' : 'player');
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
          {games.size > 1 && <span>{games.get(room.game)?.title ?? room.game}</span>}
          <span class={`status status-${room.status}`}>{STATUS_TEXT[room.status]}</span>
        </span>
      </div>
      <span
        class="pips"
        role="img"
        aria-label={`${room.humans} people and ${room.bots} bots on ${room.maxPlayers} seats`}
      >
        {Array.from({ length: room.maxPlayers }, (_, index) => (
          <i key={index} class={index < room.humans ? 'pip-human' : index < taken ? 'pip-bot' : ''} />
        ))}
      </span>
      <button
        type="button"
        class={full ? 'button button-quiet' : 'button'}
        data-testid={full ? 'row-watch' : 'row-join'}
        disabled={busy || room.locked}
        aria-label={room.locked ? `${room.name} is locked` : `${full ? 'Watch' : 'Join'} ${room.name}`}
        onClick={enter}
      >
        {room.locked ? <Icon name="lock" /> : full ? 'Watch' : 'Join'}
      </button>
    </li>
  );
}
