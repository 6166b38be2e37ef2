import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { hashCells } from '../../shared/core/hash.ts';
import { RNG_CELLS, seedFrom, seedRng } from '../../shared/core/rng.ts';
import {
  array,
  blankRng,
  defineState,
  fades,
  firstDifference,
  follows,
  int,
  RNG_CELL,
  type StateOf,
  timer,
  trend,
} from '../../shared/game/state.ts';

const layout = defineState({
  phase: int,
  board: array(3, int),
  players: array(2, { x: int, y: int, constructor: int }),
  last: int,
});

describe('a layout', () => {
  test('has a cell for the tick, four for the generator, and one for each integer', () => {
    expect(layout.size).toBe(1 + RNG_CELLS + 1 + 3 + 2 * 3 + 1);
    expect(layout.create()).toEqual(new Int32Array(layout.size));
  });

  test('names every cell, for messages', () => {
    const names = Array.from({ length: layout.size }, (_, cell) => layout.nameOf(cell));
    expect(names).toEqual([
      'tick',
      ...['rng[0]', 'rng[1]', 'rng[2]', 'rng[3]'],
      'phase',
      ...['board[0]', 'board[1]', 'board[2]'],
      ...['players[0].x', 'players[1].x'],
      ...['players[0].y', 'players[1].y'],
      ...['players[0].constructor', 'players[1].constructor'],
      'last',
    ]);
    expect(layout.nameOf(layout.size)).toContain('past the end');
  });

  test.each(['cells', 'rng', 'tick'])('refuses a field named %s', (name) => {
    expect(() => defineState({ [name]: int })).toThrow(`'${name}'`);
  });

  test('tells the types of its fields', () => {
    type Bound = StateOf<typeof layout>;
    expectTypeOf<Bound['phase']>().toEqualTypeOf<number>();
    expectTypeOf<Bound['board']>().toEqualTypeOf<Int32Array>();
    expectTypeOf<Bound['players'][0]['x']>().toEqualTypeOf<number>();
  });
});

describe('the columns of a layout', () => {
  const { columns } = defineState({
    clock: timer,
    glow: array(3, fades(15)),
    movers: array(4, { vx: trend, hue: int, x: follows('vx'), z: follows('x') }),
  });

  test('are the fields in their order, records field by field, without a gap', () => {
    const told = columns.map(({ name, kind, at, length }) => [name, kind, at, length]);
    expect(told).toEqual([
      ['clock', 'timer', 5, 1],
      ['glow', 'fades', 6, 3],
      ['movers.vx', 'trend', 9, 4],
      ['movers.hue', 'int', 13, 4],
      ['movers.x', 'follows', 17, 4],
      ['movers.z', 'follows', 21, 4],
    ]);
  });

  test('say how far before each cell the one lies that it follows, and how many sixteenths stay', () => {
    const other = Object.fromEntries(columns.map((column) => [column.name, column.other]));
    expect(other).toMatchObject({ 'movers.x': 8, 'movers.z': 4, glow: 15 });
  });

  test('of fields that follow what does not stand before them in the same record: there are none', () => {
    expect(() => defineState({ movers: array(2, { x: follows('vx'), vx: trend }) })).toThrow(/movers\.x follows 'vx'/);
    expect(() => defineState({ movers: array(2, { x: follows('x') }) })).toThrow(/follows 'x'/);
    expect(() => defineState({ vx: trend, movers: array(2, { x: follows('vx') }) })).toThrow(/follows 'vx'/);
    expect(() => defineState({ vx: trend, x: follows('vx') })).toThrow(/x follows 'vx'/);
  });
});

describe('a bound state', () => {
  test('reads and writes the cells themselves', () => {
    const cells = layout.create();
    const state = layout.bind(cells);
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = 100 + cell;
    const at = (name: string) => 100 + Array.from(cells, (_, i) => layout.nameOf(i)).indexOf(name);
    expect(state.tick).toBe(at('tick'));
    expect(state.phase).toBe(at('phase'));
    expect(state.board[2]).toBe(at('board[2]'));
    expect(state.players[1]!.x).toBe(at('players[1].x'));
    expect(state.players[1]!.constructor).toBe(at('players[1].constructor'));
    expect(state.last).toBe(at('last'));
    expect(state.cells).toBe(cells);

    state.tick++;
    state.phase = -1;
    state.board[1] = -2;
    state.players[0]!.y = -3;
    state.last = -4;
    const changed = Array.from(cells, (value, i) => (value === 100 + i ? null : `${layout.nameOf(i)}=${value}`));
    expect(changed.filter(Boolean)).toEqual(['tick=101', 'phase=-1', 'board[1]=-2', 'players[0].y=-3', 'last=-4']);
  });

  test('wraps at 32 bits and drops fractions, as the cells do', () => {
    const state = layout.bind(layout.create());
    state.phase = 2 ** 31;
    state.players[0]!.x = -1.9;
    expect(state.phase).toBe(-(2 ** 31));
    expect(state.players[0]!.x).toBe(-1);
  });

  test('two views over the same cells are one state, and over copies two', () => {
    const cells = layout.create();
    const [one, twin, copy] = [layout.bind(cells), layout.bind(cells), layout.bind(cells.slice())];
    one.players[1]!.y = 7;
    expect(twin.players[1]!.y).toBe(7);
    expect(copy.players[1]!.y).toBe(0);
  });

  test("its generator's state is in the cells: copying them copies the luck, blanking them takes it away", () => {
    const cells = layout.create();
    seedRng(cells, RNG_CELL, seedFrom(1));
    const { rng } = layout.bind(cells);
    rng.next();
    const copy = layout.bind(cells.slice());
    expect([copy.rng.next(), copy.rng.next()]).toEqual([rng.next(), rng.next()]);
    expect(copy.cells).toEqual(cells);
    cells.fill(9, RNG_CELL + RNG_CELLS);
    blankRng(cells);
    expect(Array.from(cells.subarray(RNG_CELL, RNG_CELL + RNG_CELLS + 1))).toEqual([0, 0, 0, 0, 9]);
  });
});

test('as JSON it is plain data with its names, and without the generator', () => {
  const cells = Int32Array.from({ length: layout.size }, (_, i) => i);
  expect(layout.toJSON(cells)).toEqual({
    tick: 0,
    phase: 5,
    board: [6, 7, 8],
    players: [
      { x: 9, y: 11, constructor: 13 },
      { x: 10, y: 12, constructor: 14 },
    ],
    last: 15,
  });
  expect(JSON.parse(JSON.stringify(layout.toJSON(cells)))).toEqual(layout.toJSON(cells));
});

const cellsOf = fc.int32Array({ maxLength: 40 });

test('the first difference of two states is found, and none in equal ones', () => {
  expect(firstDifference(Int32Array.of(1, 2, 3), Int32Array.of(1, 5, 4))).toBe(1);
  expect(firstDifference(Int32Array.of(1, 2), Int32Array.of(1, 2, 3))).toBe(2);
  fc.assert(
    fc.property(cellsOf, (cells) => {
      expect(firstDifference(cells, cells.slice())).toBe(-1);
    }),
  );
});

describe('fingerprints', () => {
  test('[TK-4] are those of MurmurHash3, the same on every machine', () => {
    // The published vectors of MurmurHash3_x86_32, read as little-endian words.
    expect(hashCells(new Int32Array(0))).toBe(0);
    expect(hashCells(new Int32Array(0), 1)).toBe(0x514e28b7);
    expect(hashCells(Int32Array.of(-1))).toBe(0x76293b50);
    expect(hashCells(Int32Array.of(0x87654321 | 0))).toBe(0xf55b516b);
    expect(hashCells(Int32Array.of(0x87654321 | 0), 0x5082edee)).toBe(0x2362f9de);
    expect(hashCells(Int32Array.of(0))).toBe(0x2362f9de);
  });

  test('tell states apart that differ in one bit of one cell', () => {
    fc.assert(
      fc.property(fc.int32Array({ minLength: 1, maxLength: 40 }), fc.nat(39), fc.nat(31), (cells, at, bit) => {
        const other = cells.slice();
        other[at % cells.length]! ^= 1 << bit;
        expect(hashCells(other)).not.toBe(hashCells(cells));
        expect(hashCells(cells.slice())).toBe(hashCells(cells));
      }),
    );
  });
});
