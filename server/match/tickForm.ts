import { ByteWriter } from '../../shared/core/bytes.ts';
import type { Fields, Layout } from '../../shared/game/state.ts';
import type { JsonTick, Keyframe } from '../../shared/protocol/match.ts';
import { packKeyframe, type TickFrame } from '../../shared/protocol/tick.ts';

/** Packed, or plain JSON for bots in any language. */
export type TickForm = 'packed' | 'json';

/** One for all: it is written and read in one go. */
const out = new ByteWriter(4096);

/** What `write` packs, as the text that travels. */
export function packedText(write: (out: ByteWriter) => void): string {
  out.clear();
  write(out);
  return Buffer.from(out.bytes()).toString('base64');
}

export function jsonTick(frame: TickFrame, layout: Layout<Fields>): JsonTick {
  return { seq: frame.seq, tick: frame.tick, acks: [...frame.acks], state: layout.toJSON(frame.cells) };
}

export function keyframeOf(frame: TickFrame, layout: Layout<Fields>, form: TickForm): Keyframe {
  return form === 'json' ? jsonTick(frame, layout) : packedText((to) => packKeyframe(frame, to));
}
