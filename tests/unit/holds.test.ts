import { describe, expect, test } from 'vitest';
import { roomSummary } from '../../shared/lobby/document.ts';
import { holdsOf } from '../../shared/lobby/room.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { holding, joining, RoomTable, rules, START } from '../support/roomTable.ts';

const sides = ({ room }: RoomTable) =>
  room.seats.map((seat) => (seat.kind === 'empty' ? (seat.held?.team ?? '-') : seat.team)).join(' ');

describe('a held seat', () => {
  test('is in no count of those that are open or taken', () => {
    const table = new RoomTable().join('ben').hold('cleo');
    expect(table.seats).toBe('ann ben cleo? -');
    expect(roomSummary(table.room)).toMatchObject({ humans: 2, bots: 0, open: 1, locked: false });
    expect(new RoomTable().hold('cleo').refused({ kind: 'start', playerId: 'ann', matchId: 'm' })).toContain('1 are');
  });

  test('is taken by nobody else who joins, sits down, moves or is a bot', () => {
    const table = new RoomTable().join('ben').watch('dan').hold('cleo', 'eve');
    expect(table.refused(joining('fay'))).toContain('room/full');
    const sits = (playerId: string, wish: object) => table.refused({ kind: 'seat', playerId, wish });
    expect(sits('dan', { as: 'player' })).toContain('room/full');
    expect(sits('dan', { seat: 2 })).toBe('room/full: Seat 2 is held for Cleo.');
    expect(sits('ben', { seat: 3 })).toBe('room/full: Seat 3 is held for Eve.');
    expect(table.refused({ kind: 'bot', playerId: 'ann', seat: 2, level: 'easy' })).toContain('input/invalid');
    expect(table.refused({ kind: 'bot', playerId: 'ann', seat: 2, level: null })).toContain('input/invalid');
  });

  test('is taken by nobody who comes while a match runs, and outlives the match', () => {
    const table = new RoomTable({ maxPlayers: 3 }).join('ben').playing().hold('cleo');
    expect(table.refused(joining('dan'))).toContain('room/full');
    expect(table.ended().seats).toBe('ann ben cleo?');
  });

  test('is taken by whom it is held for, who is ready, also where the room is full or locked by now', () => {
    const table = new RoomTable().hold('cleo').join('ben', 'dan').configure({ locked: true }).join('cleo');
    expect(table.seats).toBe('ann cleo ben dan');
    expect(table.room.seats[1]).toMatchObject({ ready: true });
    expect(table.room.seats[2]).toMatchObject({ ready: false });
    expect(new RoomTable().join('ben').playing().hold('cleo').join('cleo').room.seats[2]).toMatchObject({
      playerId: 'cleo',
      ready: false,
    });
  });

  test('is given up by who comes to watch, also where the room is locked', () => {
    const table = new RoomTable().hold('cleo').configure({ locked: true }).watch('cleo');
    expect(table.seats).toBe('ann - - -');
    expect(table.room.spectators).toMatchObject([{ playerId: 'cleo' }]);
  });

  test('is not for who is banned, by name or by place', () => {
    const table = new RoomTable().join('ben').hold('cleo');
    table.say({ kind: 'kick', playerId: 'ann', target: 'ben', ban: true });
    expect(table.refused(holding(['ben']))).toContain('room/banned');
    expect(table.refused(joining('cleo', 'player', 'home of ben'))).toContain('room/banned');
  });

  test('is free again at its time, and not a millisecond before', () => {
    const table = new RoomTable().hold('cleo');
    expect(rules.due(table.room)).toBe(START + COME_WITHIN_MS);
    expect(table.later(COME_WITHIN_MS - 1).seats).toBe('ann cleo? - -');
    expect(table.later(1).seats).toBe('ann - - -');
    expect(rules.due(table.room)).toBeNull();
  });

  test('is free again when it is released; of others nothing is released', () => {
    const table = new RoomTable().join('ben').hold('cleo');
    const { version } = table.room;
    expect(table.release('ben').release('dan').room.version).toBe(version);
    expect(table.release('cleo').seats).toBe('ann ben - -');
  });

  test('keeps a room open that everybody has left, until its time is over', () => {
    const table = new RoomTable().hold('cleo').leave('ann');
    expect(table.effects.map(({ kind }) => kind)).toEqual(['gone']);
    expect(table.toDeadline().effects).toEqual([{ kind: 'close' }]);
    expect(new RoomTable().hold('cleo').leave('ann').release('cleo').effects).toEqual([{ kind: 'close' }]);
    expect(new RoomTable().hold('cleo').leave('ann').join('cleo').room.hostId).toBe('cleo');
  });

  test('moves to another seat when the room gets smaller, and the room gets no smaller than that', () => {
    const table = new RoomTable({ bots: 2, maxPlayers: 4 }).hold('cleo');
    expect(table.seats).toBe('ann normal normal cleo?');
    const resize = (maxPlayers: number) => ({ kind: 'configure', playerId: 'ann', change: { maxPlayers } }) as const;
    expect(table.say(resize(2)).seats).toBe('ann cleo?');
    table.say(resize(3)).join('ben');
    expect(table.refused(resize(2))).toContain('3 players are seated');
  });
});

describe('seats are held', () => {
  test('for all of a party, or for none of it', () => {
    const table = new RoomTable().join('ben');
    expect(table.refused(holding(['cleo', 'dan', 'eve']))).toContain('room/full');
    expect(table.hold('cleo', 'dan').seats).toBe('ann ben cleo? dan?');
  });

  test('anew for who had one already', () => {
    const table = new RoomTable().hold('cleo').later(5000).hold('cleo', 'dan');
    expect(table.seats).toBe('ann cleo? dan? -');
    expect(holdsOf(table.room).map(({ until }) => until)).toEqual([table.now + 10_000, table.now + 10_000]);
  });

  test('for nobody who is in the room, and not in a locked one', () => {
    expect(new RoomTable().refused(holding(['cleo', 'ann']))).toContain('room/already-in-another');
    expect(new RoomTable().configure({ locked: true }).refused(holding(['cleo']))).toContain('room/locked');
  });

  test.each([
    ['lobby', new RoomTable()],
    ['countdown', new RoomTable().join('ben').counting()],
    ['playing', new RoomTable().join('ben').playing()],
    ['results', new RoomTable().join('ben').results()],
  ])('in a room that is in the %s', (status, table) => {
    expect(table.hold('cleo').room.status).toBe(status);
    expect(table.seats).toContain('cleo?');
  });

  test('on the smallest side that has room for all', () => {
    const table = () => new RoomTable({ teams: 2, maxPlayers: 6, bots: 2 });
    expect(sides(table())).toBe('0 1 0 - - -');
    expect(sides(table().hold('cleo', 'dan'))).toBe('0 1 0 1 1 -');
    expect(table().refused(holding(['cleo', 'dan', 'eve'])), 'no side has three free').toContain('room/full');
  });

  test('on a side for who joins it: who comes in between counts them', () => {
    const table = new RoomTable({ teams: 2, maxPlayers: 6 }).hold('cleo', 'dan').join('ben');
    expect(sides(table)).toBe('0 1 1 0 - -');
    expect(sides(table.join('cleo', 'dan'))).toBe('0 1 1 0 - -');
  });

  test('while a match runs in the seats that play for that side', () => {
    const table = new RoomTable({ teams: 2, maxPlayers: 4 }).join('ben', 'cleo', 'dan').playing().leave('ben', 'cleo');
    expect(table.refused(holding(['eve', 'fay'])), 'one is free on each side').toContain('room/full');
    expect(table.say(holding(['eve'], START + 1e6)).seats).toContain('eve?');
    const seat = table.room.seats.findIndex((one) => one.kind === 'empty' && one.held);
    const side = (table.room.seats[seat] as { team: number }).team;
    expect(table.join('eve').room.seats[seat]).toMatchObject({ playerId: 'eve', team: side });
  });

  test('in the teams that there are after a change of their number', () => {
    const table = new RoomTable({ teams: 0, maxPlayers: 6 }).hold('cleo', 'dan');
    table.say({ kind: 'configure', playerId: 'ann', change: {}, teams: 2 });
    expect(sides(table)).toBe('0 1 0 - - -');
    table.say({ kind: 'configure', playerId: 'ann', change: {}, teams: 0 });
    expect(sides(table)).toBe('0 0 0 - - -');
  });
});
