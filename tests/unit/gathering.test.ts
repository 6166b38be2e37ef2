import { describe, expect, test } from 'vitest';
import { roomDocument, roomSummary } from '../../shared/lobby/document.ts';
import type { Command, Effect } from '../../shared/lobby/room.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { came, gone, holding, hosting, joining, RoomTable, rules, START } from '../support/roomTable.ts';

const three = () => RoomTable.gathering(['ann', 'ben', 'cleo'], { bots: [{ level: 'hard', team: 0 }] });
const scatter = (missing: string[], present: string[]): Effect => ({ kind: 'scatter', missing, present });
const close: Effect = { kind: 'close' };

describe('a room for a group', () => {
  test('holds a seat for each, seats the bots behind them, and has no host before the first comes', () => {
    const { room, seats } = RoomTable.gathering(['ann', 'ben'], {
      teams: 2,
      maxPlayers: 5,
      bots: [{ level: 'easy', team: 1 }],
    });
    expect(seats).toBe('ann? ben? easy - -');
    expect(room).toMatchObject({ status: 'lobby', visibility: 'public', hostId: null, version: 1, matchId: null });
    expect(room.gathering).toEqual({ matchId: 'm1', until: START + COME_WITHIN_MS });
    expect(room.seats[1]).toMatchObject({ held: { playerId: 'ben', name: 'Ben', team: 1 } });
  });

  test('says in its document whom it waits for, and until when', () => {
    const { room } = RoomTable.gathering(['ann', 'ben'], { teams: 2 }).join('ben');
    const document = roomDocument(room);
    expect(document).toMatchObject({ gathering: { until: START + COME_WITHIN_MS }, locked: false, hostId: 'ben' });
    expect(document.seats[0]).toEqual({
      index: 0,
      kind: 'empty',
      ready: false,
      held: { playerId: 'ann', name: 'Ann' },
      team: 0,
    });
    expect(roomSummary(room)).toMatchObject({ locked: true, open: 2, humans: 1, host: 'Ben' });
  });

  test('seats whoever comes, ready; the first is host', () => {
    const table = three().join('ben');
    expect(table.effects).toEqual([came('ben'), hosting('ben')]);
    expect(table.join('ann').room).toMatchObject({ hostId: 'ben', status: 'lobby' });
    expect(table.seats).toBe('ann ben cleo? hard');
    expect(table.room.seats[0]).toMatchObject({ ready: true });
  });

  test('counts down by itself as soon as all are here, for the match that was named', () => {
    const table = three().join('ben', 'ann').later(4000).join('cleo');
    expect(table.room).toMatchObject({
      status: 'countdown',
      matchId: 'm1',
      until: START + 4000 + 3000,
    });
    expect(table.effects).toEqual([came('cleo')]);
    expect(table.toDeadline().effects).toEqual([{ kind: 'begin' }]);
    expect(table.room).toMatchObject({ status: 'playing', gathering: null });
  });

  test('waits for who is away too, and counts down when they are back', () => {
    const table = three().join('ben', 'ann').lost('ann').join('cleo');
    expect(table.room.status).toBe('lobby');
    expect(table.join('ann').room.status).toBe('countdown');
  });

  test('gathers until its match begins: nobody else gets in, nobody holds it up, and its members know', () => {
    const table = RoomTable.gathering(['ann', 'ben']).join('ann', 'ben');
    expect(table.room.status).toBe('countdown');
    expect(table.refused(joining('dan'))).toContain('room/locked');
    expect(table.refused({ kind: 'ready', playerId: 'ann', ready: false })).toContain('room/wrong-status');
    expect(table.refused({ kind: 'kick', playerId: 'ann', target: 'ben', ban: true })).toContain('room/wrong-status');
    expect(roomDocument(table.room)).toHaveProperty('gathering');
    expect(roomSummary(table.room).locked).toBe(true);
  });

  test('is an ordinary room once the match runs', () => {
    const table = RoomTable.gathering(['ann', 'ben'], { teams: 2 }).join('ann', 'ben').toDeadline().leave('ben');
    expect(table.room).toMatchObject({ status: 'playing', gathering: null });
    expect(table.effects).toEqual([gone('ben', 'left')]);
    expect(table.join('dan').refused(holding(['eve'], table.now + 1))).toBe('granted');
    expect(roomSummary(table.room).locked).toBe(false);
  });

  test('lets nobody in who is not of the group, to play, to watch or by another hold', () => {
    const table = three().join('ann');
    expect(table.refused(joining('dan'))).toContain('room/locked');
    expect(table.refused(joining('dan', 'spectator'))).toContain('room/locked');
    expect(table.refused(joining('ben', 'spectator')), 'who is of it comes to play').toContain('room/locked');
    expect(table.refused(holding(['dan']))).toContain('room/locked');
  });

  test('is changed by nobody, its host included, and nobody is un-ready', () => {
    const table = three().join('ann', 'ben');
    const host = { playerId: 'ann' };
    const commands: Command[] = [
      { kind: 'configure', ...host, change: { name: 'S' } },
      { kind: 'bot', ...host, seat: 3, level: null },
      { kind: 'start', ...host, matchId: 'm2' },
      { kind: 'kick', ...host, target: 'ben', ban: false },
      { kind: 'transfer', ...host, target: 'ben' },
      { kind: 'seat', ...host, wish: { seat: 3 } },
      { kind: 'seat', ...host, wish: { as: 'spectator' } },
      { kind: 'ready', ...host, ready: false },
    ];
    for (const command of commands) expect(table.refused(command), command.kind).toContain('room/wrong-status');
    expect(table.refused({ kind: 'ready', ...host, ready: true })).toBe('granted');
    expect(table.refused({ kind: 'mute', ...host, target: 'ben', muted: true })).toBe('granted');
  });
});

describe('a group falls apart', () => {
  test('when one has not come in time, and not a millisecond before', () => {
    const table = three().join('ann', 'cleo');
    expect(rules.due(table.room)).toBe(START + COME_WITHIN_MS);
    expect(table.later(COME_WITHIN_MS - 1).effects).toEqual([]);
    expect(table.later(1).effects).toEqual([
      scatter(['ben'], ['ann', 'cleo']),
      gone('ann', 'scattered'),
      gone('cleo', 'scattered'),
      close,
    ]);
    expect(table.room).toMatchObject({ gathering: null, hostId: null, status: 'lobby' });
    expect(table.seats).toBe('- - - hard');
  });

  test('when nobody has come', () => {
    expect(three().later(COME_WITHIN_MS).effects).toEqual([scatter(['ann', 'ben', 'cleo'], []), close]);
  });

  test('when one is away at the end of the time', () => {
    const table = three().join('ann', 'ben').lost('ben').join('cleo').later(COME_WITHIN_MS);
    expect(table.effects[0]).toEqual(scatter(['ben'], ['ann', 'cleo']));
  });

  test('when one leaves: only that one is missing, since the others had time left to come', () => {
    const table = three().join('ann', 'ben').leave('ann');
    expect(table.effects).toEqual([scatter(['ann'], ['ben']), gone('ann', 'left'), gone('ben', 'scattered'), close]);
  });

  test('when one leaves in the countdown, who alone is to blame', () => {
    const table = RoomTable.gathering(['ann', 'ben', 'cleo']).join('ann', 'ben', 'cleo').leave('ben');
    expect(table.effects[0]).toEqual(scatter(['ben'], ['ann', 'cleo']));
    expect(table.room).toMatchObject({ gathering: null, status: 'lobby', matchId: null });
  });

  test('not when one is lost in the countdown: their seat is kept in the match', () => {
    const table = RoomTable.gathering(['ann', 'ben']).later(9000).join('ann', 'ben').lost('ben').later(2000);
    expect(table.room.status).toBe('countdown');
    expect(table.later(1000).room).toMatchObject({ status: 'playing', gathering: null });
  });

  test('when the place of one is given up who has come', () => {
    const table = three().join('ann').release('ann');
    expect(table.effects).toEqual([scatter(['ann'], []), gone('ann', 'scattered'), close]);
  });

  test('when the place of one is given up who has not come', () => {
    expect(three().join('ann').release('cleo').effects[0]).toEqual(scatter(['cleo'], ['ann']));
  });

  test('when the server is about to go, which is nobody’s fault', () => {
    const table = three().join('ann').say({ kind: 'drain' });
    expect(table.effects).toEqual([scatter([], ['ann']), gone('ann', 'scattered'), close]);
  });

  test('not when somebody comes at the last moment', () => {
    const table = three().join('ann', 'ben');
    table.now = START + COME_WITHIN_MS;
    expect(table.join('cleo').room.status).toBe('countdown');
  });

  test('at its time, where nobody is missing and the match could not begin all the same', () => {
    const table = RoomTable.gathering(['ann']).join('ann');
    expect(table.room.status).toBe('lobby');
    expect(table.later(COME_WITHIN_MS).effects[0]).toEqual(scatter([], ['ann']));
  });
});
