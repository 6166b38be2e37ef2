import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';

const unsigned = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const signed = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));

function written(write: (out: ByteWriter) => void): number[] {
  const out = new ByteWriter(1);
  write(out);
  return Array.from(out.bytes());
}

describe('numbers', () => {
  test.each([
    [0, [0]],
    [127, [127]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %i is written as the format says', (value, bytes) => {
    expect(written((out) => out.unsigned(value))).toEqual(bytes);
  });

  test.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [-64, [127]],
    [64, [0x80, 1]],
    [2 ** 31 - 1, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
    [-(2 ** 31), [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('signed %i is written as the format says', (value, bytes) => {
    expect(written((out) => out.signed(value))).toEqual(bytes);
  });

  test('any, in any order, come back as they went, through a buffer that has to grow', () => {
    const item = fc.oneof(
      fc.tuple(fc.constant('unsigned' as const), unsigned),
      fc.tuple(fc.constant('signed' as const), signed),
      fc.tuple(fc.constant('byte' as const), fc.nat(255)),
    );
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const out = new ByteWriter(1);
        for (const [kind, value] of items) out[kind](value);
        const from = new ByteReader(out.bytes());
        expect(items.map(([kind]) => from[kind]())).toEqual(items.map(([, value]) => value));
        expect(from.atEnd).toBe(true);
      }),
    );
  });

  test('a cleared writer starts anew', () => {
    expect(
      written((out) => {
        out.unsigned(1_000_000);
        out.clear();
        out.byte(7);
      }),
    ).toEqual([7]);
  });
});

describe('bytes that are no numbers', () => {
  test('past the end there is a RangeError, and the cursor stays', () => {
    const from = new ByteReader(Uint8Array.of(5));
    from.byte();
    expect(() => from.byte()).toThrow(RangeError);
    expect(from.atEnd).toBe(true);
    expect(() => new ByteReader(Uint8Array.of(0x80, 0x80)).unsigned()).toThrow(RangeError);
  });

  test('a number that never ends is refused after five bytes', () => {
    const from = new ByteReader(new Uint8Array(1000).fill(0x80));
    expect(() => from.unsigned()).toThrow(/longer than five bytes/);
    expect(() => new ByteReader(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 1)).unsigned()).toThrow(RangeError);
  });

  test('any bytes give 32-bit numbers or a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const from = new ByteReader(bytes);
        try {
          while (!from.atEnd) {
            const value = from.signed();
            expect(value | 0).toBe(value);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
