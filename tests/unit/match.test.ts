import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hashCells } from '../../shared/core/hash.ts';
import { RNG_CELLS, seedFrom } from '../../shared/core/rng.ts';
import { type AnyGame, defineGame, placeByScore } from '../../shared/game/contract.ts';
import { advance, createMatch, enterMatch, lookAs, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import { array, defineState, firstDifference, int, RNG_CELL, type StateOf } from '../../shared/game/state.ts';
import { games } from '../../shared/games/index.ts';
import { counter, faulty, secrets } from '../support/testGame.ts';

const STEPS = 120;
const everyGame = [...games.values(), counter, secrets] as AnyGame[];

/** When a host steps next: an event-driven match when someone wishes or it wakes by itself, any other at once. */
function nextTick(match: Match, inputs: readonly unknown[]): number {
  const wished = inputs.some((input) => input !== null);
  return wished ? match.state.tick + 1 : (wakeOf(match) ?? match.state.tick + 1);
}

/** Runs a match by its bots and the inputs that `wish` adds, and gives the fingerprint of every step. */
function play(game: AnyGame, seed: number, wish: (seat: number, step: number) => unknown = () => null): number[] {
  const seats = Array.from({ length: game.maxPlayers }, (_, seat) => seat);
  const settings = game.settings.parse({});
  const match = createMatch(game, settings, seats, seedFrom(seed));
  const seen = game.layout.bind(game.layout.create());
  const hashes = [hashCells(match.state.cells)];
  for (let step = 1; step <= STEPS; step++) {
    const inputs = seats.map((seat) => {
      lookAs(match, seat, seen);
      return wish(seat, step) ?? game.bot(seen, seat, 'normal', settings);
    });
    advance(match, inputs, nextTick(match, inputs));
    hashes.push(hashCells(match.state.cells));
  }
  return hashes;
}

describe.each(everyGame.map((game): [string, AnyGame] => [game.id, game]))('the fold, with %s', (_, game) => {
  test('[TK-4] same seed, settings and inputs give the same fingerprint in every step', () => {
    expect(play(game, 7)).toEqual(play(game, 7));
  });

  test('another seed gives another match', () => {
    expect(play(game, 7)).not.toEqual(play(game, 8));
  });

  test('[TK-4] a checkpoint of the cells and the inputs since then are the match', () => {
    const seats = Array.from({ length: game.maxPlayers }, (_, seat) => seat);
    const settings = game.settings.parse({});
    const match = createMatch(game, settings, seats, seedFrom(9));
    const bots = (of: Match) => seats.map((seat) => game.bot(of.state, seat, 'hard', settings));
    const run = (inputs = bots(match), tick = nextTick(match, inputs)) => {
      advance(match, inputs, tick);
      return { inputs, tick };
    };
    for (let step = 0; step < 40; step++) run();
    const other = createMatch(game, settings, seats, seedFrom(1));
    other.state.cells.set(match.state.cells);
    for (let step = 0; step < 40; step++) {
      const { inputs, tick } = run();
      advance(other, inputs, tick);
      const at = firstDifference(other.state.cells, match.state.cells);
      expect(at < 0 ? 'the same' : `${game.layout.nameOf(at)} in tick ${match.state.tick}`).toBe('the same');
    }
  });

  test('the idle input is none, or one that the game takes, and its settings have defaults', () => {
    if (game.idle !== null) expect(game.input.safeParse(game.idle).success).toBe(true);
    expect(game.settings.safeParse({}).success).toBe(true);
    expect(game.settings.safeParse({ nonsense: 1 }).success).toBe(false);
  });

  test('what is sent is without the generator, and looking changes nothing', () => {
    const match = createMatch(game, game.settings.parse({}), [0, 1], seedFrom(3));
    const before = match.state.cells.slice();
    const seen = game.layout.bind(game.layout.create());
    for (const seat of [0, 1, null]) {
      lookAs(match, seat, seen);
      expect(Array.from(seen.cells.subarray(RNG_CELL, RNG_CELL + RNG_CELLS))).toEqual([0, 0, 0, 0]);
      expect(match.state.cells).toEqual(before);
    }
    expect(before.subarray(RNG_CELL, RNG_CELL + RNG_CELLS).some((cell) => cell !== 0)).toBe(true);
  });
});

test('the tick counts up by one, before the step', () => {
  const match = createMatch(counter, { roundSeconds: 1 }, [0, 1], seedFrom(1));
  expect(match.state.tick).toBe(0);
  advance(match, []);
  expect(match.state.tick).toBe(1);
});

test('the tick leaps to what it is by now where a host says so', () => {
  const match = createMatch(counter, { roundSeconds: 9 }, [0, 1], seedFrom(1));
  advance(match, [], 57);
  expect(match.state.tick).toBe(57);
  advance(match, []);
  expect(match.state.tick).toBe(58);
});

/** Counts how often it was stepped, asks for the next step at `next`, and lets people in with 100 times their team. */
const alarm = defineGame({
  id: 'alarm',
  title: 'Alarm',
  version: 1,
  tickRate: 10,
  minPlayers: 2,
  maxPlayers: 4,
  settings: z.strictObject({}),
  input: z.strictObject({}),
  packInput: () => {},
  unpackInput: () => ({}),
  idle: null,
  layout: defineState({ next: int, steps: int, sums: array(4, int) }),
  setup(state, _settings, seats, teams) {
    state.next = 30;
    for (const seat of seats) state.sums[seat] = 1 + 100 * teams[seat]!;
  },
  enter(state, seat, _settings, team) {
    state.sums[seat] = 2 + 100 * team;
  },
  wake: (state) => (state.steps < 2 ? state.next : null),
  step(state) {
    state.steps++;
    state.next = state.tick + 10;
  },
  outcome: () => null,
  bot: () => null,
});
const sumsOf = (match: Match) => Array.from((match.state as unknown as StateOf<typeof alarm.layout>).sums);

test('an event-driven game says when it wakes, or that it does not; others never do', () => {
  const match = createMatch(alarm, {}, [0, 1], seedFrom(1));
  expect(wakeOf(match)).toBe(30);
  advance(match, [], 31);
  expect(wakeOf(match)).toBe(41);
  advance(match, [], 41);
  expect(wakeOf(match)).toBeNull();
  expect(wakeOf(createMatch(counter, { roundSeconds: 1 }, [0, 1], seedFrom(1)))).toBeNull();
});

test('teams come by seat, and are all 0 unless somebody says otherwise', () => {
  expect(sumsOf(createMatch(alarm, {}, [0, 2], seedFrom(1), [1, 0, 3, 0]))).toEqual([101, 0, 301, 0]);
  expect(sumsOf(createMatch(alarm, {}, [0, 2], seedFrom(1)))).toEqual([1, 0, 1, 0]);
});

test('a seat that is out comes in where the game lets it, once, in the order of the seats', () => {
  const seats = [0, 2];
  const match = createMatch(alarm, {}, seats, seedFrom(1));
  advance(match, []);
  expect(enterMatch(match, 1, 3)).toBe(true);
  expect([match.seats, sumsOf(match), match.state.tick]).toEqual([[0, 1, 2], [1, 302, 1, 0], 1]);
  expect(enterMatch(match, 1, 0)).toBe(false);
  expect(enterMatch(match, 0)).toBe(false);
  expect(sumsOf(match)).toEqual([1, 302, 1, 0]);
  expect(seats).toEqual([0, 2]);
});

test('nobody comes into a game that lets nobody in', () => {
  const match = createMatch(counter, { roundSeconds: 1 }, [0, 1], seedFrom(1));
  const before = match.state.cells.slice();
  expect(enterMatch(match, 2)).toBe(false);
  expect([match.seats, match.state.cells]).toEqual([[0, 1], before]);
});

test('inputs count for their own seat, and for none that is not in the match', () => {
  const match = createMatch(counter, { roundSeconds: 5 }, [0, 2], seedFrom(1));
  const { players } = match.state as unknown as StateOf<typeof counter.layout>;
  advance(match, [{ add: 2 }, { add: 9 }, null, { add: 9 }]);
  advance(match, [null, null, { add: -1 }, null]);
  expect(players.map(({ sum }) => sum)).toEqual([4, 0, -1, 0]);
});

test('a match ends when its game says so, and not before', () => {
  const match = createMatch(counter, { roundSeconds: 1 }, [0, 1], seedFrom(1));
  for (let tick = 0; tick < counter.tickRate; tick++) {
    expect(outcomeOf(match)).toBeNull();
    advance(match, tick === 0 ? [{ add: 1 }, { add: 2 }] : []);
  }
  expect(outcomeOf(match)?.placements.map(({ seat }) => seat)).toEqual([1, 0]);
});

test('what a game throws comes through', () => {
  const settings = faulty.settings.parse({ failAtTick: 2 });
  const match = createMatch(faulty, settings, [0, 1], seedFrom(1));
  advance(match, []);
  expect(() => advance(match, [])).toThrow('a planted fault in step');
});

test('[TK-5] a seat sees its own secret, no other and no treasure; a spectator sees none', () => {
  const match = createMatch(secrets, { roundSeconds: 5 }, [0, 1, 2], seedFrom(5));
  const truth = match.state as unknown as StateOf<typeof secrets.layout>;
  expect(truth.players.slice(0, 3).every(({ secret }) => secret > 0) && truth.treasure > 0).toBe(true);
  const seen = secrets.layout.bind(secrets.layout.create());
  for (const seat of [0, 1, 2, null]) {
    lookAs(match, seat, seen as unknown as Match['state']);
    expect(seen.players.map(({ secret }) => secret)).toEqual(
      truth.players.map(({ secret }, other) => (other === seat ? secret : 0)),
    );
    expect(seen.treasure).toBe(0);
    expect(seen.players.map(({ seated }) => seated)).toEqual([1, 1, 1, 0]);
  }
});

test('places go by score; ties share one and skip the next', () => {
  const places = placeByScore([
    { seat: 0, score: 5 },
    { seat: 1, score: 9 },
    { seat: 2, score: 5 },
    { seat: 3, score: -1 },
  ]);
  expect(places.placements.map(({ seat, place }) => [seat, place])).toEqual([
    [1, 1],
    [0, 2],
    [2, 2],
    [3, 4],
  ]);
});

test('[TK-4] any inputs at all give the same match twice', () => {
  const wish = fc.option(fc.record({ add: fc.integer({ min: -9, max: 9 }) }), { freq: 2 });
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.array(wish, { maxLength: 4 }), { maxLength: 30 }), (seed, inputs) => {
      const run = () => {
        const match = createMatch(counter, { roundSeconds: 5 }, [0, 1, 3], seedFrom(seed));
        return inputs.map((tick) => {
          advance(match, tick);
          return hashCells(match.state.cells);
        });
      };
      expect(run()).toEqual(run());
    }),
  );
});
