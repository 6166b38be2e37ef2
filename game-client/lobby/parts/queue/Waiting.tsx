import type { QueueState } from '../../../net/quickMatch.ts';
import { useNow } from '../../hooks.ts';
import { elapsedText, othersText, queueName, type WaitingState } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';
import { CancelQueue } from './CancelQueue.tsx';
import { PlayHere } from './PlayHere.tsx';
import { useOutlook } from './useOutlook.ts';

const LOOK_MS = 250;

/** How the search for a match goes. What of it is to be heard, `Spoken` says. `cancelled` hears of the press on Cancel. */
export function Waiting({ queue, cancelled }: { queue: QueueState; cancelled(): void }) {
  return queue.state === 'found' ? <Found queue={queue} /> : <Searching queue={queue} cancelled={cancelled} />;
}

function Searching({ queue, cancelled }: { queue: WaitingState; cancelled(): void }) {
  const { eta, why } = useOutlook(queue);
  return (
    <section class="waiting" aria-label="Quick match" data-testid="waiting" data-games={queue.games.join()}>
      <span class="waiting-radar" aria-hidden="true">
        <i />
        <i />
        <b>
          <Elapsed since={queue.since} />
        </b>
      </span>
      <div class="waiting-text">
        <h2>Looking for a match</h2>
        <p class="waiting-games">{queue.games.map(queueName).join(', ')}</p>
      </div>
      <dl class="waiting-facts">
        <dt>Others</dt>
        <dd data-testid="waiting-others">{othersText(queue)}</dd>
        <dt>Match</dt>
        <dd data-testid="waiting-eta">{eta ?? 'nobody knows yet'}</dd>
      </dl>
      <p class="waiting-why" data-testid="waiting-why">
        {why}
      </p>
      <CancelQueue look="button" pressed={cancelled} />
    </section>
  );
}

export function Elapsed({ since }: { since: number }) {
  const { session } = useLobby();
  useNow(LOOK_MS);
  return (
    <span class="waiting-time" data-testid="waiting-time">
      {elapsedText(session.serverNow() - since)}
    </span>
  );
}

/** A moment only, unless it is another window that queued, and may be gone. */
function Found({ queue: { code, here } }: { queue: Extract<QueueState, { state: 'found' }> }) {
  return (
    <section class="waiting waiting-found" aria-label="Quick match" data-testid="found">
      <div class="waiting-text">
        <h2>Found!</h2>
        <p class="waiting-games">
          {here ? 'On the way to your match…' : 'The match goes to the window in which you queued.'}
        </p>
      </div>
      {!here && <PlayHere code={code} />}
    </section>
  );
}
