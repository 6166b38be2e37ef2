import { expect, test } from 'vitest';
import { roomFor } from '../../server/matchmaking/filling.ts';
import type { LiveTicket } from '../../server/matchmaking/tickets.ts';
import { games } from '../../shared/games/index.ts';
import type { Group } from '../../shared/lobby/matchmaker.ts';
import { queuesOf } from '../../shared/lobby/queues.ts';

const queues = queuesOf(games.values());

/** The room for single players of one rating on these sides. */
function roomOf(queue: string, sides: readonly number[], withBots: boolean, rating = 1500) {
  const tickets = sides.map((_, n) => ({
    id: `t${n}`,
    players: [`p${n}`],
    since: 0,
    queues: new Map([[queue, [rating]]]),
    regions: null,
    blocked: new Set<string>(),
  }));
  const group: Group = { queue, region: null, tickets, sides, gap: 0, spread: 0 };
  const live = tickets.map((ticket): LiveTicket => {
    const players = ticket.players.map((playerId) => ({ playerId, name: playerId }));
    const kept = { id: ticket.id, games: [queue], regions: null, roomId: null, players, since: 0 };
    return { kept, ticket, away: new Map(), places: new Map(), stoodUpBy: new Set(), isBusy: false, called: null };
  });
  return roomFor(queues.get(queue)!, group, live, withBots);
}

const bots = (room: ReturnType<typeof roomOf>) => room.bots.map(({ team }) => team);

test.each([
  ['comet', [0, 0], false, []],
  ['comet', [0], true, [0, 0, 0]],
  ['comet', [0, 0, 0, 0, 0], true, []],
  ['liars-dice', [0, 0], true, [0, 0]],
  ['comet/teams', [0, 1], false, []],
  ['comet/teams', [0], true, [0, 1, 1]],
  ['comet/teams', [0, 0], true, [1, 1]],
  ['comet/teams', [0, 0, 0, 1], true, [1, 1]],
  ['comet/teams', [0, 0, 1], true, [1]],
] as const)('%s with humans on sides %j, bots wanted: %j, has bots on sides %j', (queue, sides, withBots, expected) => {
  expect(bots(roomOf(queue, sides, withBots))).toEqual(expected);
});

test('one human alone never has no opponent', () => {
  expect(bots(roomOf('comet', [0], false))).toHaveLength(3);
});

test('bots are about as strong as the humans', () => {
  const levelAt = (rating: number) => roomOf('comet', [0], true, rating).bots[0]!.level;
  expect([1000, 1500, 2200].map(levelAt)).toEqual(['easy', 'normal', 'hard']);
});

test('the room has a seat for each human that the queue would take, held seats first', () => {
  const { maxPlayers, players, settings } = roomOf('comet/teams', [1, 0], false);
  expect(maxPlayers).toBe(8);
  expect(players.map(({ id, team }) => [id, team])).toEqual([
    ['p0', 1],
    ['p1', 0],
  ]);
  expect(settings).toMatchObject({ teams: 'two', roundSeconds: 90 });
});
