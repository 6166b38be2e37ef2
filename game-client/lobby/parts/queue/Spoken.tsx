import { useMemo } from 'preact/hooks';
import { spoken } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';
import { isGathering } from '../../state/seats.ts';

/**
 * How quick match goes, for those who listen. It is always there: what comes into the page together with its text is often not read out.
 * A reason is said once, however often its text counts on.
 */
export function Spoken() {
  const { store } = useLobby();
  const queue = store.queue.value;
  const cancelsLater = store.cancelling.value && store.connection.value.status !== 'online';
  const group = store.room.value && isGathering(store.room.value) ? store.room.value : null;
  const reason = queue?.state === 'waiting' ? queue.reason.code : queue?.state;
  const text = useMemo(() => spoken(queue, group, cancelsLater), [reason, group, cancelsLater]);
  return (
    <p class="unseen" role="status" aria-live="polite" data-testid="spoken">
      {text}
    </p>
  );
}
