import { useEffect, useState } from 'preact/hooks';
import { faces } from '../../play/catalog.ts';
import { seatColour } from '../../play/colours.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { LeaveRoom } from './LeaveRoom.tsx';

/** Three, two, one, over everything, by the server's clock: every screen in the room turns at the same moment. */
export function Countdown() {
  const { store, session } = useLobby();
  const room = store.room.value;
  const startsAt = room?.status === 'countdown' ? room.startsAt : undefined;
  const [left, setLeft] = useState(3);

  useEffect(() => {
    if (startsAt === undefined) return;
    let frame = 0;
    const look = () => {
      setLeft(Math.max(0, Math.ceil((startsAt - session.serverNow()) / 1000)));
      frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [startsAt]);

  // The seconds of waiting are enough to fetch Phaser. Whether that worked the match itself will see.
  const game = startsAt === undefined ? undefined : room?.game;
  useEffect(() => {
    if (game === undefined) return;
    import('../../play/scene.ts').catch(() => {});
    faces
      .get(game)
      ?.painter()
      .catch(() => {});
  }, [game]);

  if (!room || startsAt === undefined) return null;
  const players = room.seats.filter((seat) => seat.kind !== 'empty');
  return (
    <div class="countdown" data-testid="countdown" data-left={left}>
      <div class="countdown-ring" key={`ring-${left}`} aria-hidden="true" />
      <div class="countdown-orbit" aria-hidden="true">
        {players.map((seat, index) => (
          <i
            key={seat.index}
            style={{ '--seat': seatColour(seat.index), '--turn': `${(index / players.length) * 360}deg` }}
          />
        ))}
      </div>
      <p class="countdown-number" key={left} role="status" aria-live="assertive">
        {left > 0 ? left : 'Go!'}
      </p>
      <div class="countdown-foot">
        <p class="countdown-line">{room.name}</p>
        {store.mySeat.value && (store.gathers.value ? <LeaveRoom /> : <NotYet />)}
      </div>
    </div>
  );
}

/** Anyone who plays can stop it: someone is at the door, or the wrong game was picked. A match that quick match found can only be left. */
function NotYet() {
  const { commands } = useLobby();
  const [busy, run] = useBusy();
  return (
    <button
      type="button"
      class="button"
      data-testid="countdown-stop"
      disabled={busy}
      onClick={() => run(() => commands.setReady(false))}
    >
      <Icon name="cross" /> Not yet
    </button>
  );
}
