import type { ByteReader, ByteWriter } from '../../core/bytes.ts';
import type { DiceInput } from './state.ts';

/** One byte, the count of a bid, or 0 for a call; behind a count the face. */
const CALL = 0;

export function packInput(input: DiceInput, out: ByteWriter): void {
  out.byte(input.kind === 'call' ? CALL : input.count);
  if (input.kind === 'bid') out.byte(input.face);
}

export function unpackInput(from: ByteReader): unknown {
  const count = from.byte();
  return count === CALL ? { kind: 'call' } : { kind: 'bid', count, face: from.byte() };
}
