import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import { faces } from './catalog.ts';
import type { PanelProps } from './face.ts';

export interface PanelSlotProps {
  readonly source: MatchSource;
  /** How many CSS pixels of the stage's bottom the panel covers. */
  readonly onHeight: (height: number) => void;
  readonly onFailed?: (error: unknown) => void;
}

/** Where a game's panel lies over the stage, for who has a seat in a game that is played through one. */
export function PanelSlot({ source, onHeight, onFailed }: PanelSlotProps) {
  const [panel, setPanel] = useState<{ Panel: ComponentType<PanelProps> } | null>(null);
  const slot = useRef<HTMLDivElement>(null);
  const fetchPanel = source.seat === null ? undefined : faces.get(source.gameId)?.panel;

  useEffect(() => {
    let left = false;
    fetchPanel?.().then(
      ({ Panel }) => {
        if (!left) setPanel({ Panel });
      },
      (error: unknown) => {
        if (!left) onFailed?.(error);
      },
    );
    return () => {
      left = true;
    };
  }, [fetchPanel]);

  useEffect(() => {
    const element = slot.current;
    if (!element) return;
    const measure = new ResizeObserver(() => onHeight(element.offsetHeight));
    measure.observe(element);
    return () => measure.disconnect();
  }, [panel]);

  if (!panel) return null;
  return (
    <div ref={slot} class="panel-slot">
      <panel.Panel source={source} />
    </div>
  );
}
