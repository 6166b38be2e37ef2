/**
 * Packed ticks read by the words of docs/PROTOCOL.md, section 5, and by nothing else: it imports none of the project's code, as
 * somebody would write it who has only the page. Slow and plain; throws on anything that the page does not promise.
 */

/** A field's kind: '' for none. Those of a record are one list, with how many records there are. */
export type PageField = readonly [name: string, kind?: string];
export type PageLayout = readonly (PageField | { readonly count: number; readonly fields: readonly PageField[] })[];

export interface PageState {
  seq: number;
  tick: number;
  acks: number[];
  early: number[];
  /** Cell by cell, `tick` and the four zeros in front. */
  cells: number[];
  /** By how much each cell grew in the newest tick. */
  grown: number[];
}

interface Cell {
  readonly kind: string;
  readonly argument: string;
  /** Where the cell is that it follows. */
  readonly follows: number;
}

const HEAD = 5;

function cellsOf(layout: PageLayout): (Cell | null)[] {
  const cells: (Cell | null)[] = new Array(HEAD).fill(null);
  for (const part of layout) {
    const { count, fields } = 'fields' in part ? part : { count: 1, fields: [part] };
    const first = cells.length;
    for (const [, kindAndArgument = ''] of fields) {
      const [kind, argument = ''] = kindAndArgument.split(' ') as [string, string?];
      const other = fields.findIndex(([name]) => name === argument);
      for (let i = 0; i < count; i++) cells.push({ kind, argument, follows: first + other * count + i });
    }
  }
  return cells;
}

/** Numbers of bits, in text of noughts and ones. */
function reader(bytes: Uint8Array) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  let at = 0;
  const take = (count: number): string => {
    if (at + count > bits.length) throw new Error('the tick ends too soon');
    at += count;
    return bits.slice(at - count, at);
  };
  return {
    fixed: (count: number) => Number.parseInt(take(count), 2),
    small(order: number): number {
      let zeros = 0;
      while (take(1) === '0') zeros++;
      const rest = take(zeros + order);
      return Number(BigInt(`0b1${rest}`) - 2n ** BigInt(order));
    },
    expectEnd(): void {
      const rest = bits.slice(at);
      if (rest.length >= 8 || rest.includes('1')) throw new Error('the tick goes on');
    },
  };
}
type Reader = ReturnType<typeof reader>;

/** Modulo 2^32, as a signed number. */
const wrap = (value: number) => Number(BigInt.asIntN(32, BigInt(value)));

const missOf = (folded: number) => (folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2);

/** `places`: the cells of this list, in order; `foretold`: what each would be; what each is goes `into` its place. */
function readCells(from: Reader, places: readonly number[], foretold: (at: number) => number, into: number[]): void {
  let left = 0;
  places.forEach((at, i) => {
    if (i === 0) left = from.small(0);
    if (left > 0) {
      left--;
      into[at] = foretold(at);
      return;
    }
    into[at] = wrap(foretold(at) + missOf(from.small(4) + 1));
    if (i + 1 < places.length) left = from.small(0);
  });
  if (left > 0) throw new Error('more cells than there are');
}

function foretell(cell: Cell, before: PageState, at: number, now: readonly number[]): number {
  const was = before.cells[at]!;
  switch (cell.kind) {
    case '':
      return was;
    case 'trend':
      return wrap(was + before.grown[at]!);
    case 'timer':
      return was > 0 ? was - 1 : was;
    case 'follows':
      return wrap(was + now[cell.follows]!);
    case 'fades':
      return Math.trunc((was * Number(cell.argument)) / 16);
    default:
      throw new Error(`the page knows no kind '${cell.kind}'`);
  }
}

/** The state that a packed tick makes of the one before; null: of none, for a keyframe. */
export function readTick(layout: PageLayout, bytes: Uint8Array, before: PageState | null): PageState {
  const from = reader(bytes);
  const kind = from.fixed(2);
  if (kind !== 1 && (kind !== 2 || !before)) throw new Error(`no tick is of kind ${kind} here`);
  const state = kind === 1 ? readKeyframe(layout, from) : readDelta(layout, from, before!);
  from.expectEnd();
  state.cells[0] = state.tick;
  return state;
}

function readKeyframe(layout: PageLayout, from: Reader): PageState {
  const seq = from.small(8);
  const tick = from.small(8);
  const acks: number[] = [];
  const early: number[] = [];
  for (let seats = from.small(0); seats > 0; seats--) {
    acks.push(from.small(4));
    early.push(from.fixed(4));
  }
  const all = cellsOf(layout);
  const cells = all.map(() => 0);
  const grown = all.map(() => 0);
  const places = all.flatMap((cell, at) => (cell ? [at] : []));
  readCells(from, places, () => 0, cells);
  const trends = places.filter((at) => all[at]!.kind === 'trend');
  readCells(from, trends, () => 0, grown);
  return { seq, tick, acks, early, cells, grown };
}

function readDelta(layout: PageLayout, from: Reader, before: PageState): PageState {
  const lowest = from.fixed(14);
  if (lowest !== (before.seq + 1) % 2 ** 14) throw new Error('a tick was missed');
  const tick = before.tick + from.small(0) + 1;
  const acks = [...before.acks];
  const early = [...before.early];
  if (from.fixed(1) === 1) {
    for (let seat = 0; seat < acks.length; seat++) {
      if (from.fixed(1) === 0) continue;
      acks[seat] = acks[seat]! + from.small(0) + 1;
      early[seat] = from.fixed(4);
    }
  }
  const all = cellsOf(layout);
  const cells = all.map(() => 0);
  const places = all.flatMap((cell, at) => (cell ? [at] : []));
  readCells(from, places, (at) => foretell(all[at]!, before, at, cells), cells);
  const grown = cells.map((value, at) => wrap(value - before.cells[at]!));
  return { seq: before.seq + 1, tick, acks, early, cells, grown };
}
