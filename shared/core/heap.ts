/** A binary heap: the least rank is on top; those of equal rank come in an order that follows from the calls. Adding and taking are O(log n). */
export interface Heap<T> {
  readonly size: number;
  /** The first; undefined when there is none. */
  peek(): T | undefined;
  push(item: T, rank: number): void;
  pop(): T | undefined;
  /** Drops all that do not hold any more, in O(n). */
  keep(holds: (item: T) => boolean): void;
}

/** Ranks lie beside the items: comparing looks into no item, which may be anywhere in memory. */
export function createHeap<T>(): Heap<T> {
  let items: T[] = [];
  let ranks: number[] = [];

  function put(at: number, item: T, rank: number): void {
    items[at] = item;
    ranks[at] = rank;
  }

  function rise(from: number, item: T, rank: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (rank >= ranks[parent]!) break;
      put(at, items[parent]!, ranks[parent]!);
      at = parent;
    }
    put(at, item, rank);
  }

  function sink(from: number, item: T, rank: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && ranks[child + 1]! < ranks[child]!) child++;
      if (ranks[child]! >= rank) break;
      put(at, items[child]!, ranks[child]!);
      at = child;
    }
    put(at, item, rank);
  }

  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    push: (item, rank) => rise(items.length, item, rank),
    pop() {
      const first = items[0];
      const [item, rank] = [items.pop(), ranks.pop()];
      if (items.length > 0) sink(0, item!, rank!);
      return first;
    },
    keep(holds) {
      const kept = items.map((item, at) => ({ item, rank: ranks[at]! })).filter(({ item }) => holds(item));
      items = kept.map(({ item }) => item);
      ranks = kept.map(({ rank }) => rank);
      for (let at = (items.length >> 1) - 1; at >= 0; at--) sink(at, items[at]!, ranks[at]!);
    },
  };
}
