import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { games } from '../../../shared/games/index.ts';
import type { LobbyFilter } from '../../../shared/protocol/lobby.ts';
import type { RoomStatus } from '../../../shared/protocol/room.ts';
import { STATUS_TEXT } from '../text.ts';
import { Icon } from './Icon.tsx';

const TYPING_MS = 250;
const OPEN = [
  ['true', 'A free seat'],
  ['2', '2 free seats'],
  ['3', '3 free seats'],
  ['4', '4 free seats'],
  ['', 'Free or full'],
] as const;
const STATUSES: readonly RoomStatus[] = ['lobby', 'playing', 'results'];

/** Which public rooms are of interest; an empty choice leaves its part of the filter out. */
export function RoomFilters({ filter }: { filter: Signal<LobbyFilter> }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const set = (name: keyof LobbyFilter, value: string) => {
    const { [name]: _, ...others } = filter.value;
    filter.value = value === '' ? others : { ...others, [name]: value };
  };
  return (
    <search class="filters">
      <label class="filter-q">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search by the name of a room or its host"
          placeholder="Room or host"
          data-testid="filter-q"
          maxLength={100}
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(timer.current);
            timer.current = setTimeout(() => set('q', value.trim()), TYPING_MS);
          }}
        />
      </label>
      <select
        aria-label="Game"
        data-testid="filter-game"
        value={filter.value.game ?? ''}
        onChange={(event) => set('game', event.currentTarget.value)}
      >
        <option value="">Any game</option>
        {[...games.values()].map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <select
        aria-label="Status"
        data-testid="filter-status"
        value={filter.value.status ?? ''}
        onChange={(event) => set('status', event.currentTarget.value)}
      >
        <option value="">Any status</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {STATUS_TEXT[status]}
          </option>
        ))}
      </select>
      <select
        aria-label="Free seats"
        data-testid="filter-open"
        value={filter.value.open ?? ''}
        onChange={(event) => set('open', event.currentTarget.value)}
      >
        {OPEN.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </search>
  );
}
