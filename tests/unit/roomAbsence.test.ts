import { describe, expect, test } from 'vitest';
import { seatOf } from '../../shared/lobby/room.ts';
import { gone, RoomTable, rules, START } from '../support/roomTable.ts';

describe('[RM-4] the host', () => {
  function three(): RoomTable {
    const table = new RoomTable();
    table.now += 10;
    table.join('zoe');
    table.now += 10;
    return table.join('ben');
  }

  test('who leaves is followed by the human longest present, spectators included', () => {
    expect(three().leave('ann').room.hostId).toBe('zoe');
    const table = new RoomTable().watch('zoe');
    table.now += 10;
    expect(table.join('ben').leave('ann').room.hostId).toBe('zoe');
  });

  test('is the same for all when two came at once', () => {
    expect(new RoomTable().join('zoe', 'ben').leave('ann').room.hostId).toBe('ben');
    expect(new RoomTable().join('ben', 'zoe').leave('ann').room.hostId).toBe('ben');
  });

  test('who is away stays host for ten seconds, and not a millisecond longer', () => {
    const table = three().lost('ann');
    expect(rules.due(table.room)).toBe(table.now + 10_000);
    expect(table.later(9999).room.hostId).toBe('ann');
    expect(table.later(1).room.hostId).toBe('zoe');
    expect(seatOf(table.room, 'ann')).toBe(0);
    expect(rules.due(table.room)).toBe(table.now + 20_000);
  });

  test('who comes back in time stays, and who comes back later is a guest', () => {
    expect(three().lost('ann').later(9000).join('ann').later(60_000).room.hostId).toBe('ann');
    expect(three().lost('ann').later(10_000).join('ann').room.hostId).toBe('zoe');
  });

  test('is handed to one who is there before one who is away', () => {
    const table = three().lost('zoe').leave('ann');
    expect(table.room.hostId).toBe('ben');
  });

  test('stays with one who is away while nobody else is there, and goes to the first who comes back', () => {
    const table = three().lost('zoe', 'ben', 'ann').later(15_000);
    expect(table.room.hostId).toBe('ann');
    expect(table.join('ben').room.hostId).toBe('ben');
  });

  test('changes on its own while a match runs too', () => {
    const table = three();
    for (const playerId of ['ann', 'zoe', 'ben']) table.say({ kind: 'ready', playerId, ready: true });
    table.say({ kind: 'start', playerId: 'ann', matchId: 'm' }).later(3000).lost('ann').later(10_000);
    expect(table.room).toMatchObject({ status: 'playing', hostId: 'zoe' });
  });
});

describe('[RM-5] the grace time', () => {
  test('in the lobby is 30 s: then the seat is empty', () => {
    const table = new RoomTable().join('ben').lost('ben');
    expect(rules.due(table.room)).toBe(START + 30_000);
    expect(table.later(29_999).seats).toBe('ann ben - -');
    expect(table.later(1).seats).toBe('ann - - -');
    expect(table.effects).toEqual([gone('ben', 'dropped')]);
  });

  test('counts from the first loss, however often it is told', () => {
    const table = new RoomTable().join('ben').lost('ben').later(20_000).lost('ben');
    expect(rules.due(table.room)).toBe(START + 30_000);
  });

  test('ends with the return, and begins anew with the next loss', () => {
    const table = new RoomTable().join('ben').lost('ben').later(20_000).join('ben');
    expect(rules.due(table.room)).toBeNull();
    expect(table.later(20_000).lost('ben').later(29_000).seats).toBe('ann ben - -');
  });

  test('holds for spectators too', () => {
    const table = new RoomTable().watch('ben').lost('ben').later(30_000);
    expect(table.room.spectators).toEqual([]);
    expect(table.effects).toEqual([gone('ben', 'dropped')]);
  });
});
