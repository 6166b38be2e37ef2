import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitReader, BitWriter } from '../../shared/core/bits.ts';

const MOST = 2 ** 32 - 1;
const order = fc.nat(16);
/** Around every power of two, where the number of digits changes, and anywhere. */
const number = fc.oneof(
  fc.nat(40),
  fc
    .tuple(fc.nat(32), fc.integer({ min: -2, max: 2 }))
    .map(([power, by]) => Math.min(MOST, Math.max(0, 2 ** power + by))),
  fc.integer({ min: 0, max: MOST }),
);

function written(write: (out: BitWriter) => void): Uint8Array {
  const out = new BitWriter(1);
  write(out);
  return out.bytes().slice();
}
const textOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
/** The bits of a code by the words of its definition, with integers of any size. */
function codeOf(value: number, k: number): string {
  const digits = (BigInt(value) + 2n ** BigInt(k)).toString(2);
  return '0'.repeat(digits.length - (k + 1)) + digits;
}

describe('small numbers', () => {
  test.each([
    [0, 0, '1'],
    [1, 0, '010'],
    [2, 0, '011'],
    [3, 0, '00100'],
    [6, 0, '00111'],
    [7, 0, '0001000'],
    [0, 1, '10'],
    [1, 1, '11'],
    [2, 1, '0100'],
    [5, 1, '0111'],
    [6, 1, '001000'],
    [0, 4, '10000'],
    [15, 4, '11111'],
    [16, 4, '0100000'],
    [255, 8, '111111111'],
    [256, 8, '01000000000'],
    [MOST, 0, `${'0'.repeat(32)}1${'0'.repeat(32)}`],
    [MOST - 1, 0, `${'0'.repeat(31)}${'1'.repeat(32)}`],
    [MOST, 4, `${'0'.repeat(28)}1${'0'.repeat(28)}1111`],
    [MOST, 16, `${'0'.repeat(16)}10000000000000000${'1'.repeat(16)}`],
  ])('%i in the code of order %i', (value, k, bits) => {
    const closed = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
    expect(textOf(written((out) => out.small(value, k)))).toBe(closed);
    expect(new BitReader(written((out) => out.small(value, k))).small(k)).toBe(value);
  });

  test('of 32 bits, in every order, are written as the definition says and come back', () => {
    fc.assert(
      fc.property(number, order, (value, k) => {
        const bytes = written((out) => out.small(value, k));
        const code = codeOf(value, k);
        expect(textOf(bytes).slice(0, code.length)).toBe(code);
        expect(bytes).toHaveLength(Math.ceil(code.length / 8));
        const from = new BitReader(bytes);
        expect(from.small(k)).toBe(value);
        expect(from.atEnd).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('bits', () => {
  const part = fc.oneof(
    fc.tuple(number, order).map(([value, k]) => ({ value, order: k })),
    fc.integer({ min: 1, max: 24 }).chain((count) => fc.nat(2 ** count - 1).map((value) => ({ value, count }))),
  );

  test('and numbers of any order come back as they went, one behind the other, through a buffer that has to grow', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const bytes = written((out) => {
          for (const one of parts) 'order' in one ? out.small(one.value, one.order) : out.bits(one.value, one.count);
        });
        const from = new BitReader(bytes);
        const read = parts.map((one) => ('order' in one ? from.small(one.order) : from.bits(one.count)));
        expect(read).toEqual(parts.map(({ value }) => value));
        expect(from.atEnd).toBe(true);
        const length = parts.reduce(
          (sum, one) => sum + ('order' in one ? codeOf(one.value, one.order).length : one.count),
          0,
        );
        expect(bytes, 'no bit is wasted').toHaveLength(Math.ceil(length / 8));
      }),
      { numRuns: 1000 },
    );
  });

  test('fill a byte from its highest on, and zeros close the last', () => {
    expect(written((out) => out.bits(0b101, 3))).toEqual(Uint8Array.of(0b10100000));
    expect(written((out) => out.bits(0xabcdef, 24))).toEqual(Uint8Array.of(0xab, 0xcd, 0xef));
    expect(written(() => {})).toHaveLength(0);
  });

  test('of a cleared writer are forgotten, those that made no byte yet too', () => {
    const bytes = written((out) => {
      out.bits(0xffff, 13);
      out.clear();
      out.bits(1, 1);
    });
    expect(bytes).toEqual(Uint8Array.of(0b10000000));
  });
});

describe('the end', () => {
  test('is where fewer than eight zeros are left', () => {
    const after = (bytes: number[], count: number) => {
      const from = new BitReader(Uint8Array.from(bytes));
      from.bits(count);
      return from.atEnd;
    };
    expect(new BitReader(new Uint8Array(0)).atEnd).toBe(true);
    expect([after([0b10100000], 3), after([0xff], 8)]).toEqual([true, true]);
    expect([after([0b10100001], 3), after([0b10100000, 0], 3), new BitReader(Uint8Array.of(0)).atEnd]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('is not read past: a RangeError', () => {
    const from = new BitReader(Uint8Array.of(0xff));
    from.bits(5);
    expect(() => from.bits(4)).toThrow(RangeError);
    expect(() => new BitReader(new Uint8Array(0)).bits(1)).toThrow(RangeError);
    expect(() => new BitReader(Uint8Array.of(0)).small(0)).toThrow(RangeError);
    expect(() => new BitReader(Uint8Array.of(0b00010000)).small(2)).toThrow(RangeError);
  });
});

describe('bits that are no number', () => {
  test.each([
    ['zeros without end', new Uint8Array(1000)],
    ['2^32 in order 0', Uint8Array.of(0, 0, 0, 0, 0b10000000, 0, 0, 0, 0b10000000)],
  ])('%s: a RangeError', (_, bytes) => {
    expect(() => new BitReader(bytes).small(0)).toThrow(/more than 32 bits/);
  });

  test('any at all give numbers of 32 bits, or a RangeError, and end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), fc.array(order, { minLength: 1 }), (bytes, orders) => {
        const from = new BitReader(bytes);
        try {
          for (let i = 0; !from.atEnd; i++) {
            const value = from.small(orders[i % orders.length]!);
            expect(Number.isInteger(value) && value >= 0 && value <= MOST).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
