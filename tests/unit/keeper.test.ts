import { sql } from 'kysely';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { loadChat } from '../../server/store/chat.ts';
import { readJournal } from '../../server/store/journal.ts';
import { createKeeper, type Keeper } from '../../server/store/keeper.ts';
import { findMatch, runningMatches } from '../../server/store/matches.ts';
import { mutesOf } from '../../server/store/players.ts';
import { loadRooms } from '../../server/store/rooms.ts';
import { type KeptTicket, loadTickets } from '../../server/store/tickets.ts';
import type { Room } from '../../shared/lobby/room.ts';
import type { ChatMessage } from '../../shared/protocol/chat.ts';
import { begun, ended, players } from '../support/keptMatches.ts';
import { RoomTable } from '../support/roomTable.ts';
import { useStore } from '../support/store.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** A keeper over a real file, whose disk a test can fill. */
async function useKeeper() {
  const { db } = await useStore();
  const clock = new VirtualClock();
  const logged: { event: string; [key: string]: unknown }[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const finished: string[] = [];
  const keeper = createKeeper({ db }, clock, log, (id) => void finished.push(id));
  /** No page more than there are now; null: as many as may be. */
  const fill = async (full: boolean) => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql`pragma max_page_count = ${sql.lit(full ? rows[0]!.page_count : 1_000_000)}`.execute(db);
  };
  /** Until the keeper has tried again, which it does every second. */
  const retry = async (isDone: () => boolean) => {
    await expect
      .poll(() => {
        clock.advance(1000);
        return isDone();
      })
      .toBe(true);
  };
  const roomNames = async () => (await loadRooms(db)).rooms.map(({ room }) => room.name);
  const tickets = async () => (await loadTickets(db)).tickets.map(({ id }) => id);
  return { db, keeper, logged, finished, fill, retry, roomNames, tickets };
}

const room = (name: string, more: Partial<Room> = {}): Room => ({ ...new RoomTable().room, name, ...more });
/** More than fits into the pages that are there. */
const LARGE = 'x'.repeat(50_000);
const line = (id: number, text = `line ${id}`): { roomId: string; message: ChatMessage } => ({
  roomId: 'r1',
  message: { id, at: 1000 + id, kind: 'player', playerId: 'ann', name: 'Ann', text },
});
/** What no database takes. */
const badLine = (id: number) => line(id, null as unknown as string);

const ticket = (id: string, who: readonly string[], game = 'comet'): KeptTicket => ({
  id,
  games: [game],
  regions: null,
  roomId: null,
  players: who.map((playerId) => ({ playerId, name: playerId })),
  since: 1000,
});
const queued = (keeper: Keeper, one: KeptTicket) => new Promise<string>((done) => keeper.ticket(one, done));

const settled = (keeper: Keeper) => new Promise<boolean>((done) => keeper.settled(done));
const opened = (keeper: Keeper, id: string, made: Room) =>
  new Promise<string>((done) => keeper.newRoom({ id, room: made }, done));

describe('what is asked', () => {
  test('is written in its order, and the calls back come in it too, each with what it is about', async () => {
    const { db, keeper, finished } = await useKeeper();
    const told: unknown[] = [];
    const tell = (what: string) => (how: unknown) => void told.push([what, how]);
    keeper.journal({ seq: 1, at: 5, bytes: new Uint8Array([1]) }, 0);
    keeper.newRoom({ id: 'r1', room: room('First') }, tell('room'));
    keeper.room({ id: 'r1', room: room('Second') });
    keeper.newRoom({ id: 'r2', room: room('Third') }, tell('room of the same code'));
    keeper.line(line(1), tell('line'));
    keeper.match(begun('m1'));
    keeper.result(ended('m1', players(['ann', 'ben'])), null, (ratings) =>
      tell('result')(ratings?.map(({ playerId }) => playerId)),
    );
    keeper.line(line(2), tell('line'));
    keeper.settled(tell('settled'));
    expect(told, 'nothing is told before it is written').toEqual([]);
    expect(await settled(keeper)).toBe(true);
    expect(told).toEqual([
      ['room', 'kept'],
      ['room of the same code', 'taken'],
      ['line', true],
      ['result', ['ann', 'ben']],
      ['line', true],
      ['settled', true],
    ]);
    expect(finished).toEqual(['m1']);
    expect((await loadRooms(db)).rooms.map(({ id, room: { name } }) => [id, name])).toEqual([['r1', 'Second']]);
    expect((await findMatch(db, 'm1'))?.status).toBe('finished');
    expect((await readJournal(db, 0)).rows.map(({ seq }) => seq)).toEqual([1]);
  });

  test('of a room only the newest state is written, and nothing once it is closed', async () => {
    const { db, keeper, roomNames } = await useKeeper();
    await sql`create table writes (n)`.execute(db);
    await sql`create trigger counted after update on rooms begin insert into writes values (1); end`.execute(db);
    expect(await opened(keeper, 'r1', room('Opened'))).toBe('kept');
    for (const name of ['One', 'Two', 'Three']) keeper.room({ id: 'r1', room: room(name) });
    await settled(keeper);
    expect(await roomNames()).toEqual(['Three']);
    expect((await sql`select n from writes`.execute(db)).rows).toHaveLength(1);
    keeper.roomClosed('r1');
    await settled(keeper);
    keeper.room({ id: 'r1', room: room('Late') });
    await settled(keeper);
    expect(await roomNames()).toEqual([]);
  });

  test('is settled at once where nothing waits, and else when all before it is there', async () => {
    const { db, keeper } = await useKeeper();
    const told: boolean[] = [];
    keeper.settled((isKept) => void told.push(isKept));
    expect(told).toEqual([true]);
    keeper.mute('ann', 'ben', 1);
    keeper.settled((isKept) => void told.push(isKept));
    expect(told).toEqual([true]);
    await expect.poll(() => told).toEqual([true, true]);
    expect(await mutesOf(db, 'ann')).toEqual(['ben']);
  });

  test('and is at fault takes nothing else with it', async () => {
    const { db, keeper, logged } = await useKeeper();
    const told: boolean[] = [];
    for (const one of [line(1), badLine(2), line(3)]) keeper.line(one, (isKept) => void told.push(isKept));
    expect(await settled(keeper)).toBe(true);
    expect(told).toEqual([true, false, true]);
    expect((await loadChat(db, 'r1', 10)).lines.map(({ id }) => id)).toEqual([1, 3]);
    expect(logged).toEqual([expect.objectContaining({ event: 'not-kept', what: 'line 2 of room r1' })]);
    expect(keeper.able).toBe(true);
  });

  test('by one whose call back throws is kept, the asker is told that it failed, and all others hear of theirs', async () => {
    const { keeper, logged } = await useKeeper();
    const told: unknown[] = [];
    keeper.line(line(1), (isKept) => {
      told.push(isKept);
      if (isKept) throw new Error('planted');
    });
    keeper.line(line(2), (isKept) => void told.push(isKept));
    await settled(keeper);
    expect(told).toEqual([true, false, true]);
    expect(logged).toEqual([expect.objectContaining({ event: 'call-back-failed' })]);
  });

  test('of tickets is kept where all their players are free, which those are whose ticket is over', async () => {
    const { keeper, tickets } = await useKeeper();
    const told: unknown[] = [];
    keeper.ticket(ticket('t1', ['ann', 'ben']), (how) => void told.push(how));
    keeper.ticket(ticket('t2', ['ben', 'cleo']), (how) => void told.push(how));
    keeper.line(line(1), (isKept) => void told.push(isKept));
    keeper.ticketsOver(['t1', 'none']);
    keeper.ticketsOver([]);
    keeper.ticket(ticket('t3', ['cleo', 'ben']), (how) => void told.push(how));
    expect(await settled(keeper)).toBe(true);
    expect(told).toEqual(['kept', 'taken', true, 'kept']);
    expect(await tickets()).toEqual(['t3']);
  });

  test('of a ticket whose asker heard that it failed leaves nothing of it', async () => {
    const { keeper, tickets } = await useKeeper();
    const told: unknown[] = [];
    keeper.ticket(ticket('t1', ['ann']), (how) => {
      told.push(how);
      if (how === 'kept') throw new Error('planted');
    });
    await expect.poll(() => told).toEqual(['kept', 'failed']);
    await settled(keeper);
    expect(await tickets()).toEqual([]);
    expect(await queued(keeper, ticket('t2', ['ann']))).toBe('kept');
  });

  test('at the end is all written, however much it is, and nothing that is asked later', async () => {
    const { db, keeper } = await useKeeper();
    const told: boolean[] = [];
    for (let id = 1; id <= 1200; id++) keeper.line(line(id), (isKept) => void told.push(isKept));
    await keeper.close();
    expect(told).toEqual(new Array(1200).fill(true));
    keeper.line(line(1201), (isKept) => void told.push(isKept));
    keeper.roomClosed('r1');
    expect(told.at(-1)).toBe(false);
    const [last] = (await loadChat(db, 'r1', 1)).lines;
    expect(last?.id).toBe(1200);
  });
});

describe('while the disk is full', () => {
  /** A keeper that has just found out. */
  async function useFull() {
    const all = await useKeeper();
    await opened(all.keeper, 'r1', room('Before'));
    all.keeper.match(begun('m1'));
    await settled(all.keeper);
    await all.fill(true);
    await new Promise<void>((done) => all.keeper.line(line(1, LARGE), () => done()));
    expect(all.keeper.able).toBe(false);
    return all;
  }

  test('lines, new rooms and settling are refused, and it is said once', async () => {
    const { keeper, logged, retry } = await useFull();
    const told: boolean[] = [];
    keeper.line(line(2), (isKept) => void told.push(isKept));
    expect(told).toEqual([false]);
    expect(await opened(keeper, 'r2', room('New', { code: 'CDFGHK' }))).toBe('failed');
    expect(await settled(keeper)).toBe(false);
    keeper.room({ id: 'r1', room: room(LARGE) });
    let tries = 0;
    await retry(() => ++tries > 5);
    expect(keeper.able).toBe(false);
    expect(keeper.outages).toBe(1);
    expect(logged).toEqual([expect.objectContaining({ event: 'store-failing' })]);
  });

  test('and nothing waits, the keeper finds out by itself that there is room, and leaves no trace of that', async () => {
    const { db, keeper, fill, retry } = await useFull();
    await fill(false);
    await retry(() => keeper.able);
    expect((await readJournal(db, -10)).rows).toEqual([]);
  });

  test('rooms, mutes, matches, checkpoints and results wait, and the newest of them are there once it is not', async () => {
    const { db, keeper, logged, finished, fill, retry, roomNames } = await useFull();
    const told: unknown[] = [];
    keeper.room({ id: 'r1', room: room(`Old ${LARGE}`) });
    keeper.mute('ann', 'ben', 1);
    keeper.match(begun('m2'));
    const checkpoint = { matchId: 'm2', tick: 300, journalSeq: 7, cells: new Int32Array(5), host: '{}' };
    keeper.checkpoint(
      checkpoint,
      { matchId: 'm2', from: 0, bytes: new Uint8Array(LARGE.length) },
      (isKept) => void told.push(isKept),
    );
    keeper.result(ended('m1', players(['ann', 'ben'])), null, (ratings) => void told.push(ratings?.length ?? null));
    keeper.room({ id: 'r1', room: room('New') });
    await retry(() => told.length === 2);
    expect(told, 'they are told that it is not kept yet').toEqual([false, null]);
    await fill(false);
    await retry(() => keeper.able);
    await expect.poll(() => told).toEqual([false, null, true, 2]);
    expect(finished).toEqual(['m1']);
    expect(await roomNames()).toEqual(['New']);
    expect(await mutesOf(db, 'ann')).toEqual(['ben']);
    expect((await runningMatches(db)).matches.map(({ matchId }) => matchId)).toEqual(['m2']);
    expect(logged.map(({ event }) => event)).toEqual(['store-failing', 'store-able']);
    expect(await settled(keeper)).toBe(true);
  });

  test('tickets are refused, and those that are over go once it is not', async () => {
    const { keeper, fill, retry, tickets } = await useKeeper();
    await queued(keeper, ticket('t1', ['ann']));
    await fill(true);
    expect(await queued(keeper, ticket('t2', ['ben'], LARGE)), 'the one that finds out').toBe('failed');
    expect(await queued(keeper, ticket('t3', ['cleo']))).toBe('failed');
    keeper.ticketsOver(['t1']);
    expect(await tickets()).toEqual(['t1']);
    await fill(false);
    await retry(() => keeper.able);
    expect(await settled(keeper)).toBe(true);
    expect(await tickets()).toEqual([]);
    for (const who of ['ann', 'ben', 'cleo']) expect(await queued(keeper, ticket(`of ${who}`, [who]))).toBe('kept');
  });

  test('what is at fault by itself does not keep it from finding out that there is room', async () => {
    const { keeper, fill, retry, roomNames } = await useFull();
    keeper.room({ id: 'bad', room: room('Bad', { version: 1n as unknown as number }) });
    keeper.room({ id: 'r1', room: room('Good') });
    await fill(false);
    await retry(() => keeper.able);
    expect(await settled(keeper)).toBe(true);
    expect(await roomNames()).toEqual(['Good']);
  });

  test('what is asked by one who hears of the failure is newer than what has failed', async () => {
    const { keeper, fill, retry, roomNames } = await useKeeper();
    await opened(keeper, 'r1', room('Before'));
    await fill(true);
    keeper.line(line(1, LARGE), () => keeper.room({ id: 'r1', room: room('Newest') }));
    keeper.room({ id: 'r1', room: room('Old') });
    await retry(() => !keeper.able);
    await fill(false);
    await retry(() => keeper.able);
    expect(await roomNames()).toEqual(['Newest']);
  });
});
