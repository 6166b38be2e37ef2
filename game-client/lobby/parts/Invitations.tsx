import { useSignal } from '@preact/signals';
import { games } from '../../../shared/games/index.ts';
import type { Notice } from '../../../shared/protocol/lobby.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { dropInvite } from '../state/store.ts';
import { explainRefusal } from '../text.ts';

/** Someone asks this player to come. It may reach a player in the middle of a match, and takes no key from it. */
export function Invitations() {
  const { store } = useLobby();
  return (
    <>
      {store.invites.value.map((invite) => (
        <Invitation key={invite.code} invite={invite} />
      ))}
    </>
  );
}

function Invitation({ invite: { code, from, game, roomName } }: { invite: Notice }) {
  const { store, commands } = useLobby();
  const sure = useSignal(false);
  const [busy, run] = useBusy();
  const here = store.room.value;
  const join = () =>
    run(async () => {
      const refusal = await commands.enter(code);
      dropInvite(store, code);
      if (refusal) store.toasts.say(explainRefusal(refusal, code).text);
    });
  return (
    <section class="notice" aria-label={`Invitation from ${from.name}`} data-testid="notice-invite" data-code={code}>
      <p>
        <b>{from.name}</b> invites you to <b>{roomName}</b>
        <small>{sure.value && here ? `You would leave ${here.name}.` : (games.get(game)?.title ?? game)}</small>
      </p>
      <button
        type="button"
        class="button button-primary"
        data-testid={sure.value ? 'notice-join-sure' : 'notice-join'}
        disabled={busy}
        onClick={() => {
          if (here && !sure.value) sure.value = true;
          else void join();
        }}
      >
        {sure.value ? 'Leave and join' : 'Join'}
      </button>
      <button
        type="button"
        class="button button-quiet"
        data-testid="notice-later"
        onClick={() => dropInvite(store, code)}
      >
        Later
      </button>
    </section>
  );
}
