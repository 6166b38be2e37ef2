import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSkipList, type SkipList, type SkipNode } from '../../shared/core/skipList.ts';

/** What a walk up gives, after a walk down from its end has given the same. */
function valuesOf(list: SkipList<number>): number[] {
  const up: number[] = [];
  let last: SkipNode<number> | null = null;
  for (let node = list.first; node; node = node.next) {
    up.push(node.value);
    last = node;
  }
  const down: number[] = [];
  for (let node = last; node; node = node.previous) down.push(node.value);
  expect(down.reverse()).toEqual(up);
  return up;
}

/** Adds the number, or removes it if it is there. */
const numbers = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200, size: 'max' });

test('whatever is added and removed, it is a sorted array', () => {
  fc.assert(
    fc.property(numbers, (calls) => {
      const list = createSkipList<number>((a, b) => a < b);
      const nodes = new Map<number, SkipNode<number>>();
      for (const n of calls) {
        const node = nodes.get(n);
        if (node) {
          list.remove(node);
          nodes.delete(n);
        } else {
          const added = list.add(n);
          expect(added.value).toBe(n);
          nodes.set(n, added);
        }
        expect(list.size).toBe(nodes.size);
      }
      expect(valuesOf(list)).toEqual([...nodes.keys()].sort((a, b) => a - b));
    }),
  );
});

test('adding to thousands compares with a few of them', () => {
  let compared = 0;
  const list = createSkipList<number>((a, b) => {
    compared++;
    return a < b;
  });
  const nodes: SkipNode<number>[] = [];
  for (let n = 0; n < 20_000; n++) nodes.push(list.add((n * 7919) % 20_011));
  expect(compared / 20_000).toBeLessThan(50);
  compared = 0;
  for (const node of nodes) list.remove(node);
  expect(compared).toBe(0);
  expect([list.size, list.first]).toEqual([0, null]);
});
