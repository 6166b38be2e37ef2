import type { Ticket } from '../../shared/lobby/matchmaker.ts';
import { createDraws } from './draws.ts';
import { largestParty, type Model } from './model.ts';

export const QUEUE = 'simulated';

/** One who comes. Times are milliseconds from the start. */
export interface Arrival {
  readonly at: number;
  readonly ticket: Ticket;
  /** When this one has had enough; null: never. */
  readonly leaves: number | null;
}

/** Round trips in milliseconds: to the own region, and to the one that some accept besides. */
const NEAR = [15, 60] as const;
const FAR = [70, 180] as const;
/** Every how manyth ticket accepts a second region. */
const ACCEPTS_TWO = 3;

/** The crowd of a model, one after the other without end. `present`: the tickets that wait when one comes, whom it may have blocked. */
export function createCrowd(model: Model, present: () => Iterable<Ticket>): { next(): Arrival } {
  const draws = createDraws(model.seed, 1);
  const blocks = createDraws(model.seed, 2);
  let clock = 0;
  let tickets = 0;
  let players = 0;

  function partySize(): number {
    const isParty = draws.share() < model.parties;
    const size = draws.between(2, Math.max(2, largestParty(model)));
    return isParty ? size : 1;
  }

  function regions(): Ticket['regions'] {
    const home = draws.between(0, Math.max(0, model.regions - 1));
    const second = (home + draws.between(1, Math.max(1, model.regions - 1))) % Math.max(1, model.regions);
    const [near, far] = [draws.between(...NEAR), draws.between(...FAR)];
    if (model.regions === 0) return null;
    const trips = new Map([[`r${home}`, near]]);
    if (tickets % ACCEPTS_TWO === 0 && second !== home) trips.set(`r${second}`, far);
    return trips;
  }

  function blocked(): Set<string> {
    const found = new Set<string>();
    if (model.blocks > 0) {
      for (const other of present()) if (blocks.share() < model.blocks) found.add(other.players[0]!);
    }
    return found;
  }

  return {
    next() {
      clock += draws.exponential(1000 / model.rate);
      const at = Math.round(clock);
      tickets++;
      const names = Array.from({ length: partySize() }, () => `p${players++}`);
      const ratings = names.map(() => draws.normal(model.skill.mean, model.skill.deviation));
      const patience = draws.exponential(1000 * (model.patience ?? 1));
      return {
        at,
        leaves: model.patience === null ? null : at + Math.round(patience),
        ticket: {
          id: `t${tickets}`,
          players: names,
          since: at,
          queues: new Map([[QUEUE, ratings]]),
          regions: regions(),
          blocked: blocked(),
        },
      };
    },
  };
}
