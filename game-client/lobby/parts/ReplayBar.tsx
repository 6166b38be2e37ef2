import { useEffect } from 'preact/hooks';
import type { ReplaySource } from '../../net/replaySource.ts';
import { useNow } from '../hooks.ts';
import { clockText } from '../records.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';

const RATES = [1, 2, 4, 8] as const;
const SKIP_SECONDS = 5;
/** Also how late a press is seen on the bar itself, at most. */
const REFRESH_MS = 80;

/** Plays, holds, speeds up and goes about in a replay, and the way back. */
export function ReplayBar({ source }: { source: ReplaySource }) {
  const { router } = useLobby().store;
  useNow(REFRESH_MS);
  useKeys(source);
  const { tick, ticks, tickRate, playing, rate } = source;
  const ended = tick === ticks;
  const [now, end] = [clockText(tick, tickRate), clockText(ticks, tickRate)];
  const play = playing ? 'Pause' : ended ? 'Watch again' : 'Play';
  return (
    <section class="panel replay-bar" aria-label="Replay" data-testid="replay-bar" data-tick={Math.floor(tick)}>
      <button
        type="button"
        class="button button-quiet button-icon replay-back"
        data-testid="back"
        aria-label="Back"
        title="Back"
        onClick={() => router.back()}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="button button-icon replay-play"
        data-testid="play"
        data-playing={playing}
        aria-label={play}
        aria-keyshortcuts="Space"
        title={`${play} (space bar)`}
        onClick={(event) => {
          toggle(source);
          letGo(event);
        }}
      >
        <Icon name={playing ? 'pause' : ended ? 'again' : 'play'} />
      </button>
      <div class="replay-line">
        <span class="replay-time" data-testid="replay-now">
          {now}
        </span>
        <input
          type="range"
          class="replay-scrub"
          data-testid="scrub"
          aria-label="Moment of the match"
          aria-valuetext={`${now} of ${end}`}
          title={`The arrow keys go ${SKIP_SECONDS} seconds back and on`}
          min={0}
          max={ticks}
          step={1}
          value={Math.floor(tick)}
          style={{ '--part': ticks === 0 ? 1 : tick / ticks }}
          onInput={(event) => source.seek(Number(event.currentTarget.value))}
        />
        <span class="replay-time">{end}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in every browser */}
      <div class="replay-rates" role="group" aria-label="Speed">
        {RATES.map((one) => (
          <button
            key={one}
            type="button"
            class="replay-rate"
            data-testid={`rate-${one}`}
            aria-label={one === 1 ? 'As fast as it was' : `${one} times as fast`}
            aria-pressed={rate === one}
            onClick={(event) => {
              source.setRate(one);
              letGo(event);
            }}
          >
            {one}×
          </button>
        ))}
      </div>
    </section>
  );
}

function toggle(source: ReplaySource): void {
  if (source.playing) source.pause();
  else source.play();
}

/** A button that was pressed with a pointer would keep the space bar to itself. One that was reached by the keyboard may. */
function letGo(event: MouseEvent & { currentTarget: HTMLElement }): void {
  if (event.detail > 0) event.currentTarget.blur();
}

/** The space bar holds and goes on, the arrows go back and on, wherever the focus is, but for a button's own space bar. */
function useKeys(source: ReplaySource): void {
  useEffect(() => {
    const skip = (seconds: number) => source.seek(source.tick + seconds * source.tickRate);
    const keys: { readonly [key: string]: () => void } = {
      ' ': () => toggle(source),
      ArrowLeft: () => skip(-SKIP_SECONDS),
      ArrowRight: () => skip(SKIP_SECONDS),
    };
    const onDown = (event: KeyboardEvent) => {
      const { target, key } = event;
      const act = keys[key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === ' ' && target instanceof Element && target.closest('button, a')) return;
      event.preventDefault();
      if (key !== ' ' || !event.repeat) act();
    };
    window.addEventListener('keydown', onDown);
    return () => window.removeEventListener('keydown', onDown);
  }, [source]);
}
