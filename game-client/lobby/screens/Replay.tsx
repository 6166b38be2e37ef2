import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { games } from '../../../shared/games/index.ts';
import type { Refusal } from '../../../shared/protocol/errors.ts';
import type { ReplayDocument } from '../../../shared/protocol/results.ts';
import { openReplaySource, type ReplaySource } from '../../net/replaySource.ts';
import { MatchPane, type MatchPaneProps } from '../../play/matchPane.tsx';
import { useAnswer } from '../hooks.ts';
import { DeadEnd } from '../parts/DeadEnd.tsx';
import { DrawFailed } from '../parts/DrawFailed.tsx';
import { ReplayBar } from '../parts/ReplayBar.tsx';
import { Wordmark } from '../parts/Wordmark.tsx';
import { explainUnplayable, whenText } from '../records.ts';
import { useLobby } from '../state/lobby.ts';

/** A match that is over, played again here from what was written down of it. */
export function Replay({ matchId }: { matchId: string }) {
  const { api } = useLobby().session;
  const [answer, again] = useAnswer(() => api.replay(matchId), matchId);
  const opened = useMemo(() => (answer?.ok ? openReplaySource(answer.value) : null), [answer]);
  if (!answer) {
    return (
      <main class="opening" aria-busy="true">
        <Wordmark />
      </main>
    );
  }
  if (!answer.ok) return <Refused refusal={answer.error} again={again} />;
  if (!opened?.ok) return <DeadEnd {...explainUnplayable(opened?.error ?? 'damaged')} />;
  return <Viewer source={opened.value} {...answer.value} />;
}

function Refused({ refusal: { code, message }, again }: { refusal: Refusal; again(): void }) {
  switch (code) {
    case 'match/outdated':
      return <DeadEnd {...explainUnplayable('version')} />;
    case 'match/not-found':
      return <DeadEnd title="No replay here" text="There is no recording of this match, or none any more." />;
    default:
      return <DeadEnd title="That did not work" text={message} again={again} />;
  }
}

/** Nobody is waited for: what is shown is over. */
const NOBODY: MatchPaneProps['missing'] = new Map();

function Viewer({ source, game, startedAt }: ReplayDocument & { source: ReplaySource }) {
  const failed = useSignal(false);
  const title = games.get(game)?.title ?? game;
  return (
    <main class="match-screen" data-testid="replay">
      <h1 class="unseen">
        Replay of {title}, {whenText(startedAt, Date.now())}
      </h1>
      <MatchPane
        source={source}
        ping={null}
        missing={NOBODY}
        onReady={() => source.play()}
        onFailed={() => {
          failed.value = true;
        }}
      >
        <ReplayBar source={source} />
      </MatchPane>
      {failed.value && <DrawFailed />}
    </main>
  );
}
