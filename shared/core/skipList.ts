/**
 * A sorted list whose neighbours can be walked to: adding is O(log n) as expected over the levels' draws, and removing takes no search (Pugh,
 * Skip Lists: A Probabilistic Alternative to Balanced Trees, 1990). The draws come from a generator of its own, so the same calls give the
 * same list.
 */
export interface SkipList<T> {
  readonly size: number;
  readonly first: SkipNode<T> | null;
  add(value: T): SkipNode<T>;
  /** `node`: of this list, and not removed yet. */
  remove(node: SkipNode<T>): void;
}

export interface SkipNode<T> {
  readonly value: T;
  readonly previous: SkipNode<T> | null;
  readonly next: SkipNode<T> | null;
}

interface Node<T> {
  readonly value: T;
  previous: Node<T> | null;
  next: Node<T> | null;
  /** Its neighbours on the levels above the lowest; the head is before all others. */
  readonly befores: Node<T>[];
  readonly afters: (Node<T> | null)[];
}

/** Levels above the lowest, on which all are. */
const LEVELS = 19;
const SEED = 0x9e3779b9;
/** Three of four nodes are on the lowest level alone. */
const NONE: never[] = [];

/** `before`: a strict order in which no two values are equal. */
export function createSkipList<T>(before: (a: T, b: T) => boolean): SkipList<T> {
  const head = nodeOf<T>(undefined as T, LEVELS);
  /** The last node before a value, on each level above the lowest. */
  const path = new Array<Node<T>>(LEVELS).fill(head);
  let draw = SEED;
  let size = 0;
  let top = 0;

  /** The last node before a value; the head where there is none. */
  function find(value: T): Node<T> {
    let node = head;
    for (let level = top - 1; level >= 0; level--) {
      for (let next = node.afters[level]; next && before(next.value, value); next = node.afters[level]) node = next;
      path[level] = node;
    }
    for (let next = node.next; next && before(next.value, value); next = node.next) node = next;
    return node;
  }

  /** One level more with a chance of a quarter each (xorshift, Marsaglia 2003). */
  function levels(): number {
    draw ^= draw << 13;
    draw ^= draw >>> 17;
    draw ^= draw << 5;
    return Math.min(LEVELS, Math.clz32(draw) >> 1);
  }

  return {
    get size() {
      return size;
    },
    get first() {
      return head.next;
    },
    add(value) {
      const last = find(value);
      const node = nodeOf(value, levels());
      node.previous = last === head ? null : last;
      node.next = last.next;
      if (last.next) last.next.previous = node;
      last.next = node;
      for (; top < node.afters.length; top++) path[top] = head;
      for (let level = 0; level < node.afters.length; level++) {
        const prior = path[level]!;
        const after = prior.afters[level]!;
        node.befores[level] = prior;
        node.afters[level] = after;
        if (after) after.befores[level] = node;
        prior.afters[level] = node;
      }
      size++;
      return node;
    },
    remove(removed) {
      const { previous, next, befores, afters } = removed as Node<T>;
      (previous ?? head).next = next;
      if (next) next.previous = previous;
      for (const [level, after] of afters.entries()) {
        befores[level]!.afters[level] = after;
        if (after) after.befores[level] = befores[level]!;
      }
      size--;
    },
  };
}

function nodeOf<T>(value: T, levels: number): Node<T> {
  const befores = levels > 0 ? new Array<Node<T>>(levels) : NONE;
  const afters = levels > 0 ? new Array<Node<T> | null>(levels).fill(null) : NONE;
  return { value, previous: null, next: null, befores, afters };
}
