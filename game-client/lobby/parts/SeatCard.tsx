import type { RoomDocument, SeatDocument } from '../../../shared/protocol/room.ts';
import { seatColour } from '../../play/colours.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { SeatGlyph } from './SeatGlyph.tsx';

const LEVELS = ['easy', 'normal', 'hard'] as const;
type Level = (typeof LEVELS)[number];

/** One place of the room: who sits there, and for the host what can be done about it. */
export function SeatCard({ room, seat }: { room: RoomDocument; seat: SeatDocument }) {
  const { store } = useLobby();
  const own = seat.playerId !== undefined && seat.playerId === store.player.value?.id;
  const away = seat.kind === 'human' && seat.connection === 'away' && !own;
  const turn = (seat.index / room.maxPlayers) * 2 * Math.PI - Math.PI / 2;
  const tones = [`seat-${seat.kind}`, seat.ready && 'seat-ready', own && 'seat-own', away && 'seat-away'];
  return (
    <li
      class={`seat ${tones.filter(Boolean).join(' ')}`}
      data-testid={`seat-${seat.index}`}
      data-kind={seat.kind}
      data-ready={seat.ready}
      data-connection={seat.connection}
      style={{ '--seat': seatColour(seat.index), '--x': Math.cos(turn).toFixed(4), '--y': Math.sin(turn).toFixed(4) }}
    >
      <span class="seat-glyph">
        <SeatGlyph seat={seat} />
        {seat.playerId !== undefined && seat.playerId === room.hostId && (
          <span class="seat-crown" title="Host" role="img" aria-label="Host">
            <Icon name="crown" />
          </span>
        )}
      </span>
      <div class="seat-text">
        <span class="seat-name" title={seat.name}>
          {seat.kind === 'empty' ? 'Open seat' : seat.name}
        </span>
        <SeatState seat={seat} own={own} away={away} />
      </div>
      {store.isHost.value && room.status !== 'playing' && <HostControls seat={seat} />}
    </li>
  );
}

function SeatState({ seat, own, away }: { seat: SeatDocument; own: boolean; away: boolean }) {
  if (seat.kind === 'empty') return <span class="seat-state">for a friend</span>;
  if (seat.kind === 'bot') return <span class="seat-state">bot · {seat.level}</span>;
  return (
    <span class="seat-state">
      {own && <b class="seat-you">you</b>}
      {away && <span class="badge badge-away">away</span>}
      {seat.connection === 'lagging' && <span class="badge badge-lag">slow</span>}
      {!away && (seat.ready ? <span class="seat-yes">ready</span> : 'not ready')}
    </span>
  );
}

function HostControls({ seat }: { seat: SeatDocument }) {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  const set = (level: Level | null) => run(() => commands.setBot(seat.index, level));
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
  if (seat.kind === 'human') return null;
  return (
    <div class="seat-control seat-bot">
      <select
        aria-label={`How well ${seat.name} plays`}
        data-testid={`bot-level-${seat.index}`}
        value={seat.level}
        disabled={busy}
        onChange={(event) => set(event.currentTarget.value as Level)}
      >
        {LEVELS.map((level) => (
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
  );
}
