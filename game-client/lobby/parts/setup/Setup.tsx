import { games } from '../../../../shared/games/index.ts';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { useLobby } from '../../state/lobby.ts';
import { isOpenForChange } from '../../state/seats.ts';
import { GameSettings } from './GameSettings.tsx';
import { RoomOptions } from './RoomOptions.tsx';

/** How the game and the room are set up: the host's to change between matches, everyone's to see. */
export function Setup({ room }: { room: RoomDocument }) {
  const { store } = useLobby();
  const fixed = !store.isHost.value || !isOpenForChange(room);
  return (
    <section class="setup" aria-label="Settings" data-testid="setup">
      <h3 class="eyebrow setup-part">{games.get(room.game)?.title ?? 'Game'}</h3>
      <p class="setup-about">{games.get(room.game)?.about}</p>
      <GameSettings room={room} fixed={fixed} />
      <h3 class="eyebrow setup-part">Room</h3>
      <RoomOptions room={room} fixed={fixed} />
    </section>
  );
}
