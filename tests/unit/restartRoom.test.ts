import { describe, expect, test } from 'vitest';
import { afterRestart } from '../../shared/lobby/restart.ts';
import { holdsOf, humansOf, type Room } from '../../shared/lobby/room.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { RoomTable, rules } from '../support/roomTable.ts';

/** A room as its server comes back, an hour later. */
const DOWN_MS = 3_600_000;

function restarted(table: RoomTable): { room: Room; now: number } {
  const now = table.now + DOWN_MS;
  return { room: afterRestart(table.room, ROOM_TIMING, now), now };
}

const three = () => new RoomTable().join('ben').watch('cleo');

describe('[KP-2] after a restart', () => {
  test('everybody is away, in the seat or place that was theirs, and has the whole grace time of the lobby', () => {
    const { room, now } = restarted(three().lost('ben').later(20_000));
    expect(humansOf(room).map(({ playerId }) => playerId)).toEqual(['ann', 'ben', 'cleo']);
    for (const human of humansOf(room)) {
      expect(human).toMatchObject({ awaySince: now, keptUntil: now + ROOM_TIMING.graceInLobby, lagging: false });
    }
    expect(room.hostId).toBe('ann');
  });

  test('in a match it is that of a match', () => {
    const { room, now } = restarted(three().playing());
    expect(humansOf(room).map(({ keptUntil }) => keptUntil)).toEqual(new Array(3).fill(now + ROOM_TIMING.graceInMatch));
    expect(room).toMatchObject({ status: 'playing', matchId: 'm1', until: null });
  });

  test('a countdown begins anew, for the same match', () => {
    const { room, now } = restarted(three().counting().later(2500));
    expect(room).toMatchObject({ status: 'countdown', matchId: 'm1', until: now + ROOM_TIMING.countdown });
  });

  test('results stand long enough to be seen again, and no shorter than they would have', () => {
    const results = () => three().playing().say({ kind: 'ended', matchId: 'm1', players: null });
    const { room, now } = restarted(results());
    expect(room).toMatchObject({ status: 'results', until: now + 5000 });
    const table = results();
    const soon = afterRestart(table.room, ROOM_TIMING, table.now + 1000);
    expect(soon.until).toBe(table.room.until);
  });

  test('seats are held for the whole time again', () => {
    const { room, now } = restarted(three().hold('dan', 'eve').later(9000));
    expect(holdsOf(room).map(({ playerId, until }) => [playerId, until])).toEqual([
      ['dan', now + COME_WITHIN_MS],
      ['eve', now + COME_WITHIN_MS],
    ]);
  });

  test('its version is far above what it was: news of changes that were not kept may have gone out', () => {
    const table = three();
    expect(restarted(table).room.version).toBe(table.room.version + 1000);
  });

  test('all else is as it was', () => {
    const table = three().say({ kind: 'kick', playerId: 'ann', target: 'ben', ban: true });
    table.say({ kind: 'mute', playerId: 'ann', target: 'cleo', muted: true });
    const { room } = restarted(table);
    const { seats: _, spectators: __, version: ___, until: ____, ...same } = table.room;
    expect(room).toMatchObject(same);
    expect(room.bans).toHaveLength(1);
  });

  test('whoever comes back in time has the place again, and who does not loses it', () => {
    const table = three();
    const { room, now } = restarted(table);
    table.room = room;
    table.now = now + ROOM_TIMING.graceInLobby - 1;
    table.join('ann').later(1);
    expect(humansOf(table.room).map(({ playerId, awaySince }) => [playerId, awaySince])).toEqual([['ann', null]]);
  });

  test('a room to which nobody comes back closes', () => {
    const table = three();
    const { room, now } = restarted(table);
    table.room = room;
    table.now = now;
    expect(rules.due(room)).toBeLessThanOrEqual(now + ROOM_TIMING.graceInLobby);
    table.later(ROOM_TIMING.graceInLobby);
    expect(table.effects.at(-1)).toEqual({ kind: 'close' });
  });
});
