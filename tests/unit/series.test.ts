import { describe, expect, test } from 'vitest';
import { roomDocument } from '../../shared/lobby/document.ts';
import { RoomTable } from '../support/roomTable.ts';

/** Plays a match to its end; those came first. */
function play(table: RoomTable, ...winners: string[]): RoomTable {
  return table.playing().ended(...winners);
}
const bestOf = (matches: 1 | 3 | 5, bots = 0) => new RoomTable({ bestOf: matches, bots }).join('ben');
/** `ann 2 ben 1 of 3`, and whether it is decided. */
function standing({ room }: RoomTable): string {
  const { series } = roomDocument(room);
  if (!series) return 'none';
  const wins = series.standing.map(({ playerId, seat, wins }) => `${playerId ?? `seat ${seat}`} ${wins}`).join(' ');
  return `${wins} of ${series.played}${series.decided ? ', decided' : ''}`;
}

describe('a series', () => {
  test('counts who came first in how many, the best first', () => {
    const table = bestOf(5);
    expect(standing(table)).toBe('none');
    expect(standing(play(table, 'ben'))).toBe('ben 1 ann 0 of 1');
    expect(standing(play(table, 'ann'))).toBe('ann 1 ben 1 of 2');
    expect(standing(play(table, 'ann'))).toBe('ann 2 ben 1 of 3');
  });

  test('is decided when somebody has won more than half of it', () => {
    expect(standing(play(play(bestOf(3), 'ben'), 'ben'))).toBe('ben 2 ann 0 of 2, decided');
    expect(standing(play(play(bestOf(5), 'ben'), 'ben'))).toBe('ben 2 ann 0 of 2');
  });

  test('is decided when all have been played, whoever won them', () => {
    const table = bestOf(3).join('cleo');
    expect(standing(play(play(play(table, 'ann'), 'ben'), 'cleo'))).toBe('ann 1 ben 1 cleo 1 of 3, decided');
  });

  test('begins anew with the match after', () => {
    const table = play(play(bestOf(3), 'ben'), 'ben');
    expect(standing(table.later(60_000)), 'it stands until then').toBe('ben 2 ann 0 of 2, decided');
    expect(standing(play(table, 'ann'))).toBe('ann 1 ben 0 of 1');
  });

  test('gives all who tie, or who are of the team that won, the match', () => {
    expect(standing(play(bestOf(3).join('cleo'), 'ann', 'cleo'))).toBe('ann 1 cleo 1 ben 0 of 1');
  });

  test('counts bots by their seat', () => {
    const table = bestOf(3, 1);
    expect(table.seats).toBe('ann normal ben -');
    expect(standing(play(play(table, 'bot 1'), 'bot 1'))).toBe('seat 1 2 ann 0 ben 0 of 2, decided');
  });

  test('goes with the player to another seat, and keeps those who have left', () => {
    const table = play(bestOf(5), 'ben');
    table.say({ kind: 'seat', playerId: 'ben', wish: { seat: 3 } });
    expect(standing(play(table, 'ben'))).toBe('ben 2 ann 0 of 2');
    expect(roomDocument(table.room).series!.standing[0]).toMatchObject({ seat: 3, name: 'Ben' });
    expect(standing(play(table.join('cleo').leave('ben'), 'cleo'))).toBe('ben 2 cleo 1 ann 0 of 3');
  });

  test('is forgotten when there are other sides than before', () => {
    const table = play(bestOf(5), 'ben');
    const change = { settings: { a: 2 } };
    table.say({ kind: 'configure', playerId: 'ann', change, teams: 0 });
    expect(standing(table)).toBe('ben 1 ann 0 of 1');
    table.say({ kind: 'configure', playerId: 'ann', change, teams: 2 });
    expect(standing(table)).toBe('none');
  });

  test('does not count a match that was cut short', () => {
    expect(standing(play(bestOf(3)))).toBe('none');
    expect(standing(play(play(bestOf(3), 'ben')))).toBe('ben 1 ann 0 of 1');
  });

  test('counts a match only once, and only that which ran', () => {
    const table = play(bestOf(3), 'ben');
    expect(standing(table.ended('ben'))).toBe('ben 1 ann 0 of 1');
    table.playing().say({ kind: 'ended', matchId: 'another', players: [] });
    expect(standing(table)).toBe('ben 1 ann 0 of 1');
  });
});

describe('the length of a series', () => {
  test('changed begins another one; set to what it was, or not named, does not', () => {
    const table = play(bestOf(3), 'ben');
    expect(standing(table.configure({ bestOf: 3, name: 'N' }))).toBe('ben 1 ann 0 of 1');
    expect(standing(table.configure({ bestOf: 5 }))).toBe('none');
    expect(standing(play(table, 'ann'))).toBe('ann 1 ben 0 of 1');
    expect(standing(table.configure({ bestOf: 1 }))).toBe('none');
  });

  test('one is no series', () => {
    expect(standing(play(bestOf(1), 'ann'))).toBe('none');
  });
});

describe('between the matches of a series', () => {
  test('anyone who is not ready any more stops the countdown', () => {
    const table = play(bestOf(3), 'ben').vote('ann', 'ben');
    expect(table.room.status).toBe('countdown');
    table.say({ kind: 'ready', playerId: 'ben', ready: false });
    expect(table.room).toMatchObject({ status: 'lobby', matchId: null, until: null });
    expect(table.later(60_000).effects).toEqual([]);
    expect(standing(table)).toBe('ben 1 ann 0 of 1');
  });

  test('the host changes other things, and the standing stays', () => {
    expect(standing(play(bestOf(3), 'ben').configure({ settings: { a: 2 }, maxPlayers: 3 }))).toBe('ben 1 ann 0 of 1');
  });
});
