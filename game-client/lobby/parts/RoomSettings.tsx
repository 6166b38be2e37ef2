import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { roundSeconds } from '../state/seats.ts';
import { Icon, type IconName } from './Icon.tsx';

const ROUNDS = [30, 60, 90, 180];

/** How the room is set up: the host's to change between matches, everyone's to see. */
export function RoomSettings({ room }: { room: RoomDocument }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const fixed = !store.isHost.value || room.status === 'playing' || room.status === 'countdown';
  const seconds = roundSeconds(room);
  const choices = seconds === null || ROUNDS.includes(seconds) ? ROUNDS : [...ROUNDS, seconds].sort((a, b) => a - b);
  return (
    <section class="panel settings" aria-label="Room settings">
      {seconds !== null && (
        <div class="setting">
          <span class="setting-label">
            <Icon name="clock" /> Round
          </span>
          {fixed ? (
            <span class="setting-value" data-testid="round-seconds" data-value={seconds}>
              {lengthText(seconds)}
            </span>
          ) : (
            <select
              aria-label="Length of a round"
              data-testid="round-seconds"
              value={String(seconds)}
              disabled={busy}
              onChange={(event) => {
                const settings = { ...room.settings, roundSeconds: Number(event.currentTarget.value) };
                void run(() => commands.configure({ settings }));
              }}
            >
              {choices.map((choice) => (
                <option key={choice} value={String(choice)}>
                  {lengthText(choice)}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
      <Switch
        icon="globe"
        label="Public"
        hint={room.visibility === 'public' ? 'in the list of rooms' : 'by code or link only'}
        on={room.visibility === 'public'}
        fixed={fixed}
        testId="visibility"
        set={(on) => commands.configure({ visibility: on ? 'public' : 'private' })}
      />
      <Switch
        icon={room.locked ? 'lock' : 'unlock'}
        label="Locked"
        hint={room.locked ? 'nobody new gets in' : 'friends can come in'}
        on={room.locked}
        fixed={fixed}
        testId="lock"
        set={(on) => commands.configure({ locked: on })}
      />
    </section>
  );
}

function lengthText(seconds: number): string {
  if (seconds < 60 || seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? '1 minute' : `${seconds / 60} minutes`;
}

interface SwitchProps {
  icon: IconName;
  label: string;
  hint: string;
  on: boolean;
  fixed: boolean;
  testId: string;
  set(on: boolean): Promise<unknown>;
}

function Switch({ icon, label, hint, on, fixed, testId, set }: SwitchProps) {
  const [busy, run] = useBusy();
  return (
    <div class="setting">
      <span class="setting-label">
        <Icon name={icon} /> {label} <small>{hint}</small>
      </span>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-label={label}
        data-testid={testId}
        disabled={fixed || busy}
        onClick={() => run(() => set(!on))}
      >
        <i />
      </button>
    </div>
  );
}
