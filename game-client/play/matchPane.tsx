import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import { createSoundKit } from '../sound/kit.ts';
import { BottomSlot } from './bottomSlot.tsx';
import { Hud, type HudProps } from './hud.tsx';
import { NetGraph } from './netGraph.tsx';
import { PanelSlot } from './panelSlot.tsx';
import { mountStage, type Stage } from './stage.ts';

export interface MatchPaneProps {
  readonly source: MatchSource;
  readonly ping: HudProps['ping'];
  readonly missing: HudProps['missing'];
  /** The code of the game could not be fetched, or nothing can be drawn here. */
  readonly onFailed?: (error: unknown) => void;
  /** The stage is there, and draws from now on. */
  readonly onReady?: () => void;
  /** Controls over the bottom of the stage, which keeps off them. */
  readonly children?: ComponentChildren;
}

/** Tells the matches of a page apart; the number means nothing else. */
let matches = 0;

/** A running match, over the whole of its positioned parent: the stage, its HUD, its panel and its sounds. A new source is a new match. */
export function MatchPane({ source, ping, missing, onFailed, onReady, children }: MatchPaneProps) {
  const container = useRef<HTMLDivElement>(null);
  const sound = useMemo(() => createSoundKit(), []);
  useEffect(() => () => sound.destroy(), [sound]);
  const id = useMemo(() => ++matches, [source]);
  const mounted = useRef<Stage | null>(null);
  const covered = useRef(0);
  // The panel and the stage come in either order.
  const cover = useCallback((height: number) => {
    covered.current = height;
    mounted.current?.reserve(height);
  }, []);

  useEffect(() => {
    let stage: Stage | null = null;
    let left = false;
    covered.current = 0;
    mountStage(container.current!, source, { sound }).then(
      (ready) => {
        if (left) return ready.destroy();
        stage = mounted.current = ready;
        if (covered.current > 0) ready.reserve(covered.current);
        onReady?.();
      },
      (error: unknown) => {
        if (!left) onFailed?.(error);
      },
    );
    return () => {
      left = true;
      mounted.current = null;
      stage?.destroy();
    };
  }, [source, sound]);

  return (
    <div class="match" data-testid="match">
      {/* A stage of its own for each match: the one before it may still be on its way out. */}
      <div key={`stage-${id}`} ref={container} class="stage" data-testid="stage" />
      <Hud key={`hud-${id}`} source={source} ping={ping} missing={missing} sound={sound} />
      {!source.replay && <NetGraph key={`net-${id}`} source={source} />}
      <PanelSlot key={`panel-${id}`} source={source} onHeight={cover} onFailed={onFailed} />
      {children !== undefined && <BottomSlot onHeight={cover}>{children}</BottomSlot>}
    </div>
  );
}
