import { expect, test } from 'vitest';
import { checksum } from '../../server/store/checksum.ts';
import { deleteRooms, insertRoom, loadRooms, saveRooms } from '../../server/store/rooms.ts';
import { humansOf, type Room } from '../../shared/lobby/room.ts';
import { ROOM_STATUSES } from '../../shared/protocol/room.ts';
import { describeBoth } from '../support/databases.ts';
import { roomsOfAllShapes } from '../support/roomShapes.ts';
import { RoomTable } from '../support/roomTable.ts';

const NOW = 1_800_000_000_000.75;
const room = (code: string, more: Partial<Room> = {}): Room => ({ ...new RoomTable({ code }).room, ...more });

test('the shapes of rooms that are tried have all that a room can have', () => {
  const rooms = roomsOfAllShapes();
  const seats = rooms.flatMap((one) => one.seats);
  const humans = rooms.flatMap(humansOf);
  const seen = {
    ...Object.fromEntries(ROOM_STATUSES.map((status) => [status, rooms.some((one) => one.status === status)])),
    asking: seats.some((seat) => seat.kind === 'human' && seat.wants !== null),
    bot: seats.some((seat) => seat.kind === 'bot'),
    emptyOfTeam: seats.some((seat) => seat.kind === 'empty' && seat.team !== undefined),
    held: seats.some((seat) => seat.kind === 'empty' && seat.held),
    gathering: rooms.some((one) => one.gathering && one.hostId !== null),
    watching: rooms.some((one) => one.spectators.length > 0),
    lagging: humans.some(({ lagging }) => lagging),
    away: humans.some(({ awaySince, keptUntil }) => awaySince !== null && keptUntil !== null),
    banned: rooms.some((one) => one.bans.length > 0),
    muted: rooms.some((one) => one.muted.length > 0),
    series: rooms.some((one) => one.series?.standing.some(({ playerId }) => playerId === undefined)),
    decided: rooms.some((one) => one.series?.decided),
    vote: rooms.some((one) => one.rematch),
    nobody: rooms.some((one) => one.hostId === null),
    withFractions: rooms.some((one) => one.until !== null && !Number.isInteger(one.until)),
  };
  expect(Object.entries(seen).flatMap(([what, isThere]) => (isThere ? [] : [what]))).toEqual([]);
});

describeBoth('rooms', (open) => {
  test('of every shape come back as they were', async () => {
    const db = await open();
    const rooms = roomsOfAllShapes().map((one, i) => ({ id: `r${i}`, room: { ...one, code: `C${i}` } }));
    await db.transaction().execute(async (trx) => {
      for (const kept of rooms) await insertRoom(trx, kept, NOW);
    });
    const loaded = await loadRooms(db);
    expect(loaded.damaged).toEqual([]);
    const byId = new Map(loaded.rooms.map((kept) => [kept.id, kept.room]));
    for (const { id, room } of rooms) expect(byId.get(id)).toStrictEqual(room);
    expect(byId.size).toBe(rooms.length);
  });

  test('that were kept before there was quick match gather nobody', async () => {
    const db = await open();
    await insertRoom(db, { id: 'r1', room: room('C1') }, NOW);
    const { gathering: _, ...older } = room('C1');
    const state_json = JSON.stringify(older);
    await db
      .updateTable('rooms')
      .set({ state_json, crc: checksum(state_json) })
      .execute();
    expect(await loadRooms(db)).toEqual({ rooms: [{ id: 'r1', room: room('C1') }], damaged: [] });
  });

  test('have any text in their names and settings', async () => {
    const db = await open();
    const strange = room('C1', { name: 'Zoë’s 🦊 "room"', settings: { a: '\0', b: '\ud800', c: '\u2028', d: null } });
    await insertRoom(db, { id: 'r1', room: strange }, NOW);
    expect(await loadRooms(db)).toEqual({ rooms: [{ id: 'r1', room: strange }], damaged: [] });
  });

  test('[RM-3] have codes that no other live room has', async () => {
    const db = await open();
    expect(await insertRoom(db, { id: 'r1', room: room('C1', { name: 'one' }) }, NOW)).toBe(true);
    expect(await insertRoom(db, { id: 'r2', room: room('C1', { name: 'two' }) }, NOW)).toBe(false);
    expect((await loadRooms(db)).rooms).toMatchObject([{ id: 'r1', room: { name: 'one' } }]);
    await deleteRooms(db, ['r1']);
    expect(await insertRoom(db, { id: 'r2', room: room('C1') }, NOW)).toBe(true);
  });

  test('[RM-3] of one code that are opened at once become one', async () => {
    const db = await open();
    for (let round = 0; round < 20; round++) {
      const tries = Array.from({ length: 4 }, (_, i) => ({ id: `${round}/${i}`, room: room(`C${round}`) }));
      const opened = await Promise.all(tries.map((one) => insertRoom(db, one, NOW)));
      expect(opened.filter(Boolean)).toHaveLength(1);
    }
    expect((await loadRooms(db)).rooms).toHaveLength(20);
  });

  test('are kept as they were saved last, and those that are closed stay closed', async () => {
    const db = await open();
    const [one, two] = [room('C1'), room('C2')];
    for (const kept of [one, two]) await insertRoom(db, { id: kept.code, room: kept }, NOW);
    await deleteRooms(db, ['C2', 'no such room']);
    const later = new RoomTable({ code: 'C1' }).join('ben').room;
    await saveRooms(
      db,
      [
        { id: 'C1', room: later },
        { id: 'C2', room: two },
      ],
      NOW + 1.5,
    );
    expect(await loadRooms(db)).toEqual({ rooms: [{ id: 'C1', room: later }], damaged: [] });
    await deleteRooms(db, []);
    expect((await loadRooms(db)).rooms).toHaveLength(1);
  });

  test('that were changed by something else than us are named, stay as they are, and harm no other', async () => {
    const db = await open();
    const codes = ['whole', 'text', 'crc', 'no-json', 'shape', 'code'];
    for (const code of codes) await insertRoom(db, { id: code, room: room(code) }, NOW);
    const { state_json, crc } = await db
      .selectFrom('rooms')
      .selectAll()
      .where('id', '=', 'text')
      .executeTakeFirstOrThrow();
    const change = (id: string, set: object) => db.updateTable('rooms').set(set).where('id', '=', id).execute();
    await change('text', { state_json: state_json.replace('"locked":false', '"locked":true') });
    await change('crc', { crc: crc ^ 1 });
    // Their checksums are right: as when another program wrote them.
    await change('no-json', { state_json: '{', crc: checksum('{') });
    await change('shape', { state_json: '{}', crc: checksum('{}') });
    await change('code', { code: 'another' });
    const before = await db.selectFrom('rooms').selectAll().orderBy('id').execute();

    const { rooms, damaged } = await loadRooms(db);
    expect(rooms).toEqual([{ id: 'whole', room: room('whole') }]);
    expect(damaged.sort()).toEqual(['another', 'crc', 'no-json', 'shape', 'text']);
    expect(await db.selectFrom('rooms').selectAll().orderBy('id').execute()).toEqual(before);
  });
});
