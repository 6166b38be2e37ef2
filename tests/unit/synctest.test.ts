import { describe, expect, test } from 'vitest';
import { seedFrom } from '../../shared/core/rng.ts';
import { type AnyGame, BOT_LEVELS } from '../../shared/game/contract.ts';
import {
  advance,
  createMatch,
  lookAs,
  type Match,
  outcomeOf,
  type TickInputs,
  wakeOf,
} from '../../shared/game/match.ts';
import { firstDifference } from '../../shared/game/state.ts';
import { games } from '../../shared/games/index.ts';
import { counter } from '../support/testGame.ts';

/**
 * `[TK-4]` The synctest: at every tick the match is rolled back, and replayed with the same inputs. A step that depends on anything but the
 * state and its inputs gives another state then.
 */
const BACK = 8;
const STEPS = 600;

/** What differs first between the match and its replay, in words; null if nothing does in so many steps. */
function rollBackAndReplay(game: AnyGame, seed: number, players: number, settings: object = {}): string | null {
  const seats = Array.from({ length: players }, (_, seat) => seat);
  const parsed = game.settings.parse(settings);
  const match = createMatch(game, parsed, seats, seedFrom(seed));
  const again = createMatch(game, parsed, seats, seedFrom(seed));
  const seen = game.layout.bind(game.layout.create());
  const past: { cells: Int32Array; inputs: TickInputs; tick: number }[] = [];

  for (let n = 0; n < STEPS && outcomeOf(match) === null; n++) {
    const inputs = wishes(game, match, seen, seed);
    const tick = game.wake ? Math.max(match.state.tick + 1, wakeOf(match) ?? 0) : match.state.tick + 1;
    past.push({ cells: match.state.cells.slice(), inputs, tick });
    advance(match, inputs, tick);
    const replayed = past.slice(-BACK);
    again.state.cells.set(replayed[0]!.cells);
    for (const one of replayed) advance(again, one.inputs, one.tick);
    const cell = firstDifference(match.state.cells, again.state.cells);
    if (cell >= 0) {
      const values = `${match.state.cells[cell]} and, replayed, ${again.state.cells[cell]}`;
      return `${game.id}, seed ${seed}, tick ${tick}: ${game.layout.nameOf(cell)} is ${values}`;
    }
  }
  return null;
}

function wishes(game: AnyGame, match: Match, seen: Match['state'], seed: number): TickInputs {
  const inputs = new Array<unknown>(game.maxPlayers).fill(null);
  for (const seat of match.seats) {
    lookAs(match, seat, seen);
    inputs[seat] = game.bot(seen, seat, BOT_LEVELS[(seat + seed) % BOT_LEVELS.length]!, match.settings);
  }
  return inputs;
}

describe.each([...games.values()].map((game) => ({ id: game.id, game })))('$id', ({ game }) => {
  test.each([1, 2, 3, 4])('[TK-4] gives the same when it is rolled back and replayed, seed %i', (seed) => {
    for (const players of [game.minPlayers, game.maxPlayers]) {
      expect(rollBackAndReplay(game, seed, players)).toBeNull();
    }
  });
});

test('a game with a memory outside of its state is found out, and told by field and tick', () => {
  let calls = 0;
  const leaky: typeof counter = {
    ...counter,
    step(state, inputs, settings) {
      counter.step(state, inputs, settings);
      if (++calls === 40) state.players[1]!.holds = 99;
    },
  };
  expect(rollBackAndReplay(leaky, 1, 2)).toMatch(/^counter, seed 1, tick \d+: players\[1\]\.holds is .*99/);
});
