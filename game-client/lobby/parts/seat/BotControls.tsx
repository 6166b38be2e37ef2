import { BOT_LEVELS, type BotLevel } from '../../../../shared/game/contract.ts';
import type { RoomDocument, SeatDocument } from '../../../../shared/protocol/room.ts';
import { teamColour, teamName } from '../../../play/teams.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';

/** The host puts bots into seats, sets how well they play and for whom, and takes them out again. */
export function BotControls({ room, seat }: { room: RoomDocument; seat: SeatDocument }) {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  const set = (level: BotLevel | null, team?: number) =>
    run(() => commands.setBot({ seat: seat.index, level, ...(team !== undefined && { team }) }));
  if (seat.kind === 'human' || seat.held) return null;
  if (seat.kind === 'empty') {
    return (
      <button
        type="button"
        class="button button-quiet seat-control"
        data-testid={`add-bot-${seat.index}`}
        disabled={busy}
        onClick={() => set('normal')}
      >
        <Icon name="bot" /> Add bot
      </button>
    );
  }
  return (
    <>
      {room.teams !== undefined && seat.team !== undefined && (
        <BotTeam name={seat.name!} seat={seat.index} team={seat.team} teams={room.teams} busy={busy} set={setTeam} />
      )}
      <div class="seat-control seat-row">
        <select
          aria-label={`How well ${seat.name} plays`}
          data-testid={`bot-level-${seat.index}`}
          value={seat.level}
          disabled={busy}
          onChange={(event) => set(event.currentTarget.value as BotLevel)}
        >
          {BOT_LEVELS.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button button-quiet button-icon"
          data-testid={`remove-bot-${seat.index}`}
          aria-label={`Remove ${seat.name}`}
          disabled={busy}
          onClick={() => set(null)}
        >
          <Icon name="cross" />
        </button>
      </div>
    </>
  );

  function setTeam(team: number) {
    void set(seat.level ?? 'normal', team);
  }
}

interface BotTeamProps {
  name: string;
  seat: number;
  team: number;
  teams: number;
  busy: boolean;
  set(team: number): void;
}

/** Each press is the next team. */
function BotTeam({ name, seat, team, teams, busy, set }: BotTeamProps) {
  const next = (team + 1) % teams;
  return (
    <button
      type="button"
      class="team-dot team-dot-on seat-corner"
      data-testid={`bot-team-${seat}`}
      aria-label={`Put ${name} into team ${teamName(next)}`}
      title={`To team ${teamName(next)}`}
      disabled={busy}
      style={{ '--team': teamColour(team) }}
      onClick={() => set(next)}
    >
      <i />
    </button>
  );
}
