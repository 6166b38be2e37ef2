import { BitReader, type BitWriter } from '../core/bits.ts';
import { applyDelta, applyKeyframe, type Cells, noteSteps, writeDelta, writeKeyframe } from '../game/delta.ts';
import type { Fields, Layout } from '../game/state.ts';

/**
 * The packed form of a tick, in bits (`small` is the code of `core/bits.ts`, with its order):
 *
 *   keyframe = 2 bits: 1 | seq, tick: small(8) | seats: small(0) | each: ack: small(4), early: 4 bits | cells (see game/delta.ts)
 *   delta    = 2 bits: 2 | the lowest 14 bits of seq | ticks since the one before, less 1: small(0) | acks | cells
 *   acks     = 1 bit: whether any grew | if so for each seat 1 bit: whether its own did | if so by how much, less 1: small(0),
 *              early: 4 bits
 *
 * A delta is against the tick whose seq is one smaller.
 */
const KEYFRAME = 1;
const DELTA = 2;
const KIND_BITS = 2;
const SEQ_BITS = 14;
const EARLY_BITS = 4;

/** The most that `early` says. */
export const MOST_EARLY = 2 ** EARLY_BITS - 1;

/** One reader's, or one room's, memory of the last tick: what the next delta is made against or applied to. */
export interface TickFrame extends Cells {
  readonly layout: Layout<Fields>;
  seq: number;
  tick: number;
  /** The seq of the last input applied, by seat. */
  readonly acks: number[];
  /** How long that input had waited for its tick, in quarters of a tick: 0 if it came late, or just in time. */
  readonly early: number[];
}

export function createFrame(layout: Layout<Fields>, seats: number): TickFrame {
  return {
    layout,
    seq: 0,
    tick: 0,
    acks: new Array<number>(seats).fill(0),
    early: new Array<number>(seats).fill(0),
    cells: layout.create(),
    steps: layout.create(),
  };
}

export function copyFrame(from: TickFrame, to: TickFrame): void {
  to.seq = from.seq;
  to.tick = from.tick;
  for (let seat = 0; seat < from.acks.length; seat++) {
    to.acks[seat] = from.acks[seat]!;
    to.early[seat] = from.early[seat]!;
  }
  to.cells.set(from.cells);
  to.steps.set(from.steps);
}

/** Once the cells of `frame` are those of the tick after `last`: what the tick after that is foretold by. */
export function follow(last: TickFrame, frame: TickFrame): void {
  noteSteps(frame.layout, last.cells, frame);
}

export function packKeyframe(frame: TickFrame, out: BitWriter): void {
  out.bits(KEYFRAME, KIND_BITS);
  out.small(frame.seq, 8);
  out.small(frame.tick, 8);
  out.small(frame.acks.length, 0);
  for (let seat = 0; seat < frame.acks.length; seat++) {
    out.small(frame.acks[seat]!, 4);
    out.bits(frame.early[seat]!, EARLY_BITS);
  }
  writeKeyframe(frame.layout, frame, out);
}

/** `last` is the frame with the seq before. */
export function packDelta(last: TickFrame, frame: TickFrame, out: BitWriter): void {
  out.bits(DELTA, KIND_BITS);
  out.bits(frame.seq & (2 ** SEQ_BITS - 1), SEQ_BITS);
  out.small(frame.tick - last.tick - 1, 0);
  packAcks(last, frame, out);
  writeDelta(frame.layout, last, frame, out);
}

function packAcks(last: TickFrame, frame: TickFrame, out: BitWriter): void {
  const seats = frame.acks.length;
  let grown = 0;
  for (let seat = 0; seat < seats; seat++) if (frame.acks[seat] !== last.acks[seat]) grown++;
  out.bits(grown > 0 ? 1 : 0, 1);
  if (grown === 0) return;
  for (let seat = 0; seat < seats; seat++) {
    const growth = frame.acks[seat]! - last.acks[seat]!;
    out.bits(growth > 0 ? 1 : 0, 1);
    if (growth === 0) continue;
    out.small(growth - 1, 0);
    out.bits(frame.early[seat]!, EARLY_BITS);
  }
}

/**
 * Takes a packed tick into `held`. False when it is a delta against a tick that is not held (one was missed: ask for
 * `match:resync`); `held` is then as it was. Throws a RangeError on bytes that are no tick, and `held` is then to
 * be thrown away: it may hold half of them.
 */
export function unpackTick(bytes: Uint8Array, held: TickFrame): boolean {
  const from = new BitReader(bytes);
  const kind = from.bits(KIND_BITS);
  if (kind === KEYFRAME) unpackKeyframe(held, from);
  else if (kind !== DELTA) throw new RangeError(`a tick of kind ${kind}`);
  else if (from.bits(SEQ_BITS) !== ((held.seq + 1) & (2 ** SEQ_BITS - 1))) return false;
  else unpackDelta(held, from);
  if (!from.atEnd) throw new RangeError('a tick with bytes behind its end');
  held.cells[0] = held.tick;
  return true;
}

function unpackKeyframe(held: TickFrame, from: BitReader): void {
  held.seq = from.small(8);
  held.tick = from.small(8);
  const seats = from.small(0);
  if (seats !== held.acks.length) throw new RangeError(`a keyframe of ${seats} seats, not ${held.acks.length}`);
  for (let seat = 0; seat < seats; seat++) {
    held.acks[seat] = from.small(4);
    held.early[seat] = from.bits(EARLY_BITS);
  }
  applyKeyframe(held.layout, held, from);
}

function unpackDelta(held: TickFrame, from: BitReader): void {
  held.seq++;
  held.tick += from.small(0) + 1;
  if (from.bits(1) === 1) {
    for (let seat = 0; seat < held.acks.length; seat++) {
      if (from.bits(1) === 0) continue;
      held.acks[seat] = held.acks[seat]! + from.small(0) + 1;
      held.early[seat] = from.bits(EARLY_BITS);
    }
  }
  applyDelta(held.layout, held, from);
}
