import { describe, expect, test } from 'vitest';
import { roomDocument } from '../../shared/lobby/document.ts';
import type { Command } from '../../shared/lobby/room.ts';
import { joining, RoomTable } from '../support/roomTable.ts';

const inTeams = (teams = 2, more: object = {}) => new RoomTable({ teams, maxPlayers: 6, ...more });
const teams = (table: RoomTable) => table.room.seats.map((seat) => (seat.kind === 'empty' ? '-' : seat.team)).join(' ');
const take = (playerId: string, team: number): Command => ({ kind: 'seat', playerId, wish: { team } });
const setTeams = (count: number): Command => ({ kind: 'configure', playerId: 'ann', change: {}, teams: count });

describe('who comes in', () => {
  test('goes to the smallest team, the first of several', () => {
    expect(teams(inTeams(2).join('ben', 'cleo', 'dan'))).toBe('0 1 0 1 - -');
    expect(teams(inTeams(3).join('ben', 'cleo', 'dan'))).toBe('0 1 2 0 - -');
    expect(teams(inTeams(2).join('ben', 'cleo').leave('ben').join('dan'))).toBe('0 1 0 - - -');
  });

  test('finds the bots spread too', () => {
    expect(teams(inTeams(2, { bots: 3 }).join('ben'))).toBe('0 1 0 1 0 -');
    const table = inTeams(2).say({ kind: 'bot', playerId: 'ann', seat: 5, level: 'easy' });
    expect(teams(table)).toBe('0 - - - - 1');
    expect(teams(table.say({ kind: 'bot', playerId: 'ann', seat: 5, level: 'hard', team: 0 }))).toBe('0 - - - - 0');
    expect(teams(table.say({ kind: 'bot', playerId: 'ann', seat: 5, level: 'easy' })), 'the level alone').toBe(
      '0 - - - - 0',
    );
  });

  test('is in team 0, and no document tells it, where the game has no teams', () => {
    const table = inTeams(0).join('ben');
    expect(teams(table)).toBe('0 0 - - - -');
    expect(roomDocument(table.room)).not.toHaveProperty('teams');
    expect(roomDocument(table.room).seats[1]).not.toHaveProperty('team');
    expect(roomDocument(inTeams(2).room)).toMatchObject({ teams: 2, seats: [{ team: 0 }, {}, {}, {}, {}, {}] });
  });
});

describe('changing sides', () => {
  test('is free to everyone between matches, and keeps the seat', () => {
    const table = inTeams().join('ben').say(take('ben', 0));
    expect([table.seats, teams(table)]).toEqual(['ann ben - - - -', '0 0 - - - -']);
  });

  test('goes along with a move, and with sitting down', () => {
    const table = inTeams().join('ben').watch('cleo');
    table.say({ kind: 'seat', playerId: 'ben', wish: { seat: 4, team: 0 } });
    table.say({ kind: 'seat', playerId: 'cleo', wish: { as: 'player', team: 0 } });
    expect([table.seats, teams(table)]).toEqual(['ann cleo - - ben -', '0 0 - - 0 -']);
  });

  test('the team stays with the player, not with the seat', () => {
    const table = inTeams().join('ben');
    table.say({ kind: 'seat', playerId: 'ann', wish: { seat: 1 } });
    table.say({ kind: 'seat', playerId: 'ben', wish: { seat: 0 } });
    expect([table.seats, teams(table)]).toEqual(['ben ann - - - -', '1 0 - - - -']);
  });

  test('is refused for a team that there is not, and without teams', () => {
    expect(inTeams(2).refused(take('ann', 2))).toMatch(/^input\/invalid: team/);
    expect(inTeams(0).refused(take('ann', 0))).toMatch(/^input\/invalid: team/);
    expect(inTeams(2).refused({ kind: 'bot', playerId: 'ann', seat: 1, level: 'easy', team: 2 })).toMatch(
      /^input\/invalid: team/,
    );
  });

  test('stops the countdown, is refused in the match, and leaves the results', () => {
    const four = () => inTeams().join('ben', 'cleo', 'dan');
    expect(four().counting().say(take('ben', 0)).room.status).toBe('lobby');
    expect(four().counting().say(take('ben', 1)).room.status, 'the own team').toBe('countdown');
    expect(four().playing().refused(take('ben', 0))).toMatch(/^room\/wrong-status/);
    expect(four().results().say(take('ben', 0)).room.status).toBe('results');
  });
});

describe('another number of teams', () => {
  const six = () => inTeams(2).join('ben', 'cleo', 'dan', 'eve', 'fay');

  test('keeps everyone in a team that there still is, and spreads the others', () => {
    expect(teams(six().say(setTeams(3)))).toBe('0 1 0 1 0 1');
    expect(teams(inTeams(3).join('ben', 'cleo', 'dan', 'eve', 'fay').say(setTeams(2)))).toBe('0 1 0 0 1 1');
  });

  test('none makes all alike, and from none they are spread', () => {
    const table = six().say(setTeams(0));
    expect(teams(table)).toBe('0 0 0 0 0 0');
    expect(teams(table.say(setTeams(3)))).toBe('0 1 2 0 1 2');
  });

  test('comes with fewer seats at once', () => {
    const table = inTeams(3, { bots: 5 });
    table.say({ kind: 'configure', playerId: 'ann', change: { maxPlayers: 3 }, teams: 2 });
    expect([table.seats, teams(table)]).toEqual(['ann normal normal', '0 1 0']);
  });
});

test('fewer seats move a player with the team', () => {
  const table = inTeams(2).join('ben', 'cleo', 'dan', 'eve', 'fay').leave('ben', 'cleo');
  table.configure({ maxPlayers: 4 });
  expect([table.seats, teams(table)]).toEqual(['ann eve fay dan', '0 0 1 1']);
});

describe('a match of one side', () => {
  const oneSided = () => inTeams().join('ben').say(take('ben', 0)).ready('ann', 'ben');

  test('is not started, by the host or by a vote', () => {
    const start: Command = { kind: 'start', playerId: 'ann', matchId: 'm' };
    expect(oneSided().refused(start)).toMatch(/^room\/wrong-status: All are in one team/);
    const table = inTeams().join('ben').results().say(take('ben', 0)).vote('ann', 'ben');
    expect(table.room.status).toBe('results');
    expect(table.say(take('ben', 1)).room.status, 'the vote was won, but for the sides').toBe('countdown');
  });

  test('does not come of a countdown in which the last one of the other side goes', () => {
    const counting = () => inTeams().join('ben', 'cleo').counting();
    expect(counting().leave('ben').room).toMatchObject({ status: 'lobby', matchId: null });
    expect(counting().say({ kind: 'seat', playerId: 'ben', wish: { as: 'spectator' } }).room.status).toBe('lobby');
    expect(counting().leave('cleo').room.status).toBe('countdown');
    expect(counting().lost('ben').room.status, 'a bot plays for who is away').toBe('countdown');
  });
});

test('a newcomer in the countdown comes to the smaller side', () => {
  expect(teams(inTeams().join('ben', 'cleo').counting().say(joining('dan')))).toBe('0 1 0 1 - -');
});
