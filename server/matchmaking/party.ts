import { fail, ok, type Result } from '../../shared/core/result.ts';
import type { Queue } from '../../shared/lobby/queues.ts';
import type { Room, Seat } from '../../shared/lobby/room.ts';
import { type Refusal, refuse, refuseField } from '../../shared/protocol/errors.ts';
import { NOT_HERE, type RoomHost } from '../rooms/roomHost.ts';
import type { Connection } from '../rooms/wire.ts';
import type { KeptTicket } from '../store/tickets.ts';

/** Who queues: the caller alone, or all who sit in the room that the caller is host of. */
export function partyOf(
  connection: Connection,
  host: RoomHost | null,
  games: readonly string[],
  queues: ReadonlyMap<string, Queue>,
): Result<Pick<KeptTicket, 'games' | 'roomId' | 'players'>, Refusal> {
  const unknown = games.find((game) => !queues.has(game));
  if (unknown !== undefined) return fail(unknownQueue(unknown, queues));
  const { player } = connection;
  const named = [...new Set(games)];
  if (!host) return ok({ games: named, roomId: null, players: [{ playerId: player.id, name: player.name }] });
  const refused = host.holds(connection) ? whyNotTogether(host, player.id) : NOT_HERE;
  if (refused) return fail(refused);
  const players = humansSeated(host.room).map(({ playerId, name }) => ({ playerId, name }));
  for (const game of named) {
    const queue = queues.get(game)!;
    const most = queue.players / Math.max(1, queue.teams);
    if (players.length > most) {
      const message = `a party of ${players.length} does not fit: in ${game} there is room for ${most} who stay together`;
      return fail(refuseField('games', message));
    }
  }
  return ok({ games: named, roomId: host.id, players });
}

/** Whether these, and nobody else, sit in the room, between two matches. */
export function seatedIn(room: Room, players: KeptTicket['players']): boolean {
  if (room.gathering || (room.status !== 'lobby' && room.status !== 'results')) return false;
  const seated = humansSeated(room);
  const ids = new Set(players.map(({ playerId }) => playerId));
  return seated.length === players.length && seated.every(({ playerId }) => ids.has(playerId));
}

function whyNotTogether({ room }: RoomHost, playerId: string): Refusal | null {
  if (room.hostId !== playerId)
    return refuse('room/not-host', 'You are in a room, which only its host can queue; leave it to queue alone.');
  if (room.gathering || (room.status !== 'lobby' && room.status !== 'results')) {
    return refuse('room/wrong-status', 'That is for the time between matches.');
  }
  const seated = humansSeated(room);
  if (!seated.some((seat) => seat.playerId === playerId)) {
    return refuse('room/wrong-status', 'Who watches cannot queue: take a seat first.');
  }
  const away = seated.find(({ awaySince }) => awaySince !== null);
  return away ? refuse('room/wrong-status', `${away.name} is away just now.`) : null;
}

function humansSeated(room: Room): Extract<Seat, { kind: 'human' }>[] {
  return room.seats.filter((seat) => seat.kind === 'human');
}

function unknownQueue(asked: string, queues: ReadonlyMap<string, Queue>): Refusal {
  const message = `There is no queue '${asked.slice(0, 64)}' here; there is: ${[...queues.keys()].join(', ')}.`;
  return refuse('game/unknown', message);
}
