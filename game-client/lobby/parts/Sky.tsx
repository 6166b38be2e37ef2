import { useEffect, useRef } from 'preact/hooks';
import { useLobby } from '../state/lobby.ts';
import { createStarfield, type Starfield } from './stars.ts';

/** What is behind every screen: nebulae and stars, which rush past while a match is about to start. */
export function Sky() {
  const { store } = useLobby();
  const canvas = useRef<HTMLCanvasElement>(null);
  const stars = useRef<Starfield | null>(null);
  const warp = store.room.value?.status === 'countdown';
  const hidden = store.match.value !== null;

  useEffect(() => {
    stars.current = createStarfield(canvas.current!);
    return () => stars.current?.destroy();
  }, []);
  useEffect(() => stars.current?.setWarp(warp), [warp]);
  useEffect(() => stars.current?.setPaused(hidden), [hidden]);

  return (
    <div class="sky" aria-hidden="true">
      <canvas ref={canvas} class="sky-stars" />
    </div>
  );
}
