import { describe, expect, test } from 'vitest';
import { RNG_CELLS, seedFrom } from '../../shared/core/rng.ts';
import { BOT_LEVELS, type BotLevel } from '../../shared/game/contract.ts';
import { advance, createMatch, lookAs, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import { RNG_CELL } from '../../shared/game/state.ts';
import { mayMove } from '../../shared/games/liars-dice/bids.ts';
import { callValue, readTable } from '../../shared/games/liars-dice/foresight.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { atLeast, given, oddsOf, together } from '../../shared/games/liars-dice/odds.ts';
import type { DiceInput, DiceSettings, DiceState } from '../../shared/games/liars-dice/state.ts';
import { THINK_TICKS } from '../../shared/games/liars-dice/tuning.ts';

const MATCHES = 400;

interface Move {
  readonly state: DiceState;
  readonly seen: DiceState;
  readonly seat: number;
  readonly wish: DiceInput;
}

/** A match of bots, one for each seat, woken as a host would; `each` sees what they decided. Gives the winner. */
function play(
  levels: readonly BotLevel[],
  seed: number,
  set: Partial<DiceSettings> = {},
  each: (move: Move) => void = () => {},
): number {
  const settings = liarsDice.settings.parse(set);
  const seats = levels.map((_, seat) => seat);
  const match = createMatch(liarsDice, settings, seats, seedFrom(seed));
  const state = match.state as unknown as DiceState;
  const seen = liarsDice.layout.bind(liarsDice.layout.create());
  const inputs = seats.map(() => null as DiceInput | null);
  for (let steps = 0; !outcomeOf(match); steps++) {
    if (steps > 5000) throw new Error('bots that never end');
    inputs.fill(null);
    for (const seat of seats) {
      lookAs(match, seat, seen as unknown as Match['state']);
      const wish = liarsDice.bot(seen, seat, levels[seat]!, settings);
      inputs[seat] = wish;
      if (wish) each({ state, seen, seat, wish });
    }
    advance(match, inputs, inputs.some((wish) => wish) ? state.tick + 1 : wakeOf(match)!);
  }
  return outcomeOf(match)!.placements[0]!.seat;
}

/** Which part of the matches between two the better one wins; each sits on either side in half of them. */
function winRate(better: BotLevel, worse: BotLevel, set: Partial<DiceSettings> = {}): number {
  let won = 0;
  for (let seed = 0; seed < MATCHES; seed++) {
    const seat = seed % 2;
    if (play(seat === 0 ? [better, worse] : [worse, better], seed, set) === seat) won++;
  }
  return won / MATCHES;
}

describe('levels', () => {
  test.each<[BotLevel, BotLevel, number, Partial<DiceSettings>]>([
    ['normal', 'easy', 0.75, {}],
    ['hard', 'normal', 0.6, {}],
    ['hard', 'normal', 0.6, { wilds: false }],
    ['hard', 'easy', 0.85, {}],
  ])('%s beats %s in more than %f of 400 matches, with %j', (better, worse, least, set) => {
    expect(winRate(better, worse, set)).toBeGreaterThan(least);
  });

  test('at a table of six, each level wins more often than the one below it', () => {
    const wins = { easy: 0, normal: 0, hard: 0 };
    for (let seed = 0; seed < 120; seed++) {
      const levels = Array.from({ length: 6 }, (_, seat) => BOT_LEVELS[(seat + seed) % 3]!);
      wins[levels[play(levels, seed)]!]++;
    }
    expect(wins.hard).toBeGreaterThan(1.5 * wins.normal);
    expect(wins.normal).toBeGreaterThan(1.5 * wins.easy);
  });
});

describe.each(BOT_LEVELS)('a bot of level %s', (level) => {
  test('does only what is allowed, and both bids and calls', () => {
    const kinds = { bid: 0, call: 0 };
    for (const [n, dice] of [1, 5, 6].entries()) {
      play(new Array<BotLevel>(n * 2 + 2).fill(level), n, { dice, wilds: n !== 1 }, ({ state, seat, wish }) => {
        expect(seat).toBe(state.turn);
        liarsDice.input.parse(wish);
        expect(mayMove(state, wish), JSON.stringify(wish)).toBe(true);
        kinds[wish.kind]++;
      });
    }
    expect(Math.min(kinds.bid, kinds.call)).toBeGreaterThan(10);
  });

  test('thinks a moment, the same for any dice, and is silent out of turn', () => {
    const settings = liarsDice.settings.parse({});
    for (let seed = 0; seed < 20; seed++) {
      const match = createMatch(liarsDice, settings, [0, 1, 2], seedFrom(seed));
      const state = match.state as unknown as DiceState;
      const wishes = () => [0, 1, 2].map((seat) => liarsDice.bot(state, seat, level, settings) !== null);
      advance(match, [], THINK_TICKS - 1);
      expect(wishes()).toEqual([false, false, false]);
      expect(wakeOf(match)).toBe(THINK_TICKS);
      advance(match, [], THINK_TICKS);
      expect(wishes()).toEqual([0, 1, 2].map((seat) => seat === state.turn));
      state.phase = 1;
      expect(wishes()).toEqual([false, false, false]);
    }
  });

  test('[TK-5] goes by its own dice and what lies on the table, not by the generator or what others have', () => {
    const settings = liarsDice.settings.parse({});
    let moves = 0;
    play([level, 'normal', level, 'easy'], 3, {}, ({ state, seen, seat, wish }) => {
      seen.cells.set(state.cells);
      seen.cells.fill(99, RNG_CELL, RNG_CELL + RNG_CELLS);
      for (const [other, player] of seen.players.entries()) {
        if (other !== seat) Object.assign(player, { d0: 1, d1: 2, d2: 6, d3: 6, d4: 6, d5: 6 });
      }
      const before = seen.cells.slice();
      const of = seat % 2 === 0 ? level : seat === 1 ? 'normal' : 'easy';
      expect(liarsDice.bot(seen, seat, of, settings)).toEqual(wish);
      expect(seen.cells).toEqual(before);
      moves++;
    });
    expect(moves).toBeGreaterThan(20);
  });

  test('does not always do the same with the same dice', () => {
    const settings = liarsDice.settings.parse({ dice: 3 });
    const match = createMatch(liarsDice, settings, [0, 1, 2], seedFrom(5));
    const state = match.state as unknown as DiceState;
    // `normal` opens by the book; what it raises to, and whether it bluffs, is where it wavers.
    Object.assign(state, { turn: 0, bidSeat: 2, bidCount: 2, bidFace: 3 });
    Object.assign(state.players[0]!, { d0: 2, d1: 4, d2: 5 });
    const wishes = new Set<string>();
    for (let tick = THINK_TICKS; tick < THINK_TICKS + 200; tick++) {
      state.tick = tick;
      wishes.add(JSON.stringify(liarsDice.bot(state, 0, level, settings)));
    }
    expect(wishes.size).toBeGreaterThan(1);
  });
});

describe('odds', () => {
  test('of dice, of heaps together, and after what was seen', () => {
    expect(oddsOf(0, 1 / 3)).toEqual([1]);
    expect(oddsOf(2, 1 / 2)).toEqual([1 / 4, 1 / 2, 1 / 4]);
    expect(together([1 / 2, 1 / 2], [1 / 4, 3 / 4])).toEqual([1 / 8, 1 / 2, 3 / 8]);
    expect(given([1 / 2, 1 / 2], (k) => 1 + 2 * k)).toEqual([1 / 4, 3 / 4]);
    expect([-1, 0, 1, 2, 3].map((count) => atLeast([1 / 4, 1 / 2, 1 / 4], count))).toEqual([1, 1, 3 / 4, 1 / 4, 0]);
  });

  test('a bid makes it likelier that its face is there', () => {
    const settings = liarsDice.settings.parse({});
    const state = createMatch(liarsDice, settings, [0, 1], seedFrom(1)).state as unknown as DiceState;
    const doubt = () => callValue(readTable(state, 0, [2, 3, 5, 5, 6], settings), { count: 3, face: 4 });
    const before = doubt();
    Object.assign(state.players[1]!, { bidCount: 3, bidFace: 4 });
    expect(doubt()).toBeLessThan(before);
  });
});
