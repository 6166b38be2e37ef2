import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import { applyDelta, applyKeyframe, writeDelta, writeKeyframe } from '../../shared/game/delta.ts';

const LOW = -(2 ** 31);
const HIGH = 2 ** 31 - 1;
const cell = fc.oneof(fc.constant(0), fc.constantFrom(LOW, HIGH, -1, 1), fc.integer({ min: LOW, max: HIGH }));

/** Two states of one layout, alike in most places, as two ticks are. */
const pair = fc
  .array(fc.tuple(cell, fc.option(cell, { freq: 2 })), { maxLength: 60 })
  .map((cells): [Int32Array, Int32Array] => [
    Int32Array.from(cells, ([before]) => before),
    Int32Array.from(cells, ([before, after]) => after ?? before),
  ]);

function bytesOf(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(16);
  write(out);
  return out.bytes().slice();
}

const deltaOf = (from: readonly number[], to: readonly number[]) =>
  Array.from(bytesOf((out) => writeDelta(Int32Array.from(from), Int32Array.from(to), out)));

describe('a delta', () => {
  test('is written as the format says', () => {
    expect(deltaOf([1, 2, 3], [1, 2, 3])).toEqual([0, 0]);
    expect(deltaOf([0, 0, 0, 0], [0, 0, 5, 0])).toEqual([2, 1, 10, 0, 0]);
    expect(deltaOf([0, 0, 0, 0, 0], [1, 0, 0, 0, -1])).toEqual([0, 1, 2, 3, 1, 1, 0, 0]);
    // The cell that stayed is cheaper inside the run than a new run behind it.
    expect(deltaOf([0, 7, 0], [1, 7, 1])).toEqual([0, 3, 2, 0, 2, 0, 0]);
    expect(deltaOf([HIGH], [LOW])).toEqual([0, 1, 2, 0, 0]);
  });

  test('[TK-1] turns any state into any other, extremes of 32 bits too', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const cells = before.slice();
        const from = new ByteReader(bytesOf((out) => writeDelta(before, after, out)));
        applyDelta(cells, from);
        expect(cells).toEqual(after);
        expect(from.atEnd).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves the states that it was made from as they were', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const copies = [before.slice(), after.slice()];
        bytesOf((out) => writeDelta(before, after, out));
        bytesOf((out) => writeKeyframe(after, out));
        expect([before, after]).toEqual(copies);
      }),
    );
  });

  test('of a state that stands still is two bytes, however large the state', () => {
    const cells = new Int32Array(5000).fill(HIGH);
    expect(bytesOf((out) => writeDelta(cells, cells, out))).toHaveLength(2);
  });
});

test('[TK-2] a keyframe gives the state to whoever holds any other', () => {
  fc.assert(
    fc.property(pair, ([held, state]) => {
      const cells = held.slice();
      applyKeyframe(cells, new ByteReader(bytesOf((out) => writeKeyframe(state, out))));
      expect(cells).toEqual(state);
    }),
    { numRuns: 1000 },
  );
});

describe('bytes that are no delta', () => {
  /** Cells in the middle of a larger buffer, so that a write outside shows. */
  function guarded(length: number): { cells: Int32Array; untouched: () => boolean } {
    const all = new Int32Array(length + 20).fill(0x5a5a5a5a);
    const cells = all.subarray(10, 10 + length).fill(0);
    const untouched = () => [...all.subarray(0, 10), ...all.subarray(10 + length)].every((one) => one === 0x5a5a5a5a);
    return { cells, untouched };
  }

  test('a run past the last cell is refused before it is written', () => {
    const { cells, untouched } = guarded(4);
    const bytes = bytesOf((out) => {
      for (const part of [3, 2]) out.unsigned(part);
      for (let i = 0; i < 10; i++) out.signed(9);
    });
    expect(() => applyDelta(cells, new ByteReader(bytes))).toThrow(RangeError);
    expect(cells).toEqual(new Int32Array(4));
    expect(untouched()).toBe(true);
  });

  test('skips that add up to more than 32 bits are refused', () => {
    const { cells, untouched } = guarded(4);
    const bytes = bytesOf((out) => {
      for (const part of [1, 1]) out.unsigned(part);
      out.signed(1);
      for (const part of [2 ** 32 - 1, 1]) out.unsigned(part);
      out.signed(1);
    });
    expect(() => applyDelta(cells, new ByteReader(bytes))).toThrow(RangeError);
    expect(untouched()).toBe(true);
  });

  test('any beginning of a delta is refused', () => {
    fc.assert(
      fc.property(pair, fc.nat(), ([before, after], cut) => {
        const bytes = bytesOf((out) => writeDelta(before, after, out));
        const short = bytes.subarray(0, cut % bytes.length);
        expect(() => applyDelta(before.slice(), new ByteReader(short))).toThrow(RangeError);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes at all end, with a RangeError or without, and write nowhere else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(20), (bytes, length) => {
        const { cells, untouched } = guarded(length);
        try {
          applyDelta(cells, new ByteReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect(untouched()).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
