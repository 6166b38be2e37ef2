import { othersText, type WaitingState } from '../../queueWords.ts';
import { CancelQueue } from './CancelQueue.tsx';
import { useOutlook } from './useOutlook.ts';
import { Elapsed } from './Waiting.tsx';

/** In the party's own room, where the start would be: its members look for others, and any of them can call it off. */
export function PartyWaiting({ queue }: { queue: WaitingState }) {
  const { eta, why } = useOutlook(queue);
  return (
    <section class="readybar party-waiting" aria-label="Quick match" data-testid="party-waiting">
      <p class="party-waiting-title">
        <b>Your party looks for a match</b> <Elapsed since={queue.since} />
      </p>
      <p class="party-waiting-eta">Match: {eta ?? 'nobody knows yet'}</p>
      <p class="party-waiting-others">
        {queue.party} of you, {othersText(queue)}
      </p>
      <p class="party-waiting-why">{why}</p>
      <CancelQueue look="button" />
    </section>
  );
}
