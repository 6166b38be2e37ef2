import { describe, expect, test } from 'vitest';
import { roomDocument } from '../../shared/lobby/document.ts';
import type { Command } from '../../shared/lobby/room.ts';
import { came, gone, hosting, joining, placeOf, RoomTable } from '../support/roomTable.ts';

const two = () => new RoomTable().join('ben');
const three = () => new RoomTable().join('ben', 'cleo');
const kick = (target: string, ban = false, playerId = 'ann'): Command => ({ kind: 'kick', playerId, target, ban });
const transfer = (target: string, playerId = 'ann'): Command => ({ kind: 'transfer', playerId, target });
const mute = (target: string, muted = true, playerId = 'ann'): Command => ({ kind: 'mute', playerId, target, muted });

describe('kicking', () => {
  test('takes the seat, or the place to watch from, and says why', () => {
    const table = three().watch('dan').say(kick('ben'));
    expect(table.seats).toBe('ann - cleo -');
    expect(table.effects).toEqual([gone('ben', 'kicked')]);
    expect(table.say(kick('dan')).room.spectators).toEqual([]);
  });

  test('lets the player come back', () => {
    expect(two().say(kick('ben')).join('ben').seats).toBe('ann ben - -');
  });

  test('is for the host, of others, who are there', () => {
    expect(two().refused(kick('ann', false, 'ben'))).toMatch(/^room\/not-host/);
    expect(two().refused(kick('ann'))).toMatch(/^input\/invalid: playerId/);
    expect(two().refused(kick('eve'))).toMatch(/^player\/not-found/);
    expect(two().refused(kick('eve', true))).toMatch(/^player\/not-found/);
    expect(two().refused(kick('ben', false, 'eve'))).toMatch(/^room\/not-member/);
  });

  test.each(['counting', 'playing', 'results'] as const)('is done while %s too', (stage) => {
    const table = three()[stage]();
    const { status } = table.room;
    expect(table.say(kick('ben')).room.status).toBe(status);
    expect(table.effects).toEqual([gone('ben', 'kicked')]);
  });

  test('in the countdown leads back to the lobby when too few are left', () => {
    expect(two().counting().say(kick('ben')).room).toMatchObject({ status: 'lobby', matchId: null, until: null });
  });

  test('of the one whose vote was waited for starts the rematch', () => {
    expect(three().results().vote('ann', 'cleo').say(kick('ben')).room).toMatchObject({ status: 'countdown' });
  });

  test('of one who is away is done at once', () => {
    expect(two().lost('ben').say(kick('ben')).seats).toBe('ann - - -');
  });
});

describe('[ER-3] a ban', () => {
  test('keeps the player out, from wherever', () => {
    const table = two().say(kick('ben', true));
    expect(table.effects).toEqual([gone('ben', 'banned')]);
    expect(table.refused(joining('ben'))).toMatch(/^room\/banned/);
    expect(table.refused(joining('ben', 'spectator', 'elsewhere'))).toMatch(/^room\/banned/);
  });

  test('keeps out whoever comes from the same place, and nobody else', () => {
    const table = two().say(kick('ben', true));
    expect(table.refused(joining('bert', 'player', placeOf('ben')))).toMatch(/^room\/banned/);
    expect(table.join('bert').seats).toBe('ann bert - -');
  });

  test('does not keep out one from the same place who has been in before, and is banned neither by name', () => {
    const table = two()
      .say(joining('cleo', 'player', placeOf('ben')))
      .leave('cleo')
      .say(kick('ben', true));
    expect(table.say(joining('cleo', 'player', placeOf('ben'))).seats).toBe('ann cleo - -');
    expect(table.refused(joining('ben', 'player', 'elsewhere'))).toMatch(/^room\/banned/);
  });

  test('is of the place where the player came from last', () => {
    const table = two()
      .say(joining('ben', 'player', 'the café'))
      .say(kick('ben', true));
    expect(table.refused(joining('bert', 'player', 'the café'))).toMatch(/^room\/banned/);
    expect(table.refused(joining('bert'))).toBe('granted');
  });

  test('does not reach those who are in the room already', () => {
    const table = two()
      .say(joining('cleo', 'player', placeOf('ben')))
      .say(kick('ben', true));
    table.lost('cleo').say(joining('cleo', 'player', placeOf('ben')));
    expect(table.seats).toBe('ann - cleo -');
  });

  test('is told as such also where the room is full or locked', () => {
    const table = three().say(kick('ben', true)).configure({ locked: true });
    expect(table.refused(joining('ben'))).toMatch(/^room\/banned/);
  });

  test('is forgotten, the oldest first, after very many', () => {
    const table = new RoomTable();
    for (let i = 0; i <= 500; i++) table.join(`p${i}`).say(kick(`p${i}`, true));
    expect(table.room.bans).toHaveLength(500);
    expect(table.refused(joining('p1'))).toMatch(/^room\/banned/);
    expect(table.refused(joining('p0'))).toBe('granted');
  });
});

describe('handing the room over', () => {
  test('makes another member host, who watches or plays, and says so', () => {
    const table = three().say(transfer('cleo'));
    expect(table.effects).toEqual([hosting('cleo')]);
    expect(table.room.hostId).toBe('cleo');
    expect(table.refused(kick('ben'))).toMatch(/^room\/not-host/);
    expect(two().watch('dan').say(transfer('dan')).room.hostId).toBe('dan');
  });

  test('is for the host, to a member who is there', () => {
    expect(two().refused(transfer('ben', 'ben'))).toMatch(/^room\/not-host/);
    expect(two().refused(transfer('eve'))).toMatch(/^player\/not-found/);
    expect(two().lost('ben').refused(transfer('ben'))).toMatch(/^room\/wrong-status/);
  });

  test('to oneself changes nothing', () => {
    const table = two();
    const { room } = table;
    expect(table.say(transfer('ann')).room).toEqual(room);
  });

  test.each(['counting', 'playing', 'results'] as const)('goes while %s', (stage) => {
    expect(two()[stage]().say(transfer('ben')).room.hostId).toBe('ben');
  });
});

describe('muting for the whole room', () => {
  test('is on the document, once, and is taken back', () => {
    const table = two().say(mute('ben')).say(mute('ben'));
    expect(roomDocument(table.room).muted).toEqual(['ben']);
    expect(roomDocument(table.say(mute('ben', false)).room).muted).toEqual([]);
  });

  test('is for the host, of members', () => {
    expect(two().refused(mute('ann', true, 'ben'))).toMatch(/^room\/not-host/);
    expect(two().refused(mute('eve'))).toMatch(/^player\/not-found/);
  });

  test('outlasts leaving and coming back', () => {
    expect(two().say(mute('ben')).leave('ben').join('ben').room.muted).toEqual(['ben']);
  });

  test('is taken back also of one who has left', () => {
    const table = two().say(mute('ben')).leave('ben');
    expect(table.refused(mute('ben'))).toMatch(/^player\/not-found/);
    expect(table.say(mute('ben', false)).join('ben').room.muted).toEqual([]);
  });
});

describe('what is told', () => {
  test('of one who comes: that', () => {
    expect(two().effects).toEqual([came('ben')]);
    expect(new RoomTable().watch('ben').effects).toEqual([came('ben')]);
    expect(two().lost('ben').join('ben').effects).toEqual([]);
  });

  test('of a host who goes: first that, then who is host now', () => {
    expect(two().leave('ann').effects).toEqual([gone('ann', 'left'), hosting('ben')]);
  });

  test('[RM-5] of one whose grace time is over: dropped', () => {
    expect(two().lost('ben').later(30_000).effects).toEqual([gone('ben', 'dropped')]);
  });

  test('[RM-4] of a host who was away too long for that: who is host now, and later that the first one is gone', () => {
    const table = two().lost('ann').later(10_000);
    expect(table.effects).toEqual([hosting('ben')]);
    expect(table.later(20_000).effects).toEqual([gone('ann', 'dropped')]);
  });

  test('of a match that begins in the moment in which a host is given up: first the match', () => {
    const table = two().ready('ben').lost('ann').later(7000);
    table.say({ kind: 'start', playerId: 'ann', matchId: 'm1' }).later(3000);
    expect(table.effects).toEqual([{ kind: 'begin' }, hosting('ben')]);
  });
});

test('[RM-4] the host follows in the order of coming: those who are there, then those who are away', () => {
  const table = new RoomTable();
  for (const id of ['zoe', 'ben', 'cleo']) {
    table.now += 10;
    table.join(id);
  }
  expect(table.lost('zoe').leave('ann').room.hostId).toBe('ben');
  expect(table.lost('ben').leave('cleo').room.hostId, 'ben is away for a moment only').toBe('ben');
  expect(table.leave('ben').room.hostId).toBe('zoe');
});

test('[RM-4] of those who are all away the one longest present follows, spectators included', () => {
  const table = new RoomTable().watch('zoe');
  table.now += 10;
  table.join('ben').lost('ben', 'zoe').leave('ann');
  expect(table.room.hostId).toBe('zoe');
});
