import type { z } from 'zod';
import type { placement } from '../../../shared/protocol/match.ts';
import { seatColour } from '../../play/colours.ts';
import { ordinal } from '../text.ts';
import { SeatGlyph } from './SeatGlyph.tsx';

export type Placement = z.infer<typeof placement>;

/** The first three, the best in the middle and highest; who ties stands equally high. */
export function Podium({ placements }: { placements: readonly Placement[] }) {
  const [first, second, third] = placements;
  return (
    <div class="podium" aria-hidden="true">
      {[second, first, third].map(
        (one) =>
          one && (
            <div key={one.seat} class={`step step-${one.place}`} style={{ '--seat': seatColour(one.seat) }}>
              <SeatGlyph seat={{ index: one.seat, kind: one.kind, name: one.name, ready: one.place === 1 }} />
              <span class="step-name">{one.name}</span>
              <span class="step-block">
                <b>{ordinal(one.place)}</b>
                <span>{one.score}</span>
              </span>
            </div>
          ),
      )}
    </div>
  );
}
