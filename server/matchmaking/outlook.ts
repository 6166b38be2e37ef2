import type { Matchmaker } from '../../shared/lobby/matchmaker.ts';
import { toleranceAfter } from '../../shared/lobby/tolerance.ts';
import type { QueueUpdate, WaitingWhy } from '../../shared/protocol/queue.ts';
import type { LiveTicket } from './tickets.ts';
import type { Waits } from './waits.ts';

/** What somebody who waits is told: how many others do, for how long it may go on, and why. */
export function outlookOf(live: LiveTicket, matchmaker: Matchmaker, waits: Waits, now: number): QueueUpdate {
  const { id, games, players, since } = live.kept;
  const plan = matchmaker.outlook(id);
  const party = players.length;
  const waiting = Math.max(party, ...games.map((game) => matchmaker.waiting(game)));
  return {
    ticket: id,
    state: 'waiting',
    games,
    since,
    party,
    waiting,
    tolerance: Math.round(toleranceAfter(Math.max(0, now - since))),
    eta: live.away.size > 0 ? null : etaOf(live, plan, waits, now),
    reason: whyOf(live, plan, waiting, now),
  };
}

type Found = ReturnType<Matchmaker['outlook']>;

/**
 * If nobody comes, it is as long as the plan says. Where that is a match with others, it may be as short as it was for others lately; where there is
 * nobody yet, it may be anything up to that.
 */
function etaOf(
  { kept: { games, since, players } }: LiveTicket,
  plan: Found,
  waits: Waits,
  now: number,
): { ms: number; error: number } | null {
  if (!plan) return null;
  const atMost = Math.max(0, plan.at - now);
  const lately = games.flatMap((game) => waits.remaining(game, now - since) ?? []);
  const [soonest] = lately.sort((a, b) => a.middle - b.middle);
  if (!soonest || plan.players <= players.length) return { ms: Math.round(atMost / 2), error: Math.round(atMost / 2) };
  const ms = Math.min(atMost, soonest.middle);
  const error = Math.max(
    LEAST_ERROR_MS,
    (Math.min(atMost, soonest.to) - Math.min(atMost, soonest.from)) / 2,
    atMost - ms,
  );
  return { ms: Math.round(ms), error: Math.round(error) };
}

const LEAST_ERROR_MS = 500;

function whyOf({ away, kept: { players, since } }: LiveTicket, plan: Found, waiting: number, now: number): WaitingWhy {
  const gone = players.find(({ playerId }) => away.has(playerId));
  if (gone) return { code: 'away', text: `${gone.name} is away; the search goes on once everybody is back.` };
  const left = plan ? Math.max(0, plan.at - now) : 0;
  const within = left < 1000 ? 'any moment now' : `in ${Math.ceil(left / 1000)} s`;
  const alone = waiting <= players.length;
  if (!plan) {
    if (alone) return { code: 'few-players', text: 'Nobody else is waiting yet.' };
    return { code: 'party', text: `Nobody who waits fits with a party of ${players.length} yet.` };
  }
  if (plan.players <= players.length) {
    const why = alone ? 'Nobody else is waiting yet' : 'Nobody near your rating is waiting yet';
    return { code: alone ? 'few-players' : 'few-near', text: `${why}; bots fill up ${within}.` };
  }
  switch (plan.waitsFor) {
    case 'tolerance': {
      const widened = Math.round(toleranceAfter(Math.max(0, plan.at - since)));
      return { code: 'few-near', text: `Few players near your rating; widening to ±${widened} ${within}.` };
    }
    case 'closeness':
      return { code: 'few-near', text: `Somebody nearer to your rating may come; else it begins ${within}.` };
    case 'players':
      return { code: 'few-players', text: `${plan.players} players are here; if no more come, it begins ${within}.` };
  }
}
