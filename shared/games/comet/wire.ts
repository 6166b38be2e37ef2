import type { ByteReader, ByteWriter } from '../../core/bytes.ts';
import type { CometInput } from './state.ts';

/** One byte: 1 for the dash, and 2 for a thrust, whose direction is then a second byte. */
const DASH = 1;
const THRUST = 2;

export function packInput({ thrust, dash }: CometInput, out: ByteWriter): void {
  out.byte((dash ? DASH : 0) | (thrust === null ? 0 : THRUST));
  if (thrust !== null) out.byte(thrust);
}

export function unpackInput(from: ByteReader): unknown {
  const flags = from.byte();
  if (flags > (DASH | THRUST)) throw new RangeError(`no wish has the flags ${flags}`);
  return { thrust: flags & THRUST ? from.byte() : null, dash: (flags & DASH) !== 0 };
}
