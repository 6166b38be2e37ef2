import { createPool, type Entry, type Plan, type Pool, type PoolRules } from './matchPool.ts';
import { splitSides } from './sides.ts';
import { CLOSENESS, type Closeness, createFlow, type Flow, waitForRoundTrip } from './tolerance.ts';

/**
 * Tickets in, groups out. Pure: whoever calls it says what time it is, in milliseconds that never go back, and `due` says when it is worth
 * calling again. A ticket is in as many pools as it named queues and regions, and is used once.
 */
export interface Matchmaker {
  readonly size: number;
  /** One that is here already stays as it is. */
  add(ticket: Ticket, now: number): void;
  /** False when it is not here (any more). */
  remove(id: string, now: number): boolean;
  /** The groups that may play by now, `most` at a time. Their tickets are here no more. */
  pass(now: number, most?: number): Group[];
  /** When the next group may play, if nothing changes; null: never. */
  due(): number | null;
  /** How many players wait in a queue. */
  waiting(queue: string): number;
  /** How many players come a second in a queue; null: too few have come to say. */
  rate(queue: string): number | null;
  /** The first group in which this ticket could play, as things are; null: there is none. */
  outlook(id: string): (Plan & { readonly queue: string }) | null;
}

export interface Ticket {
  readonly id: string;
  /** A party stays together. */
  readonly players: readonly string[];
  /** Since when it waits. */
  readonly since: number;
  /** The queues it is in, and what is thought of its players there, in points, in the order of `players`. */
  readonly queues: ReadonlyMap<string, readonly number[]>;
  /** The round trips to where it could play, in milliseconds; null: anywhere will do. */
  readonly regions: ReadonlyMap<string, number> | null;
  /** Whom its players do not want to play with. */
  readonly blocked: ReadonlySet<string>;
}

export interface Group {
  readonly queue: string;
  /** Null where nobody asked for one. */
  readonly region: string | null;
  readonly tickets: readonly Ticket[];
  /** By ticket; all 0 where everyone plays for themselves. */
  readonly sides: readonly number[];
  /** Points by which the average of the best side is above that of the worst; 0 without sides. */
  readonly gap: number;
  /** Points from the lowest to the highest, a party counting as its mean. */
  readonly spread: number;
}

interface Line {
  readonly rules: PoolRules;
  readonly flow: Flow;
  /** By region; '' is for those who play anywhere, who are in every other pool too. */
  readonly pools: Map<string, Pool>;
  readonly anywhere: Set<Ticket>;
  waiting: number;
}

const ANYWHERE = '';

export function createMatchmaker(queues: ReadonlyMap<string, PoolRules>, closeness: Closeness = CLOSENESS): Matchmaker {
  const lines = new Map<string, Line>();
  for (const [id, rules] of queues) {
    const pools = new Map([[ANYWHERE, createPool(rules, closeness)]]);
    lines.set(id, { rules, flow: createFlow(), pools, anywhere: new Set(), waiting: 0 });
  }
  const tickets = new Map<string, Ticket>();

  function regionsIn(line: Line, ticket: Ticket): Iterable<string> {
    return ticket.regions?.keys() ?? line.pools.keys();
  }

  /** The pool of a region; those who play anywhere are in it from the beginning. */
  function poolOf(queue: string, line: Line, region: string, now: number): Pool {
    let pool = line.pools.get(region);
    if (!pool) {
      pool = createPool(line.rules, closeness);
      line.pools.set(region, pool);
      for (const ticket of line.anywhere) pool.add(entryOf(ticket, queue, region), now, line.flow.rate);
    }
    return pool;
  }

  /** Takes these, which wait, out of all pools that they are in. */
  function take(ids: readonly string[], now: number): Ticket[] {
    const taken = ids.map((id) => tickets.get(id)!);
    for (const id of ids) tickets.delete(id);
    for (const [queue, line] of lines) {
      const going = taken.filter(({ queues }) => queues.has(queue));
      if (going.length > 0) leave(line, going, now);
    }
    return taken;
  }

  function leave(line: Line, going: readonly Ticket[], now: number): void {
    for (const ticket of going) {
      line.waiting -= ticket.players.length;
      if (!ticket.regions) line.anywhere.delete(ticket);
    }
    for (const region of regionsOf(line, going)) {
      const pool = line.pools.get(region)!;
      const ids = going.filter(({ regions }) => !regions || regions.has(region)).map(({ id }) => id);
      pool.remove(ids, now, line.flow.rate);
      if (region !== ANYWHERE && pool.size === line.anywhere.size) line.pools.delete(region);
    }
  }

  /** Those in which any of these is. */
  function regionsOf(line: Line, going: readonly Ticket[]): Iterable<string> {
    if (going.some(({ regions }) => !regions)) return line.pools.keys();
    return new Set(going.flatMap(({ regions }) => [...regions!.keys()]));
  }

  function* pools(): Generator<[string, Line, string, Pool]> {
    for (const [queue, line] of lines) for (const [region, pool] of line.pools) yield [queue, line, region, pool];
  }

  return {
    get size() {
      return tickets.size;
    },
    add(ticket, now) {
      if (tickets.has(ticket.id)) return;
      tickets.set(ticket.id, ticket);
      for (const queue of ticket.queues.keys()) {
        const line = lines.get(queue)!;
        line.waiting += ticket.players.length;
        for (const player of ticket.players) line.flow.came(player, now);
        if (!ticket.regions) line.anywhere.add(ticket);
        for (const region of ticket.regions?.keys() ?? []) poolOf(queue, line, region, now);
        for (const region of regionsIn(line, ticket)) {
          line.pools.get(region)!.add(entryOf(ticket, queue, region), now, line.flow.rate);
        }
      }
    },
    remove(id, now) {
      const isHere = tickets.has(id);
      if (isHere) take([id], now);
      return isHere;
    },
    pass(now, most = Number.POSITIVE_INFINITY) {
      const groups: Group[] = [];
      // Whoever is taken out of another pool may have stood in somebody's way there: so until none has any more.
      for (let before = -1; groups.length > before && groups.length < most; ) {
        before = groups.length;
        for (const [queue, { rules, pools: byRegion }, region] of pools()) {
          // A region is gone with the last who asked for it.
          const ready = () => byRegion.get(region)?.ready(now);
          for (let plan = ready(); plan && groups.length < most; plan = ready()) {
            const ids = plan.entries.map(({ id }) => id);
            groups.push(groupOf(queue, region, rules, take(ids, now), plan));
          }
        }
      }
      return groups;
    },
    due() {
      let first: number | null = null;
      for (const [, , , pool] of pools()) {
        const due = pool.due();
        if (due !== null && (first === null || due < first)) first = due;
      }
      return first;
    },
    waiting: (queue) => lines.get(queue)!.waiting,
    rate: (queue) => lines.get(queue)!.flow.rate,
    outlook(id) {
      let best: (Plan & { queue: string }) | null = null;
      for (const queue of tickets.get(id)?.queues.keys() ?? []) {
        for (const pool of lines.get(queue)!.pools.values()) {
          const plan = pool.outlook(id);
          if (plan && (!best || plan.at < best.at)) best = { ...plan, queue };
        }
      }
      return best;
    },
  };
}

function entryOf({ id, players, since, queues, regions, blocked }: Ticket, queue: string, region: string): Entry {
  const ratings = queues.get(queue)!;
  const rating = ratings.reduce((sum, one) => sum + one, 0) / ratings.length;
  const nearest = regions && Math.min(...regions.values());
  const from = since + (nearest === null ? 0 : waitForRoundTrip(regions!.get(region)!, nearest));
  return { id, rating, players, since, from, blocked };
}

function groupOf(queue: string, region: string, rules: PoolRules, tickets: readonly Ticket[], plan: Plan): Group {
  const units = tickets.map((ticket) => ({ ratings: ticket.queues.get(queue)! }));
  const split = rules.teams > 0 ? splitSides(units, rules.teams, plan.seats) : null;
  return {
    queue,
    // Those who play anywhere may find each other in any pool.
    region: tickets.some(({ regions }) => regions) ? region : null,
    tickets,
    sides: split?.sides ?? tickets.map(() => 0),
    gap: split?.gap ?? 0,
    spread: plan.spread,
  };
}
