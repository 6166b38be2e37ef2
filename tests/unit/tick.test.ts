import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../shared/core/bytes.ts';
import {
  copyFrame,
  createFrame,
  packDelta,
  packKeyframe,
  type TickFrame,
  unpackTick,
} from '../../shared/protocol/tick.ts';

const CELLS = 12;
const SEATS = 4;

interface Told {
  readonly tick: number;
  readonly grown: readonly number[];
  readonly cells: readonly (number | null)[];
  readonly arrives: boolean;
}

const LOW = -(2 ** 31);
const HIGH = 2 ** 31 - 1;
const told: fc.Arbitrary<Told> = fc.record({
  tick: fc.nat(3),
  grown: fc.array(fc.oneof(fc.constant(0), fc.nat(70_000)), { minLength: SEATS, maxLength: SEATS }),
  cells: fc.array(fc.option(fc.oneof(fc.constantFrom(LOW, HIGH), fc.integer()), { freq: 2 }), {
    minLength: CELLS,
    maxLength: CELLS,
  }),
  arrives: fc.boolean(),
});

/** What a server does: frames that follow one another. */
class Writer {
  readonly last = createFrame(CELLS, SEATS);
  readonly frame = createFrame(CELLS, SEATS);

  next({ tick, grown, cells }: Told): void {
    copyFrame(this.frame, this.last);
    this.frame.seq++;
    this.frame.tick += tick;
    for (let seat = 0; seat < SEATS; seat++) this.frame.acks[seat]! += grown[seat]!;
    cells.forEach((cell, i) => {
      if (cell !== null) this.frame.cells[i] = cell;
    });
  }

  delta(): Uint8Array {
    return packed((out) => packDelta(this.last, this.frame, out));
  }

  keyframe(): Uint8Array {
    return packed((out) => packKeyframe(this.frame, out));
  }
}

function packed(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(8);
  write(out);
  return out.bytes().slice();
}

function copyOf(frame: TickFrame): TickFrame {
  const copy = createFrame(frame.cells.length, frame.acks.length);
  copyFrame(frame, copy);
  return copy;
}

describe('packed ticks', () => {
  test('[TK-1] are written byte by byte as the page says', () => {
    const last = { seq: 6, tick: 200, acks: [3, 0], cells: Int32Array.of(0, 5, 0) };
    const frame = { seq: 7, tick: 201, acks: [3, 130], cells: Int32Array.of(0, 5, -2) };
    const acks = [0b10, 0x82, 1];
    expect(Array.from(packed((out) => packDelta(last, frame, out)))).toEqual([2, 7, 0xc9, 1, ...acks, 2, 1, 3, 0, 0]);
    const whole = [1, 7, 0xc9, 1, 2, 3, 0x82, 1, 1, 2, 10, 3, 0, 0];
    expect(Array.from(packed((out) => packKeyframe(frame, out)))).toEqual(whole);
  });

  test('[TK-1] any sequence of them gives the reader what the writer has, tick for tick', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (ticks) => {
        const writer = new Writer();
        const held = createFrame(CELLS, SEATS);
        for (const one of ticks) {
          writer.next(one);
          expect(unpackTick(writer.delta(), held)).toBe(true);
          expect(held).toEqual(writer.frame);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[TK-2] with any of them lost, the reader is right or knows that it is not, and a keyframe mends it', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 12 }), (ticks) => {
        const writer = new Writer();
        const held = createFrame(CELLS, SEATS);
        for (const one of ticks) {
          writer.next(one);
          if (!one.arrives) continue;
          const before = copyOf(held);
          const follows = held.seq === writer.frame.seq - 1;
          expect(unpackTick(writer.delta(), held)).toBe(follows);
          expect(held).toEqual(follows ? writer.frame : before);
        }
        expect(unpackTick(writer.keyframe(), held)).toBe(true);
        expect(held).toEqual(writer.frame);
        writer.next(ticks[0]!);
        expect(unpackTick(writer.delta(), held)).toBe(true);
        expect(held).toEqual(writer.frame);
      }),
      { numRuns: 1000 },
    );
  });

  test('[TK-2] a tick that came before is not taken twice', () => {
    const writer = new Writer();
    const held = createFrame(CELLS, SEATS);
    writer.next({ tick: 1, grown: [1, 0, 0, 0], cells: [5], arrives: true });
    expect(unpackTick(writer.delta(), held)).toBe(true);
    expect(unpackTick(writer.delta(), held)).toBe(false);
    expect(held).toEqual(writer.frame);
  });

  test('all 32 seats have their ack', () => {
    const last = createFrame(1, 32);
    const frame = createFrame(1, 32);
    frame.seq = 1;
    for (let seat = 0; seat < 32; seat++) frame.acks[seat] = 2 ** 31 - 1 - seat;
    const held = createFrame(1, 32);
    expect(
      unpackTick(
        packed((out) => packDelta(last, frame, out)),
        held,
      ),
    ).toBe(true);
    expect(held.acks).toEqual(frame.acks);
  });
});

describe('bytes that are no tick', () => {
  test.each([
    ['nothing', []],
    ['an unknown kind', [3, 1, 1]],
    ['a kind of zero', [0, 1, 1, 0, 0, 0]],
    ['a keyframe of another number of seats', [1, 1, 1, 3, 0, 0, 0, 0, 0]],
    ['a keyframe of four billion seats', [1, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a keyframe that ends in its acks', [1, 1, 1, 4, 0, 0]],
    ['a delta of a cell too many', [2, 1, 1, 0, CELLS, 1, 2, 0, 0]],
    ['a delta without its end', [2, 1, 1, 0, 0, 1, 2]],
    ['a number that never ends', [2, ...new Array<number>(20).fill(0x80)]],
  ])('%s is refused, and the seq that was held stays', (_, bytes) => {
    const held = createFrame(CELLS, SEATS);
    expect(() => unpackTick(Uint8Array.from(bytes), held)).toThrow(RangeError);
    expect([held.seq, held.tick]).toEqual([0, 0]);
  });

  test('a tick with one more byte behind it is refused', () => {
    const writer = new Writer();
    writer.next({ tick: 1, grown: [0, 0, 0, 0], cells: [5], arrives: true });
    const longer = Uint8Array.of(...writer.keyframe(), 7);
    expect(() => unpackTick(longer, createFrame(CELLS, SEATS))).toThrow(RangeError);
  });

  test('any beginning of a tick is refused', () => {
    fc.assert(
      fc.property(told, fc.boolean(), fc.nat(), (one, whole, cut) => {
        const writer = new Writer();
        writer.next(one);
        const bytes = whole ? writer.keyframe() : writer.delta();
        const held = createFrame(CELLS, SEATS);
        expect(() => unpackTick(bytes.subarray(0, cut % bytes.length), held)).toThrow(RangeError);
        expect(held.seq).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes are a tick, a gap or a RangeError, and change the frame in its place only', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 }), (kind, bytes) => {
        const held = createFrame(CELLS, SEATS);
        try {
          unpackTick(Uint8Array.of(kind, 1, ...bytes), held);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect([held.cells.length, held.acks.length]).toEqual([CELLS, SEATS]);
      }),
      { numRuns: 3000 },
    );
  });
});
