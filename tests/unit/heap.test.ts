import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from '../../shared/core/heap.ts';

type Call = { kind: 'push'; rank: number } | { kind: 'pop' } | { kind: 'keep'; odd: boolean };

const rank = fc.integer({ min: -20, max: 20 });
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('push' as const), rank }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'pop' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const), odd: fc.boolean() }) },
);

interface Item {
  readonly n: number;
  readonly rank: number;
}

test('whatever is done, the top is of the least rank, and each item comes out once', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 120, size: 'max' }), (calls) => {
      const heap = createHeap<Item>();
      let held: Item[] = [];
      for (const [n, one] of calls.entries()) {
        if (one.kind === 'push') {
          const item = { n, rank: one.rank };
          heap.push(item, item.rank);
          held.push(item);
        } else if (one.kind === 'keep') {
          const holds = ({ n }: Item) => (n % 2 === 1) === one.odd;
          heap.keep(holds);
          held = held.filter(holds);
        } else {
          const least = Math.min(...held.map(({ rank }) => rank));
          expect(heap.peek()?.rank).toBe(held.length > 0 ? least : undefined);
          const out = heap.pop();
          expect(out?.rank).toBe(held.length > 0 ? least : undefined);
          if (out) expect(held).toContain(out);
          held = held.filter((item) => item !== out);
        }
        expect(heap.size).toBe(held.length);
      }
      const rest = Array.from({ length: held.length }, () => heap.pop()!);
      expect(rest.map(({ rank }) => rank)).toEqual(held.map(({ rank }) => rank).sort((a, b) => a - b));
      expect(new Set(rest)).toEqual(new Set(held));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

test('the same calls give the same order, also among equals', () => {
  const order = () => {
    const heap = createHeap<number>();
    for (let n = 0; n < 50; n++) heap.push(n, n % 3);
    return Array.from({ length: 50 }, () => heap.pop());
  };
  expect(order()).toEqual(order());
});
