import { hashCells } from '../../core/hash.ts';
import type { BotLevel } from '../../game/contract.ts';
import { type Bid, diceOnTable, isHigher, mayMove, standing } from './bids.ts';
import { callValue, raiseValue, readTable } from './foresight.ts';
import { fitting, handOf } from './hands.ts';
import { atLeast, chanceOf, oddsOf } from './odds.ts';
import { BIDDING, type DiceInput, type DiceSettings, type DiceState } from './state.ts';
import { THINK_TICKS } from './tuning.ts';

const CALL: DiceInput = { kind: 'call' };

/** What a bot sees of the table when it decides. */
interface Sight {
  readonly seen: DiceState;
  readonly seat: number;
  readonly settings: DiceSettings;
  readonly own: readonly number[];
  readonly total: number;
  readonly stands: Bid | null;
  /** A number from 0 up to 1, another for each `n`, that nobody foresees who does not see these dice. */
  readonly luck: (n: number) => number;
}

const CHOICES: { readonly [level in BotLevel]: (sight: Sight) => DiceInput } = {
  easy: chooseByWhim,
  normal: chooseByOdds,
  hard: chooseByForesight,
};

/** What a bot wishes for when it has had its time to think; until then, and out of turn, nothing. */
export function chooseMove(seen: DiceState, seat: number, level: BotLevel, settings: DiceSettings): DiceInput | null {
  if (seen.phase !== BIDDING || seen.turn !== seat || seen.tick < seen.turnFrom + THINK_TICKS) return null;
  const own = handOf(seen.players[seat]!);
  const stands = seen.bidSeat < 0 ? null : standing(seen);
  const known = Int32Array.of(seen.tick, seen.round, seat, seen.bidCount, seen.bidFace, ...own);
  const luck = (n: number) => hashCells(known, n) / 2 ** 32;
  return CHOICES[level]({ seen, seat, settings, own, total: diceOnTable(seen), stands, luck });
}

/** Raises a little, on any face, until the bid is beyond what is to be expected by far; only then it doubts. */
function chooseByWhim({ seen, own, total, stands, settings, luck }: Sight): DiceInput {
  if (stands) {
    const expected =
      fitting(own, stands.face, settings.wilds) + (total - own.length) * chanceOf(stands.face, settings.wilds);
    if (stands.count >= expected + 2 || luck(0) < 1 / 16) return CALL;
  }
  const face = luck(1) < 1 / 2 ? own[Math.floor(luck(2) * own.length)]! : 1 + Math.floor(luck(2) * 6);
  const lowest = stands ? stands.count : 1;
  const wish: DiceInput = { kind: 'bid', count: lowest + Math.floor(luck(3) * 2), face };
  if (mayMove(seen, wish)) return wish;
  const more: DiceInput = { kind: 'bid', count: lowest + 1, face };
  return mayMove(seen, more) ? more : CALL;
}

/** How sure it is of what it bids first. */
const OPENING_TRUST = 0.6;
/** How often it raises on a face that it may not have at all. */
const BLUFFS = 1 / 12;

/** Goes by the odds alone: its own dice, and others' as if they were thrown on the table unseen. */
function chooseByOdds({ own, total, stands, settings, luck }: Sight): DiceInput {
  const faces = [1, 2, 3, 4, 5, 6].map((face) => ({
    own: fitting(own, face, settings.wilds),
    others: oddsOf(total - own.length, chanceOf(face, settings.wilds)),
  }));
  const trust = ({ count, face }: Bid) => atLeast(faces[face - 1]!.others, count - faces[face - 1]!.own);
  const bids = bidsAbove(stands, total, 2);
  if (!stands) {
    const good = bidsAbove(null, total, total).filter((bid) => trust(bid) >= OPENING_TRUST);
    return asMove(good.at(-1) ?? { count: 1, face: own[0]! });
  }
  const doubt = 1 - trust(stands);
  const best = bestOf(bids, trust);
  if (!best) return CALL;
  if (luck(0) < BLUFFS && doubt < 3 / 4) return asMove(bids[Math.floor(luck(1) * Math.min(3, bids.length))]!);
  return doubt > trust(best) ? CALL : asMove(best);
}

/** How far its judgement wavers, so that the same dice do not always give the same bid. */
const WAVERS = 1 / 16;

/** Reads others' bids, and weighs for each bid what the next one would do about it: bluffs are those that nobody would call. */
function chooseByForesight({ seen, seat, own, total, stands, settings, luck }: Sight): DiceInput {
  const table = readTable(seen, seat, own, settings);
  const bids = bidsAbove(stands, total, stands ? 3 : total);
  const value = (bid: Bid) => raiseValue(table, bid) + WAVERS * luck(bid.count * 8 + bid.face);
  const best = bestOf(bids, value);
  if (!best) return CALL;
  return stands && callValue(table, stands) + WAVERS * luck(0) > value(best) ? CALL : asMove(best);
}

function asMove({ count, face }: Bid): DiceInput {
  return { kind: 'bid', count, face };
}

/** All bids that top this one by at most so many dice, the lowest first. */
function bidsAbove(stands: Bid | null, total: number, more: number): Bid[] {
  const from = stands ?? { count: 0, face: 0 };
  const bids: Bid[] = [];
  for (let count = Math.max(1, from.count); count <= Math.min(total, from.count + more); count++) {
    for (let face = 1; face <= 6; face++) if (isHigher({ count, face }, from)) bids.push({ count, face });
  }
  return bids;
}

/** The first of those with the highest worth. */
function bestOf(bids: readonly Bid[], worth: (bid: Bid) => number): Bid | null {
  let best: Bid | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const bid of bids) {
    const w = worth(bid);
    if (w <= most) continue;
    best = bid;
    most = w;
  }
  return best;
}
