import { createHeap } from '../core/heap.ts';
import { createSkipList, type SkipNode } from '../core/skipList.ts';
import { fits } from './sides.ts';
import { CLOSENESS, type Closeness, waitForCloseness, waitForTolerance } from './tolerance.ts';

/** How the matches of a queue are put together. */
export interface PoolRules {
  /** Sides; 0: everyone for themselves. */
  readonly teams: number;
  readonly sizes: readonly GroupSize[];
  /** From when on a ticket may play without any other, unless it fills a match: milliseconds. Friends who queue came for more than themselves. */
  readonly alone?: number;
}

export interface GroupSize {
  readonly players: number;
  /** From when on so many are enough: milliseconds of the longest wait among them. */
  readonly after: number;
  /** How many players a side has at most; no matter without sides. */
  readonly seats: number;
}

/** A ticket in one pool. */
export interface Entry {
  readonly id: string;
  /** Of a party the mean, in points. */
  readonly rating: number;
  readonly players: readonly string[];
  /** Milliseconds. */
  readonly since: number;
  /** From when on this pool will do: its region may be far away. */
  readonly from: number;
  readonly blocked: ReadonlySet<string>;
}

/** A group that could play, and from when on: all times follow from the tickets alone. */
export interface Plan {
  readonly entries: readonly Entry[];
  readonly players: number;
  /** The largest minus the smallest rating. */
  readonly spread: number;
  readonly at: number;
  /** How many players a side has at most. */
  readonly seats: number;
  /** What it waits for: fewer players to be enough, everyone's tolerance, or somebody nearer who could come. */
  readonly waitsFor: 'players' | 'tolerance' | 'closeness';
}

/**
 * Those who wait in one queue for one region, sorted by rating. Whoever is the lowest of a group is its anchor: each entry has, as anchor, the
 * plan made of those next above it who go together. A change is felt by the few anchors below it alone; that makes adding and removing
 * O(log n), and a pass over n tickets O(n log n).
 */
export interface Pool {
  readonly size: number;
  add(entry: Entry, now: number, rate: number | null): void;
  remove(ids: readonly string[], now: number, rate: number | null): void;
  /** The best of the groups that may play now: the most players, then the closest together. */
  ready(now: number): Plan | null;
  /** When the next group may play; null: never, as things are. */
  due(): number | null;
  /** The first group in which this ticket could play; null: there is none. */
  outlook(id: string): Plan | null;
}

/** How many entries above the anchor are asked: those in between are of parties too large for what is left, or blocked. */
const MOST_ASKED = 200;
/** One player more is better than any number of points. */
const ONE_MORE = 1e9;
/** Plans that hold no more are cleared away when they are most of what is kept. */
const STALE = 4;

interface Anchor extends Entry {
  node: SkipNode<Anchor> | null;
  plan: Anchored | null;
  /** How many entries above it its plan depends on. */
  asked: number;
  /** Its plan is about to be made anew. */
  isStale: boolean;
}

interface Anchored extends Plan {
  /** False once there is another in its place, or nobody to play it. */
  holds: boolean;
}

export function createPool(rules: PoolRules, closeness: Closeness = CLOSENESS): Pool {
  const largest = Math.max(...rules.sizes.map(({ players }) => players));
  const mostSeats = Math.max(...rules.sizes.map(({ seats }) => seats));
  const sizes = Map.groupBy(rules.sizes, ({ players }) => players);
  const byId = new Map<string, Anchor>();
  const sorted = createSkipList<Anchor>(isBelow);
  /** Plans whose time has not come. */
  const later = createHeap<Anchored>();
  const ripe = createHeap<Anchored>();
  /** The most that any anchor has asked: so far below a change it may be felt. */
  let reach = 0;

  const holds = (plan: Anchored) => plan.holds;

  function plan(anchor: Anchor, now: number, rate: number | null): void {
    if (anchor.plan) anchor.plan.holds = false;
    anchor.isStale = false;
    anchor.plan = bestPlan(anchor, now, rate);
    reach = Math.max(reach, anchor.asked);
    if (anchor.plan) (anchor.plan.at <= now ? ripen : wait)(anchor.plan);
  }

  const wait = (plan: Anchored) => later.push(plan, plan.at);
  const ripen = (plan: Anchored) => ripe.push(plan, plan.spread - plan.players * ONE_MORE);

  function bestPlan(anchor: Anchor, now: number, rate: number | null): Anchored | null {
    const entries: Anchor[] = [anchor];
    let players = anchor.players.length;
    let singles = players === 1;
    let best = better(null, entries, players, singles, now, rate);
    let node = anchor.node!.next;
    anchor.asked = 0;
    for (; node && players < largest && anchor.asked < MOST_ASKED; node = node.next) {
      const entry = node.value;
      anchor.asked++;
      if (players + entry.players.length > largest || !goWith(entries, entry)) continue;
      const alone = singles && isSingle(entry);
      entries.push(entry);
      if (!alone && !fitsSides(entries, mostSeats)) {
        entries.pop();
        continue;
      }
      singles = alone;
      players += entry.players.length;
      best = better(best, entries, players, singles, now, rate);
    }
    // It would have asked one more.
    if (!node && players < largest) anchor.asked++;
    return best;
  }

  /** The plan so far, or the one with these entries if that may play sooner, or also now with more players. */
  function better(
    best: Anchored | null,
    entries: readonly Anchor[],
    players: number,
    singles: boolean,
    now: number,
    rate: number | null,
  ): Anchored | null {
    let found = best;
    for (const size of sizes.get(players) ?? []) {
      if (!singles && !fitsSides(entries, size.seats)) continue;
      const isAlone = entries.length === 1 && players < largest;
      const made = timed(entries, players, isAlone ? onceAlone(size) : size, rate, closeness);
      if (!found || Math.max(made.at, now) <= Math.max(found.at, now)) found = made;
    }
    return found;
  }

  const onceAlone = (size: GroupSize) => ({ ...size, after: Math.max(size.after, rules.alone ?? 0) });

  /** Single players fit everywhere, and are not asked about. */
  const fitsSides = (entries: readonly Anchor[], seats: number) =>
    rules.teams === 0 ||
    fits(
      entries.map(({ players }) => players.length),
      rules.teams,
      seats,
    );

  function add(entry: Entry, now: number, rate: number | null): void {
    const anchor: Anchor = { ...entry, node: null, plan: null, asked: 0, isStale: false };
    byId.set(entry.id, anchor);
    anchor.node = sorted.add(anchor);
    eachAffectedBy(anchor, (below) => plan(below, now, rate));
    plan(anchor, now, rate);
  }

  /** The anchors below that have asked this entry. */
  function eachAffectedBy({ node }: Anchor, visit: (anchor: Anchor) => void): void {
    let below = node!.previous;
    for (let steps = 1; below && steps <= reach; steps++) {
      if (below.value.asked >= steps) visit(below.value);
      below = below.previous;
    }
  }

  function remove(ids: readonly string[], now: number, rate: number | null): void {
    const removed = ids.map((id) => byId.get(id)!);
    // Not anew for those who are removed themselves, and once for each of the others.
    for (const anchor of removed) anchor.isStale = true;
    const affected: Anchor[] = [];
    for (const anchor of removed) {
      eachAffectedBy(anchor, (below) => {
        if (!below.isStale) affected.push(below);
        below.isStale = true;
      });
    }
    for (const anchor of removed) {
      byId.delete(anchor.id);
      if (anchor.plan) anchor.plan.holds = false;
      sorted.remove(anchor.node!);
    }
    for (const anchor of affected) plan(anchor, now, rate);
    if (sorted.size === 0) reach = 0;
    for (const heap of [ripe, later]) if (heap.size > STALE * (sorted.size + 1)) heap.keep(holds);
  }

  function top(heap: typeof later): Anchored | undefined {
    while (heap.size > 0 && !holds(heap.peek()!)) heap.pop();
    return heap.peek();
  }

  return {
    get size() {
      return sorted.size;
    },
    add,
    remove,
    ready(now) {
      for (let next = top(later); next && next.at <= now; next = top(later)) ripen(later.pop()!);
      return top(ripe) ?? null;
    },
    due: () => (top(ripe) ?? top(later))?.at ?? null,
    outlook(id) {
      const own = byId.get(id);
      if (!own) return null;
      let best = own.plan;
      eachAffectedBy(own, ({ plan: other }) => {
        if (other?.entries.includes(own) && (!best || other.at < best.at)) best = other;
      });
      return best;
    },
  };
}

const isSingle = ({ players }: Entry) => players.length === 1;

function isBelow(a: Entry, b: Entry): boolean {
  if (a.rating !== b.rating) return a.rating < b.rating;
  return a.since !== b.since ? a.since < b.since : a.id < b.id;
}

/** Whether nobody of these has blocked the other. */
function goWith(entries: readonly Entry[], other: Entry): boolean {
  return entries.every((entry) => !hasBlocked(entry, other) && !hasBlocked(other, entry));
}

function hasBlocked({ blocked }: Entry, { players }: Entry): boolean {
  return blocked.size > 0 && players.some((player) => blocked.has(player));
}

/** The plan with its time: once everybody consents, once so few are enough, and once nobody nearer is worth waiting for. */
function timed(
  entries: readonly Anchor[],
  players: number,
  { after, seats }: GroupSize,
  rate: number | null,
  closeness: Closeness,
): Anchored {
  const low = entries[0]!.rating;
  const high = entries.at(-1)!.rating;
  const spread = high - low;
  let here = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;
  let consent = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const entry of entries) {
    here = Math.max(here, entry.since, entry.from);
    oldest = Math.min(oldest, entry.since);
    const farthest = Math.max(entry.rating - low, high - entry.rating);
    consent = Math.max(consent, entry.since + waitForTolerance(farthest));
    total += entry.since * entry.players.length;
  }
  const enough = oldest + after;
  const close = Math.ceil(total / players) + waitForCloseness(players, spread, rate, closeness);
  const at = Math.max(here, consent, enough, close);
  const waitsFor = at === enough ? 'players' : at === close ? 'closeness' : 'tolerance';
  return { holds: true, entries: [...entries], players, spread, at, seats, waitsFor };
}
