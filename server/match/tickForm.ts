import { BitWriter } from '../../shared/core/bits.ts';
import type { JsonTick, Keyframe } from '../../shared/protocol/match.ts';
import { packKeyframe, type TickFrame } from '../../shared/protocol/tick.ts';

/** The bytes of a packed tick as one binary message, the same as base64 text, or plain JSON for bots in any language. */
export const TICK_FORMS = ['binary', 'packed', 'json'] as const;
export type TickForm = (typeof TICK_FORMS)[number];

/** One for all: it is written and read in one go. */
const out = new BitWriter(4096);

export function textOf(packed: Uint8Array): string {
  return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('base64');
}

export function jsonTick({ seq, tick, acks, early, layout, cells }: TickFrame): JsonTick {
  return { seq, tick, acks: [...acks], early: [...early], state: layout.toJSON(cells) };
}

/** Keyframes travel in answers, as text also to those who read binary ticks: they are few. */
export function keyframeOf(frame: TickFrame, form: TickForm): Keyframe {
  if (form === 'json') return jsonTick(frame);
  out.clear();
  packKeyframe(frame, out);
  return textOf(out.bytes());
}
