import { createMatchmaker } from '../../shared/lobby/matchmaker.ts';
import { createCrowd, QUEUE } from './crowd.ts';
import type { Model } from './model.ts';
import { rulesOf } from './simulate.ts';

/** What a crowd costs that is all there before the first pass. */
export interface StaticCost {
  readonly tickets: number;
  readonly matches: number;
  /** Milliseconds of one pass in which all may play. */
  readonly pass: number;
  /** Milliseconds of adding one, on average. */
  readonly add: number;
}

/** Late enough for any two to agree. */
const LATE_MS = 1e9;

/** `milliseconds`: a clock. */
export function passOnce(model: Model, tickets: number, milliseconds: () => number): StaticCost {
  const crowd = createCrowd(model, () => []);
  const all = Array.from({ length: tickets }, () => ({ ...crowd.next().ticket, since: 0 }));
  const matchmaker = createMatchmaker(new Map([[QUEUE, rulesOf(model)]]), model.closeness);
  const start = milliseconds();
  for (const ticket of all) matchmaker.add(ticket, 0);
  const added = milliseconds();
  const matches = matchmaker.pass(LATE_MS).length;
  return { tickets, matches, pass: milliseconds() - added, add: (added - start) / tickets };
}
