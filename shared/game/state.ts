import { bindRng, RNG_CELLS, type Rng } from '../core/rng.ts';

/**
 * A game's state is one Int32Array with names. `defineState` turns a description into a layout: how many cells, which name
 * stands where, and `bind`, which lays typed views over an array of cells. Copying, hashing, comparing and sending a state is
 * then work on the cells alone, the same for every game.
 *
 *   const layout = defineState({ phase: int, players: array(8, { x: int, y: int }) });
 *   const state = layout.bind(layout.create());
 *   state.players[3].x += 5;
 *
 * Values are 32-bit signed integers: what is stored wraps and loses its fraction, so round before storing.
 * Every layout begins with the number of the tick and the random generator's state.
 */
export const int = 'int';
type Int = typeof int;

type Struct = { readonly [name: string]: Int };
interface List<Item extends Int | Struct = Int | Struct> {
  readonly length: number;
  readonly item: Item;
}

/** `length` integers, or `length` records of integers. */
export function array<const Item extends Int | Struct>(length: number, item: Item): List<Item> {
  return { length, item };
}

export type Fields = { readonly [name: string]: Int | List };

type View<F> = F extends Int
  ? number
  : F extends List<infer Item>
    ? Item extends Struct
      ? readonly { -readonly [K in keyof Item]: number }[]
      : Int32Array
    : never;

/** Live views over a state's cells: reading and writing them reads and writes the cells. */
export type State<F extends Fields> = { -readonly [K in keyof F]: View<F[K]> } & {
  readonly cells: Int32Array;
  readonly rng: Rng;
  tick: number;
};

export interface Layout<F extends Fields> {
  /** The number of cells. */
  readonly size: number;
  /** New cells, all zero. */
  create(): Int32Array;
  /** Views over `cells`. Costs a few objects for each record: bind once and keep it. */
  bind(cells: Int32Array): State<F>;
  /** The state as plain data with its names: what JSON clients get. The generator's cells are left out. */
  toJSON(cells: Int32Array): { [name: string]: unknown };
  /** The name of a cell, such as `players[3].x`, for messages. */
  nameOf(cell: number): string;
}

/** The state that a layout binds. */
export type StateOf<L> = L extends Layout<infer F extends Fields> ? State<F> : never;

const RESERVED = new Set(['cells', 'rng', 'tick']);
const TICK_CELL = 0;
export const RNG_CELL = 1;
const FIRST_FIELD = RNG_CELL + RNG_CELLS;

/** Throws (a bug in the game, found at its first import) when a field bears a reserved name. */
export function defineState<const F extends Fields>(fields: F): Layout<F> {
  const names = ['tick', 'rng[0]', 'rng[1]', 'rng[2]', 'rng[3]'];
  const placed = Object.entries(fields).map(([name, field]) => {
    if (RESERVED.has(name)) throw new Error(`defineState: the name '${name}' is taken by the layout itself`);
    const at = names.length;
    names.push(...cellNames(name, field));
    return { name, at, field, make: viewMaker(field) };
  });
  const size = names.length;

  return {
    size,
    create: () => new Int32Array(size),
    bind(cells) {
      const state = { cells, rng: bindRng(cells, RNG_CELL) };
      defineCell(state, 'tick', cells, TICK_CELL);
      for (const { name, at, field, make } of placed) {
        if (field === int) defineCell(state, name, cells, at);
        else Object.defineProperty(state, name, { value: make(cells, at), enumerable: true });
      }
      return state as unknown as State<F>;
    },
    toJSON(cells) {
      const json: { [name: string]: unknown } = { tick: cells[TICK_CELL]! };
      for (const { name, at, field } of placed) json[name] = plain(field, cells, at);
      return json;
    },
    nameOf: (cell) => names[cell] ?? `cell ${cell}, past the end`,
  };
}

/** Whether two states are the same, cell by cell; the number of the first cell that differs, or -1. */
export function firstDifference(a: Int32Array, b: Int32Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

/** The cells that stay with whoever simulates: sending the generator would let a client foresee its draws. */
export function blankRng(cells: Int32Array): void {
  cells.fill(0, RNG_CELL, FIRST_FIELD);
}

function cellNames(name: string, field: Int | List): string[] {
  if (field === int) return [name];
  const { length, item } = field;
  return Array.from({ length }, (_, i) =>
    item === int ? [`${name}[${i}]`] : Object.keys(item).map((key) => `${name}[${i}].${key}`),
  ).flat();
}

function defineCell(target: object, name: string, cells: Int32Array, at: number): void {
  Object.defineProperty(target, name, {
    get: () => cells[at],
    set: (value: number) => {
      cells[at] = value;
    },
    enumerable: true,
  });
}

/** Records share one class a field, so that the engine sees one shape and inlines the accessors. */
function viewMaker(field: Int | List): (cells: Int32Array, at: number) => unknown {
  if (field === int) return () => undefined;
  const { length, item } = field;
  if (item === int) return (cells, at) => cells.subarray(at, at + length);
  const keys = Object.keys(item);
  class Record {
    readonly #cells: Int32Array;
    readonly #at: number;
    constructor(cells: Int32Array, at: number) {
      this.#cells = cells;
      this.#at = at;
    }
    static define(key: string, offset: number) {
      Object.defineProperty(Record.prototype, key, {
        get(this: Record) {
          return this.#cells[this.#at + offset];
        },
        set(this: Record, value: number) {
          this.#cells[this.#at + offset] = value;
        },
        enumerable: true,
      });
    }
  }
  keys.forEach((key, offset) => {
    Record.define(key, offset);
  });
  return (cells, at) => Array.from({ length }, (_, i) => new Record(cells, at + i * keys.length));
}

function plain(field: Int | List, cells: Int32Array, at: number): unknown {
  if (field === int) return cells[at];
  const { length, item } = field;
  if (item === int) return Array.from(cells.subarray(at, at + length));
  const keys = Object.keys(item);
  return Array.from({ length }, (_, i) => {
    const record: { [key: string]: number } = {};
    keys.forEach((key, offset) => {
      record[key] = cells[at + i * keys.length + offset]!;
    });
    return record;
  });
}
