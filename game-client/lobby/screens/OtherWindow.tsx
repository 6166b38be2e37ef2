import { useSignal } from '@preact/signals';
import { useBusy } from '../hooks.ts';
import { Wordmark } from '../parts/Wordmark.tsx';
import { useLobby } from '../state/lobby.ts';

/** One player, one seat: it is held by another window of this browser. Either this one takes it over, or plays as a guest. */
export function OtherWindow({ code, replaced = false }: { code: string; replaced?: boolean }) {
  const { store, commands } = useLobby();
  const [busy, run] = useBusy();
  const guest = useSignal('');
  const elsewhere = store.elsewhere.value;
  const otherRoom = elsewhere && elsewhere.code !== code ? elsewhere.code : null;
  const say = async (work: ReturnType<typeof commands.playHere>) => {
    const refusal = await work;
    if (refusal) store.toasts.say(refusal.message);
  };

  return (
    <main class="invite">
      <Wordmark small />
      <section class="panel invite-panel" data-testid={replaced ? 'replaced' : 'elsewhere'}>
        <div class="windows" aria-hidden="true">
          <i />
          <i />
        </div>
        <h1 class="invite-name">
          {replaced && 'This seat is being played in another window'}
          {!replaced && otherRoom && `You are playing in room ${otherRoom} in another window`}
          {!replaced && !otherRoom && 'You are in this room in another window'}
        </h1>
        <p class="invite-facts">
          {otherRoom
            ? 'Joining here gives up the seat there. As a guest you can play in both.'
            : 'A player has one seat in one window. Take it over, or come in beside yourself.'}
        </p>
        <button
          type="button"
          class="button button-primary button-huge"
          data-testid="play-here"
          disabled={busy}
          onClick={() => run(() => say(commands.playHere(code)))}
        >
          {otherRoom ? 'Leave it and join here' : 'Play here instead'}
        </button>
        <form
          class="guest"
          onSubmit={(event) => {
            event.preventDefault();
            void run(() => say(commands.enterAsGuest(code, guest.value)));
          }}
        >
          <input
            aria-label="Name of the guest"
            placeholder="Name of the guest (optional)"
            data-testid="guest-name"
            maxLength={64}
            value={guest.value}
            onInput={(event) => {
              guest.value = event.currentTarget.value;
            }}
          />
          <button type="submit" class="button" data-testid="join-guest" disabled={busy}>
            Join as a guest
          </button>
        </form>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            store.replaced.value = null;
            store.router.go('/');
          }}
        >
          To the start page
        </button>
      </section>
    </main>
  );
}
