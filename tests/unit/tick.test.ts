import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitWriter } from '../../shared/core/bits.ts';
import { array, defineState, FIRST_FIELD, follows, int, timer, trend } from '../../shared/game/state.ts';
import {
  copyFrame,
  createFrame,
  follow,
  MOST_EARLY,
  packDelta,
  packKeyframe,
  type TickFrame,
  unpackTick,
} from '../../shared/protocol/tick.ts';

const SEATS = 4;
const CELLS = 12;
const layout = defineState({
  row: array(4, int),
  clock: timer,
  movers: array(3, { v: trend, x: follows('v') }),
  last: int,
});
const three = defineState({ row: array(3, int) });

interface Told {
  readonly tick: number;
  readonly grown: readonly number[];
  readonly early: readonly number[];
  readonly cells: readonly (number | null)[];
  readonly arrives: boolean;
}

const LOW = -(2 ** 31);
const HIGH = 2 ** 31 - 1;
const bySeat = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: SEATS, maxLength: SEATS });
const told: fc.Arbitrary<Told> = fc.record({
  tick: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 })),
  grown: bySeat(fc.oneof(fc.constant(0), fc.nat(70_000))),
  early: bySeat(fc.nat(MOST_EARLY)),
  cells: fc.array(fc.option(fc.oneof(fc.constantFrom(LOW, HIGH), fc.integer()), { freq: 2 }), {
    minLength: CELLS,
    maxLength: CELLS,
  }),
  arrives: fc.boolean(),
});

/** What a server does: frames that follow one another. */
class Writer {
  readonly last = createFrame(layout, SEATS);
  readonly frame = createFrame(layout, SEATS);

  constructor(seq = 0) {
    this.frame.seq = seq;
  }

  next({ tick, grown, early, cells }: Told): void {
    copyFrame(this.frame, this.last);
    this.frame.seq++;
    this.frame.tick += tick;
    this.frame.cells[0] = this.frame.tick;
    for (let seat = 0; seat < SEATS; seat++) {
      if (grown[seat] === 0) continue;
      this.frame.acks[seat]! += grown[seat]!;
      this.frame.early[seat] = early[seat]!;
    }
    cells.forEach((cell, i) => {
      if (cell !== null) this.frame.cells[FIRST_FIELD + i] = cell;
    });
    follow(this.last, this.frame);
  }

  delta(): Uint8Array {
    return packed((out) => packDelta(this.last, this.frame, out));
  }

  keyframe(): Uint8Array {
    return packed((out) => packKeyframe(this.frame, out));
  }
}

function packed(write: (out: BitWriter) => void): Uint8Array {
  const out = new BitWriter(8);
  write(out);
  return out.bytes().slice();
}

/** What two ends have to agree on; of the steps only those of cells with a trend mean anything. */
const known = ({ seq, tick, acks, early, cells, steps }: TickFrame) => {
  const trends = layout.columns.flatMap(({ kind, at, length }) =>
    kind === 'trend' ? Array.from(steps.subarray(at, at + length)) : [],
  );
  return { seq, tick, acks: [...acks], early: [...early], cells: Array.from(cells), trends };
};

const textOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
function bytesOf(bits: string): Uint8Array {
  const text = bits.replaceAll(' ', '');
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
  return Uint8Array.from({ length: padded.length / 8 }, (_, i) => Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2));
}

describe('packed ticks', () => {
  /** Seq 6 at tick 200, and the one behind it: input 130 of the second seat came half a tick early, and the last cell lost 2. */
  const last = createFrame(three, 2);
  const frame = createFrame(three, 2);
  Object.assign(last, { seq: 6, tick: 200 });
  Object.assign(frame, { seq: 7, tick: 201 });
  last.acks.splice(0, 2, 3, 127);
  frame.acks.splice(0, 2, 3, 130);
  frame.early[1] = 2;
  last.cells.set([200, 0, 0, 0, 0, 0, 5, 0]);
  frame.cells.set([201, 0, 0, 0, 0, 0, 5, -2]);

  test('[TK-1] are written bit by bit as the page says: a delta', () => {
    const acks = '1 0 1 011 0010';
    // Two cells stay; -2 is 3 once it is zigzagged, and 2 less the 1 that no miss needs.
    const cells = '011 10010';
    const bits = `10 00000000000111 1 ${acks} ${cells}`;
    expect(textOf(packed((out) => packDelta(last, frame, out)))).toBe(textOf(bytesOf(bits)));
    expect(unpackTick(bytesOf(bits), last)).toBe(true);
    expect(last).toMatchObject({ seq: 7, tick: 201, acks: [3, 130], early: [0, 2] });
    expect(last.cells).toEqual(frame.cells);
  });

  test('[TK-1] are written bit by bit as the page says: a keyframe', () => {
    const seats = '011 10011 0000 00010010010 0010';
    const bits = `01 100000111 111001001 ${seats} 010 11001 1 10010`;
    expect(textOf(packed((out) => packKeyframe(frame, out)))).toBe(textOf(bytesOf(bits)));
    const held = createFrame(three, 2);
    expect(unpackTick(bytesOf(bits), held)).toBe(true);
    expect(held).toMatchObject({ seq: 7, tick: 201, acks: [3, 130], early: [0, 2] });
    expect(held.cells).toEqual(frame.cells);
  });

  test('[TK-1] any sequence of them gives the reader what the writer has, tick for tick', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (ticks) => {
        const writer = new Writer();
        const held = createFrame(layout, SEATS);
        for (const one of ticks) {
          writer.next(one);
          expect(unpackTick(writer.delta(), held)).toBe(true);
          expect(known(held)).toEqual(known(writer.frame));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[TK-2] with any of them lost, the reader is right or knows that it is not, and a keyframe mends it', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 12 }), (ticks) => {
        const writer = new Writer();
        const held = createFrame(layout, SEATS);
        for (const one of ticks) {
          writer.next(one);
          if (!one.arrives) continue;
          const before = known(held);
          const follows = held.seq === writer.frame.seq - 1;
          expect(unpackTick(writer.delta(), held)).toBe(follows);
          expect(known(held)).toEqual(follows ? known(writer.frame) : before);
        }
        expect(unpackTick(writer.keyframe(), held)).toBe(true);
        expect(known(held)).toEqual(known(writer.frame));
        writer.next(ticks[0]!);
        expect(unpackTick(writer.delta(), held)).toBe(true);
        expect(known(held)).toEqual(known(writer.frame));
      }),
      { numRuns: 1000 },
    );
  });

  const plain: Told = { tick: 1, grown: [1, 0, 0, 0], early: [7, 0, 0, 0], cells: [5], arrives: true };

  test('[TK-2] a tick that came before is not taken twice', () => {
    const writer = new Writer();
    const held = createFrame(layout, SEATS);
    writer.next(plain);
    expect(unpackTick(writer.delta(), held)).toBe(true);
    expect(unpackTick(writer.delta(), held)).toBe(false);
    expect(known(held)).toEqual(known(writer.frame));
  });

  test.each([2 ** 14 - 1, 2 ** 14, 2 ** 20 - 1])('after seq %i, whose next has other digits, they go on', (seq) => {
    const writer = new Writer(seq);
    const held = createFrame(layout, SEATS);
    unpackTick(writer.keyframe(), held);
    for (let i = 0; i < 3; i++) {
      writer.next(plain);
      expect(unpackTick(writer.delta(), held)).toBe(true);
      expect(held.seq).toBe(seq + 1 + i);
    }
  });

  test('a tick in which nothing came otherwise is four bytes', () => {
    const writer = new Writer();
    writer.next({ ...plain, grown: [0, 0, 0, 0], cells: [] });
    expect(writer.delta()).toHaveLength(4);
  });

  test('all 32 seats have their ack', () => {
    const none = defineState({});
    const [before, after, held] = [createFrame(none, 32), createFrame(none, 32), createFrame(none, 32)];
    Object.assign(after, { seq: 1, tick: 1 });
    for (let seat = 0; seat < 32; seat++) {
      after.acks[seat] = 2 ** 31 - 1 - seat;
      after.early[seat] = seat % 16;
    }
    expect(
      unpackTick(
        packed((out) => packDelta(before, after, out)),
        held,
      ),
    ).toBe(true);
    expect([held.acks, held.early]).toEqual([after.acks, after.early]);
  });
});

describe('bytes that are no tick', () => {
  const seq1 = '00000000000001';
  test.each([
    ['nothing', ''],
    ['an unknown kind', `11 ${seq1}`],
    ['a kind of zero', `00 ${seq1} 1 0 0001101`],
    ['a keyframe of another number of seats', '01 100000001 100000001 00100 10000 0000'],
    ['a keyframe of four billion seats', `01 100000001 100000001 ${'0'.repeat(32)} 1 ${'0'.repeat(32)}`],
    ['a keyframe that ends in its acks', '01 100000001 100000001 00101 10000 0000'],
    ['a delta of a cell too many', `10 ${seq1} 1 0 0001110`],
    ['a delta without its end', `10 ${seq1} 1 0 1 1`],
    ['a number that never ends', `10 ${seq1} ${'0'.repeat(200)}`],
  ])('%s is refused', (_, bits) => {
    expect(() => unpackTick(bytesOf(bits), createFrame(layout, SEATS))).toThrow(RangeError);
  });

  test('as they stand there, but for what is wrong, they are ticks', () => {
    for (const bits of [
      `10 ${seq1} 1 0 0001101`,
      `01 100000001 100000001 00101 ${'10000 0000'.repeat(4)} 0001101 00100`,
    ])
      expect(unpackTick(bytesOf(bits), createFrame(layout, SEATS)), bits).toBe(true);
  });

  test('a tick with more behind it is refused: a bit, or a byte', () => {
    const writer = new Writer();
    writer.next({ tick: 1, grown: [0, 0, 0, 0], early: [], cells: [5], arrives: true });
    for (const bytes of [writer.delta(), writer.keyframe()]) {
      for (const more of [0, 7]) {
        const longer = Uint8Array.of(...bytes, more);
        expect(() => unpackTick(longer, createFrame(layout, SEATS))).toThrow(RangeError);
      }
    }
    expect(() => unpackTick(bytesOf(`10 ${seq1} 1 0 0001101 0000001`), createFrame(layout, SEATS))).toThrow(RangeError);
  });

  test('any beginning of a tick is refused', () => {
    fc.assert(
      fc.property(told, fc.boolean(), fc.nat(), (one, whole, cut) => {
        const writer = new Writer();
        writer.next(one);
        const bytes = whole ? writer.keyframe() : writer.delta();
        const held = createFrame(layout, SEATS);
        expect(() => unpackTick(bytes.subarray(0, cut % bytes.length), held)).toThrow(RangeError);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes are a tick, a gap or a RangeError, and change the frame in its place only', () => {
    const head = fc.constantFrom(...['01', `10 ${seq1} 1 `, ''].map((bits) => bits.replaceAll(' ', '')));
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), (bits, bytes) => {
        const held = createFrame(layout, SEATS);
        try {
          unpackTick(bytesOf(bits + textOf(bytes)), held);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect([held.cells.length, held.acks.length, held.early.length]).toEqual([layout.size, SEATS, SEATS]);
        expect(Array.from(held.cells.subarray(1, FIRST_FIELD))).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 5000 },
    );
  });
});
