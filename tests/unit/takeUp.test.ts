import { sql } from 'kysely';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { takeUpRooms } from '../../server/rooms/takeUp.ts';
import { checksum } from '../../server/store/checksum.ts';
import type { Database } from '../../server/store/database.ts';
import { insertJournal, saveCheckpoints, saveSegments } from '../../server/store/journal.ts';
import { insertMatches, type MatchResult } from '../../server/store/matches.ts';
import { insertRoom } from '../../server/store/rooms.ts';
import { ByteWriter } from '../../shared/core/bytes.ts';
import type { Room } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { MATCH_ID, type Play, playKept, specOf } from '../support/keptPlay.ts';
import { luckFrom } from '../support/recordMatch.ts';
import { RoomTable } from '../support/roomTable.ts';
import { useStore } from '../support/store.ts';
import { counter, testGames } from '../support/testGame.ts';
import { World } from '../support/testRooms.ts';

/** A store as a server has left it, whole or not, and the rooms of the server that takes it up. */
const SETTINGS = { roundSeconds: 600 };
const ROOM = { code: 'CDFGHJ', game: 'counter', settings: SETTINGS, seatLimit: 4 };
/** A match with checkpoints, another that has not come so far, and one of which nothing but its beginning is kept. */
const LONG = playOf(1, 12);
const SHORT = playOf(2, 3);
const NEW: Play = { ...playOf(3, 1), kept: [] };

function playOf(seed: number, seconds: number): Play {
  return playKept(counter, specOf(counter, seed, SETTINGS), luckFrom(seed), seconds);
}

const lastTick = ({ kept }: Play) => kept.at(-1)?.moment.tick ?? 0;

/** Two players and a bot, in the match that runs; `change` comes in between. */
function roomOf(code: string, matchId: string, change: (table: RoomTable) => void = () => {}): Room {
  const host = { id: `${code}-0`, name: 'P0' };
  const table = new RoomTable({ ...ROOM, code, host, bots: 1 });
  table.say({ kind: 'bot', playerId: host.id, seat: 1, level: null });
  table.say({ kind: 'bot', playerId: host.id, seat: 2, level: 'hard' });
  table.join(`${code}-1`).playing();
  change(table);
  return { ...table.room, matchId };
}

/** What is kept of the match, under another name and played by the members of the room. */
async function keep(db: Database['db'], room: Room, { spec, kept }: Play): Promise<void> {
  const matchId = room.matchId!;
  const own = (text: string) => text.replaceAll(/"p(\d)"/g, `"${room.code}-$1"`);
  const entrants = JSON.parse(own(JSON.stringify(spec.entrants)));
  await insertRoom(db, { id: `id of ${room.code}`, room }, 1);
  const startedAt = 1_700_000_000_000 - 60_000;
  await insertMatches(db, [{ matchId, roomId: room.code, tickRate: 20, startedAt, spec: { ...spec, entrants } }]);
  for (const one of kept) {
    if ('row' in one) await insertJournal(db, { ...one.row, bytes: renamed(one.row.bytes, matchId) });
    else {
      await saveCheckpoints(db, [{ ...one.checkpoint, matchId, host: own(one.checkpoint.host) }]);
      await saveSegments(db, [{ ...one.segment, matchId }]);
    }
  }
}

/** A row of one match is one piece, and begins with the match's name. */
function renamed(row: Uint8Array, matchId: string): Uint8Array {
  const name = new TextEncoder().encode(matchId);
  return Uint8Array.from([name.length, ...name, ...row.subarray(1 + MATCH_ID.length)]);
}

async function useLeft() {
  const { db } = await useStore();
  const world = new World();
  const logged: { event: string; [key: string]: unknown }[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const { rooms, keeper, clock } = world;
  const takeUp = () => takeUpRooms({ db, games: testGames, rooms, keeper, timing: ROOM_TIMING, clock, log });
  const results = () =>
    Object.fromEntries(
      keeper.asked
        .filter(({ what }) => what === 'result')
        .map(({ about }) => [(about as MatchResult).matchId, about as MatchResult]),
    );
  const statusOf = (code: string) => rooms.find(code)?.room.status;
  /** The first tick that it is shown at. */
  const shownAt = (code: string) => {
    const one = world.connect(`${code}-0`);
    const joined = world.enter(one, rooms.find(code)!, { as: 'player', resume: true });
    if (!joined.ok) throw new Error(joined.error.code);
    return {
      one,
      ...joined.value,
      keyframe: joined.value.match?.keyframe as { seq: number; tick: number } | undefined,
    };
  };
  return { db, world, logged, takeUp, results, statusOf, shownAt };
}

const LOST = { kind: 'aborted', error: { code: 'server/unavailable' } };

describe('[KP-3] matches', () => {
  test('go on where they were, from a checkpoint, from the journal alone, or from the start', async () => {
    const { db, takeUp, logged, results, shownAt } = await useLeft();
    for (const [code, play] of [
      ['CDFGHJ', LONG],
      ['CDFGHK', NEW],
    ] as const)
      await keep(db, roomOf(code, `m-${code}`), play);
    await takeUp();
    expect(logged.at(-1)).toMatchObject({ event: 'taken-up', rooms: 2, matches: 2 });
    const { keyframe, seat, match } = shownAt('CDFGHJ');
    expect(seat).toBe(0);
    expect(match).toMatchObject({ epoch: 2, matchId: 'm-CDFGHJ' });
    expect(keyframe).toMatchObject({ tick: lastTick(LONG) });
    expect(shownAt('CDFGHK').keyframe).toMatchObject({ tick: 0 });
    expect(results()).toEqual({});
    const other = await useLeft();
    await keep(other.db, roomOf('CDFGHJ', 'm1'), SHORT);
    await other.takeUp();
    expect(other.shownAt('CDFGHJ').keyframe).toMatchObject({ tick: lastTick(SHORT) });
  });

  test('wait for who was playing, and for nobody who had long been away', async () => {
    const { db, world, takeUp, shownAt } = await useLeft();
    // The journal's times are those of its clock, which begins at 0; these two were lost long before that.
    const away = (one: { awaySince: number | null }) => ({ ...one, awaySince: -3_600_000, keptUntil: 2e12 });
    const alone = roomOf('CDFGHJ', 'm1');
    const seats = alone.seats.map((seat, n) => (seat.kind === 'human' && n === 1 ? { ...seat, ...away(seat) } : seat));
    await keep(db, { ...alone, seats } as Room, SHORT);
    await takeUp();
    world.clock.advance(1000);
    const { one, keyframe } = shownAt('CDFGHJ');
    expect(keyframe?.tick, 'it has waited for the one who is back').toBe(lastTick(SHORT));
    world.clock.advance(1000);
    expect(one.last('match:tick').tick).toBe(lastTick(SHORT) + 20);
  });

  test('wait for 3 s at most, and begin sooner once all are back', async () => {
    const { db, world, takeUp, shownAt } = await useLeft();
    await keep(db, roomOf('CDFGHJ', 'm1'), SHORT);
    await takeUp();
    const { one } = shownAt('CDFGHJ');
    world.clock.advance(2900);
    expect(one.last('match:tick')).toBeUndefined();
    world.clock.advance(1000);
    expect(one.last('match:tick').tick).toBeGreaterThan(lastTick(SHORT));
  });

  test('number their ticks above all that may have been sent since something was kept last', async () => {
    const { db, world, takeUp, shownAt } = await useLeft();
    await keep(db, roomOf('CDFGHJ', 'm1'), SHORT);
    const { at } = (SHORT.kept.findLast((one) => 'row' in one) as { row: { at: number } }).row;
    // It may have played on for ten seconds when nothing could be written.
    await sql`update journal set at = at + ${Math.floor(world.clock.now() - at - 10_000)}`.execute(db);
    await takeUp();
    const { seq } = SHORT.kept.at(-1)!.moment;
    const shown = shownAt('CDFGHJ').keyframe!.seq;
    expect(shown).toBeGreaterThan(seq + 10 * counter.tickRate);
    expect(shown).toBeLessThan(seq + 13 * counter.tickRate);
  });

  test('that are over in the store are over for their rooms', async () => {
    const { db, takeUp, statusOf, results } = await useLeft();
    await keep(db, roomOf('CDFGHJ', 'm1'), SHORT);
    const outcome = JSON.stringify({ kind: 'finished', placements: [] });
    await sql`update matches set status = 'finished', outcome_json = ${outcome}`.execute(db);
    await takeUp();
    expect(statusOf('CDFGHJ')).toBe('results');
    expect(results()).toEqual({});
  });

  test('that no room has any more have an end all the same, and keep who played', async () => {
    const { db, takeUp, results } = await useLeft();
    await keep(db, roomOf('CDFGHJ', 'm1'), LONG);
    await sql`delete from rooms`.execute(db);
    await takeUp();
    expect(results().m1).toMatchObject({ outcome: LOST, rated: false });
    expect(results().m1!.players.map(({ playerId }) => playerId)).toContain('CDFGHJ-0');
  });
});

describe('[KP-2] rooms', () => {
  test('are kept under their new versions at once: a server that dies again has seen them', async () => {
    const { db, world, takeUp } = await useLeft();
    const room = new RoomTable(ROOM).room;
    await insertRoom(db, { id: 'r1', room }, 1);
    await takeUp();
    const [asked] = world.keeper.asked.filter(({ what }) => what === 'room');
    expect(asked!.about).toMatchObject({ id: 'r1', room: { code: ROOM.code, version: room.version + 1000 } });
  });

  test('in which a group was gathering are gone, and their codes are free: the group is put together again', async () => {
    const { db, world, takeUp } = await useLeft();
    const { room } = RoomTable.gathering(['ann', 'ben'], { game: 'counter', settings: SETTINGS, seatLimit: 4 });
    await insertRoom(db, { id: 'r1', room }, 1);
    await takeUp();
    expect(world.rooms.count).toBe(0);
    expect(world.keeper.asked.filter(({ what }) => what === 'roomClosed')).toEqual([
      { what: 'roomClosed', about: 'r1' },
    ]);
  });

  /** Ann's room, empty but for her. */
  const own = (code: string, joinedAt: number) => {
    const { room } = new RoomTable({ ...ROOM, code });
    return { ...room, seats: room.seats.map((seat) => (seat.kind === 'human' ? { ...seat, joinedAt } : seat)) };
  };
  const counting = () => new RoomTable({ ...ROOM, code: 'CDFGHK' }).join('ben').counting().room;

  test.each([
    ['the one that counts down', [counting(), own('CDFGHJ', 1e15)]],
    ['the one that counts down, whichever is read first', [own('CDFGHJ', 1e15), counting()]],
    ['the one joined last', [own('CDFGHJ', 1), own('CDFGHK', 2)]],
    ['the one joined last, whichever is read first', [own('CDFGHK', 2), own('CDFGHJ', 1)]],
  ])('of which somebody is in two, on the way from one to the other: %s stays', async (_, rooms) => {
    const { db, world, takeUp } = await useLeft();
    for (const [n, room] of rooms.entries()) await insertRoom(db, { id: room.code, room }, n);
    await takeUp();
    const staying = world.rooms.find('CDFGHK')!;
    expect(
      [...world.rooms.all()].map(({ id }) => id),
      'the other one is empty',
    ).toEqual(['CDFGHK']);
    expect(world.rooms.of('ann') === staying).toBe(true);
    const asked = world.keeper.asked.filter(
      ({ about }) => about === 'CDFGHJ' || (about as { id?: string }).id === 'CDFGHJ',
    );
    expect(asked.at(-1)?.what, 'it is not kept again').toBe('roomClosed');
  });

  test('whose settings the game does not take any more are closed, and their matches have an end', async () => {
    const { db, world, takeUp, results, logged } = await useLeft();
    await keep(db, { ...roomOf('CDFGHJ', 'm1'), settings: { roundSeconds: 'long' } }, SHORT);
    await takeUp();
    expect(world.rooms.count).toBe(0);
    expect(world.keeper.asked.filter(({ what }) => what === 'roomClosed')).toHaveLength(1);
    expect(results().m1?.outcome).toMatchObject({ error: { code: 'match/outdated' } });
    expect(logged.map(({ event }) => event)).toContain('room-dropped');
  });

  test('that show results nobody knows of say so', async () => {
    const { db, takeUp, shownAt } = await useLeft();
    const room = roomOf('CDFGHJ', 'm1', (table) => table.ended());
    await insertRoom(db, { id: 'r1', room }, 1);
    await takeUp();
    expect(shownAt('CDFGHJ').result).toMatchObject({ matchId: 'm1', outcome: LOST });
  });
});

describe('what is damaged', () => {
  /** Two rooms that play, of which something of the first is damaged. */
  async function useDamaged(damage: (db: Database['db']) => Promise<unknown>) {
    const left = await useLeft();
    await keep(left.db, roomOf('CDFGHJ', 'm1'), LONG);
    await keep(left.db, roomOf('CDFGHK', 'm2'), NEW);
    await damage(left.db);
    await left.takeUp();
    expect(left.statusOf('CDFGHK')).toBe('playing');
    return { ...left, events: left.logged.map(({ event }) => event) };
  }

  test('a checkpoint: its match ends, and says why', async () => {
    const { statusOf, results, shownAt } = await useDamaged((db) =>
      sql`update checkpoints set crc = crc + 1`.execute(db),
    );
    expect(statusOf('CDFGHJ')).toBe('results');
    expect(shownAt('CDFGHJ').result).toMatchObject({ matchId: 'm1', outcome: LOST });
    expect(Object.keys(results())).toEqual(['m1']);
  });

  test('a row of the journal: matches go on from before it', async () => {
    const rows = LONG.kept.flatMap((one) => ('row' in one ? [one.row] : []));
    const { events, shownAt } = await useDamaged((db) =>
      sql`update journal set crc = crc + 1 where seq = ${rows.at(-3)!.seq}`.execute(db),
    );
    const moments = LONG.kept.filter((one) => 'row' in one).map(({ moment }) => moment.tick);
    expect(events).toContain('journal-damaged');
    expect(shownAt('CDFGHJ').keyframe?.tick).toBe(moments.at(-4));
  });

  /** Behind all that there is: a row of these bytes, which nothing says are others than were written. */
  const addRow = (bytes: Uint8Array) => (db: Database['db']) => {
    const seq = LONG.kept.flatMap((one) => ('row' in one ? [one.row.seq] : [])).at(-1)! + 1;
    return insertJournal(db, { seq, at: 1, bytes });
  };

  test('a row that is no row, though its bytes are what was written: it counts for nothing', async () => {
    const { events, statusOf } = await useDamaged(addRow(new Uint8Array([200, 1, 2])));
    expect(events).toContain('journal-damaged');
    expect(statusOf('CDFGHJ')).toBe('playing');
  });

  test('a row whose log is none of the game’s, though its bytes are what was written: that match ends', async () => {
    const row = new ByteWriter(16);
    for (const byte of [2, ...new TextEncoder().encode('m1')]) row.byte(byte);
    for (const number of [lastTick(LONG), 1, 3]) row.unsigned(number);
    for (const byte of [255, 255, 255]) row.byte(byte);
    row.byte(0);
    const { events, results } = await useDamaged(addRow(row.bytes()));
    expect(events).toContain('match-not-resumed');
    expect(results().m1?.outcome).toMatchObject(LOST);
  });

  test('a room: it stays where it is, is named, and its match has an end', async () => {
    const { statusOf, events, results, db } = await useDamaged((db) =>
      sql`update rooms set state_json = '{}' where code = 'CDFGHJ'`.execute(db),
    );
    expect(statusOf('CDFGHJ')).toBeUndefined();
    expect(events).toContain('room-damaged');
    expect(results().m1?.outcome).toMatchObject(LOST);
    const { rows } = await sql`select code from rooms where code = 'CDFGHJ'`.execute(db);
    expect(rows).toHaveLength(1);
  });

  test('whatever bytes are others, checked or not, all rooms are there, and no match is without an end', async () => {
    const luck = luckFrom(5);
    const columns = [
      ['journal', 'bytes', 'seq'],
      ['checkpoints', 'cells', 'match_id'],
      ['checkpoints', 'host_json', 'match_id'],
      ['segments', 'bytes', 'match_id'],
    ] as const;
    for (let i = 0; i < 12; i++) {
      const [table, column, key] = columns[luck.below(columns.length)]!;
      await useDamaged(async (db) => {
        const found = await sql<{ at: number | string; value: Uint8Array | string }>`
          select ${sql.ref(key)} as at, ${sql.ref(column)} as value from ${sql.table(table)}
          order by ${sql.ref(key)} desc limit 1 offset ${table === 'journal' ? luck.below(10) : 0}
        `.execute(db);
        const { at, value } = found.rows[0]!;
        const bytes = Buffer.from(value);
        bytes[luck.below(bytes.length)]! ^= 1 << luck.below(8);
        const damaged = typeof value === 'string' ? bytes.toString('latin1') : bytes;
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${damaged} where ${sql.ref(key)} = ${at}`.execute(
          db,
        );
        // As if it had been written so.
        if (table === 'journal' && luck.below(2) === 0)
          await sql`update journal set crc = ${checksum(damaged)} where seq = ${at}`.execute(db);
      }).then(({ world, statusOf, results }) => {
        expect(world.rooms.count).toBe(2);
        const status = statusOf('CDFGHJ');
        expect(status === 'playing' || results().m1 !== undefined).toBe(true);
      });
    }
  });
});
