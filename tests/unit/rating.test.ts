import fc from 'fast-check';
import { predictWin } from 'openskill';
import { describe, expect, test } from 'vitest';
import { bindRng, RNG_CELLS, seedFrom, seedRng } from '../../shared/core/rng.ts';
import {
  type Competitor,
  isRateable,
  levelNear,
  matchPoints,
  NEWCOMER,
  predictions,
  predictWins,
  rateMatch,
  type Skill,
  sharesOfFirst,
  shownRating,
} from '../../shared/lobby/rating.ts';

const RUNS = { numRuns: 2000 };
/** What the arithmetic of floating-point numbers may differ by. */
const TINY = 1e-9;

type More = Partial<Omit<Competitor, 'place'>>;
const at = (place: number | null, more: More = {}): Competitor => ({ place, left: null, skill: NEWCOMER, ...more });
const gone = (left: number, more: More = {}) => at(null, { left, ...more });
const after = (players: readonly Competitor[]) => rateMatch(players)!;
const shown = (players: readonly Competitor[]) => after(players).map((skill) => shownRating(skill).rating);
/** Everyone for themselves, in the order in which they come in. */
const inOrder = (skills: readonly Skill[]) => skills.map((skill, i) => at(i + 1, { skill }));
const sum = (skills: readonly Skill[]) => skills.reduce((all, { mu }) => all + mu, 0);

const skill = fc.record({
  mu: fc.double({ min: 0, max: 50, noNaN: true }),
  sigma: fc.double({ min: 0.5, max: NEWCOMER.sigma, noNaN: true }),
});
const field = fc.array(skill, { minLength: 2, maxLength: 8 });
const tick = fc.integer({ min: 1, max: 1000 });
/** Some stay, and come in in some order, ties among them; some leave. */
const match = fc
  .array(fc.record({ skill, place: fc.integer({ min: 1, max: 8 }), left: fc.option(tick) }), {
    minLength: 2,
    maxLength: 8,
  })
  .map((all) => all.map(({ left, place, ...one }) => at(left === null ? place : null, { ...one, left })));
const teamMatch = fc
  .record({
    places: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
    who: fc.array(fc.record({ skill, team: fc.nat(2), left: fc.option(tick) }), { minLength: 2, maxLength: 8 }),
  })
  .map(({ places, who }) => who.map((one) => at(one.left === null ? places[one.team]! : null, one)))
  .filter((players) => isRateable(players));

describe('what is shown', () => {
  test('begins at 1500, and is what somebody is at least worth', () => {
    expect(shownRating(NEWCOMER)).toEqual({ rating: 1500, deviation: 500 });
    expect(shownRating({ mu: 30, sigma: 2 })).toEqual({ rating: 1500 + 60 * (30 - 6), deviation: 120 });
    expect(shownRating({ mu: 2.004, sigma: 2 })).toEqual({ rating: 1260, deviation: 120 });
  });
});

describe('everyone for themselves', () => {
  test('who comes in better gains more, and the last loses', () => {
    const ratings = shown(inOrder(Array.from({ length: 8 }, () => NEWCOMER)));
    expect(ratings).toEqual([...ratings].sort((a, b) => b - a));
    expect(new Set(ratings).size).toBe(8);
    expect(ratings[0]).toBeGreaterThan(1500);
    expect(ratings[7]).toBeLessThan(1500);
  });

  test('who tie are rated alike, and better than who comes behind them', () => {
    const [first, second, third] = shown([at(1), at(1), at(3)]);
    expect(first).toBe(second);
    expect(third).toBeLessThan(first!);
    const [one, two] = after([at(1), at(1)]);
    expect(one).toEqual(two);
    expect(one!.mu).toBeCloseTo(NEWCOMER.mu);
    expect(one!.sigma).toBeLessThan(NEWCOMER.sigma);
  });

  test('a surprise moves both more than what was to be expected', () => {
    const [strong, weak] = [
      { mu: 35, sigma: 3 },
      { mu: 15, sigma: 3 },
    ];
    const expected = after(inOrder([strong, weak]));
    const surprise = after(inOrder([weak, strong]));
    expect(surprise[0]!.mu - weak.mu).toBeGreaterThan(expected[0]!.mu - strong.mu);
    expect(strong.mu - surprise[1]!.mu).toBeGreaterThan(weak.mu - expected[1]!.mu);
  });

  test('places of bots in between change nothing: only who was in front of whom counts', () => {
    expect(after([at(2), at(5), at(9)])).toEqual(after([at(1), at(2), at(3)]));
  });

  test('one human alone is not rated, nor nobody, nor one side against itself', () => {
    for (const players of [[], [at(1)], [gone(5)], [at(1, { team: 0 }), at(1, { team: 0 })]]) {
      expect(isRateable(players)).toBe(false);
      expect(rateMatch(players)).toBeNull();
    }
  });

  test('the order in which players are named changes nothing but the order of the answers', () => {
    fc.assert(
      fc.property(match, (players) => {
        const there = after(players);
        const back = after([...players].reverse()).reverse();
        for (const [i, { mu, sigma }] of there.entries()) {
          expect(back[i]!.mu).toBeCloseTo(mu, 8);
          expect(back[i]!.sigma).toBeCloseTo(sigma, 8);
        }
      }),
      RUNS,
    );
  });

  test('what is handed in stays as it is', () => {
    const players = [at(1, { skill: Object.freeze({ mu: 20, sigma: 4 }) }), at(2, { skill: NEWCOMER })];
    const before = structuredClone(players);
    expect(after(players)[0]).not.toEqual(players[0]!.skill);
    expect(players).toEqual(before);
  });

  test('among those who are known equally well, what some gain the others lose', () => {
    const mus = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(mus, fc.double({ min: 0.5, max: 9, noNaN: true }), (all, sigma) => {
        const skills = all.map((mu) => ({ mu, sigma }));
        expect(sum(after(inOrder(skills)))).toBeCloseTo(sum(skills), 6);
      }),
      RUNS,
    );
  });

  test('the first never falls in what is thought of them, and the last never rises, nor in what is shown', () => {
    fc.assert(
      fc.property(field, (skills) => {
        const [first, last] = [after(inOrder(skills))[0]!, after(inOrder(skills)).at(-1)!];
        expect(first.mu).toBeGreaterThanOrEqual(skills[0]!.mu);
        expect(last.mu).toBeLessThanOrEqual(skills.at(-1)!.mu);
        expect(shownRating(last).rating).toBeLessThanOrEqual(shownRating(skills.at(-1)!).rating);
      }),
      RUNS,
    );
  });

  test('to come in worse is never better, in what is thought and in what is shown', () => {
    fc.assert(
      fc.property(field, fc.nat(), fc.nat(), (skills, a, b) => {
        const [better, worse] = [a % skills.length, b % skills.length].sort((x, y) => x - y) as [number, number];
        const fallen = skills.toSpliced(better, 1).toSpliced(worse, 0, skills[better]!);
        const [high, low] = [after(inOrder(skills))[better]!, after(inOrder(fallen))[worse]!];
        expect(low.mu).toBeLessThanOrEqual(high.mu + TINY);
        expect(shownRating(low).rating).toBeLessThanOrEqual(shownRating(high).rating);
      }),
      RUNS,
    );
  });

  test('a match makes nobody less certain than they were, but for the little that keeps ratings able to move', () => {
    fc.assert(
      fc.property(fc.oneof(match, teamMatch), (players) => {
        for (const [i, { sigma }] of after(players).entries()) {
          expect(sigma).toBeGreaterThan(0);
          expect(sigma).toBeLessThanOrEqual(Math.hypot(players[i]!.skill.sigma, 1 / 12) + TINY);
        }
      }),
      RUNS,
    );
    const veteran = { mu: 30, sigma: 0.05 };
    expect(after(inOrder([veteran, veteran]))[0]!.sigma).toBeGreaterThan(veteran.sigma);
  });
});

describe('who leaves', () => {
  test('is behind all who stayed, and the earlier the worse', () => {
    const [early, late, stayed] = shown([gone(10), gone(50), at(1)]);
    expect(early).toBeLessThan(late!);
    expect(late).toBeLessThan(stayed!);
    expect(shown([gone(10), gone(50), at(1)])).toEqual(shown([at(3), at(2), at(1)]));
    expect(shown([gone(10), gone(10), at(1)])).toEqual(shown([at(2), at(2), at(1)]));
    expect(shown([gone(2_000_000_000), at(9)])).toEqual(shown([at(2), at(1)]));
  });

  /** The same match, had this one stayed and come in behind all others who did. */
  const stayingLast = (players: readonly Competitor[], i: number): Competitor[] => {
    const worst = Math.max(0, ...players.map(({ place }) => place ?? 0)) + 1;
    const { team } = players[i]!;
    const isOfSide = (one: Competitor, n: number) => n === i || (team !== undefined && one.team === team);
    return players.map((one, n) => (isOfSide(one, n) ? { ...one, left: null, place: worst } : one));
  };

  test('never ends better than had they stayed and come last: leaving does not pay', () => {
    fc.assert(
      fc.property(fc.oneof(match, teamMatch), (players) => {
        const left = after(players);
        for (const [i, player] of players.entries()) {
          if (player.left === null) continue;
          const stayed = after(stayingLast(players, i))[i]!;
          expect(left[i]!.mu).toBeLessThanOrEqual(stayed.mu + TINY);
          expect(shownRating(left[i]!).rating).toBeLessThanOrEqual(shownRating(stayed).rating);
        }
      }),
      RUNS,
    );
  });
});

describe('teams', () => {
  const [red, blue] = [{ team: 0 }, { team: 1 }];

  test('are rated by how they came in, whatever they are numbered and how many they are', () => {
    const [one, two, other] = shown([at(1, red), at(1, red), at(2, blue)]);
    expect(one).toBe(two);
    expect(one).toBeGreaterThan(1500);
    expect(other).toBeLessThan(1500);
    expect(shown([at(2, { team: 7 }), at(1, { team: 3 })])).toEqual(shown([at(2), at(1)]));
    expect(shown([at(1, { team: 0 }), at(2)])).toEqual(shown([at(1), at(2)]));
  });

  test('that lose one are rated as they came in, and who left as if they had come last', () => {
    const whole = shown([at(1, red), at(1, red), at(2, blue), at(2, blue)]);
    const lost = shown([at(2, red), at(2, red), at(1, blue), at(1, blue)]);
    const [stayed, left, ...others] = shown([at(1, red), gone(5, red), at(2, blue), at(2, blue)]);
    expect([stayed, ...others]).toEqual([whole[0], whole[2], whole[3]]);
    expect(left).toBe(lost[1]);
    const [first, , second, third] = shown([at(2, red), gone(5, red), at(1, blue), at(3, { team: 2 })]);
    const [a, , b, c] = shown([at(2, red), at(2, red), at(1, blue), at(3, { team: 2 })]);
    expect([first, second, third]).toEqual([a, b, c]);
  });

  test('that everyone left are behind all others', () => {
    const [one, two, other] = shown([gone(5, red), gone(900, red), at(4, blue)]);
    expect([one, two, other]).toEqual(shown([at(2, red), at(2, red), at(1, blue)]));
    // It counts when the last of them went.
    expect(shown([gone(5, red), gone(900, red), gone(100, blue)])[2]).toBe(
      shown([at(1, red), at(1, red), at(2, blue)])[2],
    );
    expect(shown([gone(5, red), gone(900, red), gone(950, blue)])[2]).toBe(
      shown([at(2, red), at(2, red), at(1, blue)])[2],
    );
  });

  test('a leaver changes nothing for the mates who stayed', () => {
    fc.assert(
      fc.property(teamMatch, (players) => {
        const stays = (team: number | undefined) => players.find((one) => one.team === team && one.left === null);
        // As if nobody had left, in the teams that somebody stayed in.
        const whole = players.map((one) => {
          const mate = stays(one.team);
          return mate ? { ...one, left: null, place: mate.place } : one;
        });
        const [with_, without] = [after(players), after(whole)];
        for (const [i, { left }] of players.entries()) if (left === null) expect(with_[i]).toEqual(without[i]);
      }),
      RUNS,
    );
  });
});

describe('what quick match compares', () => {
  test('is the mean of what is thought of a player: a newcomer is in the middle, and so is a known player of that mean', () => {
    expect(matchPoints(NEWCOMER)).toBe(1500);
    expect(matchPoints({ mu: 25, sigma: 1 })).toBe(1500);
    expect(matchPoints({ mu: 30, sigma: 2 })).toBe(1800);
    expect(matchPoints({ mu: 24.5, sigma: 2 })).toBe(1470);
  });

  test('has the bots that fill up near it', () => {
    const levels = [-500, 1349.9, 1350, 1500, 1650, 1650.1, 4000].map(levelNear);
    expect(levels).toEqual(['easy', 'easy', 'normal', 'normal', 'normal', 'hard', 'hard']);
  });
});

describe('how likely each side is to come first', () => {
  const alone = (skills: readonly Skill[]) => skills.map((one) => [one]);
  const someSides = fc.array(fc.array(skill, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  /** What a step of the sum is wide, in probability. */
  const NEAR = 1e-3;

  test('is told by numbers from 0 to 1 that sum to 1, and by none where nobody plays', () => {
    fc.assert(
      fc.property(someSides, (sides) => {
        const likely = predictWins(sides);
        expect(likely).toHaveLength(sides.length);
        for (const one of likely) expect(one).toBeGreaterThanOrEqual(0);
        expect(likely.reduce((all, one) => all + one, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 200 },
    );
    expect(predictWins([[NEWCOMER]])).toEqual([1]);
    expect(predictWins([])).toEqual([]);
  });

  test('is for two sides what openskill says, whatever their sizes', () => {
    const side = fc.array(skill, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(side, side, (one, other) => {
        const theirs = predictWin([one, other].map((of) => of.map((skill) => ({ ...skill }))));
        expect(Math.abs(predictWins([one, other])[0]! - theirs[0]!)).toBeLessThan(NEAR);
      }),
      { numRuns: 200 },
    );
  });

  test('is the same for all who are thought the same of, and follows them in whatever order they are named', () => {
    for (const one of predictWins(alone(new Array(8).fill(NEWCOMER)))) expect(one).toBeCloseTo(1 / 8, 12);
    const skills = [
      { mu: 30, sigma: 2 },
      { mu: 25, sigma: 8 },
      { mu: 20, sigma: 1 },
    ];
    const there = predictWins(alone(skills));
    const back = predictWins(alone([...skills].reverse())).reverse();
    for (const [i, one] of there.entries()) expect(back[i]).toBeCloseTo(one, 12);
    expect(there[0]).toBeGreaterThan(there[1]!);
    expect(there[1]).toBeGreaterThan(there[2]!);
  });

  test('comes near to certain for one who is far above seven others, though no pair says more than that', () => {
    const god = { mu: 60, sigma: 1 };
    const likely = predictWins(alone([god, ...new Array(7).fill(NEWCOMER)]));
    expect(likely[0]).toBeGreaterThan(0.9);
    // Two of them share it.
    expect(predictWins(alone([god, god, ...new Array(6).fill(NEWCOMER)]))[0]).toBeCloseTo(0.5, 1);
  });

  test('is how often each comes out best of all, drawn at random', () => {
    const skills = [
      { mu: 30, sigma: 2 },
      { mu: 25, sigma: 8 },
      { mu: 20, sigma: 1 },
      { mu: 28, sigma: 4 },
    ];
    const cells = new Int32Array(RNG_CELLS);
    seedRng(cells, 0, seedFrom(7));
    const luck = bindRng(cells, 0);
    // Twelve times evenly is all but normally.
    const drawn = () => Array.from({ length: 12 }, () => luck.below(1_000_000) / 1_000_000).reduce((a, b) => a + b) - 6;
    const won = skills.map(() => 0);
    const GAMES = 20_000;
    for (let n = 0; n < GAMES; n++) {
      const results = skills.map(({ mu, sigma }) => mu + drawn() * Math.hypot(sigma, Math.SQRT2 * (25 / 6)));
      won[results.indexOf(Math.max(...results))]!++;
    }
    for (const [i, one] of predictWins(alone(skills)).entries())
      expect(Math.abs(one - won[i]! / GAMES)).toBeLessThan(0.01);
  });

  test('is said of every player by the side that they are on', () => {
    const [strong, weak] = [
      { mu: 35, sigma: 3 },
      { mu: 20, sigma: 3 },
    ];
    const [one, other] = predictWins([
      [strong, NEWCOMER],
      [weak, weak],
    ]) as [number, number];
    const players = [
      { team: 1, skill: weak },
      { team: 0, skill: strong },
      { team: 1, skill: weak },
      { team: 0, skill: NEWCOMER },
    ];
    for (const [i, likely] of [other, one, other, one].entries())
      expect(predictions(players)[i]).toBeCloseTo(likely, 12);
    const free = predictions([{ skill: weak }, { skill: strong }]);
    expect(free[1]).toBe(predictWins([[weak], [strong]])[1]);
  });
});

describe('who came first', () => {
  const firsts = (players: readonly Competitor[]) => sharesOfFirst(players).map(({ first }) => first);

  test('is the best of those who are rated, however many bots were in front', () => {
    expect(firsts([at(5), at(3), at(8)])).toEqual([0, 1, 0]);
  });

  test('is shared by those who tie for it', () => {
    expect(firsts([at(1), at(3), at(1)])).toEqual([1 / 2, 0, 1 / 2]);
  });

  test('is a whole team, once, with who left it among them', () => {
    const sides = sharesOfFirst([at(1, { team: 0 }), at(2, { team: 1 }), gone(9, { team: 0 })]);
    expect(sides.map(({ players, first }) => [players.length, first])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  test('is nobody who left while anyone stayed, and the last to leave where nobody did', () => {
    expect(firsts([gone(90), at(7), gone(50)])).toEqual([0, 1, 0]);
    expect(firsts([gone(50), gone(90), gone(10)])).toEqual([0, 1, 0]);
    expect(firsts([gone(50), gone(50)])).toEqual([1 / 2, 1 / 2]);
    expect(firsts([])).toEqual([]);
  });
});
