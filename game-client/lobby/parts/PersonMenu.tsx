import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useLobby } from '../state/lobby.ts';
import { isOpenForChange, seatIndexOf } from '../state/seats.ts';
import { Menu, MenuItem } from './Menu.tsx';

/** What one can do about someone else in the room. */
export function PersonMenu({ room, playerId, name }: { room: RoomDocument; playerId: string; name: string }) {
  const { store, commands } = useLobby();
  const seat = seatIndexOf(room, playerId);
  const muted = store.chat.line.value?.muted.has(playerId) ?? false;
  const silenced = room.muted.includes(playerId);
  const swaps = seat !== null && store.mySeat.value !== null && isOpenForChange(room);
  return (
    <Menu label={`What to do about ${name}`} testId={`person-menu-${seat ?? playerId}`}>
      {swaps && (
        <MenuItem icon="swap" testId="swap" act={() => commands.move({ seat })}>
          Ask to swap seats
        </MenuItem>
      )}
      <MenuItem icon={muted ? 'sound' : 'mute'} testId="mute" act={() => commands.mute(playerId, !muted, false)}>
        {muted ? 'Unmute for me' : 'Mute for me'}
      </MenuItem>
      {store.isHost.value && (
        <>
          <MenuItem
            icon={silenced ? 'sound' : 'mute'}
            testId="mute-all"
            act={() => commands.mute(playerId, !silenced, true)}
          >
            {silenced ? 'Unmute for everyone' : 'Mute for everyone'}
          </MenuItem>
          <MenuItem icon="crown" testId="transfer" act={() => commands.makeHost(playerId)}>
            Make host
          </MenuItem>
          <MenuItem
            icon="leave"
            testId="kick"
            danger
            sure={`Really kick ${name}?`}
            act={() => commands.kick(playerId, false)}
          >
            Kick
          </MenuItem>
          <MenuItem
            icon="ban"
            testId="ban"
            danger
            sure={`Ban ${name}, and new players at the same address?`}
            act={() => commands.kick(playerId, true)}
          >
            Kick and ban
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
