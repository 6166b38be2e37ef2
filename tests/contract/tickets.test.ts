import { expect, test } from 'vitest';
import { deleteTickets, insertTicket, type KeptTicket, loadTickets } from '../../server/store/tickets.ts';
import { describeBoth, type Open } from '../support/databases.ts';

type Db = Awaited<ReturnType<Open>>;

const NOW = 1_800_000_000_000.75;
const ticket = (id: string, who: readonly string[], more: Partial<KeptTicket> = {}): KeptTicket => ({
  id,
  games: ['comet'],
  regions: null,
  roomId: null,
  players: who.map((playerId) => ({ playerId, name: `called ${playerId}` })),
  since: 1_800_000_000_000,
  ...more,
});
const idsIn = async (db: Db) => (await loadTickets(db)).tickets.map(({ id }) => id);
const playersIn = async (db: Db) =>
  (await db.selectFrom('ticket_players').select('player_id').orderBy('player_id').execute()).map(
    (row) => row.player_id,
  );

describeBoth('tickets', (open) => {
  test('come back as they were, with parties in their order and any text in them', async () => {
    const db = await open();
    const alone = ticket('t1', ['ann']);
    const party = ticket('t2', ['eve', 'ben', 'dan', 'cleo'], {
      games: ['liars-dice', 'comet/teams', '\0 "\ud800" 🦊'],
      regions: { 'eu-west': 12.5, 'us-1': 0 },
      roomId: 'r1',
      since: alone.since + 1,
    });
    expect(await insertTicket(db, alone, NOW)).toBe(true);
    expect(await insertTicket(db, party)).toBe(true);
    expect(await loadTickets(db)).toStrictEqual({ tickets: [alone, party], damaged: [] });
  });

  test('have the one first that waits longest, whenever it was written; then the one written first', async () => {
    const db = await open();
    for (const [id, since, at] of [
      ['a', 3000, 3000],
      ['b', 2000.75, 9000],
      ['c', 1000, 9000],
      ['d', 2000, 4000],
    ] as const)
      await insertTicket(db, ticket(id, [id], { since }), at);
    expect(await idsIn(db)).toEqual(['c', 'd', 'b', 'a']);
    expect((await loadTickets(db)).tickets.map(({ since }) => since)).toEqual([1000, 2000, 2000, 3000]);
  });

  test('are one to a player: of a second nothing is written, and the transaction goes on', async () => {
    const db = await open();
    await insertTicket(db, ticket('t1', ['ann', 'ben']));
    const said = await db
      .transaction()
      .execute(async (trx) => [
        await insertTicket(trx, ticket('t2', ['cleo', 'ben', 'dan'])),
        await insertTicket(trx, ticket('t3', ['cleo'])),
        await insertTicket(trx, ticket('t4', ['dan', 'dan'])),
        await insertTicket(trx, ticket('t5', ['dan'])),
      ]);
    expect(said).toEqual([false, true, false, true]);
    expect((await idsIn(db)).sort()).toEqual(['t1', 't3', 't5']);
    expect(await playersIn(db)).toEqual(['ann', 'ben', 'cleo', 'dan']);
  });

  test('that are there already stay as they are', async () => {
    const db = await open();
    const first = ticket('t1', ['ann', 'ben']);
    await insertTicket(db, first);
    for (const again of [first, ticket('t1', ['cleo'])]) expect(await insertTicket(db, again)).toBe(false);
    expect(await loadTickets(db)).toEqual({ tickets: [first], damaged: [] });
    expect(await playersIn(db)).toEqual(['ann', 'ben']);
  });

  test('that ask for the same players at once: one of them is there, whole', async () => {
    const db = await open();
    for (let round = 0; round < 3; round++) {
      // So many that the tries overlap, and would wait for each other if each took them in its own order.
      const who = Array.from({ length: 300 }, (_, i) => `p${round}/${i}`);
      const tries = [who, who.toReversed(), [...who.slice(150), ...who.slice(0, 150)]].map((all, i) =>
        ticket(`${round}/${i}`, all),
      );
      const said = await Promise.all(tries.map((one) => db.transaction().execute((trx) => insertTicket(trx, one))));
      expect(said.filter(Boolean)).toHaveLength(1);
      const { tickets } = await loadTickets(db);
      expect(tickets.filter(({ id }) => id.startsWith(`${round}/`))).toEqual([tries[said.indexOf(true)]]);
    }
    expect(await playersIn(db)).toHaveLength(900);
  });

  test('that are over are counted, and leave their players free', async () => {
    const db = await open();
    await insertTicket(db, ticket('t1', ['ann', 'ben']));
    await insertTicket(db, ticket('t2', ['cleo']));
    await insertTicket(db, ticket('t3', ['dan']));
    expect(await deleteTickets(db, [])).toBe(0);
    expect(await deleteTickets(db, ['t1', 't2', 'none'])).toBe(2);
    expect(await deleteTickets(db, ['t1'])).toBe(0);
    expect(await idsIn(db)).toEqual(['t3']);
    expect(await insertTicket(db, ticket('t4', ['cleo', 'ann', 'ben']))).toBe(true);
  });

  test('that were changed by something else than us are named, stay as they are, and harm no other', async () => {
    const db = await open();
    const ids = ['whole', 'no-json', 'no-games', 'regions', 'nobody', 'gone'];
    for (const id of ids) await insertTicket(db, ticket(id, [`of ${id}`], { regions: { here: 1 } }));
    const change = (id: string, set: object) => db.updateTable('tickets').set(set).where('id', '=', id).execute();
    await change('no-json', { games_json: '["comet"' });
    await change('no-games', { games_json: '[]' });
    await change('regions', { regions_json: '{"here":"near"}' });
    await db.deleteFrom('ticket_players').where('ticket_id', '=', 'nobody').execute();
    await db.deleteFrom('tickets').where('id', '=', 'gone').execute();
    const before = await db.selectFrom('tickets').selectAll().orderBy('id').execute();

    const { tickets, damaged } = await loadTickets(db);
    expect(tickets.map(({ id }) => id)).toEqual(['whole']);
    expect(damaged.sort()).toEqual(['gone', 'no-games', 'no-json', 'nobody', 'regions']);
    expect(await db.selectFrom('tickets').selectAll().orderBy('id').execute()).toEqual(before);

    expect(await insertTicket(db, ticket('new', ['of gone', 'of regions']))).toBe(false);
    await deleteTickets(db, damaged);
    expect(await insertTicket(db, ticket('new', ['of gone', 'of regions']))).toBe(true);
    expect((await loadTickets(db)).damaged).toEqual([]);
  });
});
