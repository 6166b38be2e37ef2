import { useBusy } from '../hooks.ts';
import { roomPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';

/** On the home page: this player has a seat that this window does not show. */
export function ElsewhereNote() {
  const { store, session, commands } = useLobby();
  const [busy, run] = useBusy();
  const here = store.room.value;
  const seat = store.elsewhere.value;
  const say = async (work: ReturnType<typeof commands.playHere>) => {
    const refusal = await work;
    if (refusal) store.toasts.say(refusal.message);
  };
  if (here) {
    return (
      <aside class="panel note">
        <p>
          You still have a seat in <strong>{here.name}</strong>.
        </p>
        <button type="button" class="button button-primary" onClick={() => store.router.go(roomPath(here.code))}>
          Back to the room
        </button>
        <button type="button" class="button button-quiet" disabled={busy} onClick={() => run(() => commands.leave())}>
          Leave it
        </button>
      </aside>
    );
  }
  if (!seat) return null;
  return (
    <aside class="panel note">
      <p>
        You are in room <strong class="mono">{seat.code}</strong>
        {seat.online ? ' in another window.' : ', and your seat is kept.'}
      </p>
      <button
        type="button"
        class="button button-primary"
        data-testid="play-here"
        disabled={busy}
        onClick={() => run(() => say(commands.playHere(seat.code)))}
      >
        {seat.online ? 'Play here instead' : 'Back to the room'}
      </button>
      {seat.online && (
        <button
          type="button"
          class="button button-quiet"
          data-testid="join-guest"
          disabled={busy}
          onClick={() => run(() => say(session.becomeGuest()))}
        >
          Be a guest in this window
        </button>
      )}
    </aside>
  );
}
