import './netGraph.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MatchSource } from '../net/matchSource.ts';
import { netFigures } from './netFigures.ts';
import { drawNetPlot } from './netPlot.ts';

const REFRESH_MS = 100;
/** Figures that change faster cannot be read. */
const FIGURES_EVERY = 5;
const KEY = 'F3';

/** How the network does, over the stage, for who presses F3: why a match feels as it does, and whose fault it is. */
export function NetGraph({ source }: { source: MatchSource }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== KEY || event.ctrlKey || event.metaKey || event.altKey) return;
      // Else the browser opens its search.
      event.preventDefault();
      if (!event.repeat) setOpen((was) => !was);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return open ? <Graph source={source} /> : null;
}

function Graph({ source }: { source: MatchSource }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [, look] = useState(0);
  useEffect(() => {
    let count = 0;
    const refresh = () => {
      if (canvas.current) drawNetPlot(canvas.current, source.stats, performance.now());
      if (++count % FIGURES_EVERY === 0) look(count);
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [source]);

  const now = performance.now();
  return (
    <aside class="net-graph" data-testid="net-graph" aria-label="Network">
      <dl>
        {netFigures(source.report(), source.stats.counts(now), now).map(({ name, label, value, title }) => (
          <div key={name} title={title}>
            <dt>{label}</dt>
            <dd data-testid={`net-${name}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <canvas ref={canvas} class="net-plot" />
      <p class="net-legend">
        <span class="is-ticks">ticks</span>
        <span class="is-frames">frames</span>
        <span>10 s, to 150 ms</span>
      </p>
    </aside>
  );
}
