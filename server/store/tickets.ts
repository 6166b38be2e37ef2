import { z } from 'zod';
import type { Db } from './schema.ts';

/** One who waits for a match, or a party that waits together, as it is kept. */
export interface KeptTicket {
  readonly id: string;
  /** Queues, as `GET /games` names them. */
  readonly games: readonly string[];
  /** Round trips by region, in milliseconds; null: anywhere will do. */
  readonly regions: { readonly [region: string]: number } | null;
  /** The party's room; null for one who waits alone. */
  readonly roomId: string | null;
  /** At least one. */
  readonly players: readonly { readonly playerId: string; readonly name: string }[];
  /** Since when it waits, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * False when one of its players has a ticket already, or it is there itself: nothing is written then. In the transaction that `db`
 * is, which goes on either way.
 */
export async function insertTicket(db: Db, ticket: KeptTicket, at = ticket.since): Promise<boolean> {
  const { id, games, regions, roomId, players, since } = ticket;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('tickets')
    .values({
      id,
      games_json: JSON.stringify(games),
      regions_json: regions && JSON.stringify(regions),
      room_id: roomId,
      since: Math.floor(since),
      created_at: Math.floor(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows ?? 0) === 0) return false;
  const rows = players.map(({ playerId, name }, n) => ({ player_id: playerId, ticket_id: id, n, name }));
  const { numInsertedOrUpdatedRows: free } = await db
    .insertInto('ticket_players')
    // Everyone takes them in the same order, or two parties with the same members could wait for each other.
    .values(rows.sort((a, b) => (a.player_id < b.player_id ? -1 : 1)))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(free ?? 0) === players.length) return true;
  await deleteTickets(db, [id]);
  return false;
}

/** How many of them there were: their players may have other tickets now. */
export async function deleteTickets(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  await db.deleteFrom('ticket_players').where('ticket_id', 'in', ids).execute();
  const { numDeletedRows } = await db.deleteFrom('tickets').where('id', 'in', ids).executeTakeFirst();
  return Number(numDeletedRows);
}

/** What an older program wrote, or a disk changed, may not be a ticket any more. */
const keptTicket = z.object({
  id: z.string(),
  games: z.array(z.string()).min(1),
  regions: z.record(z.string(), z.number()).nullable(),
  roomId: z.string().nullable(),
  players: z.array(z.object({ playerId: z.string(), name: z.string() })).min(1),
  since: z.int(),
});

/**
 * All tickets, the one that waits longest first, and the ids of those that cannot be read any more. The rows of these stay as they
 * are, and their players can have no other ticket until `deleteTickets` takes them away.
 */
export async function loadTickets(db: Db): Promise<{ tickets: KeptTicket[]; damaged: string[] }> {
  const rows = await db
    .selectFrom('tickets')
    .leftJoin('ticket_players', 'ticket_id', 'id')
    .selectAll()
    .orderBy('since')
    .orderBy('created_at')
    .orderBy('id')
    .orderBy('n')
    .execute();
  const tickets: KeptTicket[] = [];
  const damaged = await playersWithoutTicket(db);
  for (const [id, [first, ...more]] of Map.groupBy(rows, (row) => row.id)) {
    const { games_json, regions_json, room_id: roomId, since } = first!;
    const players = [first!, ...more].map(({ player_id, name }) => ({ playerId: player_id, name }));
    const games = parsed(games_json);
    const regions = regions_json === null ? null : parsed(regions_json);
    const ticket = keptTicket.safeParse({ id, games, regions, roomId, players, since });
    if (ticket.success) tickets.push(ticket.data);
    else damaged.push(id);
  }
  return { tickets, damaged };
}

/** The ids of tickets of which only players are left: they would never get another. */
async function playersWithoutTicket(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('ticket_players')
    .select('ticket_id')
    .distinct()
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('tickets').select('id').whereRef('id', '=', 'ticket_players.ticket_id'))),
    )
    .execute();
  return rows.map(({ ticket_id }) => ticket_id);
}

/** Undefined where it is no JSON, which no schema takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
