import type { z } from 'zod';
import type { placement } from '../../../shared/protocol/match.ts';
import { seatColour } from '../../play/colours.ts';
import { ordinal } from '../text.ts';
import { SeatGlyph } from './SeatGlyph.tsx';

export type Placement = z.infer<typeof placement>;

/** The first three places, the best in the middle and highest. Who ties stands equally high, so there may be more than three. */
export function Podium({ placements }: { placements: readonly Placement[] }) {
  const steps = arrange(placements.filter(({ place }) => place <= 3));
  return (
    <div class="podium" aria-hidden="true" style={{ '--steps': steps.length }}>
      {steps.map((one) => (
        <div
          key={one.seat}
          class={`step step-${one.place}`}
          data-testid="step"
          style={{ '--seat': seatColour(one.seat) }}
        >
          <SeatGlyph seat={{ index: one.seat, kind: one.kind, name: one.name, ready: one.place === 1 }} />
          <span class="step-name">{one.name}</span>
          <span class="step-block">
            <b>{ordinal(one.place)}</b>
            <span>{one.score}</span>
          </span>
        </div>
      ))}
    </div>
  );
}

/** Winners in the middle, the others outward in turns: the next best to their left, then to their right. */
function arrange(best: readonly Placement[]): Placement[] {
  const first = best.filter(({ place }) => place === 1);
  const rest = best.filter(({ place }) => place > 1);
  const left = rest.filter((_, index) => index % 2 === 0).reverse();
  return [...left, ...first, ...rest.filter((_, index) => index % 2 === 1)];
}
