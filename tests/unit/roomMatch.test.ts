import { describe, expect, test } from 'vitest';
import type { Command } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { gone, RoomTable, rules, START } from '../support/roomTable.ts';

/** The room's way from the lobby to a match and back. */
const two = () => new RoomTable().join('ben');
const three = () => new RoomTable().join('ben', 'cleo');
const start: Command = { kind: 'start', playerId: 'ann', matchId: 'm1' };

describe('starting', () => {
  test('needs all humans ready, the host too, and names those who are waited for', () => {
    const table = two();
    expect(table.refused(start)).toBe('room/wrong-status: Not ready yet: Ann, Ben.');
    expect(table.ready('ann').refused(start)).toBe('room/wrong-status: Not ready yet: Ben.');
    expect(table.ready('ben').start().room).toMatchObject({ status: 'countdown', matchId: 'm1' });
    expect(table.effects).toEqual([]);
  });

  test('bots are always ready, and count as players', () => {
    const table = new RoomTable().ready('ann');
    expect(table.refused(start)).toMatch(/^room\/wrong-status: The game needs 2 players, bots included; 1 are seated/);
    table.say({ kind: 'bot', playerId: 'ann', seat: 3, level: 'hard' });
    expect(table.start().room.status).toBe('countdown');
  });

  test('does not wait for spectators, nor for one who is away', () => {
    const table = three().watch('dan');
    table.ready('ann', 'ben').lost('cleo');
    expect(table.start().room.status).toBe('countdown');
  });

  test('a host who only watches can start for those who play', () => {
    const table = three().watch('dan');
    table.now += 1;
    for (const playerId of ['ann', 'ben', 'cleo']) {
      table.leave(playerId);
      if (playerId !== 'ann') table.join(playerId);
    }
    expect(table.room.hostId).toBe('dan');
    expect(table.ready('ben', 'cleo').start().room.status).toBe('countdown');
  });

  test.each(['counting', 'playing'] as const)('is refused while %s', (stage) => {
    expect(
      two()
        [stage]()
        .refused({ ...start, matchId: 'm2' }),
    ).toMatch(/^room\/wrong-status/);
  });

  test('so are a change of the set-up and of bots', () => {
    for (const table of [two().counting(), two().playing()]) {
      expect(table.refused({ kind: 'configure', playerId: 'ann', change: { name: 'X' } })).toMatch(/wrong-status/);
      expect(table.refused({ kind: 'bot', playerId: 'ann', seat: 3, level: 'easy' })).toMatch(/wrong-status/);
    }
  });
});

describe('the countdown', () => {
  test('ends in a match after three seconds, and not before', () => {
    const table = two().counting();
    expect(rules.due(table.room)).toBe(START + 3000);
    expect(table.later(2999).room.status).toBe('countdown');
    expect(table.effects).toEqual([]);
    expect(table.later(1).room).toMatchObject({ status: 'playing', matchId: 'm1', until: null });
    expect(table.effects).toEqual([{ kind: 'begin' }]);
    expect(rules.due(table.room)).toBeNull();
  });

  test('begins one match, however late it is told', () => {
    const table = two().counting().later(60_000);
    expect(table.effects).toEqual([{ kind: 'begin' }]);
    expect(table.later(60_000).effects).toEqual([]);
  });

  test('is stopped by anyone who is not ready any more', () => {
    const table = two().counting().say({ kind: 'ready', playerId: 'ben', ready: false });
    expect(table.room).toMatchObject({ status: 'lobby', matchId: null, until: null });
    expect(table.later(10_000).effects).toEqual([]);
    expect(table.ready('ben').start('m2').toDeadline().room).toMatchObject({ status: 'playing', matchId: 'm2' });
  });

  test('stops when too few are left, and goes on while there are enough', () => {
    expect(two().counting().leave('ben').room).toMatchObject({ status: 'lobby', matchId: null, until: null });
    expect(three().counting().leave('ben').room.status).toBe('countdown');
    const withBots = new RoomTable({ bots: 1 }).join('ben').counting().leave('ben');
    expect(withBots.toDeadline().effects).toEqual([{ kind: 'begin' }]);
  });

  test('takes a newcomer along, who is ready by coming', () => {
    const table = two().counting().join('cleo');
    expect(table.room.seats[2]).toMatchObject({ playerId: 'cleo', ready: true });
    expect(table.toDeadline().effects).toEqual([{ kind: 'begin' }]);
  });

  test('goes on when somebody loses the connection', () => {
    const table = two().counting().lost('ben').later(3000);
    expect(table.effects).toEqual([{ kind: 'begin' }]);
    expect(table.room.seats[1]).toMatchObject({ playerId: 'ben' });
  });
});

describe('a running match', () => {
  test('[RM-5] keeps the seat of one who is away for 60 s', () => {
    const table = two().playing().lost('ben');
    expect(rules.due(table.room)).toBe(table.now + 60_000);
    expect(table.later(59_999).room.seats[1]).toMatchObject({ kind: 'human' });
    expect(table.later(1).room.seats[1]).toEqual({ kind: 'empty' });
    expect(table.room.status).toBe('playing');
  });

  test('[RM-5] gives one who was lost in the lobby the longer time too', () => {
    const table = two().ready('ann').lost('ben').later(20_000).start();
    table.toDeadline().later(36_999);
    expect(table.room.seats[1]).toMatchObject({ kind: 'human' });
    expect(table.later(1).room.seats[1]).toEqual({ kind: 'empty' });
  });

  test('is left at any time, and goes on', () => {
    const table = two().playing().leave('ben');
    expect(table.room.status).toBe('playing');
    expect(table.effects).toEqual([gone('ben', 'left')]);
  });

  test('takes no readiness and no vote', () => {
    const table = two().playing();
    expect(table.refused({ kind: 'ready', playerId: 'ben', ready: false })).toMatch(/wrong-status/);
    expect(table.refused({ kind: 'rematch', playerId: 'ben', matchId: 'm2' })).toMatch(/wrong-status/);
  });

  test('ends once, by its own id', () => {
    const table = two().playing();
    expect(table.say({ kind: 'ended', matchId: 'another', players: null }).room.status).toBe('playing');
    expect(table.say({ kind: 'ended', matchId: 'm1', players: null }).room.status).toBe('results');
    const { room } = table;
    expect(table.say({ kind: 'ended', matchId: 'm1', players: null }).room).toBe(room);
  });

  test('[RM-5] that ends leaves one who was lost in it the whole grace time of a match', () => {
    const table = two().playing().lost('ben').later(40_000);
    table.say({ kind: 'ended', matchId: 'm1', players: null });
    expect(table.later(19_999).effects).toEqual([]);
    expect(table.later(1).effects).toEqual([gone('ben', 'dropped')]);
  });

  test('[RM-5] that begins keeps the seat of one who was lost in the lobby for the grace time of a match', () => {
    const table = three().lost('cleo').counting().later(3000);
    expect(table.room.status).toBe('playing');
    expect(table.later(56_999).effects).toEqual([]);
    expect(table.later(1).effects).toEqual([gone('cleo', 'dropped')]);
  });

  test('does not begin on a server that is about to go', () => {
    expect(two().counting().say({ kind: 'drain' }).room).toMatchObject({ status: 'lobby', until: null });
    expect(two().playing().say({ kind: 'drain' }).room.status).toBe('playing');
  });
});

describe('the results', () => {
  test('stand for their time, with nobody ready, and then it is the lobby again', () => {
    const table = two().results();
    expect(table.room).toMatchObject({ status: 'results', matchId: 'm1' });
    expect(table.room.seats.slice(0, 2)).toMatchObject([{ ready: false }, { ready: false }]);
    expect(rules.due(table.room)).toBe(table.now + ROOM_TIMING.results);
    expect(table.later(ROOM_TIMING.results - 1).room.status).toBe('results');
    expect(table.later(1).room).toMatchObject({ status: 'lobby', matchId: null, until: null });
  });

  test('end at once when the host changes the set-up, and votes stay', () => {
    const table = two().results().vote('ben');
    table.configure({ settings: { a: 2 } });
    expect(table.room).toMatchObject({ status: 'lobby', matchId: null });
    expect(table.room.seats[1]).toMatchObject({ ready: true });
    expect(table.ready('ann').start('m3').room.status).toBe('countdown');
  });
});

describe('a rematch', () => {
  test('starts when the last human present has voted, by the id of the first vote', () => {
    const table = new RoomTable({ bots: 1 }).join('ben').results().vote('ben');
    expect(table.room).toMatchObject({ status: 'results', matchId: 'm1' });
    table.vote('ann');
    expect(table.room).toMatchObject({ status: 'countdown', matchId: 'by ben', until: table.now + 3000 });
    expect(table.toDeadline().effects).toEqual([{ kind: 'begin' }]);
  });

  test('does not wait for one who is away', () => {
    const table = three().results().lost('cleo');
    table.vote('ben').vote('ann');
    expect(table.room.status).toBe('countdown');
  });

  test('needs enough players: a vote alone counts and waits', () => {
    const table = two().results().leave('ben');
    table.vote('ann');
    expect(table.room.status).toBe('results');
    expect(table.room.seats[0]).toMatchObject({ ready: true });
  });

  test('a vote can be taken back, and cast twice', () => {
    const table = two().results().vote('ben');
    const { room } = table;
    expect(table.vote('ben').room).toBe(room);
    table.say({ kind: 'ready', playerId: 'ben', ready: false });
    expect(table.vote('ann').room.status).toBe('results');
  });

  test('starts when the last one who had not voted leaves, or is lost', () => {
    for (const going of ['leave', 'lost'] as const) {
      const table = three().results();
      for (const playerId of ['ann', 'ben']) table.vote(playerId);
      table[going]('cleo');
      expect(table.room).toMatchObject({ status: 'countdown', matchId: 'by ann', rematch: null });
    }
  });

  test('does not begin on a server that is about to go, whoever leaves: the vote is over', () => {
    const table = three().results().vote('ann', 'ben').say({ kind: 'drain' });
    expect(table.room).toMatchObject({ status: 'results', rematch: null });
    for (const going of ['leave', 'lost'] as const) {
      const { room } = table;
      expect(table[going]('cleo').room.status).toBe('results');
      table.room = room;
    }
  });

  test('is not started by readiness alone: that is for the host, as in the lobby', () => {
    const table = two().results().ready('ann').ready('ben');
    expect(table.room.status).toBe('results');
    expect(table.start('m2').room.status).toBe('countdown');
  });

  test('is for those who play, and for the time of results', () => {
    const table = two().watch('dan');
    expect(table.refused({ kind: 'rematch', playerId: 'ann', matchId: 'm2' })).toMatch(/^room\/wrong-status/);
    expect(table.results().refused({ kind: 'rematch', playerId: 'dan', matchId: 'm2' })).toMatch(/^room\/wrong-status/);
    expect(table.refused({ kind: 'ready', playerId: 'dan', ready: true })).toMatch(/^room\/wrong-status/);
  });
});
