import { othersText, queueName, type WaitingState } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';
import type { Store } from '../../state/store.ts';
import { CancelQueue } from './CancelQueue.tsx';
import { PlayHere } from './PlayHere.tsx';
import { useOutlook } from './useOutlook.ts';
import { Elapsed } from './Waiting.tsx';

/** The search for a match, where the screen itself does not show it. */
export function QueueStrip() {
  const { store } = useLobby();
  const queue = store.queue.value;
  if (!queue || store.room.value?.gathering || isShown(store)) return null;
  return queue.state === 'found' ? <Found code={queue.code} here={queue.here} /> : <Searching queue={queue} />;
}

/** The start page and the party's room say more of it, and who plays looks at nothing else. */
function isShown({ router, room, match, result, mySeat, queue }: Store): boolean {
  const route = router.route.value;
  if (route.at === 'home' || match.value) return true;
  const inRoom = route.at === 'room' && route.code === room.value?.code && !result.value;
  return inRoom && mySeat.value !== null && queue.value?.state === 'waiting';
}

function Searching({ queue }: { queue: WaitingState }) {
  const { eta, why } = useOutlook(queue);
  const { games, party, waiting } = queue;
  return (
    <aside class="queue-strip" aria-label="Quick match" data-testid="queue-strip">
      <span class="queue-strip-dot" aria-hidden="true" />
      <b class="queue-strip-title">Looking for a match</b>
      <span class="queue-strip-games">
        {party > 1 && `${party} of you · `}
        {games.map(queueName).join(', ')}
      </span>
      {waiting > party && <span class="queue-strip-others">{othersText(queue)} waiting</span>}
      {eta !== null && <span class="queue-strip-eta">{eta}</span>}
      <span class="queue-strip-why" title={why}>
        {why}
      </span>
      <Elapsed since={queue.since} />
      <CancelQueue look="button button-quiet" />
    </aside>
  );
}

function Found({ code, here }: { code: string; here: boolean }) {
  return (
    <aside class="queue-strip queue-strip-found" aria-label="Quick match" data-testid="queue-strip">
      <span class="queue-strip-dot" aria-hidden="true" />
      <p>
        <b>Found!</b> {here ? 'On the way to your match…' : 'The match goes to the window in which you queued.'}
      </p>
      {!here && <PlayHere code={code} />}
    </aside>
  );
}
