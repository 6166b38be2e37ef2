import type { Group } from '../../shared/lobby/matchmaker.ts';
import type { Queue } from '../../shared/lobby/queues.ts';
import { levelNear } from '../../shared/lobby/rating.ts';
import type { GroupPlan } from '../rooms/roomPlan.ts';
import type { LiveTicket } from './tickets.ts';

/** The room for a group: who plays on which side, and the bots that fill up. `withBots`: somebody has waited long enough for them. */
export function roomFor(
  queue: Queue,
  group: Group,
  tickets: readonly LiveTicket[],
  withBots: boolean,
): Pick<GroupPlan, 'game' | 'name' | 'settings' | 'teams' | 'players' | 'bots' | 'maxPlayers'> {
  const players = tickets.flatMap(({ kept }, i) =>
    kept.players.map(({ playerId, name }) => ({ id: playerId, name, team: group.sides[i]! })),
  );
  const level = levelNear(meanOf(group));
  const sides = queue.teams === 0 ? [players.length] : Array.from({ length: queue.teams }, (_, side) => humansOn(side));
  const fill = withBots || players.length < queue.game.minPlayers ? queue.fill / sides.length : 0;
  const full = Math.max(fill, ...sides);
  const bots = sides.flatMap((humans, team) =>
    Array.from({ length: Math.max(0, full - humans) }, () => ({ level, team })),
  );
  function humansOn(side: number): number {
    return players.filter(({ team }) => team === side).length;
  }
  return {
    game: queue.game,
    name: 'Quick match',
    settings: queue.settings,
    teams: queue.teams,
    players,
    bots,
    maxPlayers: queue.players,
  };
}

function meanOf({ tickets, queue }: Group): number {
  const ratings = tickets.flatMap((ticket) => ticket.queues.get(queue)!);
  return ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
}
