import { describe, expect, test } from 'vitest';
import { hashCells } from '../../shared/core/hash.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch, enterMatch, type Match, outcomeOf } from '../../shared/game/match.ts';
import { dropOf } from '../../shared/games/comet/clashes.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometInput, CometState } from '../../shared/games/comet/state.ts';
import * as tuning from '../../shared/games/comet/tuning.ts';

const { SUBUNIT, ARENA_WIDTH, ARENA_HEIGHT, COMET_RADIUS } = tuning;
const DASH_RIGHT: CometInput = { thrust: 0, dash: true };
const DASH_LEFT: CometInput = { thrust: 128, dash: true };

interface Arena {
  readonly match: Match;
  readonly state: CometState;
  readonly run: (count: number, ...wishes: (CometInput | null)[]) => void;
}

/** A match at tick 0; with `teams` (by seat) one between two teams. */
function start(seats: readonly number[], teams?: readonly number[], seed = 1): Arena {
  const settings = comet.settings.parse({ roundSeconds: 5, teams: teams ? 'two' : 'none' });
  const match = createMatch(comet, settings, seats, seedFrom(seed), teams);
  const run: Arena['run'] = (count, ...wishes) => {
    for (let i = 0; i < count; i++) advance(match, i === 0 ? wishes : []);
  };
  return { match, state: match.state as unknown as CometState, run };
}

/** A match without dust, in which the comets stand on the row y = 450 at these x, in pixels, each with a score of 20. */
function line(teams: readonly number[] | undefined, ...xs: number[]): Arena {
  const arena = start([...xs.keys()], teams);
  for (const piece of arena.state.dust) Object.assign(piece, { value: 0, timer: -1 });
  for (const [seat, x] of xs.entries()) {
    Object.assign(arena.state.players[seat]!, { x: x * SUBUNIT, y: 450 * SUBUNIT, score: 20 });
  }
  return arena;
}

const teamsOf = (state: CometState) => state.players.filter(({ active }) => active === 1).map(({ team }) => team);
const scoresOf = (state: CometState) => state.players.map(({ score }) => score);
const dustOf = (state: CometState) => state.dust.filter(({ value }) => value > 0).length;

describe('teams', () => {
  test('are two if the settings say so, and else none', () => {
    expect(comet.teams!(comet.settings.parse({}))).toBe(0);
    expect(comet.teams!(comet.settings.parse({ teams: 'two' }))).toBe(2);
    expect(teamsOf(start([0, 1, 3]).state)).toEqual([-1, -1, -1]);
    expect(teamsOf(start([0, 1, 3], [1, 0, 0, 1]).state)).toEqual([1, 0, 1]);
  });

  test('start apart: each has its own half of the way round', () => {
    const { state } = start([0, 1, 2, 3, 4, 5], [1, 0, 0, 1, 1, 0]);
    const middleOf = (team: number) => {
      const mates = state.players.filter((player) => player.active === 1 && player.team === team);
      return mates.map(({ x, y }) => ({ x: x / SUBUNIT - ARENA_WIDTH / 2, y: y / SUBUNIT - ARENA_HEIGHT / 2 }));
    };
    const [first, second] = [middleOf(0), middleOf(1)];
    expect([first.length, second.length]).toEqual([3, 3]);
    // Whoever stands at one end of the arena is of the other team than who stands opposite.
    for (const { x, y } of first) {
      expect(second.some((other) => Math.abs(other.x + x) < 20 && Math.abs(other.y + y) < 20)).toBe(true);
    }
  });

  test('mates who dash into each other bump, and drop nothing', () => {
    const { state, run } = line([0, 0], 700, 800);
    run(2, DASH_RIGHT);
    expect(scoresOf(state).slice(0, 2)).toEqual([20, 20]);
    expect(state.players[1]!.vx).toBeGreaterThan(0);
    expect([state.players[1]!.stunned, state.players[0]!.dashing]).toEqual([0, 0]);
    expect(dustOf(state)).toBe(0);
  });

  test('mates who dash at each other head on bump as well', () => {
    const { state, run } = line([1, 1], 700, 790);
    run(3, DASH_RIGHT, DASH_LEFT);
    expect(scoresOf(state).slice(0, 2)).toEqual([20, 20]);
    expect(state.players[0]!.vx).toBeLessThan(0);
    expect(state.players[1]!.vx).toBeGreaterThan(0);
  });

  test.each([
    ['of another team', [0, 1]],
    ['without teams, where all have the same number', undefined],
  ])('a rival %s drops dust', (_, teams) => {
    const { state, run } = line(teams, 700, 800);
    run(2, DASH_RIGHT);
    expect(scoresOf(state).slice(0, 2)).toEqual([20, 20 - dropOf(20)]);
  });

  /** How the round ends with these scores, by seat. */
  function placed(teams: readonly number[] | undefined, scores: readonly number[]) {
    const { match, state, run } = start([...scores.keys()], teams);
    run(149);
    expect(outcomeOf(match)).toBeNull();
    run(1);
    for (const [seat, score] of scores.entries()) state.players[seat]!.score = score;
    return outcomeOf(match)!.placements.map(({ seat, place, score }) => [seat, place, score]);
  }

  test('are placed by their sum; each player keeps the own score', () => {
    expect(placed([0, 1, 0, 1, 1], [9, 5, 1, 5, 4])).toEqual([
      [1, 1, 5],
      [3, 1, 5],
      [4, 1, 4],
      [0, 2, 9],
      [2, 2, 1],
    ]);
  });

  test('with the same sum are both first', () => {
    expect(placed([0, 1, 1], [6, 2, 4])).toEqual([
      [0, 1, 6],
      [2, 1, 4],
      [1, 1, 2],
    ]);
  });

  test('count for nothing where everyone plays alone', () => {
    expect(placed(undefined, [9, 5, 6]).map(([seat, place]) => [seat, place])).toEqual([
      [0, 1],
      [2, 2],
      [1, 3],
    ]);
  });
});

describe('coming in late', () => {
  test('one starts with nothing, facing the middle, shielded, and can play at once', () => {
    const { match, state, run } = start([0, 2]);
    run(40, DASH_RIGHT);
    expect(enterMatch(match, 1)).toBe(true);
    const player = state.players[1]!;
    expect([player.active, player.score, player.shield, player.thrust]).toEqual([1, 0, tuning.SHIELD_TICKS, -1]);
    expect([player.vx, player.vy, player.stunned, player.cooldown, player.dashing]).toEqual([0, 0, 0, 0, 0]);
    const { x, y } = player;
    const off = () => Math.hypot(player.x / SUBUNIT - ARENA_WIDTH / 2, player.y / SUBUNIT - ARENA_HEIGHT / 2);
    const before = off();
    run(10, null, { thrust: player.heading, dash: false });
    expect([player.x, player.y]).not.toEqual([x, y]);
    expect(off()).toBeLessThan(before);
  });

  test('a dash that is on its way to that very place takes nothing from the newcomer', () => {
    const { match, state, run } = line(undefined, 700, 750);
    enterMatch(match, 2);
    Object.assign(state.players[2]!, { x: 800 * SUBUNIT, y: 450 * SUBUNIT, score: 20 });
    Object.assign(state.players[1]!, { x: 100 * SUBUNIT });
    run(4, DASH_RIGHT);
    expect([state.players[2]!.score, state.players[2]!.stunned]).toEqual([20, 0]);
    expect(state.players[2]!.vx).toBeGreaterThan(0);
  });

  test('the place is free wherever the others are, also for seven at once', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { match, state, run } = start([seed % 8], undefined, seed);
      for (let seat = 0; seat < 8; seat++) {
        if (seat === seed % 8) continue;
        expect(enterMatch(match, seat)).toBe(true);
        const { x, y } = state.players[seat]!;
        for (const other of state.players) {
          if (other.active === 0 || other === state.players[seat]) continue;
          expect(Math.hypot(other.x - x, other.y - y)).toBeGreaterThan(4 * COMET_RADIUS * SUBUNIT);
        }
        run(seed, ...state.players.map((_, n) => ({ thrust: (seed * 37 + n * 91) & 255, dash: false })));
      }
    }
  });

  test('the farthest entrance from a comet on the left is on the right', () => {
    const { match, state } = line(undefined, 250, 250);
    enterMatch(match, 5);
    expect(state.players[5]!.x / SUBUNIT).toBeGreaterThan(1300);
  });

  test('the arena then has as much dust as with that many from the start, announced before it comes', () => {
    const { match, state, run } = start([0, 1]);
    const inUse = () => state.dust.slice(0, tuning.FIRST_POOL_SLOT).filter((piece) => piece.timer >= 0).length;
    const before = inUse();
    enterMatch(match, 4);
    expect(inUse()).toBe(before + tuning.REGULAR_DUST_PER_COMET);
    const due = state.dust.filter(({ value, timer }) => value === 0 && timer === tuning.DUST_NOTICE_TICKS + 1);
    expect(due).toHaveLength(tuning.REGULAR_DUST_PER_COMET);
    run(1);
    for (const piece of due) expect(piece.x > 0 && piece.y > 0 && piece.value === 0).toBe(true);
    run(tuning.DUST_NOTICE_TICKS);
    // One of them may be taken in the very tick in which it comes.
    expect(due.filter(({ value }) => value === 1).length).toBeGreaterThanOrEqual(2);
    for (const seat of [2, 3, 5, 6, 7]) enterMatch(match, seat);
    expect(inUse()).toBe(start([0, 1, 2, 3, 4, 5, 6, 7]).state.dust.slice(0, tuning.FIRST_POOL_SLOT).length);
  });

  test('one plays for the team one came in for, and is placed with it', () => {
    const { match, state, run } = start([0, 1], [0, 1]);
    enterMatch(match, 3, 1);
    expect(teamsOf(state)).toEqual([0, 1, 1]);
    run(150);
    for (const [seat, score] of [10, 6, 0, 5].entries()) state.players[seat]!.score = score;
    expect(outcomeOf(match)!.placements.map(({ seat, place }) => [seat, place])).toEqual([
      [1, 1],
      [3, 1],
      [0, 2],
    ]);
  });

  test('without teams one has none', () => {
    const { match, state } = start([0, 1]);
    enterMatch(match, 2, 0);
    expect(teamsOf(state)).toEqual([-1, -1, -1]);
  });

  test('[TK-4] the same match with the same newcomer gives the same cells', () => {
    const hashes = [0, 1].map(() => {
      const { match, state, run } = start([0, 1], [0, 1], 5);
      run(50, DASH_RIGHT, DASH_LEFT);
      enterMatch(match, 2, 1);
      run(60, null, null, DASH_LEFT);
      return hashCells(state.cells);
    });
    expect(hashes[0]).toBe(hashes[1]);
  });
});
