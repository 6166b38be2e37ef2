import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import { BottomSlot, type BottomSlotProps } from './bottomSlot.tsx';
import { faces } from './catalog.ts';
import type { PanelProps } from './face.ts';

export interface PanelSlotProps {
  readonly source: MatchSource;
  readonly onHeight: BottomSlotProps['onHeight'];
  readonly onFailed?: (error: unknown) => void;
}

/** A game's panel over the stage, for who has a seat in a game that is played through one. */
export function PanelSlot({ source, onHeight, onFailed }: PanelSlotProps) {
  const [panel, setPanel] = useState<{ Panel: ComponentType<PanelProps> } | null>(null);
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

  if (!panel) return null;
  return (
    <BottomSlot onHeight={onHeight}>
      <panel.Panel source={source} />
    </BottomSlot>
  );
}
