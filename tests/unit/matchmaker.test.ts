import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMatchmaker, type Group, type Matchmaker, type Ticket } from '../../shared/lobby/matchmaker.ts';
import type { PoolRules } from '../../shared/lobby/matchPool.ts';
import { CLOSENESS, toleranceAfter } from '../../shared/lobby/tolerance.ts';

const duel: PoolRules = { teams: 0, sizes: [{ players: 2, after: 0, seats: 2 }] };
const teams: PoolRules = {
  teams: 2,
  sizes: [
    { players: 6, after: 0, seats: 3 },
    { players: 4, after: 2000, seats: 2 },
    { players: 5, after: 20_000, seats: 3 },
    { players: 4, after: 20_000, seats: 3 },
    { players: 3, after: 20_000, seats: 3 },
    { players: 2, after: 20_000, seats: 3 },
    { players: 1, after: 20_000, seats: 3 },
  ],
  alone: 20_000,
};
const freeForAll: PoolRules = {
  teams: 0,
  sizes: [
    { players: 4, after: 0, seats: 4 },
    { players: 3, after: 3000, seats: 3 },
    { players: 2, after: 6000, seats: 2 },
  ],
};
const QUEUES = new Map([
  ['duel', duel],
  ['teams', teams],
  ['all', freeForAll],
]);

interface Coming {
  readonly queues: readonly string[];
  readonly ratings: readonly number[];
  /** Milliseconds that it has waited already, as one has who comes back. */
  readonly waited: number;
  readonly regions: { readonly [region: string]: number } | null;
  /** Players who came so many before this one. */
  readonly blocks: readonly number[];
}
type Move = { readonly come: Coming } | { readonly leave: number } | null;
type Script = readonly { readonly after: number; readonly move: Move }[];

const rating = fc.integer({ min: 0, max: 70 }).map((n) => 1000 + (n * 100) / 7);
const coming: fc.Arbitrary<Coming> = fc.record({
  queues: fc.subarray([...QUEUES.keys()], { minLength: 1 }),
  ratings: fc.oneof(
    { weight: 4, arbitrary: fc.array(rating, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(rating, { minLength: 2, maxLength: 3 }) },
  ),
  waited: fc.constantFrom(0, 0, 0, 7000),
  regions: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('eu', 'us', 'asia'), fc.integer({ min: 10, max: 200 }), { minKeys: 1 }),
    },
  ),
  blocks: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }) },
  ),
});
const script: fc.Arbitrary<Script> = fc.array(
  fc.record({
    after: fc.constantFrom(0, 1, 170, 1100, 4000, 15_000),
    move: fc.oneof(
      { weight: 8, arbitrary: fc.record({ come: coming }) },
      { weight: 1, arbitrary: fc.record({ leave: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  }),
  { maxLength: 40, size: 'max' },
);

/** Plays a script; the matchmaker is asked for groups whenever it says that there is one. `look` sees each group as it is made. */
function play(script: Script, look: (group: Group, now: number) => void): void {
  const matchmaker = createMatchmaker(QUEUES);
  const waiting = new Map<string, Ticket>();
  let now = 1_000_000;
  let names = 0;

  function pass(): Group[] {
    const groups = matchmaker.pass(now);
    for (const group of groups) {
      // Each is here, and from then on no more: nobody is in two groups.
      for (const { id } of group.tickets) expect(waiting.delete(id)).toBe(true);
      look(group, now);
    }
    const next = matchmaker.due();
    if (next !== null) expect(next).toBeGreaterThan(now);
    return groups;
  }

  function wait(ms: number): void {
    const until = now + ms;
    for (let due = matchmaker.due(); due !== null && due <= until; due = matchmaker.due()) {
      now = due - 1;
      expect(matchmaker.pass(now)).toEqual([]);
      now = due;
      expect(pass()).not.toEqual([]);
    }
    now = until;
    expect(matchmaker.pass(now)).toEqual([]);
  }

  for (const { after, move } of script) {
    wait(after);
    if (move && 'come' in move) {
      const { queues, ratings, waited, regions, blocks } = move.come;
      const players = ratings.map((_, n) => `p${names + n}`);
      const blocked = new Set(blocks.map((back) => `p${names - back}`));
      names += players.length;
      const ticket: Ticket = {
        id: players[0]!,
        players,
        since: now - waited,
        queues: new Map(queues.map((queue) => [queue, ratings])),
        regions: regions && new Map(Object.entries(regions)),
        blocked,
      };
      waiting.set(ticket.id, ticket);
      matchmaker.add(ticket, now);
    } else if (move && 'leave' in move && waiting.size > 0) {
      const id = [...waiting.keys()][move.leave % waiting.size]!;
      expect(matchmaker.remove(id, now)).toBe(true);
      expect(matchmaker.remove(id, now)).toBe(false);
      waiting.delete(id);
    }
    pass();
    expect(matchmaker.size).toBe(waiting.size);
    for (const queue of QUEUES.keys()) {
      const here = [...waiting.values()].filter(({ queues }) => queues.has(queue));
      expect(matchmaker.waiting(queue)).toBe(here.reduce((sum, { players }) => sum + players.length, 0));
    }
    seeAhead(matchmaker, [...waiting.values()], now);
  }
}

/** What a ticket is told of the time to come is no sooner than what the matchmaker waits for, and somebody is told of that. */
function seeAhead(matchmaker: Matchmaker, waiting: readonly Ticket[], now: number): void {
  const plans = waiting.flatMap(({ id }) => matchmaker.outlook(id) ?? []);
  for (const { at } of plans) expect(at).toBeGreaterThan(now);
  const first = plans.length > 0 ? Math.min(...plans.map(({ at }) => at)) : null;
  expect(matchmaker.due()).toBe(first);
}

/** Between the averages of the best and the worst side, where an empty seat counts as an average player. */
function gapOf(queue: string, tickets: readonly Ticket[], sides: readonly number[], seats: number): number {
  const all = tickets.flatMap(({ queues }, i) => queues.get(queue)!.map((rating) => ({ rating, side: sides[i]! })));
  const mean = meanOf(all.map(({ rating }) => rating));
  const levels = new Array<number>(QUEUES.get(queue)!.teams).fill(0);
  for (const { rating, side } of all) levels[side]! += (rating - mean) / seats;
  return Math.max(...levels) - Math.min(...levels);
}

const meanOf = (ratings: readonly number[]) => ratings.reduce((sum, one) => sum + one, 0) / ratings.length;
/** What is published: 60 ms or the nearest at once, and 10 ms more with each second. */
const roundTripAfter = (waited: number, nearest: number) => Math.max(60, nearest) + waited / 100;
const ROUNDING = 1e-9;

const RUNS = { numRuns: 40 };
const eachGroup = (look: (group: Group, now: number) => void) =>
  fc.assert(
    fc.property(script, (script) => play(script, look)),
    RUNS,
  );

describe('every group', () => {
  test('comes when it was due, to the millisecond, and each of its tickets is used once', () => {
    eachGroup(({ tickets }) => expect(new Set(tickets).size).toBe(tickets.length));
  });

  test('is of tickets that all named its queue, and is as large as its queue allows after the longest wait', () => {
    eachGroup(({ queue, tickets }, now) => {
      for (const { queues } of tickets) expect(queues.has(queue)).toBe(true);
      const players = tickets.reduce((sum, { players }) => sum + players.length, 0);
      const waited = now - Math.min(...tickets.map(({ since }) => since));
      const sizes = QUEUES.get(queue)!.sizes.filter((size) => size.players === players && size.after <= waited);
      expect(sizes).not.toEqual([]);
    });
  });

  test('is within what each of its tickets agrees to by now, in points', () => {
    eachGroup(({ queue, tickets, spread }, now) => {
      const ratings = tickets.map(({ queues }) => meanOf(queues.get(queue)!));
      expect(spread).toBeCloseTo(Math.max(...ratings) - Math.min(...ratings), 6);
      for (const [i, { since }] of tickets.entries()) {
        const farthest = Math.max(...ratings.map((rating) => Math.abs(rating - ratings[i]!)));
        expect(farthest).toBeLessThanOrEqual(toleranceAfter(now - since) + ROUNDING);
      }
    });
  });

  test('is in a region to which the round trip of each of its tickets will do by now', () => {
    eachGroup(({ region, tickets }, now) => {
      for (const { regions, since } of tickets) {
        if (!regions) continue;
        const nearest = Math.min(...regions.values());
        expect(regions.get(region!)).toBeLessThanOrEqual(roundTripAfter(now - since, nearest) + ROUNDING);
      }
      if (region !== null) expect(tickets.some(({ regions }) => regions)).toBe(true);
    });
  });

  test('has nobody in it who blocked another', () => {
    eachGroup(({ tickets }) => {
      for (const one of tickets) {
        for (const other of tickets)
          expect([...one.blocked].filter((player) => other.players.includes(player))).toEqual([]);
      }
    });
  });

  test('has sides within their seats, as even as its size asks for, and no party on two of them', () => {
    eachGroup(({ queue, tickets, sides, gap }, now) => {
      // A side is named by ticket, so that a party cannot be on two.
      expect(sides).toHaveLength(tickets.length);
      const { teams: many, sizes } = QUEUES.get(queue)!;
      if (many === 0) return void expect([...new Set(sides), gap]).toEqual([0, 0]);
      const counts = new Array<number>(many).fill(0);
      for (const [i, side] of sides.entries()) counts[side]! += tickets[i]!.players.length;
      const players = counts.reduce((sum, one) => sum + one, 0);
      const waited = now - Math.min(...tickets.map(({ since }) => since));
      const seats = sizes.filter((size) => size.players === players && size.after <= waited).map(({ seats }) => seats);
      expect(Math.max(...counts)).toBeLessThanOrEqual(Math.max(...seats));
      expect(seats.map((one) => gapOf(queue, tickets, sides, one).toFixed(6))).toContain(gap.toFixed(6));
    });
  });
});

const ticket = (id: string, more: Partial<Ticket> & { rating?: number; queue?: string } = {}): Ticket => ({
  id,
  players: [id],
  since: 0,
  queues: new Map([[more.queue ?? 'duel', [more.rating ?? 1500]]]),
  regions: null,
  blocked: new Set(),
  ...more,
});
const idsOf = (groups: readonly Group[]) => groups.map(({ tickets }) => tickets.map(({ id }) => id).sort());

describe('a ticket', () => {
  test('in several queues plays in the one that has a group first, and is then in none', () => {
    const matchmaker = createMatchmaker(QUEUES);
    const both = new Map([
      ['duel', [1500]],
      ['all', [1500]],
    ]);
    matchmaker.add(ticket('a', { queues: both }), 0);
    matchmaker.add(ticket('b', { queue: 'all' }), 0);
    expect(matchmaker.due()).toBe(6000);
    expect([matchmaker.waiting('duel'), matchmaker.waiting('all')]).toEqual([1, 2]);
    matchmaker.add(ticket('c', { since: 1000 }), 1000);
    const [group] = matchmaker.pass(1000);
    expect([group?.queue, ...idsOf([group!])]).toEqual(['duel', ['a', 'c']]);
    expect([matchmaker.waiting('duel'), matchmaker.waiting('all'), matchmaker.size]).toEqual([0, 1, 1]);
    expect(matchmaker.due()).toBeNull();
  });

  test('that comes back with the wait it had plays as if it had never been away', () => {
    const matchmaker = createMatchmaker(QUEUES);
    matchmaker.add(ticket('a', { since: 0 }), 15_000);
    matchmaker.add(ticket('b', { since: 5000, rating: 1950 }), 15_000);
    expect(matchmaker.due()).toBe(15_000);
    expect(idsOf(matchmaker.pass(15_000))).toEqual([['a', 'b']]);
  });

  test('without a region plays in whichever the other asks for', () => {
    const matchmaker = createMatchmaker(QUEUES);
    matchmaker.add(ticket('a'), 0);
    matchmaker.add(ticket('b', { regions: new Map([['eu', 30]]) }), 0);
    expect(matchmaker.pass(0).map(({ region }) => region)).toEqual(['eu']);
  });

  test('goes to a far region once it has waited for that', () => {
    const matchmaker = createMatchmaker(QUEUES);
    const far = new Map([
      ['eu', 30],
      ['us', 110],
    ]);
    matchmaker.add(ticket('a', { regions: far }), 0);
    matchmaker.add(ticket('b', { regions: new Map([['us', 200]]) }), 0);
    matchmaker.add(ticket('c', { regions: new Map([['asia', 20]]) }), 0);
    expect(matchmaker.due()).toBe(5000);
    expect(matchmaker.pass(4999)).toEqual([]);
    expect(matchmaker.pass(5000).map(({ region }) => region)).toEqual(['us']);
  });

  test('is told of the first group in which it could play', () => {
    const matchmaker = createMatchmaker(QUEUES);
    matchmaker.add(ticket('a', { rating: 1000 }), 0);
    expect(matchmaker.outlook('a')).toBeNull();
    matchmaker.add(ticket('b', { rating: 1300 }), 0);
    expect(matchmaker.outlook('a')).toMatchObject({ queue: 'duel', at: 5000, players: 2, waitsFor: 'tolerance' });
    expect(matchmaker.outlook('b')).toMatchObject({ at: 5000 });
    expect(matchmaker.outlook('nobody')).toBeNull();
  });
});

describe('a pass', () => {
  test('makes at most as many groups as it is asked for, and leaves the others for the next', () => {
    const matchmaker = createMatchmaker(QUEUES);
    for (let n = 0; n < 10; n++) matchmaker.add(ticket(`p${n}`), 0);
    expect(matchmaker.pass(0, 2)).toHaveLength(2);
    expect(matchmaker.due()).toBe(0);
    expect(matchmaker.pass(0, 2)).toHaveLength(2);
    expect(matchmaker.pass(0)).toHaveLength(1);
    expect(matchmaker.size).toBe(0);
  });

  test('finds also what it makes possible itself, by taking somebody out of another queue', () => {
    const matchmaker = createMatchmaker(QUEUES);
    const both = new Map([
      ['duel', [1160]],
      ['all', [1160]],
    ]);
    matchmaker.add(ticket('a', { rating: 1000 }), 0);
    matchmaker.add(ticket('d', { rating: 1330 }), 0);
    matchmaker.add(ticket('e', { rating: 1160, queue: 'all' }), 0);
    // Stands between the two in `duel`, who would play at 6000 ms, and goes to play in `all` right then.
    matchmaker.add(ticket('c', { since: 5990, queues: both, blocked: new Set(['d']) }), 5990);
    expect(matchmaker.due()).toBe(6000);
    expect(idsOf(matchmaker.pass(6000))).toEqual([
      ['c', 'e'],
      ['a', 'd'],
    ]);
    expect(matchmaker.due()).toBeNull();
  });

  test('is over with a region once nobody is left who asked for it', () => {
    const matchmaker = createMatchmaker(QUEUES);
    for (let n = 0; n < 10; n++) {
      matchmaker.add(ticket(`passer-by${n}`), n * 50);
      matchmaker.remove(`passer-by${n}`, n * 50);
    }
    // When these two come many do, so that they wait for somebody nearer; in the region, four seconds later, few do.
    matchmaker.add(ticket('a', { rating: 1500, since: 500 }), 500);
    matchmaker.add(ticket('b', { rating: 1540, since: 500 }), 500);
    for (const id of ['c', 'd']) {
      matchmaker.add(ticket(id, { rating: 3000, since: 4000, regions: new Map([['eu', 20]]) }), 4000);
    }
    expect(idsOf(matchmaker.pass(4000, 10))).toEqual([['c', 'd']]);
    expect(matchmaker.due()).toBeGreaterThan(4000);
    expect(idsOf(matchmaker.pass(5000))).toEqual([['a', 'b']]);
  });
});

test('stricter closeness waits longer for nearer groups', () => {
  const dues = [CLOSENESS, { ...CLOSENESS, near: 5 }].map((closeness) => {
    const matchmaker = createMatchmaker(QUEUES, closeness);
    for (let n = 0; n < 10; n++) {
      matchmaker.add(ticket(`passer-by${n}`, { since: n * 50, rating: 1000 }), n * 50);
      matchmaker.remove(`passer-by${n}`, n * 50);
    }
    expect(matchmaker.rate('duel')).toBeCloseTo(10 / 0.45);
    matchmaker.add(ticket('a', { since: 500, rating: 1500 }), 500);
    matchmaker.add(ticket('b', { since: 500, rating: 1540 }), 500);
    return matchmaker.due()!;
  });
  expect(dues[1]).toBeGreaterThan(dues[0]! + 1000);
});
