import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import { createSoundKit } from '../sound/kit.ts';
import { Hud, type HudProps } from './hud.tsx';
import { mountStage, type Stage } from './stage.ts';

export interface MatchPaneProps {
  readonly source: MatchSource;
  readonly ping: HudProps['ping'];
  /** Seats whose player has no connection just now. */
  readonly away: HudProps['away'];
  /** The code of the game could not be fetched, or nothing can be drawn here. */
  readonly onFailed?: (error: unknown) => void;
}

/** Tells the matches of a page apart; the number means nothing else. */
let matches = 0;

/** A running match, over the whole of its positioned parent: the stage, its HUD and its sounds. A new source is a new match. */
export function MatchPane({ source, ping, away, onFailed }: MatchPaneProps) {
  const container = useRef<HTMLDivElement>(null);
  const sound = useMemo(() => createSoundKit(), []);
  useEffect(() => () => sound.destroy(), [sound]);
  const id = useMemo(() => ++matches, [source]);

  useEffect(() => {
    let stage: Stage | null = null;
    let left = false;
    mountStage(container.current!, source, { sound }).then(
      (mounted) => {
        stage = mounted;
        if (left) mounted.destroy();
      },
      (error: unknown) => {
        if (!left) onFailed?.(error);
      },
    );
    return () => {
      left = true;
      stage?.destroy();
    };
  }, [source, sound]);

  return (
    <div class="match" data-testid="match">
      {/* A stage of its own for each match: the one before it may still be on its way out. */}
      <div key={`stage-${id}`} ref={container} class="stage" data-testid="stage" />
      <Hud key={`hud-${id}`} source={source} ping={ping} away={away} sound={sound} />
    </div>
  );
}
