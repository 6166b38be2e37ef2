import { describe, expect, test } from 'vitest';
import { RNG_CELLS, seedFrom } from '../../shared/core/rng.ts';
import type { BotLevel } from '../../shared/game/contract.ts';
import { advance, createMatch, outcomeOf } from '../../shared/game/match.ts';
import { RNG_CELL } from '../../shared/game/state.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometState } from '../../shared/games/comet/state.ts';
import { bestVictim } from '../../shared/games/comet/targets.ts';
import { DASH_SPEED, SUBUNIT } from '../../shared/games/comet/tuning.ts';

const MATCHES = 200;
const SETTINGS = comet.settings.parse({ roundSeconds: 30 });
const LEVELS: readonly BotLevel[] = ['easy', 'normal', 'hard'];

/** A match of bots, one for each seat; the state after its last tick, and who came in first. */
function play(levels: readonly BotLevel[], seed: number): { state: CometState; winners: number[] } {
  const seats = levels.map((_, seat) => seat);
  const match = createMatch(comet, SETTINGS, seats, seedFrom(seed));
  const state = match.state as unknown as CometState;
  // Bots decide from the state itself: the game hides nothing, and the test below holds them to not reading the generator.
  const inputs = seats.map(() => null as unknown);
  while (!outcomeOf(match)) {
    for (const seat of seats) inputs[seat] = comet.bot(state, seat, levels[seat]!, SETTINGS);
    advance(match, inputs);
  }
  const winners = outcomeOf(match)!.placements.filter(({ place }) => place === 1);
  return { state, winners: winners.map(({ seat }) => seat) };
}

/** Which part of the matches the better one wins alone; each sits on either side in half of them. */
function winRate(better: BotLevel, worse: BotLevel): number {
  let won = 0;
  for (let seed = 0; seed < MATCHES; seed++) {
    const seat = seed % 2;
    const { winners } = play(seat === 0 ? [better, worse] : [worse, better], seed);
    if (winners.length === 1 && winners[0] === seat) won++;
  }
  return won / MATCHES;
}

describe('levels', () => {
  test('normal beats easy in at least 70 % of 200 matches', () => {
    expect(winRate('normal', 'easy')).toBeGreaterThanOrEqual(0.7);
  }, 60_000);

  test('hard beats normal in at least 70 % of 200 matches', () => {
    expect(winRate('hard', 'normal')).toBeGreaterThanOrEqual(0.7);
  }, 60_000);

  test('among eight, each level gathers more than the one below it', () => {
    const table: BotLevel[] = ['easy', 'normal', 'hard', 'easy', 'normal', 'hard', 'normal', 'easy'];
    const sums = { easy: 0, normal: 0, hard: 0 };
    for (let seed = 0; seed < 30; seed++) {
      const { state } = play(table, seed);
      for (const [seat, level] of table.entries()) sums[level] += state.players[seat]!.score;
    }
    expect(sums.hard / 2).toBeGreaterThan(sums.normal / 3);
    expect(sums.normal / 3).toBeGreaterThan(sums.easy / 3);
  }, 60_000);

  test('no seat of eight equal bots is favoured', () => {
    const sums = new Array<number>(8).fill(0);
    for (let seed = 0; seed < 60; seed++) {
      const { state } = play(new Array<BotLevel>(8).fill('normal'), seed);
      for (const [seat, { score }] of state.players.entries()) sums[seat]! += score;
    }
    // One seat's mean is off by 5 % of it (one sigma) at 60 matches.
    expect(Math.min(...sums) / Math.max(...sums)).toBeGreaterThan(0.72);
  }, 60_000);
});

describe('a bot', () => {
  test('rams the richest in reach, of equals the nearest, and nobody who is shielded', () => {
    const state = createMatch(comet, SETTINGS, [0, 1, 2, 3], seedFrom(1)).state as unknown as CometState;
    for (const [seat, x] of [800, 900, 880, 1500].entries()) {
      Object.assign(state.players[seat]!, { x: x * SUBUNIT, y: 450 * SUBUNIT, score: 20 });
    }
    const choice = () => bestVictim(state, 0, 200 * SUBUNIT, 3, true);
    expect(choice()).toBe(2);
    state.players[1]!.score = 40;
    expect(choice()).toBe(1);
    state.players[1]!.shield = 20;
    state.players[2]!.score = 2;
    expect(choice()).toBe(-1);
  });

  /** Runs a match in which `look` may spoil what the bots see; the seats' wishes, tick by tick. */
  function wishes(level: BotLevel, look: (seen: CometState, seat: number) => void): unknown[] {
    const seats = [0, 1, 2, 3];
    const match = createMatch(comet, SETTINGS, seats, seedFrom(7));
    const seen = comet.layout.bind(comet.layout.create());
    const all: unknown[] = [];
    for (let tick = 0; tick < 600; tick++) {
      const inputs = seats.map((seat) => {
        seen.cells.set(match.state.cells);
        look(seen, seat);
        return comet.bot(seen, seat, level, SETTINGS);
      });
      all.push(inputs);
      advance(match, inputs);
    }
    return all;
  }

  test.each(LEVELS)(
    '%s reads neither the generator, nor what others wish for or wait for, nor places not announced',
    (level) => {
      const spoilt = (seen: CometState, seat: number) => {
        seen.cells.fill(99, RNG_CELL, RNG_CELL + RNG_CELLS);
        for (const [other, player] of seen.players.entries()) {
          if (other !== seat) Object.assign(player, { thrust: 5, wantsDash: 1, cooldown: 17 });
        }
        for (const [slot, piece] of seen.dust.entries())
          if (slot > 0 && piece.value === 0) Object.assign(piece, { x: 1, y: 1 });
      };
      expect(wishes(level, spoilt)).toEqual(wishes(level, () => {}));
    },
  );

  test.each(LEVELS)('%s wishes only for what the schema allows and leaves the state alone', (level) => {
    const match = createMatch(comet, SETTINGS, [0, 1], seedFrom(3));
    const state = match.state as unknown as CometState;
    let decisions = 0;
    for (let tick = 0; tick < 300; tick++) {
      const before = state.cells.slice();
      const inputs = [0, 1].map((seat) => comet.bot(state, seat, level, SETTINGS));
      expect(state.cells).toEqual(before);
      for (const wish of inputs) {
        if (wish === null) continue;
        comet.input.parse(wish);
        decisions++;
      }
      advance(match, inputs);
    }
    expect(decisions).toBeGreaterThan(40);
  });

  test('rams no team mate, and is not afraid of the dash of one', () => {
    const settings = comet.settings.parse({ teams: 'two' });
    /** Seat 0 amid rich comets, at which seat 1 dashes; what it wishes for while nothing else changes. */
    const around = (teams: readonly number[]) => {
      const match = createMatch(comet, settings, [0, 1, 2], seedFrom(1), teams);
      const state = match.state as unknown as CometState;
      for (const piece of state.dust) piece.value = 0;
      for (const [seat, x] of [800, 700, 900].entries()) {
        Object.assign(state.players[seat]!, { x: x * SUBUNIT, y: 450 * SUBUNIT, score: 20 });
      }
      const wishes = () =>
        Array.from({ length: 400 }, (_, tick) => {
          state.tick = tick;
          return comet.bot(state, 0, 'hard', settings);
        });
      const calm = wishes();
      Object.assign(state.players[1]!, { dashing: 5, vx: DASH_SPEED, vy: 0 });
      return { rams: calm.some((wish) => wish?.dash), flees: JSON.stringify(wishes()) !== JSON.stringify(calm) };
    };
    expect(around([0, 0, 0])).toEqual({ rams: false, flees: false });
    expect(around([0, 1, 1])).toEqual({ rams: true, flees: true });
    expect(around([0, 0, 1])).toEqual({ rams: true, flees: false });
  });

  test('in teams all that is lost is lost to rivals', () => {
    const settings = comet.settings.parse({ roundSeconds: 60, teams: 'two' });
    const teams = [0, 1, 0, 1, 0, 1, 0, 1];
    const match = createMatch(comet, settings, [...teams.keys()], seedFrom(2), teams);
    const state = match.state as unknown as CometState;
    let rammed = 0;
    for (let tick = 0; tick < 60 * comet.tickRate; tick++) {
      const dashing = state.players.map((player) => player.dashing > 0 || player.wantsDash === 1);
      const before = state.players.map(({ stunned }) => stunned);
      const wishes = teams.map((_, seat) => comet.bot(state, seat, 'hard', settings));
      for (const [seat, wish] of wishes.entries()) if (wish?.dash) dashing[seat] = true;
      advance(match, wishes);
      for (const [seat, { stunned, team }] of state.players.entries()) {
        if (stunned <= before[seat]!) continue;
        rammed++;
        expect(state.players.some((other, from) => other.team !== team && dashing[from])).toBe(true);
      }
    }
    expect(rammed).toBeGreaterThan(5);
  });
});
