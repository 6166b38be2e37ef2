import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPool, type Entry, type Pool, type PoolRules } from '../../shared/lobby/matchPool.ts';
import { toleranceAfter, waitForCloseness, waitForTolerance } from '../../shared/lobby/tolerance.ts';

const duel: PoolRules = { teams: 0, sizes: [{ players: 2, after: 0, seats: 2 }] };
const twoOfTwo: PoolRules = { teams: 2, sizes: [{ players: 4, after: 0, seats: 2 }] };
const threeOfTwo: PoolRules = { teams: 3, sizes: [{ players: 6, after: 0, seats: 2 }] };
/** As the live queues have them: smaller ones sooner or later, and with bots in the end. */
const flexible: PoolRules = {
  teams: 2,
  sizes: [
    { players: 6, after: 0, seats: 3 },
    { players: 5, after: 20_000, seats: 3 },
    { players: 4, after: 3000, seats: 2 },
    { players: 4, after: 20_000, seats: 3 },
    { players: 3, after: 20_000, seats: 3 },
    { players: 2, after: 6000, seats: 1 },
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
    { players: 1, after: 20_000, seats: 4 },
  ],
  alone: 20_000,
};

/** One who comes after a while, leaves, or nobody: then only time goes by. */
type Move =
  | {
      readonly kind: 'add';
      readonly rating: number;
      readonly party: number;
      readonly blocks: readonly number[];
      readonly far: number;
    }
  | { readonly kind: 'remove'; readonly pick: number }
  | { readonly kind: 'wait' };
interface Script {
  readonly rules: PoolRules;
  readonly rate: number | null;
  readonly moves: readonly { readonly after: number; readonly move: Move }[];
}

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      // Sevenths are rounded, and some are equal.
      rating: fc.integer({ min: 0, max: 60 }).map((n) => 1000 + (n * 100) / 7),
      party: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(2, 3) }),
      blocks: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }) },
      ),
      far: fc.constantFrom(0, 0, 0, 2500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const }) },
);
const script: fc.Arbitrary<Script> = fc.record({
  rules: fc.constantFrom(duel, twoOfTwo, threeOfTwo, flexible, freeForAll),
  rate: fc.constantFrom(null, 2, 20),
  moves: fc.array(fc.record({ after: fc.constantFrom(0, 1, 150, 900, 4000, 15_000), move }), {
    maxLength: 25,
    size: 'max',
  }),
});

/** Plays a script as the matchmaker would: whatever may play is taken out. `look` is called after each move, when nothing may play. */
function play(
  { rules, rate, moves }: Script,
  look: (pool: Pool, entries: readonly Entry[], now: number) => void,
): void {
  const pool = createPool(rules);
  const entries = new Map<string, Entry>();
  let now = 1_000_000;
  let names = 0;

  function take(): void {
    for (let plan = pool.ready(now); plan; plan = pool.ready(now)) {
      expect(plan.at).toBeLessThanOrEqual(now);
      const ids = plan.entries.map(({ id }) => id);
      expect(mayPlay(rules, rate, plan.entries, now)).toBe(true);
      for (const id of ids) expect(entries.delete(id)).toBe(true);
      pool.remove(ids, now, rate);
    }
  }

  function wait(ms: number): void {
    const until = now + ms;
    for (let due = pool.due(); due !== null && due <= until; due = pool.due()) {
      // To the millisecond: not one sooner, but then.
      expect(due).toBeGreaterThan(now);
      expect(pool.ready(due - 1)).toBeNull();
      now = due;
      expect(pool.ready(now)).not.toBeNull();
      take();
    }
    now = until;
    expect(pool.ready(now)).toBeNull();
  }

  for (const { after, move } of moves) {
    wait(after);
    if (move.kind === 'add') {
      const players = Array.from({ length: move.party }, () => `p${names++}`);
      const blocked = new Set(move.blocks.map((n) => `p${n}`));
      const entry = { id: players[0]!, players, rating: move.rating, since: now, from: now + move.far, blocked };
      entries.set(entry.id, entry);
      pool.add(entry, now, rate);
    } else if (move.kind === 'remove' && entries.size > 0) {
      const id = [...entries.keys()][move.pick % entries.size]!;
      entries.delete(id);
      pool.remove([id], now, rate);
    }
    take();
    expect(pool.size).toBe(entries.size);
    look(pool, [...entries.values()], now);
  }
  wait(60_000);
}

/** Whether these may play together now, by the rules as they are published. */
function mayPlay(rules: PoolRules, rate: number | null, group: readonly Entry[], now: number): boolean {
  const players = group.reduce((sum, entry) => sum + entry.players.length, 0);
  const ratings = group.map(({ rating }) => rating);
  const spread = Math.max(...ratings) - Math.min(...ratings);
  const longest = now - Math.min(...group.map(({ since }) => since));
  const average = now - group.reduce((sum, { since, players }) => sum + since * players.length, 0) / players;
  const agree = (one: Entry) =>
    one.from <= now && group.every(({ rating }) => Math.abs(rating - one.rating) <= toleranceAfter(now - one.since));
  const together = (one: Entry) =>
    group.every((other) => other === one || !other.players.some((player) => one.blocked.has(player)));
  const isEnough = rules.sizes.some(({ players: many, after, seats }) => {
    if (
      many !== players ||
      !seated(
        group.map(({ players }) => players.length),
        rules.teams,
        seats,
      )
    )
      return false;
    const isAlone = group.length === 1 && players < Math.max(...rules.sizes.map(({ players }) => players));
    return longest >= (isAlone ? Math.max(after, rules.alone ?? 0) : after);
  });
  return isEnough && average >= waitForCloseness(players, spread, rate) && group.every(agree) && group.every(together);
}

/** Whether parties of these sizes find seats without being split, by trying. */
function seated(
  [party, ...others]: readonly number[],
  teams: number,
  seats: number,
  taken = new Array<number>(teams).fill(0),
): boolean {
  if (party === undefined || teams === 0) return true;
  return taken.some(
    (many, side) => many + party <= seats && seated(others, teams, seats, taken.with(side, many + party)),
  );
}

/** In the order of the pool: by rating, then who came first. */
const inOrder = (entries: readonly Entry[]) =>
  [...entries].sort((a, b) => a.rating - b.rating || a.since - b.since || (a.id < b.id ? -1 : 1));

describe('a pool', () => {
  test('names the millisecond in which the next group may play, and gives only groups that may', () => {
    fc.assert(
      fc.property(script, (script) => play(script, () => {})),
      { numRuns: 100 },
    );
  });

  test('lets nobody wait who could play with the next ones in rating', () => {
    fc.assert(
      fc.property(script, (script) => {
        play(script, (_, entries, now) => {
          const sorted = inOrder(entries);
          for (let from = 0; from < sorted.length; from++) {
            for (let to = from + 1; to <= Math.min(sorted.length, from + 6); to++) {
              expect(mayPlay(script.rules, script.rate, sorted.slice(from, to), now)).toBe(false);
            }
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test('is the same however its entries came: what is felt of a change is all that changes', () => {
    fc.assert(
      fc.property(script, (script) => {
        play(script, (pool, entries, now) => {
          const anew = createPool(script.rules);
          for (const entry of [...entries].reverse()) anew.add(entry, now, script.rate);
          expect(anew.due()).toBe(pool.due());
          const plans = (of: Pool) => entries.map(({ id }) => of.outlook(id)).map(shape);
          expect(plans(anew)).toEqual(plans(pool));
        });
      }),
      { numRuns: 60 },
    );
  });

  const shape = (plan: ReturnType<Pool['outlook']>) =>
    plan && { at: plan.at, ids: plan.entries.map(({ id }) => id), seats: plan.seats, waitsFor: plan.waitsFor };
});

const single = (id: string, rating: number, since = 0): Entry => ({
  id,
  players: [id],
  rating,
  since,
  from: since,
  blocked: new Set(),
});

describe('what may play first', () => {
  test('is the group with the most players, and of those the one that is closest together', () => {
    const pool = createPool(freeForAll);
    for (const [n, rating] of [1000, 1100, 2000, 2010, 3000, 3090, 3100, 3190].entries())
      pool.add(single(`p${n}`, rating), 0, null);
    const order: string[][] = [];
    for (let plan = pool.ready(6000); plan; plan = pool.ready(6000)) {
      const ids = plan.entries.map(({ id }) => id);
      order.push(ids);
      pool.remove(ids, 6000, null);
    }
    expect(order).toEqual([
      ['p4', 'p5', 'p6', 'p7'],
      ['p2', 'p3'],
      ['p0', 'p1'],
    ]);
  });

  test('is the group with more players even if another could have played sooner', () => {
    const pool = createPool(freeForAll);
    // The first two could have played at 6000 ms, all four only when the outer ones tolerate each other, at 8334 ms.
    for (const [n, rating] of [1000, 1100, 1300, 1400].entries()) pool.add(single(`p${n}`, rating, 0), 9000, null);
    expect(pool.ready(9000)?.players).toBe(4);
  });

  test('of two who are d points apart is they, exactly when both tolerate d', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3000, noNaN: true }), fc.nat({ max: 5000 }), (distance, later) => {
        const pool = createPool(duel);
        pool.add(single('a', 1000), 0, null);
        pool.add(single('b', 1000 + distance, later), later, null);
        const at = later + waitForTolerance(1000 + distance - 1000);
        expect(pool.due()).toBe(at);
        if (at > later) expect(pool.ready(at - 1)).toBeNull();
        expect(pool.ready(at)?.entries.map(({ id }) => id)).toEqual(['a', 'b']);
      }),
    );
  });

  test('says what it waits for', () => {
    const waitsFor = (rating: number, rules: PoolRules, rate: number | null) => {
      const pool = createPool(rules);
      pool.add(single('a', 1000), 0, rate);
      pool.add(single('b', rating), 0, rate);
      return pool.outlook('a')?.waitsFor;
    };
    expect(waitsFor(1010, freeForAll, null)).toBe('players');
    expect(waitsFor(1500, freeForAll, null)).toBe('tolerance');
    expect(waitsFor(1100, duel, 20)).toBe('closeness');
    expect(waitsFor(1100, threeOfTwo, 20)).toBeUndefined();
  });

  test('looks past parties for which there is no room, and past those who are blocked', () => {
    const pool = createPool(twoOfTwo);
    pool.add({ ...single('a', 1000), players: ['a', 'a2'] }, 0, null);
    pool.add({ ...single('b', 1010), blocked: new Set(['a2']) }, 0, null);
    pool.add({ ...single('c', 1020), players: ['c', 'c2', 'c3'] }, 0, null);
    pool.add(single('d', 1030), 0, null);
    expect(pool.ready(0)).toBeNull();
    pool.add(single('e', 1040), 0, null);
    expect(pool.ready(0)?.entries.map(({ id }) => id)).toEqual(['a', 'd', 'e']);
  });
});
