import { describe, expect, test } from 'vitest';
import { type Command, MAX_SPECTATORS } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { gone, hosting, joining, RoomTable, rules, START } from '../support/roomTable.ts';

const bot = (seat: number, level: 'easy' | 'normal' | 'hard' | null, playerId = 'ann'): Command => ({
  kind: 'bot',
  playerId,
  seat,
  level,
});

describe('a new room', () => {
  test('has its host in seat 0, not ready, and is open', () => {
    const { room } = new RoomTable();
    expect(room).toMatchObject({ status: 'lobby', hostId: 'ann', locked: false, version: 1, matchId: null });
    expect(room.seats).toHaveLength(4);
    expect(room.seats[0]).toMatchObject({ kind: 'human', playerId: 'ann', ready: false, awaySince: null });
    expect(rules.due(room)).toBeNull();
  });

  test('has the bots that were asked for in the seats after', () => {
    expect(new RoomTable({ bots: 2 }).seats).toBe('ann normal normal -');
  });

  test('whose host has no connection yet waits for the grace time, and then closes', () => {
    const table = new RoomTable({ hostIsConnected: false });
    expect(rules.due(table.room)).toBe(START + ROOM_TIMING.graceInLobby);
    table.later(ROOM_TIMING.graceInLobby - 1);
    expect(table.effects).toEqual([]);
    table.later(1);
    expect(table.effects).toEqual([gone('ann', 'dropped'), { kind: 'close' }]);
  });

  test('whose host comes in time waits no more', () => {
    const table = new RoomTable({ hostIsConnected: false }).join('ann');
    expect(table.room.seats[0]).toMatchObject({ awaySince: null });
    expect(rules.due(table.room)).toBeNull();
  });
});

describe('joining', () => {
  test('takes the first empty seat, and bots keep theirs', () => {
    expect(new RoomTable({ bots: 1 }).join('ben').join('cleo').seats).toBe('ann normal ben cleo');
  });

  test('[RM-4] is refused when all seats are taken', () => {
    const table = new RoomTable().join('ben', 'cleo', 'dan');
    expect(table.refused(joining('eve'))).toMatch(/^room\/full/);
    expect(new RoomTable({ bots: 3 }).refused(joining('ben'))).toMatch(/^room\/full/);
  });

  test('as a spectator goes when the seats are full, up to the places there are', () => {
    const table = new RoomTable().join('ben', 'cleo', 'dan');
    for (let i = 0; i < MAX_SPECTATORS; i++) table.watch(`s${i}`);
    expect(table.room.spectators).toHaveLength(MAX_SPECTATORS);
    expect(table.refused(joining('eve', 'spectator'))).toMatch(/^room\/full/);
  });

  test('a locked room is refused to newcomers, and not to those who are in it', () => {
    const table = new RoomTable().join('ben').watch('cleo').configure({ locked: true });
    expect(table.refused(joining('dan'))).toMatch(/^room\/locked/);
    expect(table.refused(joining('dan', 'spectator'))).toMatch(/^room\/locked/);
    table.lost('ben').join('ben', 'cleo').configure({ locked: false }).join('dan');
    expect(table.seats).toBe('ann ben dan -');
  });

  test('a room that one is in resumes it, in the same place, with the newest name', () => {
    const table = new RoomTable().join('ben').watch('cleo').lost('ben', 'cleo');
    table.say({ ...joining('ben', 'spectator'), player: { id: 'ben', name: 'Benny' } });
    table.say(joining('cleo'));
    expect(table.room.seats[1]).toMatchObject({ playerId: 'ben', name: 'Benny', awaySince: null, joinedAt: START });
    expect(table.room.spectators).toMatchObject([{ playerId: 'cleo', awaySince: null }]);
    expect(table.seats).toBe('ann ben - -');
  });
});

describe('the host alone', () => {
  const commands: [string, Command][] = [
    ['configures', { kind: 'configure', playerId: 'ben', change: { name: 'Mine' } }],
    ['seats bots', bot(2, 'easy', 'ben')],
    ['starts', { kind: 'start', playerId: 'ben', matchId: 'm' }],
  ];
  test.each(commands)('%s', (_, command) => {
    expect(new RoomTable().join('ben').refused(command)).toMatch(/^room\/not-host/);
    expect(new RoomTable().watch('ben').refused(command)).toMatch(/^room\/not-host/);
    expect(new RoomTable().refused(command)).toMatch(/^room\/not-member/);
  });

  test('who is no member can command nothing', () => {
    const table = new RoomTable();
    const kinds = ['leave', 'lost'] as const;
    for (const kind of kinds) expect(table.refused({ kind, playerId: 'eve' }), kind).toMatch(/^room\/not-member/);
    expect(table.refused({ kind: 'ready', playerId: 'eve', ready: true })).toMatch(/^room\/not-member/);
    expect(table.refused({ kind: 'rename', playerId: 'eve', name: 'X' })).toMatch(/^room\/not-member/);
    expect(table.refused({ kind: 'rematch', playerId: 'eve', matchId: 'm' })).toMatch(/^room\/not-member/);
  });
});

describe('configuring', () => {
  test('changes what is named, and nothing else', () => {
    const { room } = new RoomTable().configure({ name: 'N', visibility: 'private', locked: true, settings: { a: 2 } });
    expect(room).toMatchObject({ name: 'N', visibility: 'private', locked: true, settings: { a: 2 }, version: 2 });
    expect(new RoomTable().configure({ name: 'N' }).room).toMatchObject({ visibility: 'public', settings: { a: 1 } });
  });

  test('more seats are empty ones', () => {
    expect(new RoomTable().join('ben').configure({ maxPlayers: 6 }).seats).toBe('ann ben - - - -');
  });

  test('fewer seats move those who sat beyond to the first free ones', () => {
    const table = new RoomTable().join('ben', 'cleo', 'dan').leave('ben').leave('cleo');
    expect(table.seats).toBe('ann - - dan');
    expect(table.configure({ maxPlayers: 2 }).seats).toBe('ann dan');
  });

  test('bots make way, the last first, and empty seats before them', () => {
    const table = new RoomTable({ maxPlayers: 6 }).join('ben', 'cleo', 'dan', 'eve').leave('ben').leave('cleo');
    table.say(bot(1, 'easy')).say(bot(2, 'hard'));
    expect(table.seats).toBe('ann easy hard dan eve -');
    expect(table.configure({ maxPlayers: 4 }).seats).toBe('ann easy eve dan');
    expect(table.configure({ maxPlayers: 3 }).seats).toBe('ann dan eve');
  });

  test('readiness moves with the player', () => {
    const table = new RoomTable()
      .join('ben', 'cleo')
      .say({ kind: 'ready', playerId: 'cleo', ready: true })
      .leave('ben');
    table.configure({ maxPlayers: 2 });
    expect(table.room.seats[1]).toMatchObject({ playerId: 'cleo', ready: true });
  });

  test.each([
    [2, 'three are seated'],
    [1, 'the game needs two'],
    [7, 'the game has six'],
  ])('[RM-4] %i seats are refused where %s', (maxPlayers) => {
    const table = new RoomTable().join('ben', 'cleo');
    expect(table.refused({ kind: 'configure', playerId: 'ann', change: { maxPlayers } })).toMatch(/^input\/invalid/);
  });
});

describe('bots', () => {
  test('are seated, changed and sent away by seat', () => {
    const table = new RoomTable().say(bot(2, 'hard')).say(bot(1, 'easy'));
    expect(table.seats).toBe('ann easy hard -');
    expect(table.say(bot(1, 'normal')).say(bot(2, null)).seats).toBe('ann normal - -');
  });

  test.each([-1, 4, 31, 0.5])('seat %d is refused in a room of four', (seat) => {
    expect(new RoomTable().refused(bot(seat, 'easy'))).toMatch(/^input\/invalid/);
  });

  test('a human is not sent away by one', () => {
    const table = new RoomTable().join('ben');
    expect(table.refused(bot(1, 'easy'))).toMatch(/^input\/invalid/);
    expect(table.refused(bot(0, null))).toMatch(/^input\/invalid/);
  });
});

describe('leaving', () => {
  test('empties the seat, and says who is gone', () => {
    const table = new RoomTable().join('ben').leave('ben');
    expect(table.seats).toBe('ann - - -');
    expect(table.effects).toEqual([gone('ben', 'left')]);
  });

  test('closes the room with the last human, whatever bots are in it', () => {
    const table = new RoomTable({ bots: 3 }).leave('ann');
    expect(table.effects).toEqual([gone('ann', 'left'), { kind: 'close' }]);
    expect(table.room.hostId).toBeNull();
  });

  test('a room that only spectators are in stays', () => {
    const table = new RoomTable().watch('ben').leave('ann');
    expect(table.effects).toEqual([gone('ann', 'left'), hosting('ben')]);
    expect(table.room.hostId).toBe('ben');
  });
});

describe('the version', () => {
  const same: [string, (table: RoomTable) => RoomTable][] = [
    ['time that nothing waited for', (table) => table.later(1)],
    ['a match that ended here never ran', (table) => table.say({ kind: 'ended', matchId: 'm', players: null })],
    ['being ready twice', (table) => table.say({ kind: 'ready', playerId: 'ben', ready: false })],
    ['being lost twice', (table) => table.lost('cleo')],
    ['joining again without having been away', (table) => table.join('ben')],
    ['a new name that is the old one', (table) => table.say({ kind: 'rename', playerId: 'ben', name: 'Ben' })],
    ['a change of nothing', (table) => table.configure({})],
    ['as many seats as there are', (table) => table.configure({ maxPlayers: 4 })],
    ['a name that the room has', (table) => table.configure({ name: 'R' })],
    ['the bot that sits there', (table) => table.say(bot(3, 'easy'))],
  ];
  test.each(same)('stays with %s', (_, act) => {
    const table = new RoomTable().join('ben', 'cleo').say(bot(3, 'easy')).lost('cleo');
    const before = table.room;
    expect(act(table).room).toEqual(before);
    expect(table.effects).toEqual([]);
  });

  test('grows by one with a change', () => {
    const table = new RoomTable().join('ben');
    expect(table.room.version).toBe(2);
    expect(table.lost('ben').room.version).toBe(3);
    expect(table.say({ kind: 'rename', playerId: 'ben', name: 'Benny' }).room.version).toBe(4);
    expect(table.later(30_000).room.version).toBe(5);
  });
});
