import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { games } from '../../../shared/games/index.ts';
import type { Refusal } from '../../../shared/protocol/errors.ts';
import type { RoomSummary } from '../../../shared/protocol/room.ts';
import { useBusy, usePoll } from '../hooks.ts';
import { Icon } from '../parts/Icon.tsx';
import { NameForm } from '../parts/NameForm.tsx';
import { Wordmark } from '../parts/Wordmark.tsx';
import type { JoinAs } from '../state/commands.ts';
import { useLobby } from '../state/lobby.ts';
import { describeRoom, explainRefusal, STATUS_TEXT } from '../text.ts';
import { OtherWindow } from './OtherWindow.tsx';

const REFRESH_MS = 3000;

/** What someone sees who followed a link, before a seat is taken. */
export function Invite({ code }: { code: string }) {
  const { store, session, commands } = useLobby();
  const room = useSignal<RoomSummary | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const [busy, run] = useBusy();

  usePoll(
    async () => {
      // A code that leads nowhere is a wrong guess, and those are counted: it is asked for once.
      if (refusal.value?.code === 'room/not-found') return;
      const answer = await session.api.room(code);
      if (answer.ok) room.value = answer.value.room;
      else if (!room.value || answer.error.code === 'room/not-found') refusal.value = answer.error;
      if (answer.ok && refusal.value?.code !== 'room/banned') refusal.value = null;
    },
    REFRESH_MS,
    code,
  );
  const join = (as: JoinAs) =>
    run(async () => {
      const answer = await commands.enter(code, as);
      if (answer) refusal.value = answer;
    });

  const waits = room.value;
  if (refusal.value) return <Closed {...explainRefusal(refusal.value, code)} />;
  if (!waits) {
    return (
      <Frame>
        <p class="rooms-wait">Looking for room {code}…</p>
      </Frame>
    );
  }
  if (store.elsewhere.value?.online) return <OtherWindow code={code} />;
  if (waits.locked) return <Closed {...explainRefusal({ code: 'room/locked', message: '' }, code)} />;
  const full = waits.open === 0;
  const game = games.get(waits.game);

  return (
    <Frame>
      <p class="eyebrow">You are invited to {game?.title}</p>
      <h1 class="invite-name">{waits.name}</h1>
      <p class="invite-facts">
        {waits.host !== null && (
          <>
            <strong>{waits.host}</strong> is hosting.{' '}
          </>
        )}
        {describeRoom(waits)}
      </p>
      {game?.about !== undefined && <p class="invite-about">{game.about}</p>}
      <p class={`status status-${waits.status}`}>
        {STATUS_TEXT[waits.status]}
        {waits.status === 'playing' &&
          !full &&
          (game?.enter ? ': join right in' : ': watch, and play in the next round')}
      </p>
      <NameForm />
      {!full && (
        <button
          type="button"
          class="button button-primary button-huge"
          data-testid="invite-join"
          disabled={busy}
          onClick={() => join('player')}
        >
          {busy ? 'Joining…' : 'Join the room'}
        </button>
      )}
      <button
        type="button"
        class={full ? 'button button-primary button-huge' : 'button button-quiet'}
        data-testid="invite-watch"
        disabled={busy}
        onClick={() => join('spectator')}
      >
        <Icon name="eye" /> {full ? 'Watch' : 'Just watch'}
      </button>
      <Home />
    </Frame>
  );
}

function Closed({ title, text }: { title: string; text: string }) {
  return (
    <Frame>
      <div class="void" aria-hidden="true" />
      <h1 class="invite-name" data-testid="invite-closed">
        {title}
      </h1>
      <p class="invite-facts">{text}</p>
      <Home primary />
    </Frame>
  );
}

function Home({ primary = false }: { primary?: boolean }) {
  const { store } = useLobby();
  return (
    <button
      type="button"
      class={primary ? 'button button-primary button-huge' : 'button button-quiet'}
      data-testid="go-home"
      onClick={() => store.router.go('/')}
    >
      {primary ? 'To the start page' : 'Not now'}
    </button>
  );
}

function Frame({ children }: { children: ComponentChildren }) {
  return (
    <main class="invite">
      <Wordmark small />
      <section class="panel invite-panel">{children}</section>
    </main>
  );
}
