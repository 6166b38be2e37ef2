import type { RoomDocument, SeatDocument } from '../../../../shared/protocol/room.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { isOpenForChange } from '../../state/seats.ts';
import { Icon } from '../Icon.tsx';
import { TeamPick } from './TeamPick.tsx';

/** On one's own seat: another team, or no seat at all. */
export function OwnControls({ room, seat }: { room: RoomDocument; seat: SeatDocument }) {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  const teams = room.teams !== undefined && isOpenForChange(room);
  return (
    <div class="seat-control seat-row">
      {teams && (
        <TeamPick
          teams={room.teams!}
          team={seat.team}
          testId="team"
          busy={busy}
          pick={(team) => run(() => commands.move({ team }))}
        />
      )}
      <button
        type="button"
        class={teams ? 'button button-quiet button-icon' : 'button button-quiet'}
        data-testid="watch"
        aria-label={teams ? 'Just watch' : undefined}
        title="Watch instead of playing"
        disabled={busy}
        onClick={() => run(() => commands.move({ as: 'spectator' }))}
      >
        <Icon name="eye" /> {!teams && 'Just watch'}
      </button>
    </div>
  );
}
