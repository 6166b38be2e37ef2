import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashCells } from '../../shared/core/hash.ts';
import { RNG_CELLS, seedFrom } from '../../shared/core/rng.ts';
import { type AnyGame, placeByScore } from '../../shared/game/contract.ts';
import { advance, createMatch, lookAs, type Match, outcomeOf } from '../../shared/game/match.ts';
import { firstDifference, RNG_CELL, type StateOf } from '../../shared/game/state.ts';
import { games } from '../../shared/games/index.ts';
import { counter, faulty, secrets } from '../support/testGame.ts';

const TICKS = 120;
const everyGame = [...games.values(), counter, secrets] as AnyGame[];

/** Runs a match by its bots and the inputs that `wish` adds, and gives the fingerprint of every tick. */
function play(game: AnyGame, seed: number, wish: (seat: number, tick: number) => unknown = () => null): number[] {
  const seats = Array.from({ length: game.maxPlayers }, (_, seat) => seat);
  const settings = game.settings.parse({});
  const match = createMatch(game, settings, seats, seedFrom(seed));
  const seen = game.layout.bind(game.layout.create());
  const hashes = [hashCells(match.state.cells)];
  for (let tick = 1; tick <= TICKS; tick++) {
    const inputs = seats.map((seat) => {
      lookAs(match, seat, seen);
      return wish(seat, tick) ?? game.bot(seen, seat, 'normal', settings);
    });
    advance(match, inputs);
    hashes.push(hashCells(match.state.cells));
  }
  return hashes;
}

describe.each(everyGame.map((game): [string, AnyGame] => [game.id, game]))('the fold, with %s', (_, game) => {
  test('[TK-4] same seed, settings and inputs give the same fingerprint in every tick', () => {
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
    for (let tick = 0; tick < 40; tick++) advance(match, bots(match));
    const other = createMatch(game, settings, seats, seedFrom(1));
    other.state.cells.set(match.state.cells);
    for (let tick = 0; tick < 40; tick++) {
      const inputs = bots(match);
      advance(match, inputs);
      advance(other, inputs);
      const at = firstDifference(other.state.cells, match.state.cells);
      expect(at < 0 ? 'the same' : `${game.layout.nameOf(at)} in tick ${match.state.tick}`).toBe('the same');
    }
  });

  test('the idle input is one that the game takes, and its settings have defaults', () => {
    expect(game.input.safeParse(game.idle).success).toBe(true);
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
