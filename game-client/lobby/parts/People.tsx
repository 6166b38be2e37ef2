import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useLobby } from '../state/lobby.ts';
import { members } from '../state/seats.ts';
import { Icon } from './Icon.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import { Recent } from './Recent.tsx';

/** Who is here without a seat, and who could be asked to come. */
export function People({ room }: { room: RoomDocument }) {
  return (
    <section class="people" aria-label="People" data-testid="people">
      <Watchers room={room} />
      <Recent room={room} />
    </section>
  );
}

/** During a match: everyone, with what can be done about them. */
export function Everyone({ room }: { room: RoomDocument }) {
  return (
    <details class="people" data-testid="everyone">
      <summary class="eyebrow">People</summary>
      <ul class="people-list">
        {members(room).map(({ playerId, name }) => (
          <li key={playerId}>
            <span class="people-name">{name}</span>
            <YouOrMenu room={room} playerId={playerId} name={name} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function YouOrMenu(who: Parameters<typeof PersonMenu>[0]) {
  const me = useLobby().store.player.value?.id;
  return who.playerId === me ? <b class="people-you">you</b> : <PersonMenu {...who} />;
}

function Watchers({ room }: { room: RoomDocument }) {
  return (
    <>
      <h3 class="eyebrow">Watching</h3>
      {room.spectators.length === 0 && <p class="people-none">Nobody just watches.</p>}
      <ul class="people-list" data-testid="spectators">
        {room.spectators.map(({ playerId, name }) => (
          <li key={playerId} data-testid="spectator" data-player={playerId}>
            <Icon name="eye" />
            <span class="people-name">{name}</span>
            {playerId === room.hostId && (
              <span class="people-host" title="Host" role="img" aria-label="Host">
                <Icon name="crown" />
              </span>
            )}
            <YouOrMenu room={room} playerId={playerId} name={name} />
          </li>
        ))}
      </ul>
    </>
  );
}
