import { PIPS, starPoints } from './pips.ts';

const STAR = starPoints(24)
  .map((point) => point.join())
  .join(' ');

/** A die as the table shows it. It says nothing to those who do not see it: what it stands on has a name. */
export function DieIcon({ face, wild }: { face: number; wild: boolean }) {
  return (
    <svg class="die" viewBox="-50 -50 100 100" aria-hidden="true">
      <rect x="-46" y="-46" width="92" height="92" rx="19" class="die-body" />
      {face === 1 && wild ? (
        <polygon points={STAR} class="die-star" />
      ) : (
        PIPS[face]?.map(([x, y]) => (
          <circle key={`${x},${y}`} cx={x * 25} cy={y * 25} r={face === 1 ? 12 : 9.5} class="die-pip" />
        ))
      )}
    </svg>
  );
}
