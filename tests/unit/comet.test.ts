import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashCells } from '../../shared/core/hash.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch, type Match, outcomeOf } from '../../shared/game/match.ts';
import { dropOf } from '../../shared/games/comet/clashes.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometInput, CometState } from '../../shared/games/comet/state.ts';
import * as tuning from '../../shared/games/comet/tuning.ts';

const { SUBUNIT, COMET_RADIUS, ARENA_WIDTH, ARENA_HEIGHT, CRUISE_SPEED, DASH_TICKS, DASH_COOLDOWN_TICKS } = tuning;
const RIGHT: CometInput = { thrust: 0, dash: false };
const DASH_RIGHT: CometInput = { thrust: 0, dash: true };
const DASH_LEFT: CometInput = { thrust: 128, dash: true };

interface Arena {
  readonly state: CometState;
  /** Goes `count` ticks on; the wishes, by seat, come in the first of them. */
  readonly run: (count: number, ...wishes: (CometInput | null)[]) => void;
}

/** A match at tick 0. */
function start(seats: readonly number[], seed = 1, roundSeconds = 90): Arena & { readonly match: Match } {
  const match = createMatch(comet, comet.settings.parse({ roundSeconds }), seats, seedFrom(seed));
  const run: Arena['run'] = (count, ...wishes) => {
    for (let i = 0; i < count; i++) advance(match, i === 0 ? wishes : []);
  };
  return { match, state: match.state as unknown as CometState, run };
}

/** Takes the dust away for good. */
function sweep(arena: Arena): Arena {
  for (const piece of arena.state.dust) Object.assign(piece, { value: 0, timer: -1 });
  return arena;
}

/** A match without dust, in which the comets stand on the row y = 450 at these x, in pixels. */
function line(...xs: number[]): Arena {
  const arena = sweep(start(xs.map((_, seat) => seat)));
  for (const [seat, x] of xs.entries()) Object.assign(arena.state.players[seat]!, { x: x * SUBUNIT, y: 450 * SUBUNIT });
  return arena;
}

/** A record's cells as plain data, which `expect` can also print. */
function plain(record: object): { [key: string]: number } {
  const copy: { [key: string]: number } = {};
  for (const key in record) copy[key] = (record as typeof copy)[key]!;
  return copy;
}

const totalDust = (state: CometState) =>
  state.dust.reduce((sum, piece) => sum + piece.value, 0) + state.players.reduce((sum, { score }) => sum + score, 0);

describe('movement', () => {
  test('thrust reaches cruise in about 0.4 s and never exceeds it', () => {
    const { state, run } = line(100, 1500);
    run(12, RIGHT);
    expect(state.players[0]!.vx).toBe(CRUISE_SPEED);
    run(20);
    expect(state.players[0]!.vx).toBe(CRUISE_SPEED);
  });

  test('a null input keeps the held wish, letting go ends it', () => {
    const { state, run } = line(100, 1500);
    run(3, RIGHT);
    const early = state.players[0]!.vx;
    run(3, null);
    expect(state.players[0]!.vx).toBeGreaterThan(early);
    run(1, { thrust: null, dash: false });
    expect(state.players[0]!.thrust).toBe(-1);
  });

  test('a comet that lets go has half its speed after 0.7 s, and stops in the end', () => {
    const { state, run } = line(300, 1500);
    run(15, RIGHT);
    run(21, comet.idle);
    expect(Math.abs(state.players[0]!.vx / CRUISE_SPEED - 0.5)).toBeLessThan(0.05);
    run(300);
    expect(state.players[0]!.vx).toBe(0);
  });

  test('turning round takes time: a comet drifts on against its thrust', () => {
    const { state, run } = line(300, 1500);
    run(15, RIGHT);
    run(5, { thrust: 128, dash: false });
    expect(state.players[0]!.vx).toBeGreaterThan(0);
    run(20);
    expect(state.players[0]!.vx).toBe(-CRUISE_SPEED);
  });

  test('walls bounce and take some speed', () => {
    const { state, run } = line(ARENA_WIDTH - COMET_RADIUS - 3, 100);
    Object.assign(state.players[0]!, { vx: 2000, vy: 0 });
    run(1);
    expect(state.players[0]!.vx).toBeLessThan(-1000);
    expect(state.players[0]!.vx).toBeGreaterThan(-1700);
    expect(state.players[0]!.x).toBeLessThan((ARENA_WIDTH - COMET_RADIUS) * SUBUNIT);
  });
});

describe('dash', () => {
  test('flies straight at dash speed for its ticks, then falls back to the speed it leaves', () => {
    const { state, run } = line(300, 1500);
    run(1, DASH_RIGHT);
    for (let tick = 1; tick < DASH_TICKS; tick++) {
      expect(state.players[0]!.vx).toBe(tuning.DASH_SPEED);
      run(1, { thrust: 64, dash: true });
    }
    expect(plain(state.players[0]!)).toMatchObject({ vx: tuning.DASH_SPEED, vy: 0, heading: 0, dashing: 1 });
    run(1);
    expect(state.players[0]!.dashing).toBe(0);
    expect(state.players[0]!.vx).toBeLessThanOrEqual(tuning.DASH_EXIT_SPEED);
  });

  test('held down it comes again when the cool-down ends, and not before', () => {
    const { state, run } = line(100, 1500);
    run(1, { thrust: 64, dash: true });
    run(DASH_COOLDOWN_TICKS - 1);
    expect(plain(state.players[0]!)).toMatchObject({ dashing: 0, cooldown: 1 });
    run(1);
    expect(plain(state.players[0]!)).toMatchObject({ dashing: DASH_TICKS, cooldown: DASH_COOLDOWN_TICKS });
  });

  test('without thrust it goes where the comet heads', () => {
    const { state, run } = line(300, 1500);
    state.players[0]!.heading = 64;
    run(1, { thrust: null, dash: true });
    expect(plain(state.players[0]!)).toMatchObject({ vx: 0, vy: tuning.DASH_SPEED });
  });
});

describe('clashes', () => {
  test('without a dash two comets swap speeds and lose nothing', () => {
    const { state, run } = line(700, 760);
    for (const player of state.players) player.score = 8;
    Object.assign(state.players[0]!, { vx: 3000, vy: 0 });
    run(2);
    expect(state.players[0]!.vx).toBe(0);
    expect(state.players[1]!.vx).toBeGreaterThan(2500);
    expect([state.players[0]!.score, state.players[1]!.score]).toEqual([8, 8]);
  });

  test('a rammed comet drops a part, which flies out to the last grain, is knocked away, stunned and shielded', () => {
    const { state, run } = line(700, 800);
    state.players[1]!.score = 20;
    run(2, DASH_RIGHT);
    const victim = state.players[1]!;
    expect(plain(victim)).toMatchObject({
      score: 20 - dropOf(20),
      stunned: tuning.STUN_TICKS,
      shield: tuning.SHIELD_TICKS,
    });
    expect(victim.vx).toBeGreaterThan(2 * CRUISE_SPEED - 100);
    expect(plain(state.players[0]!)).toMatchObject({ score: 0, dashing: 0, stunned: 0 });
    expect(dropOf(20)).toBeGreaterThan(0);
    expect(totalDust(state)).toBe(20);
  });

  test('what is dropped waits, and can then be caught by another', () => {
    const { state, run } = line(700, 800, 1000);
    state.players[1]!.score = 20;
    run(2, DASH_RIGHT, null, null);
    const piece = state.dust.find(({ value }) => value > 0)!;
    const third = state.players[2]!;
    for (let tick = 1; tick < tuning.DROP_WAIT_TICKS; tick++) {
      Object.assign(third, { x: piece.x, y: piece.y, vx: 0, vy: 0 });
      run(1);
    }
    expect(third.score).toBe(0);
    run(1);
    expect(third.score).toBeGreaterThan(0);
    expect(totalDust(state)).toBe(20);
  });

  test('a stunned comet has no control until the stun ends', () => {
    const { state, run } = line(700, 800);
    run(2, DASH_RIGHT, null);
    state.players[0]!.x = 100 * SUBUNIT;
    Object.assign(state.players[1]!, { vx: 0, vy: 0 });
    run(tuning.STUN_TICKS - 1, comet.idle, { thrust: 64, dash: true });
    expect(plain(state.players[1]!)).toMatchObject({ vx: 0, vy: 0, stunned: 1 });
    run(1);
    expect(plain(state.players[1]!)).toMatchObject({ vy: tuning.DASH_SPEED });
  });

  test('the shield lets a dash bounce off', () => {
    const { state, run } = line(700, 800);
    Object.assign(state.players[1]!, { score: 20, shield: 10 });
    run(2, DASH_RIGHT);
    expect(plain(state.players[1]!)).toMatchObject({ score: 20, stunned: 0 });
    expect(state.players[1]!.vx).toBeGreaterThan(0);
  });

  test.each([60, 70, 80, 90, 100, 110, 120, 130])('two that dash at each other from %i pixels both drop', (gap) => {
    const { state, run } = line(700, 700 + gap);
    state.players[0]!.score = 16;
    state.players[1]!.score = 32;
    run(3, DASH_RIGHT, DASH_LEFT);
    expect(state.players[0]!.score).toBe(16 - dropOf(16));
    expect(state.players[1]!.score).toBe(32 - dropOf(32));
    expect(state.players[0]!.x).toBeLessThan(state.players[1]!.x);
  });

  // The order in which a pair is looked at turns round with the ticks: 7 and 0 give either.
  test.each([0, 7])('a comet that runs into the tail of a dash is not rammed by it (after tick %i)', (tick) => {
    const { state, run } = line(700, 752);
    state.tick = tick;
    Object.assign(state.players[1]!, { vx: -9000, vy: 0, score: 20 });
    run(1, { thrust: 192, dash: true });
    expect(plain(state.players[1]!)).toMatchObject({ score: 20, stunned: 0 });
    // They did touch.
    expect(state.players[0]!.vx).toBeLessThan(0);
  });

  test.each([0, 7])('comets that overlap are moved apart, but not into a wall (after tick %i)', (tick) => {
    const { state, run } = line(COMET_RADIUS, COMET_RADIUS + 30);
    state.tick = tick;
    run(1);
    expect(state.players[0]!.x).toBe(COMET_RADIUS * SUBUNIT);
    expect(state.players[1]!.x).toBeGreaterThan((COMET_RADIUS + 36) * SUBUNIT);
  });

  test('nobody drops more than there is', () => {
    expect([0, 1, 2].map(dropOf)).toEqual([0, 1, 2]);
    expect(dropOf(500)).toBe(tuning.DROP_MOST);
  });

  test.each([0, 1, 3])('a pool with %i free slots takes in all that is dropped, as larger pieces', (free) => {
    const { state, run } = line(700, 800);
    for (const piece of state.dust.slice(tuning.FIRST_POOL_SLOT + free)) Object.assign(piece, { value: 1, timer: 99 });
    state.players[1]!.score = 20;
    const before = totalDust(state);
    run(2, DASH_RIGHT);
    expect(state.players[1]!.score).toBe(20 - dropOf(20));
    expect(totalDust(state)).toBe(before);
  });
});

describe('dust', () => {
  test('is picked up, and comes back elsewhere in its time, the same for the same seed', () => {
    const places = [1, 1, 2].map((seed) => {
      const { state, run } = sweep(start([0, 1], seed));
      const piece = state.dust[1]!;
      Object.assign(piece, { value: 1, timer: 0, x: state.players[0]!.x, y: state.players[0]!.y });
      run(1);
      expect(state.players[0]!.score).toBe(1);
      expect(piece.value).toBe(0);
      expect(piece.timer).toBeGreaterThanOrEqual(tuning.DUST_RESPAWN_LEAST_TICKS);
      run(piece.timer);
      expect(piece.value).toBe(1);
      return [piece.x, piece.y];
    });
    expect(places[0]).toEqual(places[1]);
    expect(places[0]).not.toEqual(places[2]);
  });

  test('goes to the nearest, and of two equally near to each in turn', () => {
    const takers = new Set<number>();
    for (let tick = 0; tick < 8; tick++) {
      const { state, run } = line(770, 830);
      state.tick = tick;
      Object.assign(state.dust[1]!, { value: 1, timer: 0, x: 800 * SUBUNIT, y: 450 * SUBUNIT });
      run(1);
      takers.add(state.players.findIndex(({ score }) => score === 1));
    }
    expect(takers).toEqual(new Set([0, 1]));
    const { state, run } = line(770, 829);
    Object.assign(state.dust[1]!, { value: 1, timer: 0, x: 800 * SUBUNIT, y: 450 * SUBUNIT });
    run(1);
    expect(state.players[1]!.score).toBe(1);
  });

  test('the golden star is announced at its place, comes there, and pays five', () => {
    const { state, run } = start([0, 1]);
    const star = state.dust[tuning.STAR_SLOT]!;
    run(tuning.FIRST_STAR_TICKS - tuning.STAR_NOTICE_TICKS);
    expect(plain(star)).toMatchObject({ value: 0, timer: tuning.STAR_NOTICE_TICKS });
    const { x, y } = star;
    expect(Math.abs(x / SUBUNIT - ARENA_WIDTH / 2)).toBeLessThanOrEqual(tuning.STAR_SPREAD_X);
    run(tuning.STAR_NOTICE_TICKS);
    expect(plain(star)).toMatchObject({ value: tuning.STAR_VALUE, timer: 0, x, y });
    Object.assign(state.players[1]!, { x, y, score: 0 });
    run(1);
    expect(state.players[1]!.score).toBeGreaterThanOrEqual(tuning.STAR_VALUE);
    expect(plain(star)).toMatchObject({ value: 0, timer: tuning.STAR_RESPAWN_TICKS });
  });
});

describe('the round', () => {
  test('seats that play stand apart and face the middle, with dust in front', () => {
    const { state, run } = start([0, 2, 3, 5, 7]);
    expect(state.players.map(({ active }) => active)).toEqual([1, 0, 1, 1, 0, 1, 0, 1]);
    const wishes = state.players.map(({ active, heading }) => (active === 1 ? { thrust: heading, dash: false } : null));
    run(30, ...wishes);
    for (const { active, score } of state.players) expect(score >= 2).toBe(active === 1);
  });

  test('ends at its last second, not before; a tie is a tie', () => {
    const { match, state, run } = start([1, 4, 6], 1, 5);
    run(149);
    expect(outcomeOf(match)).toBeNull();
    run(1);
    for (const [seat, score] of [9, 7, 9, 9, 3, 9, 7, 9].entries()) state.players[seat]!.score = score;
    expect(outcomeOf(match)!.placements).toEqual([
      { seat: 1, place: 1, score: 7 },
      { seat: 6, place: 1, score: 7 },
      { seat: 4, place: 3, score: 3 },
    ]);
  });

  test('settings and inputs are strict', () => {
    expect(comet.settings.parse({})).toEqual({ roundSeconds: 90, teams: 'none' });
    for (const bad of [{ roundSeconds: 4 }, { teams: 'three' }])
      expect(comet.settings.safeParse(bad).success).toBe(false);
    for (const thrust of [-1, 256, 0.5]) expect(comet.input.safeParse({ thrust, dash: false }).success).toBe(false);
    expect(comet.input.safeParse({ ...RIGHT, x: 1 }).success).toBe(false);
  });
});

/** What the next tick adds: dust whose wait ends. */
function dueNext(state: CometState): number {
  const due = state.dust.slice(0, tuning.FIRST_POOL_SLOT).filter(({ value, timer }) => value === 0 && timer === 1);
  return due.reduce((sum, piece) => sum + (piece === state.dust[tuning.STAR_SLOT] ? tuning.STAR_VALUE : 1), 0);
}

describe('whatever the players do', () => {
  const wish = fc.record({ thrust: fc.option(fc.integer({ min: 0, max: 255 })), dash: fc.boolean() });
  const script = fc.record({
    seed: fc.integer(),
    seats: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 2 }),
    wishes: fc.array(fc.array(fc.option(wish), { minLength: 8, maxLength: 8 }), { minLength: 20, maxLength: 40 }),
  });

  test('everything stays inside, nobody owes dust, and a hit neither makes nor loses any', () => {
    fc.assert(
      fc.property(script, ({ seed, seats, wishes }) => {
        const { state, run } = start(seats, seed);
        for (const seat of seats) state.players[seat]!.score = 20;
        for (const wishesNow of wishes) {
          for (let i = 0; i < 10; i++) {
            const due = totalDust(state) + dueNext(state);
            run(1, ...(i === 0 ? wishesNow : []));
            if (totalDust(state) !== due) throw new Error(`tick ${state.tick}: ${totalDust(state)} dust, not ${due}`);
          }
          for (const seat of seats) expectInside(state.players[seat]!, COMET_RADIUS);
          for (const piece of state.dust) if (piece.value > 0) expectInside(piece, tuning.DUST_RADIUS);
          for (const { score } of state.players) expect(score).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the same seed and inputs give the same cells', () => {
    fc.assert(
      fc.property(script, ({ seed, seats, wishes }) => {
        const hashes = [0, 1].map(() => {
          const { state, run } = start(seats, seed);
          for (const wishesNow of wishes) run(10, ...wishesNow);
          return hashCells(state.cells);
        });
        expect(hashes[0]).toBe(hashes[1]);
      }),
      { numRuns: 10 },
    );
  });

  function expectInside({ x, y }: { x: number; y: number }, radius: number): void {
    const inside =
      x >= radius * SUBUNIT &&
      x <= (ARENA_WIDTH - radius) * SUBUNIT &&
      y >= radius * SUBUNIT &&
      y <= (ARENA_HEIGHT - radius) * SUBUNIT;
    if (!inside) throw new Error(`outside: ${x / SUBUNIT}, ${y / SUBUNIT}`);
  }
});
