import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { seatColour } from '../../play/colours.ts';
import { teamName } from '../../play/teams.ts';
import { listNames } from '../state/seats.ts';
import { Icon } from './Icon.tsx';

/** How a series stands: who has won how many of the matches that are needed. */
export function Series({ room }: { room: RoomDocument }) {
  if (room.bestOf === 1) return null;
  const needed = Math.ceil(room.bestOf / 2);
  const winners = room.series?.standing.filter(({ wins }) => wins > 0) ?? [];
  return (
    <section
      class="series"
      aria-label="Series"
      data-testid="series"
      data-best-of={room.bestOf}
      data-played={room.series?.played ?? 0}
      data-decided={room.series?.decided ?? false}
    >
      <p class="series-line">
        <Icon name="trophy" /> <b>Best of {room.bestOf}</b> {standing(room)}
      </p>
      {winners.length > 0 && (
        <ol class="series-list">
          {winners.map(({ seat, name, playerId, wins }) => (
            <li
              key={playerId ?? seat}
              data-testid="series-row"
              data-wins={wins}
              style={{ '--seat': seatColour(seat) }}
              aria-label={`${name}: ${wins}`}
            >
              <span class="series-name">{name}</span>
              <span class="series-wins" aria-hidden="true">
                {Array.from({ length: Math.max(needed, wins) }, (_, index) => (
                  <i key={index} class={index < wins ? 'series-won' : ''} />
                ))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The team that all of these are in; null without teams, or when more than one is. */
function sideOf(players: readonly { readonly seat: number }[], room: RoomDocument): number | null {
  const sides = new Set(players.map(({ seat }) => room.seats[seat]?.team));
  const [side] = sides;
  return room.teams !== undefined && sides.size === 1 && side !== undefined ? side : null;
}

function standing(room: RoomDocument): string {
  const { series, bestOf } = room;
  if (!series || series.played === 0) return `first to ${Math.ceil(bestOf / 2)} wins`;
  const most = Math.max(...series.standing.map(({ wins }) => wins));
  const first = series.standing.filter(({ wins }) => wins === most);
  if (most === 0) return series.decided ? 'nobody wins the series' : 'nobody leads yet';
  const side = sideOf(first, room);
  const names = side === null ? listNames(first.map(({ name }) => name)) : teamName(side);
  if (side !== null || first.length === 1) return series.decided ? `${names} wins the series` : `${names} leads`;
  return series.decided ? `${names} share the series` : `${names} are level`;
}
