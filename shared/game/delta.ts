import type { ByteReader, ByteWriter } from '../core/bytes.ts';

/**
 * Cells to bytes and back, without loss. What changed is written as runs:
 *
 *   run  = unsigned: cells left as they were before it | unsigned: its length, 1 or more | a signed difference for each cell
 *   cells = run ... | 0, 0
 *
 * Differences wrap at 32 bits, as the cells do. A keyframe is the same against cells that are all zero.
 */
export function writeDelta(from: Int32Array, to: Int32Array, out: ByteWriter): void {
  const size = to.length;
  let written = 0;
  let at = 0;
  while (at < size) {
    if (to[at] === from[at]) {
      at++;
      continue;
    }
    // A single cell that stayed costs one byte inside a run, and two for starting a new one behind it.
    let end = at + 1;
    while (end < size && (to[end] !== from[end] || (end + 1 < size && to[end + 1] !== from[end + 1]))) end++;
    out.unsigned(at - written);
    out.unsigned(end - at);
    for (; at < end; at++) out.signed((to[at]! - from[at]!) | 0);
    written = end;
  }
  out.byte(0);
  out.byte(0);
}

/** Turns `cells`, which hold what the delta was made from, into what it was made to. Throws a RangeError on bytes that do not fit. */
export function applyDelta(cells: Int32Array, from: ByteReader): void {
  let at = 0;
  for (;;) {
    at += from.unsigned();
    const length = from.unsigned();
    if (length === 0) return;
    if (at + length > cells.length) throw new RangeError(`cells ${at} to ${at + length - 1} of ${cells.length}`);
    for (let i = 0; i < length; i++, at++) cells[at] = cells[at]! + from.signed();
  }
}

export function writeKeyframe(cells: Int32Array, out: ByteWriter): void {
  writeDelta(zeros(cells.length), cells, out);
}

export function applyKeyframe(cells: Int32Array, from: ByteReader): void {
  cells.fill(0);
  applyDelta(cells, from);
}

const blanks = new Map<number, Int32Array>();

/** One array of zeros for each layout's size; nobody writes to it. */
function zeros(size: number): Int32Array {
  let blank = blanks.get(size);
  if (!blank) {
    blank = new Int32Array(size);
    blanks.set(size, blank);
  }
  return blank;
}
