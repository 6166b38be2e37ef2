import { bindRng, RNG_CELLS, type Rng } from '../core/rng.ts';

/**
 * A game's state is one Int32Array with names. `defineState` turns a description into a layout: how many cells, which name
 * stands where, and `bind`, which lays typed views over an array of cells. Copying, hashing, comparing and sending a state is
 * then work on the cells alone, the same for every game.
 *
 *   const layout = defineState({ phase: int, players: array(8, { vx: trend, vy: trend, x: follows('vx'), y: follows('vy') }) });
 *   const state = layout.bind(layout.create());
 *   state.players[3].x += 5;
 *
 * Values are 32-bit signed integers: what is stored wraps and loses its fraction, so round before storing.
 * Every layout begins with the number of the tick and the random generator's state. Records lie in columns: the first field of
 * all of them, then the second; what changes together lies together, and is sent in fewer bits.
 *
 * A field's kind says what its value should be a tick later if nothing special happens. Only what came otherwise is sent, so a
 * good guess saves bytes, and a bad one costs some; it changes nothing else.
 */
export const int = 'int';
/** Goes on changing as it last did: speeds. */
export const trend = 'trend';
/** Counts down to 0, one a tick. */
export const timer = 'timer';
/** Moves by the new value of another field of its record, which stands before it: positions. */
export const follows = <const Name extends string>(name: Name) => `follows ${name}` as const;
/** Keeps so many sixteenths of itself, rounded towards 0: speeds that wear off. */
export const fades = <const Sixteenths extends number>(sixteenths: Sixteenths) => `fades ${sixteenths}` as const;

type Cell = 'int' | 'trend' | 'timer' | `follows ${string}` | `fades ${number}`;
type Struct = { readonly [name: string]: Cell };
interface List<Item extends Cell | Struct = Cell | Struct> {
  readonly length: number;
  readonly item: Item;
}

/** `length` integers, or `length` records of integers. */
export function array<const Item extends Cell | Struct>(length: number, item: Item): List<Item> {
  return { length, item };
}

export type Fields = { readonly [name: string]: Cell | List };

/** Cells next to each other of one kind. `other`: how far before each of them the cell lies that it follows; or the sixteenths. */
export interface Column {
  readonly name: string;
  readonly kind: 'int' | 'trend' | 'timer' | 'follows' | 'fades';
  readonly at: number;
  readonly length: number;
  readonly other: number;
}

type View<F> = F extends Cell
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
  /** All cells of the game's own, in their order: what the kinds of the fields say, for the delta codec. */
  readonly columns: readonly Column[];
  /** The name of a cell, such as `players[3].x`, for messages. */
  nameOf(cell: number): string;
}

/** The state that a layout binds. */
export type StateOf<L> = L extends Layout<infer F extends Fields> ? State<F> : never;

const RESERVED = new Set(['cells', 'rng', 'tick']);
const TICK_CELL = 0;
export const RNG_CELL = 1;
/** Behind the tick and the generator come the game's own cells. */
export const FIRST_FIELD = RNG_CELL + RNG_CELLS;

/** Throws (a bug in the game, found at its first import) on a reserved name, and when a field follows one that is not before it. */
export function defineState<const F extends Fields>(fields: F): Layout<F> {
  const names = ['tick', 'rng[0]', 'rng[1]', 'rng[2]', 'rng[3]'];
  const columns: Column[] = [];
  const placed = Object.entries(fields).map(([name, field]) => {
    if (RESERVED.has(name)) throw new Error(`defineState: the name '${name}' is taken by the layout itself`);
    const at = names.length;
    names.push(...cellNames(name, field));
    columns.push(...columnsOf(name, field, at));
    return { name, at, field, make: viewMaker(field) };
  });
  const size = names.length;

  return {
    size,
    columns,
    create: () => new Int32Array(size),
    bind(cells) {
      const state = { cells, rng: bindRng(cells, RNG_CELL) };
      defineCell(state, 'tick', cells, TICK_CELL);
      for (const { name, at, field, make } of placed) {
        if (typeof field === 'string') defineCell(state, name, cells, at);
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

function cellNames(name: string, field: Cell | List): string[] {
  if (typeof field === 'string') return [name];
  const { length, item } = field;
  const keys = typeof item === 'string' ? [''] : Object.keys(item).map((key) => `.${key}`);
  return keys.flatMap((key) => Array.from({ length }, (_, i) => `${name}[${i}]${key}`));
}

function columnsOf(name: string, field: Cell | List, at: number): Column[] {
  if (typeof field === 'string') return [columnOf(name, field, at, 1, [])];
  const { length, item } = field;
  if (typeof item === 'string') return [columnOf(name, item, at, length, [])];
  const keys = Object.keys(item);
  return keys.map((key, i) => columnOf(`${name}.${key}`, item[key]!, at + i * length, length, keys.slice(0, i)));
}

/** `before`: the fields of the same record that stand before this one. */
function columnOf(name: string, cell: Cell, at: number, length: number, before: readonly string[]): Column {
  const [kind, argument = ''] = cell.split(' ') as [Column['kind'], string?];
  if (kind !== 'follows') return { name, kind, at, length, other: Number(argument) };
  const followed = before.indexOf(argument);
  if (followed < 0) throw new Error(`defineState: ${name} follows '${argument}', which does not stand before it`);
  return { name, kind, at, length, other: (before.length - followed) * length };
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
function viewMaker(field: Cell | List): (cells: Int32Array, at: number) => unknown {
  if (typeof field === 'string') return () => undefined;
  const { length, item } = field;
  if (typeof item === 'string') return (cells, at) => cells.subarray(at, at + length);
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
  keys.forEach((key, column) => {
    Record.define(key, column * length);
  });
  return (cells, at) => Array.from({ length }, (_, i) => new Record(cells, at + i));
}

function plain(field: Cell | List, cells: Int32Array, at: number): unknown {
  if (typeof field === 'string') return cells[at];
  const { length, item } = field;
  if (typeof item === 'string') return Array.from(cells.subarray(at, at + length));
  const keys = Object.keys(item);
  return Array.from({ length }, (_, i) => {
    const record: { [key: string]: number } = {};
    keys.forEach((key, column) => {
      record[key] = cells[at + column * length + i]!;
    });
    return record;
  });
}
