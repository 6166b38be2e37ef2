import type { SeatDocument } from '../../../shared/protocol/room.ts';
import { seatColour } from '../../play/colours.ts';
import { Icon } from './Icon.tsx';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** First letter of a name, whole even when it is an emoji of several code points. */
function initial(name: string): string {
  for (const { segment } of graphemes.segment(name)) return segment.toUpperCase();
  return '';
}

/** A player as a small comet in the colour of the seat; a ring runs around the ones that are ready. */
export function SeatGlyph({ seat }: { seat: Pick<SeatDocument, 'index' | 'kind' | 'name' | 'ready'> }) {
  return (
    <span
      class={`glyph glyph-${seat.kind}${seat.ready ? ' glyph-ready' : ''}`}
      style={{ '--seat': seatColour(seat.index), '--delay': `${seat.index * -0.7}s` }}
      aria-hidden="true"
    >
      <span class="glyph-tail" />
      <span class="glyph-core">
        {seat.kind === 'human' && initial(seat.name ?? '')}
        {seat.kind === 'bot' && <Icon name="bot" />}
        {seat.kind === 'empty' && <Icon name="plus" />}
      </span>
      {seat.ready && seat.kind === 'human' && <span class="glyph-ring" />}
    </span>
  );
}
