import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FACES, favourite, least, settle } from '../../game-client/play/liars-dice/choice.ts';
import { momentOf } from '../../game-client/play/liars-dice/reveal.ts';
import { bidWords, says } from '../../game-client/play/liars-dice/says.ts';
import { bindRng, type Rng, seedFrom, seedRng } from '../../shared/core/rng.ts';
import { advance, createMatch, lookAs, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import { mayMove } from '../../shared/games/liars-dice/bids.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import {
  BIDDING,
  type DiceInput,
  type DiceState,
  OVER,
  REVEAL,
  TICK_RATE,
} from '../../shared/games/liars-dice/state.ts';
import { REVEAL_TICKS } from '../../shared/games/liars-dice/tuning.ts';

const NAMES = ['Ann', 'Ben', 'Cy', 'Dee', 'Eve', 'Fay'];
const name = (seat: number) => NAMES[seat]!;

type Board = Partial<
  Pick<DiceState, 'phase' | 'turn' | 'bidSeat' | 'bidCount' | 'bidFace' | 'caller' | 'loser' | 'found'>
>;

/** A table with that many dice by seat, before the first bid of the first round, and seat 0 begins. */
function table(dice: readonly number[], board: Board = {}): DiceState {
  const state = liarsDice.layout.bind(liarsDice.layout.create());
  for (const [seat, count] of dice.entries()) Object.assign(state.players[seat]!, { active: 1, dice: count });
  return Object.assign(state, { bidSeat: -1, caller: -1, found: -1, loser: -1, ...board });
}

const bid = (bidSeat: number, bidCount: number, bidFace: number): Board => ({ bidSeat, bidCount, bidFace });
const isLegal = (state: DiceState, count: number, face: number) =>
  liarsDice.input.safeParse({ kind: 'bid', count, face }).success && mayMove(state, { kind: 'bid', count, face });

/** Plays at random to the end, with every clock that can run out; `look` sees what each seat sees of each state. */
function playAnyhow(
  seed: number,
  seats: readonly number[],
  dice: number,
  look: (seen: DiceState, own: number) => void,
) {
  const match = createMatch(liarsDice, liarsDice.settings.parse({ dice }), seats, seedFrom(seed));
  const view = liarsDice.layout.bind(liarsDice.layout.create());
  const rng = luckFrom(seed);
  for (let steps = 0; steps < 20_000; steps++) {
    for (const own of seats) {
      lookAs(match, own, view as never);
      look(view, own);
    }
    if (outcomeOf(match)) return;
    const wishes = NAMES.map(() => anyWish(rng, view));
    if (rng.below(4) === 0) advance(match, [], wakeOf(match)!);
    else advance(match, wishes);
  }
  throw new Error('it never ends');
}

function anyWish(rng: Rng, { bidCount }: DiceState): DiceInput | null {
  const kind = rng.below(8);
  if (kind === 0) return null;
  if (kind === 1) return { kind: 'call' };
  return { kind: 'bid', count: Math.max(1, bidCount) + rng.below(2), face: 1 + rng.below(6) };
}

function luckFrom(seed: number): Rng {
  const cells = new Int32Array(4);
  seedRng(cells, 0, seedFrom(seed));
  return bindRng(cells, 0);
}

const games = fc.record({
  seed: fc.integer(),
  seats: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 2 }),
  dice: fc.integer({ min: 1, max: 6 }),
});

describe('the fewest dice of a face', () => {
  test.each<[string, Board, (number | null)[]]>([
    ['are one before the first bid', {}, [1, 1, 1, 1, 1, 1]],
    ['are as many as were bid for a higher face, and one more for others', bid(1, 2, 4), [3, 3, 3, 3, 2, 2]],
    ['are none where all dice are not enough', bid(1, 4, 4), [null, null, null, null, 4, 4]],
    ['are none at all after the highest bid', bid(1, 4, 6), [null, null, null, null, null, null]],
  ])('%s', (_, board, fewest) => {
    const state = table([2, 2], board);
    expect(FACES.map((face) => least(state, face))).toEqual(fewest);
  });
});

describe('what is chosen', () => {
  test.each<[string, Board, [number, number], [number, number] | null]>([
    ['is bid as it is, where it tops', bid(1, 2, 4), [3, 2], [3, 2]],
    ['is raised until it tops', bid(1, 2, 4), [1, 2], [3, 2]],
    ['is no more than all dice on the table', {}, [9, 2], [4, 2]],
    ['becomes another face where its own cannot top any more', bid(1, 4, 4), [1, 2], [4, 5]],
    ['is nothing after the highest bid', bid(1, 4, 6), [1, 2], null],
  ])('%s', (_, board, [count, face], settled) => {
    const expected = settled && { count: settled[0], face: settled[1] };
    expect(settle(table([2, 2], board), { count, face })).toEqual(expected);
  });

  test('begins with the face that one has most of, the highest of several, and never with the wild one', () => {
    const player = (...faces: number[]) => {
      const [d0 = 0, d1 = 0, d2 = 0, d3 = 0, d4 = 0, d5 = 0] = faces;
      return { ...table([0]).players[0]!, dice: faces.length, d0, d1, d2, d3, d4, d5 };
    };
    expect(favourite(player(2, 2, 5), true)).toBe(2);
    expect(favourite(player(2, 2, 5, 5), true)).toBe(5);
    expect(favourite(player(1, 1, 3), true)).toBe(3);
    expect(favourite(player(1, 1, 3), false)).toBe(1);
  });

  test('is in every state of any game a bid that would be taken, or nothing where none would', () => {
    let none = 0;
    let some = 0;
    const chosen = fc.array(fc.tuple(fc.integer({ min: 1, max: 36 }), fc.integer({ min: 1, max: 6 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(games, chosen, ({ seed, seats, dice }, choices) => {
        playAnyhow(seed, seats, dice, (state, own) => {
          const first = favourite(state.players[own]!, true);
          expect(FACES).toContain(first);
          if (own !== seats[0]) return;
          const fewest = FACES.map((face) => {
            for (let count = 1; count <= 37; count++) if (isLegal(state, count, face)) return count;
            return null;
          });
          expect(FACES.map((face) => least(state, face))).toEqual(fewest);
          for (const [count, face] of [...choices, [1, first] as const]) {
            const settled = settle(state, { count, face });
            if (!settled) {
              expect(fewest).toEqual([null, null, null, null, null, null]);
              none++;
              continue;
            }
            some++;
            expect(isLegal(state, settled.count, settled.face)).toBe(true);
            if (fewest[face - 1] !== null) expect(settled.face).toBe(face);
            if (isLegal(state, count, face)) expect(settled).toEqual({ count, face });
          }
        });
      }),
      { numRuns: 30 },
    );
    expect([none, some].every((count) => count > 50)).toBe(true);
  });
});

describe('what is said', () => {
  test('of a bid, one die is one and more are many', () => {
    expect([bidWords(1, 6), bidWords(2, 6), bidWords(1, 1), bidWords(12, 2)]).toEqual([
      '1 six',
      '2 sixes',
      '1 one',
      '12 twos',
    ]);
  });

  test.each<[string, readonly number[], Board, string]>([
    ['one begins the match', [5, 5], { turn: 0 }, 'Your turn: make the first bid.'],
    ['another begins it', [5, 5], { turn: 1 }, 'Ben begins.'],
    ['one lost a die and begins', [4, 5], { turn: 0, loser: 0 }, 'You lost a die. Your turn: make the first bid.'],
    ['another lost one', [5, 4], { turn: 1, loser: 1 }, 'Ben lost a die. Ben begins.'],
    ['one went out', [0, 5, 5], { turn: 1, loser: 0 }, 'You lost a die. You are out. Ben begins.'],
    ['one is to top', [5, 5], { turn: 0, ...bid(1, 2, 3) }, 'Your turn: top Ben’s bid of 2 threes, or call it a lie.'],
    [
      'another is to top one’s own',
      [5, 5],
      { turn: 1, ...bid(0, 1, 3) },
      'It is Ben’s turn. Your bid of 1 three stands.',
    ],
    [
      'one watches',
      [0, 5, 5],
      { turn: 1, ...bid(2, 1, 3) },
      'You are out. It is Ben’s turn. Cy’s bid of 1 three stands.',
    ],
    [
      'one calls',
      [5, 5],
      { phase: REVEAL, turn: -1, caller: 0, ...bid(1, 2, 3) },
      'You call Ben’s bid of 2 threes a lie.',
    ],
    [
      'one is called',
      [5, 5],
      { phase: REVEAL, turn: -1, caller: 1, ...bid(0, 2, 3) },
      'Ben calls your bid of 2 threes a lie.',
    ],
    ['one has won', [1, 0], { phase: OVER, turn: -1, caller: 0 }, 'You are the last with dice: you win!'],
    ['one has not', [0, 1], { phase: OVER, turn: -1, caller: 0 }, 'It is over.'],
  ])('when %s', (_, dice, board, words) => {
    expect(says(table(dice, board), 0, name)).toBe(words);
  });

  test('is in every state of any game, to every seat, whole sentences', () => {
    const phases = new Set<number>();
    fc.assert(
      fc.property(games, ({ seed, seats, dice }) => {
        playAnyhow(seed, seats, dice, (state, own) => {
          phases.add(state.phase);
          const words = says(state, own, (seat) => {
            expect(seats).toContain(seat);
            return name(seat);
          });
          expect(words).toMatch(/^[A-Z][^.!?]+[.!?]( [A-Z][^.!?]+[.!?])*$/);
          expect(words).not.toMatch(/undefined|NaN|-1|\b0\b| {2}|your’s/);
          if (state.phase === BIDDING) expect(words.includes('Your turn')).toBe(state.turn === own);
        });
      }),
      { numRuns: 30 },
    );
    expect(phases).toEqual(new Set([BIDDING, REVEAL, OVER]));
  });

  test('of a reveal does not tell who loses by it, nor what lies there', () => {
    const state = table([3, 3], { phase: REVEAL, turn: -1, caller: 0, ...bid(1, 2, 3) });
    const words = [0, 1].flatMap((loser) =>
      [0, 6].map((found) => says(Object.assign(state, { loser, found }), 0, name)),
    );
    expect(new Set(words).size).toBe(1);
  });
});

describe('the reveal', () => {
  const LENGTH = REVEAL_TICKS / TICK_RATE;
  const tellings = fc.record({
    players: fc.integer({ min: 2, max: 6 }),
    found: fc.integer({ min: 0, max: 36 }),
    length: fc.constantFrom(1, 2, LENGTH, 10),
    calm: fc.boolean(),
  });
  type Telling = Parameters<typeof momentOf>[1];
  const upAt = (seconds: number, telling: Telling) => {
    const moment = momentOf(seconds, telling);
    return Array.from({ length: telling.players }, (_, nth) => moment.lifted(nth));
  };

  test('lifts the cups one after the other, then counts, then judges, then takes a die', () => {
    const telling = { players: 3, found: 4, length: LENGTH, calm: false };
    const seen = Array.from({ length: 41 }, (_, n) => {
      const { counted, verdict, lost } = momentOf(n / 10, telling);
      return `${upAt(n / 10, telling).filter(Boolean).length} ${counted} ${verdict} ${lost}`;
    });
    const changes = seen.filter((one, n) => one !== seen[n - 1]);
    expect(changes[0]).toBe('0 0 false false');
    for (const one of [1, 2, 3]) expect(changes).toContain(`${one} 0 false false`);
    for (const one of [1, 2, 3, 4]) expect(changes).toContain(`3 ${one} false false`);
    expect(changes.slice(-2)).toEqual(['3 4 true false', '3 4 true true']);
  });

  test('takes nothing back, and judges only what was counted', () => {
    fc.assert(
      fc.property(tellings, (telling) => {
        let before = { up: 0, counted: 0, verdict: false, lost: false };
        for (let seconds = -1; seconds <= telling.length + 1; seconds += 0.03) {
          const { counted, verdict, lost } = momentOf(seconds, telling);
          const cups = upAt(seconds, telling);
          const up = cups.filter(Boolean).length;
          expect(cups).toEqual(cups.map((_, nth) => nth < up));
          if (seconds <= 0) expect([up, counted, verdict, lost]).toEqual([0, 0, false, false]);
          expect([up >= before.up, counted >= before.counted, verdict >= before.verdict, lost >= before.lost]).toEqual([
            true,
            true,
            true,
            true,
          ]);
          if (counted > 0) expect(up).toBe(telling.players);
          expect(counted).toBeLessThanOrEqual(telling.found);
          if (verdict) expect(counted).toBe(telling.found);
          if (lost) expect(verdict).toBe(true);
          before = { up, counted, verdict, lost };
        }
      }),
      { numRuns: 200 },
    );
  });

  test('has told everything before it ends, however short it is and however much there is to count', () => {
    fc.assert(
      fc.property(tellings, (telling) => {
        const { counted, lost } = momentOf(telling.length * 0.9, telling);
        expect([counted, lost, upAt(telling.length * 0.9, telling).every(Boolean)]).toEqual([
          telling.found,
          true,
          true,
        ]);
      }),
    );
  });

  test('is all told at the end of the match, which has no time of its own', () => {
    for (const found of [0, 7]) {
      const moment = momentOf(Number.POSITIVE_INFINITY, { players: 2, found, length: 2, calm: false });
      expect([moment.counted, moment.verdict, moment.lost, moment.lifted(5)]).toEqual([found, true, true, true]);
    }
  });

  test('in calm lifts all cups at once and counts all dice at once', () => {
    const telling = { players: 6, found: 9, length: LENGTH, calm: true };
    for (let seconds = 0; seconds < LENGTH; seconds += 0.02) {
      expect(new Set(upAt(seconds, telling)).size).toBe(1);
      expect([0, 9]).toContain(momentOf(seconds, telling).counted);
    }
  });
});
