import { createHeap } from '../../shared/core/heap.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { createMatchmaker, type Group, type Matchmaker, type Ticket } from '../../shared/lobby/matchmaker.ts';
import type { PoolRules } from '../../shared/lobby/matchPool.ts';
import { poolRulesOf, queuesOf } from '../../shared/lobby/queues.ts';
import { createCrowd, QUEUE } from './crowd.ts';
import type { Model } from './model.ts';

/** What came of a model. Times are milliseconds from the start; but for `cpu` the same model gives the same. */
export interface Run {
  readonly matches: readonly { readonly at: number; readonly group: Group }[];
  /** How many tickets came. */
  readonly tickets: number;
  /** How many of them cancelled. */
  readonly left: number;
  /** How many still wait at the end. */
  readonly waiting: number;
  /** What the matchmaker cost: microseconds of all calls together, and of the longest. */
  readonly cpu: { readonly total: number; readonly worst: number };
}

/** After so long bots fill up, where smaller matches are played. */
const BOTS_AFTER_MS = 20_000;

/** How matches of a model are put together. */
export function rulesOf({ size, teams, flexible }: Pick<Model, 'size' | 'teams' | 'flexible'>): PoolRules {
  if (!flexible) return { teams, sizes: [{ players: size, after: 0, seats: size / Math.max(1, teams) }] };
  const queue = queuesOf([comet]).get(comet.id)!;
  return poolRulesOf({ ...queue, teams, players: size }, BOTS_AFTER_MS);
}

/** Microseconds. `processor`: what this thread has used of it, which may tell the time in steps; `wall`: a clock. */
export interface Clocks {
  processor(): number;
  wall(): number;
}

/** Goes from event to event: the next one comes, leaves, or a group may play, whichever is first. */
export function simulate(model: Model, clocks: Clocks): Run {
  const watch = createWatch(clocks);
  const matchmaker = watched(createMatchmaker(new Map([[QUEUE, rulesOf(model)]]), model.closeness), watch);
  const waiting = new Map<string, Ticket>();
  const crowd = createCrowd(model, () => waiting.values());
  const leaving = createHeap<string>();
  const leavesAt = new Map<string, number>();
  const matches: { at: number; group: Group }[] = [];
  const end = model.seconds * 1000;
  let tickets = 0;
  let left = 0;
  let now = 0;
  let due: number | null = null;
  let arrival = crowd.next();

  /** When the next one leaves; those who were matched before do not. */
  function leaves(): number {
    while (leaving.size > 0 && !waiting.has(leaving.peek()!)) leaving.pop();
    return leaving.size > 0 ? leavesAt.get(leaving.peek()!)! : Number.POSITIVE_INFINITY;
  }

  for (;;) {
    const next = Math.min(arrival.at, leaves(), due ?? Number.POSITIVE_INFINITY);
    if (next > end) break;
    now = Math.max(now, next);
    if (next === arrival.at) {
      const { ticket, leaves: until } = arrival;
      tickets++;
      waiting.set(ticket.id, ticket);
      matchmaker.add(ticket, now);
      if (until !== null) {
        leavesAt.set(ticket.id, until);
        leaving.push(ticket.id, until);
      }
      arrival = crowd.next();
    } else if (next === leaves()) {
      const id = leaving.pop()!;
      waiting.delete(id);
      matchmaker.remove(id, now);
      left++;
    } else {
      for (const group of matchmaker.pass(now)) {
        matches.push({ at: now, group });
        for (const { id } of group.tickets) waiting.delete(id);
      }
    }
    due = matchmaker.due();
  }
  return { matches, tickets, left, waiting: waiting.size, cpu: { total: watch.total, worst: watch.worst } };
}

interface Watch {
  total: number;
  worst: number;
  time<T>(call: () => T): T;
}

function createWatch({ processor, wall }: Clocks): Watch {
  const watch: Watch = {
    total: 0,
    worst: 0,
    time(call) {
      const started = wall();
      const before = processor();
      const result = call();
      watch.total += processor() - before;
      watch.worst = Math.max(watch.worst, wall() - started);
      return result;
    },
  };
  return watch;
}

type Watched = Pick<Matchmaker, 'add' | 'remove' | 'pass' | 'due'>;

function watched(matchmaker: Matchmaker, { time }: Watch): Watched {
  return {
    add: (ticket, now) => time(() => matchmaker.add(ticket, now)),
    remove: (id, now) => time(() => matchmaker.remove(id, now)),
    pass: (now) => time(() => matchmaker.pass(now)),
    due: () => time(() => matchmaker.due()),
  };
}
