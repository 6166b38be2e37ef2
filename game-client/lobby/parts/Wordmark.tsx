/** The letters of MUSTER as single lines, so that they can be written. */
const LETTERS = [
  'M4 64V6l26 36L56 6v58',
  'M80 6v36a22 22 0 0 0 44 0V6',
  'M190 16C185 9 178 6 169 6c-12 0-19 6-19 14.500 0 9 8 12 19 14.500 12 2.700 21 6 21 15.500C190 59 182 64 170 64c-10 0-17-3-22-11',
  'M210 6h46M233 6v58',
  'M318 6h-38v58h38M280 35h32',
  'M342 64V6h24a16.500 16.500 0 0 1 0 33h-24M364 39l20 25',
];

/** A comet and what it leaves behind, as shares of its size. It moves by transforms alone: a light along the lines would be drawn anew in every frame. */
const TRAIN = [1, 0.8, 0.62, 0.46, 0.32, 0.2];

export function Wordmark({ small = false }: { small?: boolean }) {
  return (
    <div class={small ? 'wordmark wordmark-small' : 'wordmark'} role="img" aria-label="Muster">
      {/* The glow apart from the lines: it would be drawn anew, at great cost, with every step of their writing. */}
      <Letters class="wordmark-glow" />
      <Letters class="wordmark-lines" />
      {!small && (
        <span class="wordmark-orbit" aria-hidden="true">
          {TRAIN.map((size, index) => (
            <span key={size} class="wordmark-x" style={{ '--lag': `${index * 0.055}s`, '--size': size }}>
              <i />
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

function Letters(props: { class: string }) {
  const ink = `${props.class}-ink`;
  return (
    <svg class={props.class} viewBox="-6 -6 402 82" aria-hidden="true">
      <defs>
        <linearGradient id={ink} gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="390" y2="0">
          <stop offset="0" stop-color="#5ff2ff" />
          <stop offset="0.52" stop-color="#f4f7ff" />
          <stop offset="1" stop-color="#ff5fd2" />
        </linearGradient>
      </defs>
      {LETTERS.map((d, index) => (
        <path key={d} d={d} pathLength={1} stroke={`url(#${ink})`} style={{ animationDelay: `${index * 0.11}s` }} />
      ))}
    </svg>
  );
}
