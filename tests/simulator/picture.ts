import { type Dot, quantile } from './figures.ts';

/** Pixels. */
const WIDTH = 760;
const HEIGHT = 480;
const LEFT = 64;
const RIGHT = 20;
const TOP = 44;
const BOTTOM = 52;

/** Lines at these parts of all matches. */
const LINES = [0.5, 0.95] as const;

/** Colours for light pages and dark ones; the picture has its own ground, so that it can be read on either. */
const STYLE = `
    .ground { fill: #ffffff } text { fill: #24303a; font: 13px system-ui, sans-serif } .title { font-weight: 600 }
    .axis { stroke: #24303a } .grid { stroke: #d8dee3 } .line { stroke: #b4471f; stroke-dasharray: 5 4 } .of-line { fill: #b4471f }
    .dot { fill: #1f6fb4; fill-opacity: .4 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #14191e } text { fill: #dde4ea } .axis { stroke: #dde4ea } .grid { stroke: #303a43 }
      .line { stroke: #ff9d70 } .of-line { fill: #ff9d70 } .dot { fill: #76b8f2 }
    }`;

/** An SVG with a dot a match: how long its players waited, and how far apart they are. */
export function drawMatches(dots: readonly Dot[], title: string): string {
  const waits = Float64Array.from(dots, ({ wait }) => wait).sort();
  const spreads = Float64Array.from(dots, ({ spread }) => spread).sort();
  const across = axisOf(spreads.at(-1) ?? 0);
  const up = axisOf(waits.at(-1) ?? 0);
  const x = (spread: number) => round(LEFT + (spread / across.most) * (WIDTH - LEFT - RIGHT));
  const y = (wait: number) => round(HEIGHT - BOTTOM - (wait / up.most) * (HEIGHT - TOP - BOTTOM));
  const line = (kind: string, x1: number, y1: number, x2: number, y2: number) =>
    `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
  const say = (what: string, at: string, kind = '') =>
    `<text${kind && ` class="${kind}"`} ${at}>${escaped(what)}</text>`;
  const bottom = HEIGHT - BOTTOM;
  const right = WIDTH - RIGHT;
  const parts = [
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    say(title, `x="${LEFT}" y="24"`, 'title'),
    ...across.marks.flatMap((mark) => [
      line('grid', x(mark), TOP, x(mark), bottom),
      say(String(mark), `x="${x(mark)}" y="${bottom + 18}" text-anchor="middle"`),
    ]),
    ...up.marks.flatMap((mark) => [
      line('grid', LEFT, y(mark), right, y(mark)),
      say(String(mark), `x="${LEFT - 8}" y="${y(mark) + 4}" text-anchor="end"`),
    ]),
    line('axis', LEFT, bottom, right, bottom),
    line('axis', LEFT, TOP, LEFT, bottom),
    say('spread of the match, points', `x="${(LEFT + right) / 2}" y="${HEIGHT - 12}" text-anchor="middle"`),
    say(
      'mean wait of its players, s',
      `transform="translate(18 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle"`,
    ),
    ...dots.map(({ wait, spread }) => `<circle class="dot" cx="${x(spread)}" cy="${y(wait)}" r="2.5"/>`),
  ];
  for (const q of dots.length > 0 ? LINES : []) {
    const [atX, atY] = [x(quantile(spreads, q)), y(quantile(waits, q))];
    const name = `p${q * 100}`;
    parts.push(line('line', atX, TOP, atX, bottom), say(name, `x="${atX + 3}" y="${TOP - 4}"`, 'of-line'));
    parts.push(
      line('line', LEFT, atY, right, atY),
      say(name, `x="${right}" y="${atY - 4}" text-anchor="end"`, 'of-line'),
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
  <style>${STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`;
}

/** Marks at round numbers, and the last of them at or above all. */
function axisOf(largest: number): { readonly most: number; readonly marks: readonly number[] } {
  const rough = Math.max(largest, 1e-3) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power;
  const count = Math.ceil(largest / step) || 1;
  return { most: count * step, marks: Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(12))) };
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
