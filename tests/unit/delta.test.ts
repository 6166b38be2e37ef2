import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitReader, BitWriter } from '../../shared/core/bits.ts';
import {
  applyDelta,
  applyKeyframe,
  type Cells,
  noteSteps,
  writeDelta,
  writeKeyframe,
} from '../../shared/game/delta.ts';
import {
  array,
  defineState,
  FIRST_FIELD,
  type Fields,
  fades,
  follows,
  int,
  type Layout,
  timer,
  trend,
} from '../../shared/game/state.ts';

const LOW = -(2 ** 31);
const HIGH = 2 ** 31 - 1;
const cell = fc.oneof(
  fc.constant(0),
  fc.constantFrom(LOW, HIGH, -1, 1),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: LOW, max: HIGH }),
);

const row = (length: number) => defineState({ row: array(length, int) });
/** Fields of every kind, alone, in rows and in records. */
const all = defineState({
  plain: int,
  clock: timer,
  speed: trend,
  clocks: array(2, timer),
  movers: array(3, {
    vx: trend,
    hurt: timer,
    x: follows('vx'),
    vy: fades(15),
    hue: int,
    y: follows('vy'),
    z: follows('y'),
  }),
  glow: fades(8),
});
const layouts: Layout<Fields>[] = [row(0), row(1), row(30), all];

const empty = (layout: Layout<Fields>): Cells => ({ cells: layout.create(), steps: layout.create() });
const copyOf = ({ cells, steps }: Cells): Cells => ({ cells: cells.slice(), steps: steps.slice() });
const trendCells = ({ columns }: Layout<Fields>) =>
  columns.flatMap(({ kind, at, length }) => (kind === 'trend' ? Array.from({ length }, (_, i) => at + i) : []));
/** What two ends have to agree on: all cells, and the steps of those that have a trend. */
const known = (layout: Layout<Fields>, { cells, steps }: Cells) => [
  Array.from(cells),
  trendCells(layout).map((at) => steps[at]),
];

/** What the page says a cell should be a tick later, by the words for each kind. */
function expected(layout: Layout<Fields>, { cells, steps }: Cells, next: Int32Array): Int32Array {
  const to = cells.slice();
  for (const { kind, at, length, other } of layout.columns) {
    for (let i = at; i < at + length; i++) {
      if (kind === 'trend') to[i] = cells[i]! + steps[i]!;
      if (kind === 'timer' && cells[i]! > 0) to[i] = cells[i]! - 1;
      if (kind === 'follows') to[i] = cells[i]! + next[i - other]!;
      if (kind === 'fades') to[i] = Math.trunc((cells[i]! * other) / 16);
    }
  }
  return to;
}

/** The state after `last`: where `told` has a number that is it, elsewhere what is expected. In order: some follow others. */
function follow(layout: Layout<Fields>, last: Cells, told: readonly (number | null)[]): Cells {
  const next = copyOf(last);
  for (let i = FIRST_FIELD; i < layout.size; i++) {
    const wish = told[i - FIRST_FIELD];
    next.cells[i] = wish ?? expected(layout, last, next.cells)[i]!;
  }
  noteSteps(layout, last.cells, next);
  return next;
}

/** A layout, and what is told of each of some states that come one after the other. */
const story = fc.constantFrom(...layouts).chain((layout) => {
  const length = layout.size - FIRST_FIELD;
  const told = fc.array(fc.option(cell, { freq: 2 }), { minLength: length, maxLength: length });
  return fc.record({ layout: fc.constant(layout), told: fc.array(told, { minLength: 1, maxLength: 8 }) });
});

function written(write: (out: BitWriter) => void): Uint8Array {
  const out = new BitWriter(1);
  write(out);
  return out.bytes().slice();
}
const keyframeOf = (layout: Layout<Fields>, state: Cells) => written((out) => writeKeyframe(layout, state, out));
const deltaOf = (layout: Layout<Fields>, from: Cells, to: Cells) => written((out) => writeDelta(layout, from, to, out));

const textOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
const closed = (bits: string) => {
  const text = bits.replaceAll(' ', '');
  return text.padEnd(Math.ceil(text.length / 8) * 8, '0');
};

/** Of a row of plain cells. */
function rowDelta(from: readonly number[], to: readonly number[]): string {
  const layout = row(from.length);
  const [a, b] = [empty(layout), empty(layout)];
  a.cells.set(from, FIRST_FIELD);
  b.cells.set(to, FIRST_FIELD);
  return textOf(deltaOf(layout, a, b));
}

describe('a delta', () => {
  test.each([
    ['nothing changed', [1, 2, 3], [1, 2, 3], '00100'],
    ['one of four, by 5', [0, 0, 0, 0], [0, 0, 5, 0], '011 11001 010'],
    ['the first and the last, by 1 and -1', [0, 0, 0, 0, 0], [1, 0, 0, 0, -1], '1 10001 00100 10000'],
    ['all, by 8 and -9', [0, 7], [8, -2], '1 11111 1 0100000'],
    ['past the largest', [HIGH], [LOW], '1 10001'],
    ['by the most', [0], [LOW], `1 ${'0'.repeat(28)} 1${'0'.repeat(28)}1110`],
    ['no cells', [], [], ''],
  ])('is written as the format says: %s', (_, from, to, bits) => {
    expect(rowDelta(from, to)).toBe(closed(bits));
  });

  test('[TK-1] turns any state into any other, with fields of every kind and extremes of 32 bits', () => {
    fc.assert(
      fc.property(story, ({ layout, told }) => {
        let last = empty(layout);
        const held = empty(layout);
        for (const one of told) {
          const next = follow(layout, last, one);
          const from = new BitReader(deltaOf(layout, last, next));
          applyDelta(layout, held, from);
          expect(from.atEnd).toBe(true);
          expect(known(layout, held)).toEqual(known(layout, next));
          last = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves the states that it was made from as they were', () => {
    fc.assert(
      fc.property(story, ({ layout, told }) => {
        const last = follow(layout, empty(layout), told[0]!);
        const next = follow(layout, last, told.at(-1)!);
        const copies = [copyOf(last), copyOf(next)];
        deltaOf(layout, last, next);
        keyframeOf(layout, next);
        expect([last, next]).toEqual(copies);
      }),
    );
  });

  test('of a state of which all came as expected is one run, whatever is in it', () => {
    fc.assert(
      fc.property(story, ({ layout, told }) => {
        const last = follow(layout, empty(layout), told[0]!);
        const next = follow(layout, last, []);
        const length = layout.size - FIRST_FIELD;
        expect(deltaOf(layout, last, next)).toEqual(written((out) => length > 0 && out.small(length, 0)));
      }),
    );
  });

  test('never holds the tick, nor the generator', () => {
    const next = empty(all);
    next.cells.fill(77, 0, FIRST_FIELD);
    const still = deltaOf(all, empty(all), empty(all));
    expect(deltaOf(all, empty(all), next)).toEqual(still);
    expect(deltaOf(all, next, empty(all))).toEqual(still);
    expect(keyframeOf(all, next)).toEqual(keyframeOf(all, empty(all)));
  });
});

describe('what is expected of a field that is', () => {
  /** What is left to say of `to` after the states `before`: by how much it came otherwise, or 'as expected'. */
  function miss(fields: Fields, before: readonly number[][], to: readonly number[]): string {
    const layout = defineState(fields);
    const states = [...before, to].map((values) => {
      const state = empty(layout);
      state.cells.set(values, FIRST_FIELD);
      return state;
    });
    states.slice(1).forEach((state, i) => {
      noteSteps(layout, states[i]!.cells, state);
    });
    const bits = textOf(deltaOf(layout, states.at(-2)!, states.at(-1)!));
    const none = textOf(written((out) => out.small(to.length, 0)));
    return bits === none ? 'as expected' : bits;
  }

  test.each([
    ['int: as it was', { a: int }, [[7]], [7]],
    ['trend: the same change again', { a: trend }, [[3], [8]], [13]],
    ['trend: wrapping', { a: trend }, [[0], [HIGH]], [-2]],
    ['timer: one less', { a: timer }, [[9]], [8]],
    ['timer: 0 once it is there', { a: timer }, [[0]], [0]],
    ['timer: below 0 as it was', { a: timer }, [[-1]], [-1]],
    ['follows: moved by the new value', { one: array(1, { v: int, a: follows('v') }) }, [[5, 100]], [5, 105]],
    ['follows: wrapping', { one: array(1, { v: int, a: follows('v') }) }, [[2, HIGH]], [2, LOW + 1]],
    ['fades: so many sixteenths, rounded towards 0', { a: array(2, fades(15)) }, [[100, -100]], [93, -93]],
    ['fades: of the largest', { a: array(2, fades(15)) }, [[HIGH, LOW]], [2013265919, -2013265920]],
  ] as [string, Fields, number[][], number[]][])('%s', (_, fields, before, to) => {
    expect(miss(fields, before, to)).toBe('as expected');
  });

  test('follows: where the other came otherwise, the new one counts', () => {
    const fields = { movers: array(2, { v: int, a: follows('v') }) };
    // v and v, a and a: only the second mover's v is said, by 3.
    expect(miss(fields, [[1, 2, 10, 20]], [1, 5, 11, 25])).toBe(closed('010 10101 011'));
  });

  test.each([
    ['int', { a: int }, [[7]], [8], '1 10001'],
    ['trend', { a: trend }, [[3], [8]], [12], '1 10000'],
    ['timer', { a: timer }, [[9]], [9], '1 10001'],
    ['fades', { a: fades(8) }, [[9]], [3], '1 10000'],
  ] as [string, Fields, number[][], number[], string][])(
    '%s: what comes otherwise is said',
    (_, fields, before, to, bits) => {
      expect(miss(fields, before, to)).toBe(closed(bits));
    },
  );
});

describe('a keyframe', () => {
  test('is all cells against 0, and then the last change of those that have a trend', () => {
    const layout = defineState({ a: int, v: array(2, trend), t: timer });
    const state = empty(layout);
    state.cells.set([0, 5, 0, 7], FIRST_FIELD);
    state.steps.set([9, -1, 0, 9], FIRST_FIELD);
    expect(textOf(keyframeOf(layout, state))).toBe(closed('010 11001 010 11101 1 10000 010'));
  });

  test('[TK-2] gives the state to whoever holds any other, and deltas go on from it', () => {
    fc.assert(
      fc.property(story, ({ layout, told }) => {
        let last = empty(layout);
        for (const one of told) last = follow(layout, last, one);
        const held = follow(layout, empty(layout), told[0]!);
        const from = new BitReader(keyframeOf(layout, last));
        applyKeyframe(layout, held, from);
        expect(from.atEnd).toBe(true);
        expect(known(layout, held)).toEqual(known(layout, last));
        const next = follow(layout, last, told[0]!);
        applyDelta(layout, held, new BitReader(deltaOf(layout, last, next)));
        expect(known(layout, held)).toEqual(known(layout, next));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bits that are no delta', () => {
  const STAMP = 0x5a5a5a5a;
  /** Cells in the middle of a larger buffer, so that a write outside shows. */
  function guarded(layout: Layout<Fields>) {
    const parts = Array.from({ length: 2 }, () => new Int32Array(layout.size + 20).fill(STAMP));
    const [cells, steps] = parts.map((part) => part.subarray(10, 10 + layout.size).fill(0)) as [Int32Array, Int32Array];
    const untouched = () =>
      parts.every((part) => [...part.subarray(0, 10), ...part.subarray(-10)].every((n) => n === STAMP));
    return { held: { cells, steps }, untouched };
  }
  /** Runs and misses by turns. */
  const bitsOf = (parts: readonly number[]) =>
    written((out) => parts.forEach((part, i) => void out.small(part, i % 2 === 0 ? 0 : 4)));
  const apply = { delta: applyDelta, keyframe: applyKeyframe };

  test.each(['delta', 'keyframe'] as const)('a run past the last cell is refused, in a %s', (kind) => {
    for (const parts of [[5], [0, 9, 4], [2, 9, 2], [1, 0, 2 ** 32 - 1], [2 ** 32 - 1]]) {
      const { held, untouched } = guarded(row(4));
      expect(() => apply[kind](row(4), held, new BitReader(bitsOf(parts))), parts.join()).toThrow(RangeError);
      expect(untouched()).toBe(true);
    }
  });

  test('any beginning of a delta is refused', () => {
    fc.assert(
      fc.property(story, fc.nat(), ({ layout, told }, cut) => {
        const next = follow(layout, empty(layout), told[0]!);
        const bytes = deltaOf(layout, empty(layout), next);
        if (bytes.length === 0) return;
        const short = bytes.subarray(0, cut % bytes.length);
        expect(() => applyDelta(layout, empty(layout), new BitReader(short))).toThrow(RangeError);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bits at all end, with a RangeError or without, and write nowhere else', () => {
    const kinds = fc.constantFrom('delta' as const, 'keyframe' as const);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(...layouts), kinds, (bytes, layout, kind) => {
        const { held, untouched } = guarded(layout);
        try {
          apply[kind](layout, held, new BitReader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect(untouched()).toBe(true);
        expect(Array.from(held.cells.subarray(0, FIRST_FIELD)), 'neither the tick nor the generator').toEqual([
          0, 0, 0, 0, 0,
        ]);
      }),
      { numRuns: 5000 },
    );
  });
});
