import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { games } from '../../../shared/games/index.ts';
import type { LobbyFilter } from '../../../shared/protocol/lobby.ts';
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
const STATUSES = (['lobby', 'playing', 'results'] as const).map((status) => [status, STATUS_TEXT[status]] as const);
const GAMES = [...games.values()].map(({ id, title }) => [id, title] as const);

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
      <Choice label="Game" name="game" filter={filter.value} set={set} options={[['', 'Any game'], ...GAMES]} />
      <Choice
        label="Status"
        name="status"
        filter={filter.value}
        set={set}
        options={[['', 'Any status'], ...STATUSES]}
      />
      <Choice label="Free seats" name="open" filter={filter.value} set={set} options={OPEN} />
    </search>
  );
}

interface ChoiceProps {
  label: string;
  name: keyof LobbyFilter;
  filter: LobbyFilter;
  set(name: keyof LobbyFilter, value: string): void;
  /** Values with what they are called. */
  options: readonly (readonly [string, string])[];
}

function Choice({ label, name, filter, set, options }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      data-testid={`filter-${name}`}
      value={String(filter[name] ?? '')}
      onChange={(event) => set(name, event.currentTarget.value)}
    >
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
