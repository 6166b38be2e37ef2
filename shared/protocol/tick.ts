import { ByteReader, type ByteWriter } from '../core/bytes.ts';
import { applyDelta, applyKeyframe, writeDelta, writeKeyframe } from '../game/delta.ts';

/**
 * The packed form of a tick, as bytes and as the base64 text that travels:
 *
 *   tick = byte: 1 keyframe, 2 delta | unsigned: seq | unsigned: tick | acks | cells (see game/delta.ts)
 *   acks of a keyframe = unsigned: how many seats | for each the last input seq applied, unsigned
 *   acks of a delta    = unsigned: a bit for each seat whose ack grew | for each of those by how much, unsigned
 *
 * A delta is against the tick whose seq is one smaller.
 */
const KEYFRAME = 1;
const DELTA = 2;

/** One reader's, or one room's, memory of the last tick: what the next delta is made against or applied to. */
export interface TickFrame {
  seq: number;
  tick: number;
  readonly acks: number[];
  readonly cells: Int32Array;
}

export function createFrame(cells: number, seats: number): TickFrame {
  return { seq: 0, tick: 0, acks: new Array<number>(seats).fill(0), cells: new Int32Array(cells) };
}

export function copyFrame(from: TickFrame, to: TickFrame): void {
  to.seq = from.seq;
  to.tick = from.tick;
  for (let seat = 0; seat < from.acks.length; seat++) to.acks[seat] = from.acks[seat]!;
  to.cells.set(from.cells);
}

export function packKeyframe(frame: TickFrame, out: ByteWriter): void {
  out.byte(KEYFRAME);
  out.unsigned(frame.seq);
  out.unsigned(frame.tick);
  out.unsigned(frame.acks.length);
  for (const ack of frame.acks) out.unsigned(ack);
  writeKeyframe(frame.cells, out);
}

/** `last` is the frame with the seq before. At most 32 seats. */
export function packDelta(last: TickFrame, frame: TickFrame, out: ByteWriter): void {
  out.byte(DELTA);
  out.unsigned(frame.seq);
  out.unsigned(frame.tick);
  let grown = 0;
  for (let seat = 0; seat < frame.acks.length; seat++) if (frame.acks[seat] !== last.acks[seat]) grown |= 1 << seat;
  out.unsigned(grown);
  for (let seat = 0; seat < frame.acks.length; seat++) {
    if (grown & (1 << seat)) out.unsigned(frame.acks[seat]! - last.acks[seat]!);
  }
  writeDelta(last.cells, frame.cells, out);
}

/**
 * Takes a packed tick into `held`. False when it is a delta against a tick that is not held (one was missed: ask for
 * `match:resync`); `held` is then as it was. Throws a RangeError on bytes that are no tick, and `held` is then to
 * be thrown away: it may hold half of them.
 */
export function unpackTick(bytes: Uint8Array, held: TickFrame): boolean {
  const from = new ByteReader(bytes);
  const kind = from.byte();
  const seq = from.unsigned();
  const tick = from.unsigned();
  if (kind === KEYFRAME) {
    const seats = from.unsigned();
    if (seats !== held.acks.length) throw new RangeError(`a keyframe of ${seats} seats, not ${held.acks.length}`);
    for (let seat = 0; seat < seats; seat++) held.acks[seat] = from.unsigned();
    applyKeyframe(held.cells, from);
  } else if (kind === DELTA) {
    if (seq !== held.seq + 1) return false;
    const grown = from.unsigned();
    for (let seat = 0; seat < held.acks.length; seat++) {
      if (grown & (1 << seat)) held.acks[seat] = held.acks[seat]! + from.unsigned();
    }
    applyDelta(held.cells, from);
  } else throw new RangeError(`a tick of kind ${kind}`);
  if (!from.atEnd) throw new RangeError('a tick with bytes behind its end');
  held.seq = seq;
  held.tick = tick;
  return true;
}
