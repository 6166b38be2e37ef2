import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Competitor,
  isRateable,
  NEWCOMER,
  rateMatch,
  type Skill,
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
