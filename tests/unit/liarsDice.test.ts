import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashCells } from '../../shared/core/hash.ts';
import { bindRng, type Rng, seedFrom, seedRng } from '../../shared/core/rng.ts';
import { advance, createMatch, lookAs, type Match, outcomeOf, wakeOf } from '../../shared/game/match.ts';
import { firstDifference } from '../../shared/game/state.ts';
import { diceOnTable } from '../../shared/games/liars-dice/bids.ts';
import { handOf } from '../../shared/games/liars-dice/hands.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import {
  BIDDING,
  type DiceInput,
  type DiceSettings,
  type DiceState,
  OVER,
  REVEAL,
  TICK_RATE,
} from '../../shared/games/liars-dice/state.ts';
import { CHEER_TICKS, REVEAL_TICKS, THINK_TICKS } from '../../shared/games/liars-dice/tuning.ts';

const CALL: DiceInput = { kind: 'call' };
const bid = (count: number, face: number): DiceInput => ({ kind: 'bid', count, face });
const TURN_TICKS = 20 * TICK_RATE;

interface Table {
  readonly match: Match;
  readonly state: DiceState;
  /** The one whose turn it is does this, a tick later. */
  readonly act: (move: DiceInput) => void;
  /** So many ticks pass at once, in which nobody wishes anything. */
  readonly wait: (ticks: number) => void;
}

function start(seats: readonly number[], settings: Partial<DiceSettings> = {}, seed = 1): Table {
  const match = createMatch(liarsDice, liarsDice.settings.parse(settings), seats, seedFrom(seed));
  const state = match.state as unknown as DiceState;
  return {
    match,
    state,
    act: (move) => advance(match, wishOf(state.turn, move)),
    wait: (ticks) => advance(match, [], state.tick + ticks),
  };
}

function wishOf(seat: number, move: DiceInput): (DiceInput | null)[] {
  return Array.from({ length: liarsDice.maxPlayers }, (_, other) => (other === seat ? move : null));
}

/** A table at which these hands lie (by seat, from 0) and seat 0 begins. */
function dealt(hands: readonly (readonly number[])[], settings: Partial<DiceSettings> = {}): Table {
  const table = start(
    hands.map((_, seat) => seat),
    settings,
  );
  for (const [seat, faces] of hands.entries()) setHand(table.state, seat, faces);
  table.state.turn = 0;
  return table;
}

function setHand(state: DiceState, seat: number, faces: readonly number[]): void {
  const [d0 = 0, d1 = 0, d2 = 0, d3 = 0, d4 = 0, d5 = 0] = faces;
  Object.assign(state.players[seat]!, { dice: faces.length, d0, d1, d2, d3, d4, d5 });
}

const handsOf = (state: DiceState) => state.players.map(handOf);
const diceOf = (state: DiceState) => state.players.map(({ dice }) => dice);

/** The fields of the table itself, for messages and comparisons. */
function board({ phase, round, turn, bidSeat, bidCount, bidFace, caller, found, loser }: DiceState) {
  return { phase, round, turn, bidSeat, bidCount, bidFace, caller, found, loser };
}

describe('the beginning', () => {
  test('all who play roll, sorted, and nobody else; nothing was bid', () => {
    const { state } = start([0, 2, 5], { dice: 4 });
    expect(handsOf(state).map((hand) => hand.length)).toEqual([4, 0, 4, 0, 0, 4]);
    for (const hand of handsOf(state)) expect(hand).toEqual([...hand].sort());
    expect(board(state)).toMatchObject({ phase: BIDDING, round: 1, bidSeat: -1, caller: -1, found: -1, loser: -1 });
    expect([state.turnFrom, state.turnEnds]).toEqual([0, TURN_TICKS]);
  });

  test('luck says who begins, and every face comes about as often', () => {
    const first = new Set<number>();
    const faces = new Array<number>(7).fill(0);
    for (let seed = 0; seed < 200; seed++) {
      const { state } = start([1, 3, 4], {}, seed);
      first.add(state.turn);
      for (const face of handsOf(state).flat()) faces[face]!++;
    }
    expect(first).toEqual(new Set([1, 3, 4]));
    // 3000 dice: 500 of each face, give or take 20 (one sigma).
    for (const count of faces.slice(1)) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  test('settings and inputs are strict', () => {
    expect(liarsDice.settings.parse({})).toEqual({ dice: 5, turnSeconds: 20, wilds: true });
    for (const bad of [bid(0, 1), bid(37, 1), bid(1, 0), bid(1, 7), bid(1.5, 2), { ...CALL, count: 1 }, {}, null]) {
      expect(liarsDice.input.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
    }
  });
});

describe('bidding', () => {
  test('goes round the seats that play; each bid stands until it is topped', () => {
    const { state, act } = start([0, 2, 5]);
    state.turn = 2;
    act(bid(1, 4));
    expect(board(state)).toMatchObject({ turn: 5, bidSeat: 2, bidCount: 1, bidFace: 4 });
    act(bid(1, 6));
    act(bid(2, 1));
    expect(board(state)).toMatchObject({ phase: BIDDING, turn: 2, bidSeat: 0, bidCount: 2, bidFace: 1 });
    expect(state.players.map(({ bidCount, bidFace }) => `${bidCount} ${bidFace}`)).toEqual([
      '2 1',
      '0 0',
      '1 4',
      '0 0',
      '0 0',
      '1 6',
    ]);
    expect([state.turnFrom, state.turnEnds]).toEqual([3, 3 + TURN_TICKS]);
  });

  const HANDS = [
    [2, 2],
    [3, 4],
    [5, 5],
  ];

  test.each<[string, number, DiceInput, number?]>([
    ['a call while no bid stands', 0, CALL],
    ['a bid of more dice than there are', 0, bid(7, 2)],
    ['the same bid again', 1, bid(3, 4), 0],
    ['as many of a lower face', 1, bid(3, 3), 0],
    ['fewer of a higher face', 1, bid(2, 6), 0],
    ['a bid out of turn', 2, bid(4, 4), 0],
    ['a call out of turn', 2, CALL, 0],
    ["a call of one's own bid", 0, CALL, 0],
  ])('%s is ignored', (_, seat, move, bidder) => {
    const { match, state, act } = dealt(HANDS);
    if (bidder !== undefined) act(bid(3, 4));
    const before = state.cells.slice();
    advance(match, wishOf(seat, move));
    before[0]!++;
    expect(state.cells).toEqual(before);
  });

  test('what is ignored does not keep a good wish of another from counting', () => {
    const { match, state } = dealt(HANDS);
    advance(match, [bid(6, 6), bid(4, 4), CALL]);
    expect(board(state)).toMatchObject({ turn: 1, bidSeat: 0, bidCount: 6, bidFace: 6 });
  });

  test('a bid of all dice on the table is allowed, and of the highest face cannot be topped', () => {
    const { state, act } = dealt(HANDS);
    act(bid(6, 6));
    act(bid(6, 6));
    expect(board(state)).toMatchObject({ turn: 1, bidSeat: 0 });
    act(CALL);
    expect(state.phase).toBe(REVEAL);
  });
});

describe('a call', () => {
  const HANDS = [
    [1, 4, 4],
    [1, 2, 4],
    [1, 5, 6],
  ];

  test.each<[string, boolean, DiceInput, number, number]>([
    ['ones are wild: the bid holds, who called loses', true, bid(6, 4), 6, 1],
    ['one more would have been a lie, which the bidder pays for', true, bid(7, 4), 6, 0],
    ['a bid on ones counts ones only', true, bid(4, 1), 3, 0],
    ['ones are not wild', false, bid(4, 4), 3, 0],
    ['a bid holds without wild ones', false, bid(3, 4), 3, 1],
    ['there may be more than was bid', false, bid(1, 4), 3, 1],
  ])('%s', (_, wilds, claim, found, loser) => {
    const { state, act } = dealt(HANDS, { wilds });
    act(claim);
    act(CALL);
    expect(board(state)).toMatchObject({ phase: REVEAL, turn: -1, caller: 1, found, loser });
    expect(handsOf(state).slice(0, 3)).toEqual(HANDS);
    expect(diceOf(state)).toEqual([3, 3, 3, 0, 0, 0]);
  });

  test('after the reveal the die is gone, all roll anew, and the loser begins', () => {
    const { state, act, wait } = dealt(HANDS);
    act(bid(6, 4));
    act(CALL);
    expect([state.turnFrom, state.turnEnds]).toEqual([2, 2 + REVEAL_TICKS]);
    wait(REVEAL_TICKS - 1);
    expect(state.phase).toBe(REVEAL);
    wait(1);
    expect(board(state)).toEqual({
      phase: BIDDING,
      round: 2,
      turn: 1,
      bidSeat: -1,
      bidCount: 0,
      bidFace: 0,
      caller: 1,
      found: 6,
      loser: 1,
    });
    expect(handsOf(state).map((hand) => hand.length)).toEqual([3, 2, 3, 0, 0, 0]);
    expect(handsOf(state).slice(0, 3)).not.toEqual(HANDS);
    expect(state.players.every(({ bidCount, bidFace }) => bidCount === 0 && bidFace === 0)).toBe(true);
  });

  test('while dice lie open nobody can do anything, and a wish from then is not kept', () => {
    const { match, state, act } = dealt(HANDS);
    act(bid(6, 4));
    act(CALL);
    const all = [bid(9, 6), bid(9, 6), bid(9, 6)];
    advance(match, all);
    expect(state.phase).toBe(REVEAL);
    advance(match, all, state.turnEnds);
    expect(board(state)).toMatchObject({ phase: BIDDING, bidSeat: -1, turn: 1 });
  });

  test('who loses the last die is out, is passed over, and the next one begins', () => {
    const { state, act, wait } = dealt([[2, 3], [4], [5]]);
    act(bid(1, 2));
    act(bid(4, 6));
    act(CALL);
    expect(state.loser).toBe(1);
    wait(REVEAL_TICKS);
    expect(board(state)).toMatchObject({ phase: BIDDING, turn: 2 });
    expect(state.players.map(({ out }) => out)).toEqual([0, 1, 0, 0, 0, 0]);
    act(bid(1, 2));
    act(bid(1, 3));
    expect(state.turn).toBe(2);
  });

  test('the last one with dice wins; places in the reverse order of going out, by how many one outlasted', () => {
    const { match, state, act, wait } = dealt([[2], [4], [5]]);
    act(bid(3, 6));
    act(CALL);
    wait(REVEAL_TICKS);
    expect(diceOf(state).slice(0, 3)).toEqual([0, 1, 1]);
    expect(outcomeOf(match)).toBeNull();
    setHand(state, 1, [3]);
    setHand(state, 2, [3]);
    act(bid(2, 3));
    act(CALL);
    expect([state.loser, outcomeOf(match)]).toEqual([2, null]);
    wait(REVEAL_TICKS);
    expect(state.phase).toBe(OVER);
    expect([wakeOf(match), outcomeOf(match)], 'the winner is cheered first').toEqual([state.turnEnds, null]);
    wait(CHEER_TICKS);
    expect(wakeOf(match)).toBeNull();
    expect(outcomeOf(match)!.placements).toEqual([
      { seat: 1, place: 1, score: 2 },
      { seat: 2, place: 2, score: 1 },
      { seat: 0, place: 3, score: 0 },
    ]);
    const last = state.cells.slice(1);
    advance(match, [bid(1, 2), bid(1, 2), CALL], state.tick + 9999);
    expect(state.cells.slice(1)).toEqual(last);
  });
});

describe('time', () => {
  test('who lets it run out calls the bid that stands', () => {
    const { state, act, wait } = dealt([
      [2, 2],
      [3, 3],
    ]);
    act(bid(1, 2));
    wait(TURN_TICKS - 1);
    expect(board(state)).toMatchObject({ phase: BIDDING, turn: 1 });
    wait(1);
    expect(board(state)).toMatchObject({ phase: REVEAL, caller: 1, loser: 1 });
  });

  test.each([[[2, 2]], [[6, 6]], [[1, 3]]])('without a bid it is the same bid whatever dice one has: %j', (hand) => {
    const { state, wait } = dealt([hand, [3, 3]]);
    wait(TURN_TICKS);
    expect(board(state)).toMatchObject({ phase: BIDDING, turn: 1, bidSeat: 0, bidCount: 1, bidFace: 2 });
  });

  test('a wish that is there in the step of the deadline counts, if it is a good one', () => {
    const good = dealt([[2], [3]]);
    advance(good.match, wishOf(0, bid(2, 5)), TURN_TICKS);
    expect(board(good.state)).toMatchObject({ bidSeat: 0, bidCount: 2, bidFace: 5 });
    const bad = dealt([[2], [3]]);
    advance(bad.match, wishOf(0, CALL), TURN_TICKS);
    expect(board(bad.state)).toMatchObject({ bidSeat: 0, bidCount: 1, bidFace: 2 });
  });

  test('a leap past several deadlines does one thing, and what begins then has its whole time', () => {
    const { state, act, wait } = dealt([
      [2, 2],
      [3, 3],
    ]);
    act(bid(1, 2));
    wait(100 * TURN_TICKS);
    expect(state.phase).toBe(REVEAL);
    expect(state.turnEnds).toBe(state.tick + REVEAL_TICKS);
    wait(100 * TURN_TICKS);
    expect(board(state)).toMatchObject({ phase: BIDDING, turn: 1, bidSeat: -1 });
    expect(state.turnEnds).toBe(state.tick + TURN_TICKS);
  });

  test('it wakes when a bot has thought, at the end of a turn, and at the end of the reveal', () => {
    const { match, state, act } = start([0, 1], { turnSeconds: 30 });
    const wakes: (number | null)[] = [];
    const wake = () => {
      wakes.push(wakeOf(match)! - state.tick);
      advance(match, [], wakeOf(match)!);
    };
    act(bid(1, 2));
    wake();
    expect(state.phase).toBe(BIDDING);
    wake();
    expect(state.phase).toBe(REVEAL);
    wake();
    expect(board(state)).toMatchObject({ phase: BIDDING, round: 2 });
    expect(wakes).toEqual([THINK_TICKS, 30 * TICK_RATE - THINK_TICKS, REVEAL_TICKS]);
  });
});

/** Anything that a schema lets through, mostly near to what is allowed. */
function anyWish(rng: Rng, state: DiceState): DiceInput | null {
  const kind = rng.below(8);
  if (kind === 0) return null;
  if (kind === 1) return CALL;
  if (kind === 2) return bid(1 + rng.below(36), 1 + rng.below(6));
  return bid(Math.max(1, state.bidCount) + rng.below(2), 1 + rng.below(6));
}

const luckFrom = (seed: number): Rng => {
  const cells = new Int32Array(4);
  seedRng(cells, 0, seedFrom(seed));
  return bindRng(cells, 0);
};

const games = fc.record({
  seed: fc.integer(),
  seats: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 2 }),
  settings: fc.record({ dice: fc.integer({ min: 1, max: 6 }), wilds: fc.boolean(), turnSeconds: fc.constant(5) }),
});

/** Any wishes, at times now and then late by up to a minute; `look` sees every state. Ends with the game. */
function playAnyhow(table: Table, rng: Rng, look: () => void): number {
  const { match, state } = table;
  for (let steps = 1; steps < 20_000; steps++) {
    const wishes = Array.from({ length: liarsDice.maxPlayers }, () => anyWish(rng, state));
    const sleeps = rng.below(2) === 0;
    const late = rng.below(10) === 0 ? rng.below(60 * TICK_RATE) : 0;
    advance(match, sleeps ? [] : wishes, (sleeps ? wakeOf(match)! : state.tick + 1) + late);
    look();
    if (outcomeOf(match)) return steps;
  }
  throw new Error('it never ends');
}

describe('whatever the players do', () => {
  test('the game ends, and at every step the table is in order and knows when it goes on', () => {
    fc.assert(
      fc.property(games, ({ seed, seats, settings }) => {
        const table = start(seats, settings, seed);
        const { match, state } = table;
        let rounds = 0;
        let dice = seats.length * settings.dice;
        const steps = playAnyhow(table, luckFrom(seed), () => {
          const wake = wakeOf(match);
          if (state.phase === OVER && state.tick >= state.turnEnds) expect(wake).toBeNull();
          else expect(wake).toBeGreaterThan(state.tick);
          if (state.phase !== BIDDING) return;
          expect(handsOf(state).map((hand) => hand.length)).toEqual(diceOf(state));
          expect(state.players[state.turn]!.dice).toBeGreaterThan(0);
          expect(state.bidCount).toBeLessThanOrEqual(diceOnTable(state));
          if (state.round === rounds) return;
          // A round costs one die, but the first.
          if (rounds > 0) dice--;
          expect([state.round, diceOnTable(state)]).toEqual([rounds + 1, dice]);
          rounds = state.round;
        });
        expect(steps).toBeGreaterThanOrEqual(rounds);
        expect(rounds).toBeLessThan(seats.length * settings.dice);
        const places = outcomeOf(match)!.placements.map(({ place }) => place);
        expect(places).toEqual(seats.map((_, n) => n + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('[TK-4] the same seed, wishes and times give the same cells at every step', () => {
    fc.assert(
      fc.property(games, ({ seed, seats, settings }) => {
        const runs = [0, 1].map(() => {
          const table = start(seats, settings, seed);
          const hashes: number[] = [];
          playAnyhow(table, luckFrom(seed), () => hashes.push(hashCells(table.state.cells)));
          return hashes;
        });
        expect(runs[0]).toEqual(runs[1]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('[TK-5] what is hidden', () => {
  const watchers = [0, 1, 2, 3, 4, 5, null];
  const view = liarsDice.layout.bind(liarsDice.layout.create());
  const look = (match: Match, seat: number | null) => {
    lookAs(match, seat, view as unknown as Match['state']);
    return view.cells.slice();
  };

  test("one sees one's own dice and no others until a call lays them open to all", () => {
    const { match, state, act } = start([0, 1, 3]);
    const seenBy = (seat: number | null) => {
      look(match, seat);
      return handsOf(view);
    };
    const truth = handsOf(state);
    const own = (seat: number | null) => truth.map((hand, other) => (other === seat ? hand : []));
    for (const seat of watchers) expect(seenBy(seat)).toEqual(own(seat));
    act(bid(1, 2));
    for (const seat of watchers) expect(seenBy(seat)).toEqual(own(seat));
    act(CALL);
    for (const seat of watchers) expect(seenBy(seat)).toEqual(truth);
    expect(truth.flat()).toHaveLength(15);
  });

  test('who is out sees no more than a spectator, who sees how many dice there are', () => {
    const { match, state, act, wait } = dealt([[2], [4, 5], [5, 6]]);
    act(bid(5, 6));
    act(CALL);
    wait(REVEAL_TICKS);
    expect(state.players[0]!.out).toBe(1);
    expect(look(match, 0)).toEqual(look(match, null));
    expect([handsOf(view).flat(), diceOf(view)]).toEqual([[], [0, 2, 2, 0, 0, 0]]);
  });

  test('two worlds that differ in one hidden die look the same to everyone else, cell for cell, until the call', () => {
    const worlds = fc.record({ games, holder: fc.nat(), die: fc.nat(), turned: fc.integer({ min: 1, max: 5 }) });
    let compared = 0;
    fc.assert(
      fc.property(worlds, ({ games: { seed, seats, settings }, holder, die, turned }) => {
        const one = start(seats, settings, seed);
        const two = start(seats, settings, seed);
        const seat = seats[holder % seats.length]!;
        const hand = handOf(two.state.players[seat]!);
        const at = die % hand.length;
        hand[at] = 1 + ((hand[at]! - 1 + turned) % 6);
        setHand(two.state, seat, hand.sort());
        const rng = luckFrom(seed);
        for (let step = 0; one.state.phase === BIDDING && step < 400; step++) {
          for (const watcher of watchers) {
            const [here, there] = [look(one.match, watcher), look(two.match, watcher)];
            const differs = firstDifference(here, there);
            if (watcher === seat) expect(differs).toBeGreaterThan(0);
            else if (differs >= 0) {
              throw new Error(`step ${step}: ${watcher} sees ${liarsDice.layout.nameOf(differs)} of ${seat}`);
            }
          }
          expect([wakeOf(one.match), outcomeOf(one.match)]).toEqual([wakeOf(two.match), outcomeOf(two.match)]);
          compared++;
          const wishes = Array.from({ length: 6 }, () => anyWish(rng, one.state));
          const tick = rng.below(3) === 0 ? wakeOf(one.match)! : one.state.tick + 1;
          for (const { match } of [one, two]) advance(match, wishes, tick);
        }
        expect([one.state.phase, two.state.phase]).toEqual([REVEAL, REVEAL]);
        expect(look(one.match, null)).not.toEqual(look(two.match, null));
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
