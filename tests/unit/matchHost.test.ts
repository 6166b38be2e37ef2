import { describe, expect, test } from 'vitest';
import { createInputStats } from '../../server/match/inputStats.ts';
import type { MatchHost } from '../../server/match/matchHost.ts';
import type { Outcome } from '../../shared/game/contract.ts';
import { bell, counter, door, faulty, secrets } from '../support/testGame.ts';
import { botAt, hostMatch, human, json } from '../support/testMatch.ts';
import { VirtualClock } from '../support/virtualClock.ts';

interface Seen {
  players: { holds: number; wishes: number; sum: number }[];
}
const players = (match: MatchHost) => (json(match).state as unknown as Seen).players;
const wishes = (match: MatchHost) => players(match).map(({ wishes }) => wishes);
const holds = (match: MatchHost) => players(match).map(({ holds }) => holds);

function steps(match: MatchHost, count: number): Outcome | null {
  let outcome: Outcome | null = null;
  for (let i = 0; i < count; i++) outcome = match.step();
  return outcome;
}

describe('inputs', () => {
  test('[TK-1] are applied one a tick, and acknowledged by seat with the tick that applied them', () => {
    const match = hostMatch(counter, [human(0), human(2)]);
    expect(json(match)).toMatchObject({ seq: 0, tick: 0, acks: [0, 0, 0, 0] });
    expect(match.offer(0, 1, { add: 5 })).toBe(true);
    expect(match.offer(2, 7, { add: 1 })).toBe(true);
    expect(match.offer(2, 8, { add: 2 })).toBe(true);
    match.step();
    expect(json(match)).toMatchObject({ seq: 1, tick: 1, acks: [1, 0, 7, 0] });
    expect(holds(match)).toEqual([5, 0, 1, 0]);
    match.step();
    expect(json(match)).toMatchObject({ seq: 2, tick: 2, acks: [1, 0, 8, 0] });
    expect(holds(match)).toEqual([5, 0, 2, 0]);
  });

  test('[TK-3] that came before, or from far in the future, change nothing', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 5, { add: 1 });
    match.step();
    const before = json(match);
    for (const seq of [5, 4, 0, -1, 10_000_000]) expect(match.offer(0, seq, { add: 9 }), `${seq}`).toBe(false);
    match.step();
    expect(json(match).acks).toEqual(before.acks);
    expect(holds(match)).toEqual([1, 0, 0, 0]);
  });

  test('[TK-3] a flood changes one seat, and no more of it than one input a tick', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(1, 1, { add: 1 });
    for (let seq = 1; seq <= 5000; seq++) match.offer(0, seq, { add: 2 });
    match.step();
    expect(wishes(match)).toEqual([1, 1, 0, 0]);
    match.step();
    match.step();
    expect(wishes(match)).toEqual([2, 1, 0, 0]);
    expect(json(match).acks).toEqual([5000, 1, 0, 0]);
  });

  test("[TK-3] of a bot's seat are not taken", () => {
    const match = hostMatch(counter, [human(0), botAt(1)]);
    expect(match.offer(1, 1, { add: 9 })).toBe(false);
  });
});

describe('inputs that are meant for a tick', () => {
  const PERIOD_MS = 1000 / counter.tickRate;

  /** Its steps come a period apart; the first one does in a period from now. */
  function timed(game = counter) {
    const clock = new VirtualClock();
    const stats = createInputStats();
    const match = hostMatch(game, [human(0), human(1)], { clock, stats });
    const step = (count = 1) => {
      for (let i = 0; i < count; i++) {
        clock.advance(PERIOD_MS);
        match.step();
      }
    };
    return { clock, stats, match, step };
  }

  test('are applied in the step that makes the state of this tick, and not before', () => {
    const { match, step } = timed();
    expect(match.offer(0, 1, { add: 5 }, 4)).toBe(true);
    step(3);
    expect([json(match).acks[0], holds(match)[0]]).toEqual([0, 0]);
    step();
    expect(json(match)).toMatchObject({ tick: 4, acks: [1, 0, 0, 0] });
    expect(holds(match)[0]).toBe(5);
  });

  test('are applied in the next step where they come too late for it: none is lost', () => {
    const { match, step } = timed();
    step(10);
    expect(match.offer(0, 1, { add: 5 }, 7)).toBe(true);
    step();
    expect(json(match)).toMatchObject({ tick: 11, acks: [1, 0, 0, 0], early: [0, 0, 0, 0] });
    expect(holds(match)[0]).toBe(5);
  });

  test('[TK-3] are refused when they are meant for more than a second ahead, and leave no trace', () => {
    const { match, step } = timed();
    step(3);
    const last = 3 + counter.tickRate;
    for (const tick of [last + 1, 1e6, 2 ** 32 - 1]) expect(match.offer(0, 1, { add: 9 }, tick), `${tick}`).toBe(false);
    expect(match.offer(0, 1, { add: 5 }, last)).toBe(true);
    step(counter.tickRate - 1);
    expect(holds(match)[0]).toBe(0);
    step();
    expect([json(match).tick, holds(match)[0]]).toEqual([last, 5]);
  });

  test.each([
    [0, 0],
    [12, 0],
    [13, 1],
    [25, 2],
    [40, 3],
    [50, 4],
    [180, 14],
    [190, 15],
    [990, 15],
  ])('tell by `early` how long they waited: %i ms are %i quarters of a tick', (waited, quarters) => {
    const { clock, match, step } = timed();
    const ticks = Math.ceil((waited + 1) / PERIOD_MS);
    clock.advance(ticks * PERIOD_MS - waited);
    match.offer(1, 1, { add: 1 }, ticks);
    clock.advance(waited);
    for (let i = 0; i < ticks; i++) match.step();
    expect(json(match)).toMatchObject({ acks: [0, 1, 0, 0], early: [0, quarters, 0, 0] });
    step(3);
    expect(json(match).early, 'it stands until the next').toEqual([0, quarters, 0, 0]);
    match.offer(1, 2, { add: 1 });
    match.step();
    expect(json(match)).toMatchObject({ acks: [0, 2, 0, 0], early: [0, 0, 0, 0] });
  });

  test('for no tick tell how long they waited for the next step', () => {
    const { clock, match } = timed();
    match.offer(0, 1, { add: 1 });
    clock.advance(PERIOD_MS / 2);
    match.step();
    expect(json(match).early[0]).toBe(2);
  });

  test('are counted where they came late, by how much they missed their tick', () => {
    const { clock, stats, match, step } = timed();
    step(10);
    clock.advance(20);
    match.offer(0, 1, { add: 1 }, 10);
    clock.advance(PERIOD_MS - 20);
    match.step();
    // The step of tick 10 was 20 ms ago when it came.
    expect(stats.late.count).toBe(1);
    expect(stats.late.max / 1e6, 'a histogram keeps three digits').toBeCloseTo(20, 1);
    match.offer(0, 2, { add: 1 }, 12);
    step();
    expect(stats.late.count, 'one that came in time').toBe(1);
  });

  test('are counted where they were passed over, or never came', () => {
    const { stats, match, step } = timed();
    for (let seq = 1; seq <= 5; seq++) match.offer(0, seq, { add: 1 });
    step(2);
    expect([stats.missing.count, stats.missing.max]).toEqual([1, 3]);
    match.offer(0, 9, { add: 1 });
    step();
    expect([stats.missing.count, stats.missing.max]).toEqual([2, 3]);
    match.offer(0, 10, { add: 1 });
    step();
    expect(stats.missing.count).toBe(2);
  });

  test('are forgotten with the rest when their player goes, and say nothing of who comes back', () => {
    const { match, step } = timed();
    match.offer(0, 1, { add: 5 }, 5);
    match.release(0);
    step(6);
    expect([holds(match)[0], json(match).acks[0], json(match).early[0]]).toEqual([0, 0, 0]);
    expect(match.offer(0, 1, { add: 3 }, 8)).toBe(true);
    step(2);
    expect(holds(match)[0]).toBe(3);
  });

  test('in a game of events are due at once, whatever tick they name', () => {
    const match = hostMatch(bell, [human(0), human(1)]);
    expect(match.offer(0, 1, { ring: true }, 15)).toBe(true);
    match.step(3);
    expect((json(match).state as { rings: number }).rings).toBe(1);
  });
});

describe('bots', () => {
  test('play each at its level, and their inputs are acknowledged like everyone else’s', () => {
    const match = hostMatch(counter, [botAt(0, 'easy'), botAt(1, 'normal'), botAt(3, 'hard')]);
    steps(match, 10);
    expect(holds(match)).toEqual([1, 2, 0, 3]);
    expect(wishes(match)).toEqual([1, 1, 0, 1]);
    expect(json(match).acks).toEqual([1, 1, 0, 1]);
  });

  test('[TK-5] see what their seat sees: no secret but their own', () => {
    const truth = hostMatch(secrets, [human(0), botAt(1)]);
    const before = (json(truth, 1).state as { players: { secret: number }[] }).players;
    truth.step();
    const after = (json(truth, 1).state as { players: { secret: number }[] }).players;
    // This bot chooses the sum of all that it sees.
    expect(after[1]!.secret).toBe(before[1]!.secret);
    expect(before[1]!.secret).toBeGreaterThan(0);
  });
});

describe('coming and going', () => {
  test('[RM-5] a seat whose player went lets go of everything', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 1, { add: 5 });
    match.step();
    match.offer(0, 2, { add: 9 });
    match.release(0);
    steps(match, 3);
    expect(holds(match)[0]).toBe(0);
    expect(json(match).acks[0]).toBe(1);
  });

  test('[RM-6] whoever comes back goes on from the last ack, with the first input already', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 1, { add: 5 });
    match.step();
    match.release(0);
    const next = json(match).acks[0]! + 1;
    expect(match.offer(0, next, { add: 7 })).toBe(true);
    steps(match, 2);
    expect(holds(match)[0]).toBe(7);
    expect(json(match).acks[0]).toBe(next);
  });

  test('[RM-6] a seq that the lost connection had used up is free again', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 60_000, { add: 5 });
    match.release(0);
    expect(match.offer(0, 1, { add: 3 })).toBe(true);
    steps(match, 2);
    expect(holds(match)[0]).toBe(3);
  });

  test('a bot takes the seat of a player who left, and who comes back has none in this match', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    const { playerId } = match.cast.entrants[0]!;
    match.offer(0, 1, { add: 9 });
    match.step();
    match.leave(playerId!);
    expect(match.offer(0, 2, { add: 9 })).toBe(false);
    steps(match, 5);
    expect(holds(match)[0]).toBe(2);
    expect(match.seatOf(playerId!)).toBeNull();
  });

  test('whoever takes the seat of one who left plays for the same side, or does not play', () => {
    const teams = [human(0), human(1)].map((one, team) => ({ ...one, team }));
    const match = hostMatch(door, teams, { settings: { teams: 2 } });
    const late = { ...human(1), name: 'Late', playerId: 'late' };
    match.leave('p1');
    for (const wrong of [{ ...late, team: 0 }, late]) expect(match.enter(wrong)).toBe(false);
    expect(match.seatOf('late')).toBeNull();
    expect(match.info('').seats[1]).toMatchObject({ name: 'P1', team: 1 });
    expect(match.enter({ ...late, team: 1 })).toBe(true);
    expect([match.seatOf('late'), match.info('').seats[1]]).toMatchObject([1, { name: 'Late', team: 1 }]);
  });

  test('acks never shrink, whoever plays the seat', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    let last = 0;
    for (let i = 0; i < 60; i++) {
      if (i % 13 === 9) match.release(0);
      match.offer(0, last + 1, { add: i % 9 });
      match.step();
      const ack = json(match).acks[0]!;
      expect(ack).toBeGreaterThanOrEqual(last);
      last = ack;
    }
  });
});

test('a match ends with the outcome of its game', () => {
  const match = hostMatch(counter, [human(0), botAt(1)], { settings: { roundSeconds: 1 } });
  expect(steps(match, counter.tickRate - 1)).toBeNull();
  expect(match.step()?.placements).toMatchObject([
    { seat: 1, place: 1 },
    { seat: 0, place: 2, score: 0 },
  ]);
});

describe('[ER-4] a game with a fault', () => {
  test.each(['step', 'outcome', 'bot'])('in %s throws out of the step, in its tick', (failIn) => {
    const match = hostMatch(faulty, [human(0), botAt(1)], { settings: { failIn, failAtTick: 3 } });
    steps(match, 2);
    expect(() => match.step()).toThrow(`a planted fault in ${failIn}`);
  });

  test('in setup throws before there is a match', () => {
    expect(() => hostMatch(faulty, [human(0), human(1)], { settings: { failIn: 'setup' } })).toThrow('in setup');
  });
});
