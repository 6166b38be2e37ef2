import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface BottomSlotProps {
  /** How many CSS pixels of the stage's bottom are covered. */
  readonly onHeight: (height: number) => void;
  readonly children: ComponentChildren;
}

/** Where a game's panel, or the controls of a replay, lie over the stage; it tells how high they are. */
export function BottomSlot({ onHeight, children }: BottomSlotProps) {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = slot.current!;
    const measure = new ResizeObserver(() => onHeight(element.offsetHeight));
    measure.observe(element);
    return () => measure.disconnect();
  }, [onHeight]);
  return (
    <div ref={slot} class="panel-slot">
      {children}
    </div>
  );
}
