import type { RoomDocument, SeatDocument } from '../../../../shared/protocol/room.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { canSit } from '../../state/seats.ts';
import { Icon } from '../Icon.tsx';
import { SeatGlyph } from '../SeatGlyph.tsx';
import { TeamTag } from '../TeamTag.tsx';

interface FaceProps {
  room: RoomDocument;
  seat: SeatDocument;
  own: boolean;
  away: boolean;
}

/** Glyph, name and state; a press on it sits down there, where that can be. */
export function SeatFace({ room, seat, own, away }: FaceProps) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const sits = canSit(room, seat, store.player.value?.id);
  const name = seat.held?.name ?? seat.name;
  const inside = (
    <>
      <span class="seat-glyph">
        <SeatGlyph seat={seat.held ? { ...seat, ...seat.held, kind: 'human' } : seat} />
        {seat.playerId !== undefined && seat.playerId === room.hostId && (
          <span class="seat-crown" title="Host" role="img" aria-label="Host">
            <Icon name="crown" />
          </span>
        )}
      </span>
      <span class="seat-text">
        <span class="seat-name" title={name}>
          {name ?? 'Open seat'}
        </span>
        <SeatState room={room} seat={seat} own={own} away={away} sits={sits} isHost={store.isHost.value} />
      </span>
    </>
  );
  if (!sits) return <div class="seat-face">{inside}</div>;
  const what = seat.kind === 'bot' ? `Change places with ${seat.name}` : `Sit in seat ${seat.index + 1}`;
  return (
    <button
      type="button"
      class="seat-face seat-sit"
      data-testid={`sit-${seat.index}`}
      aria-label={what}
      title={what}
      disabled={busy}
      onClick={() => run(() => commands.move({ seat: seat.index }))}
    >
      {inside}
    </button>
  );
}

function SeatState({ room, seat, own, away, sits, isHost }: FaceProps & { sits: boolean; isHost: boolean }) {
  const { store } = useLobby();
  if (seat.held) return <span class="seat-state">coming…</span>;
  if (seat.kind === 'empty') {
    const whose = room.visibility === 'public' ? 'for whoever comes next' : 'for a friend';
    return <span class="seat-state">{sits ? 'sit here' : whose}</span>;
  }
  const team = room.teams !== undefined && seat.team !== undefined && <TeamTag team={seat.team} />;
  if (seat.kind === 'bot') {
    return (
      <span class="seat-state">
        {team}
        {/* The host has the level in a field below. */}
        {isHost ? 'bot' : `bot · ${seat.level}`}
      </span>
    );
  }
  const searching = store.queue.value?.state === 'waiting' && store.mySeat.value !== null;
  const covered = away && room.status === 'playing' && room.awayBots;
  return (
    <span class="seat-state">
      {team}
      {own && <b class="seat-you">you</b>}
      {away && <span class="badge badge-away">{covered ? 'away · a bot plays' : 'away'}</span>}
      {seat.connection === 'lagging' && <span class="badge badge-lag">slow</span>}
      {room.muted.includes(seat.playerId!) && <span class="badge badge-lag">muted</span>}
      {!away && searching && 'queued'}
      {!away && !searching && (seat.ready ? <span class="seat-yes">ready</span> : 'not ready')}
    </span>
  );
}
