import type { BitReader, BitWriter } from '../core/bits.ts';
import { type Column, FIRST_FIELD, type Fields, type Layout } from './state.ts';

/**
 * Cells to bits and back, without loss. Each cell is foretold by what its field's kind says (see `state.ts`); what is written
 * is how many cells came as foretold, then by how much the next one did not, and so on to the last:
 *
 *   cells = ( run: small(0) | miss: small(4) of zigzag(value - foretold) - 1 ) ... | run, where cells are left
 *
 * Misses wrap at 32 bits, as the cells do, and are never 0. The tick and the generator's cells are not among them.
 */
export interface Cells {
  readonly cells: Int32Array;
  /** By how much each cell of the kind `trend` changed last; the others' mean nothing. */
  readonly steps: Int32Array;
}

/** For a run most often 0, and a miss most often below 8. Tried on recorded matches: other orders take more. */
const RUN = 0;
const MISS = 4;

/** Where a state is foretold; one for all, used in one go. */
let foretold = new Int32Array(1024);

export function writeDelta({ columns, size }: Layout<Fields>, from: Cells, to: Cells, out: BitWriter): void {
  if (foretold.length < size) foretold = new Int32Array(size);
  const { cells } = to;
  let run = 0;
  for (const column of columns) {
    // What stays needs no copy to be compared with.
    const expected = column.kind === 'int' ? from.cells : foretold;
    if (column.kind !== 'int') foretell(column, from, cells, foretold);
    const end = column.at + column.length;
    for (let i = column.at; i < end; i++) {
      const miss = (cells[i]! - expected[i]!) | 0;
      if (miss === 0) run++;
      else {
        writeMiss(run, miss, out);
        run = 0;
      }
    }
  }
  if (run > 0) out.small(run, RUN);
}

/** Turns `held`, which is what the delta was made from, into what it was made to. Throws a RangeError on bits that do not fit. */
export function applyDelta({ columns, size }: Layout<Fields>, held: Cells, from: BitReader): void {
  const { cells, steps } = held;
  let missed = FIRST_FIELD + readRun(FIRST_FIELD, size, from);
  for (const column of columns) {
    if (column.kind !== 'int') foretell(column, held, cells, cells);
    const end = column.at + column.length;
    while (missed < end) {
      const miss = readMiss(from);
      cells[missed] = cells[missed]! + miss;
      steps[missed] = steps[missed]! + miss;
      missed++;
      missed += readRun(missed, size, from);
    }
  }
}

/** Whole cells, as if all had been 0 and foretold to stay so; then the last change of each `trend` cell in the same way. */
export function writeKeyframe({ columns }: Layout<Fields>, { cells, steps }: Cells, out: BitWriter): void {
  writeWhole(columns, cells, out);
  writeWhole(columns.filter(isTrend), steps, out);
}

export function applyKeyframe({ columns }: Layout<Fields>, { cells, steps }: Cells, from: BitReader): void {
  cells.fill(0);
  steps.fill(0);
  readWhole(columns, cells, from);
  readWhole(columns.filter(isTrend), steps, from);
}

/** Keeps what the next delta needs to know of the way from one state to the next. */
export function noteSteps({ columns }: Layout<Fields>, from: Int32Array, to: Cells): void {
  for (const column of columns) {
    if (column.kind !== 'trend') continue;
    for (let i = column.at; i < column.at + column.length; i++) to.steps[i] = to.cells[i]! - from[i]!;
  }
}

/** Writes what one column should be after `from` into `to`. `next`: the new cells, of which those before the column are read. */
function foretell({ kind, at, length, other }: Column, from: Cells, next: Int32Array, to: Int32Array): void {
  const { cells, steps } = from;
  const end = at + length;
  switch (kind) {
    case 'trend':
      for (let i = at; i < end; i++) to[i] = cells[i]! + steps[i]!;
      break;
    case 'timer':
      for (let i = at; i < end; i++) to[i] = cells[i]! - (cells[i]! > 0 ? 1 : 0);
      break;
    case 'follows':
      for (let i = at; i < end; i++) to[i] = cells[i]! + next[i - other]!;
      break;
    case 'fades':
      for (let i = at; i < end; i++) to[i] = Math.trunc((cells[i]! * other) / 16);
      break;
  }
}

const isTrend = ({ kind }: Column) => kind === 'trend';

function writeMiss(run: number, miss: number, out: BitWriter): void {
  out.small(run, RUN);
  out.small((((miss << 1) ^ (miss >> 31)) >>> 0) - 1, MISS);
}

function readMiss(from: BitReader): number {
  const folded = from.small(MISS) + 1;
  return (folded >>> 1) ^ -(folded & 1);
}

function readRun(at: number, end: number, from: BitReader): number {
  if (at === end) return 0;
  const run = from.small(RUN);
  if (run > end - at) throw new RangeError(`a run of ${run} cells from cell ${at} of ${end}`);
  return run;
}

function writeWhole(columns: readonly Column[], values: Int32Array, out: BitWriter): void {
  let run = 0;
  for (const { at, length } of columns) {
    for (let i = at; i < at + length; i++) {
      if (values[i] === 0) run++;
      else {
        writeMiss(run, values[i]!, out);
        run = 0;
      }
    }
  }
  if (run > 0) out.small(run, RUN);
}

function readWhole(columns: readonly Column[], values: Int32Array, from: BitReader): void {
  let left = columns.reduce((sum, { length }) => sum + length, 0);
  let run = readRun(0, left, from);
  for (const { at, length } of columns) {
    for (let i = at; i < at + length; i++) {
      left--;
      if (run > 0) run--;
      else {
        values[i] = readMiss(from);
        run = readRun(0, left, from);
      }
    }
  }
}
