import { describe, expect, test } from 'vitest';
import { roomDocument } from '../../shared/lobby/document.ts';
import { MAX_SPECTATORS } from '../../shared/lobby/room.ts';
import type { RoomSeat } from '../../shared/protocol/room.ts';
import { RoomTable } from '../support/roomTable.ts';

const wish = (playerId: string, wish: RoomSeat) => ({ kind: 'seat', playerId, wish }) as const;
const three = () => new RoomTable().join('ben', 'cleo');
/** Whom each asks, by seat. */
const wants = (table: RoomTable) => roomDocument(table.room).seats.map((seat) => seat.wants ?? null);
const STAGES = ['counting', 'playing', 'results'] as const;

describe('another seat', () => {
  test('that is free is taken at once, and the readiness comes along', () => {
    const table = three()
      .ready('ben')
      .say(wish('ben', { seat: 3 }));
    expect(table.seats).toBe('ann - cleo ben');
    expect(table.room.seats[3]).toMatchObject({ ready: true });
  });

  test("that is a bot's is exchanged", () => {
    const table = new RoomTable().say({ kind: 'bot', playerId: 'ann', seat: 2, level: 'hard' });
    expect(table.say(wish('ann', { seat: 2 })).seats).toBe('hard - ann -');
  });

  test("that is a human's is asked for, and is swapped once the other asks back", () => {
    const table = three().say(wish('ann', { seat: 2 }));
    expect(table.seats).toBe('ann ben cleo -');
    expect(wants(table)).toEqual([2, null, null, null]);
    table.say(wish('cleo', { seat: 0 }));
    expect(table.seats).toBe('cleo ben ann -');
    expect(wants(table)).toEqual([null, null, null, null]);
  });

  test('a wish is only for the seat that was named: another answer swaps nothing', () => {
    const table = three()
      .say(wish('ann', { seat: 2 }))
      .say(wish('ben', { seat: 0 }))
      .say(wish('cleo', { seat: 1 }));
    expect(table.seats).toBe('ann ben cleo -');
    expect(wants(table)).toEqual([2, 0, 1, null]);
    expect(table.say(wish('cleo', { seat: 0 })).seats).toBe('cleo ben ann -');
  });

  test("one's own declines what others asked for it", () => {
    const table = three()
      .say(wish('ann', { seat: 2 }))
      .say(wish('ben', { seat: 2 }))
      .say(wish('cleo', { seat: 0 }));
    expect(table.seats, 'ann and cleo both wanted it').toBe('cleo ben ann -');
    table.say(wish('ben', { seat: 2 })).say(wish('cleo', { seat: 1 }));
    expect(wants(table)).toEqual([1, 2, null, null]);
    table.say(wish('ann', { seat: 2 }));
    expect(wants(table)).toEqual([1, null, null, null]);
  });

  test("one's own takes the wish back", () => {
    expect(
      wants(
        three()
          .say(wish('ann', { seat: 2 }))
          .say(wish('ann', { seat: 0 })),
      ),
    ).toEqual([null, null, null, null]);
  });

  test('the host asks like everyone else', () => {
    expect(three().say(wish('ann', { seat: 1 })).seats).toBe('ann ben cleo -');
  });

  test.each([4, 31])('%i is refused in a room of four', (seat) => {
    expect(three().refused(wish('ann', { seat }))).toMatch(/^input\/invalid: seat/);
    expect(new RoomTable().watch('dan').refused(wish('dan', { seat }))).toMatch(/^input\/invalid: seat/);
  });
});

describe('a wish that nobody can grant any more is dropped', () => {
  const asked = () => three().say(wish('ann', { seat: 2 }));
  const ways: [string, (table: RoomTable) => RoomTable][] = [
    ['the other leaves', (table) => table.leave('cleo')],
    ['the other watches', (table) => table.say(wish('cleo', { as: 'spectator' }))],
    ['the other moves away', (table) => table.say(wish('cleo', { seat: 3 }))],
    ['the other is kicked', (table) => table.say({ kind: 'kick', playerId: 'ann', target: 'cleo', ban: false })],
    ['the seat is taken away', (table) => table.leave('ben').configure({ maxPlayers: 2 })],
    ['the match begins', (table) => table.playing()],
  ];
  test.each(ways)('when %s', (_, act) => {
    expect(wants(act(asked())).filter((seat) => seat !== null)).toEqual([]);
  });

  test('and not when something else happens', () => {
    const table = asked().lost('cleo').join('cleo').ready('ben');
    expect(wants(table)).toEqual([2, null, null, null]);
  });
});

describe('watching and playing', () => {
  test('who watches has left the seat; who plays again gets a free one, or the one that is named', () => {
    const table = three().say(wish('ben', { as: 'spectator' }));
    expect(table.seats).toBe('ann - cleo -');
    expect(table.room.spectators).toMatchObject([{ playerId: 'ben' }]);
    expect(table.effects).toEqual([]);
    expect(table.say(wish('ben', { as: 'player' })).seats).toBe('ann ben cleo -');
    expect(table.say(wish('ben', { as: 'spectator' })).say(wish('ben', { seat: 3 })).seats).toBe('ann - cleo ben');
    expect(table.room.spectators).toEqual([]);
  });

  test('comes back not ready, as one who joins', () => {
    const table = three()
      .ready('ben')
      .say(wish('ben', { as: 'spectator' }))
      .say(wish('ben', { as: 'player' }));
    expect(table.room.seats[1]).toMatchObject({ playerId: 'ben', ready: false });
  });

  test('the host watches and stays host', () => {
    expect(three().say(wish('ann', { as: 'spectator' })).room.hostId).toBe('ann');
  });

  test('is refused where there is no place', () => {
    const table = new RoomTable().join('ben', 'cleo', 'dan').watch('eve');
    expect(table.refused(wish('eve', { as: 'player' }))).toMatch(/^room\/full/);
    expect(table.refused(wish('eve', { seat: 1 }))).toMatch(/^room\/full/);
    for (let i = 1; i < MAX_SPECTATORS; i++) table.watch(`s${i}`);
    expect(table.refused(wish('ben', { as: 'spectator' }))).toMatch(/^room\/full/);
    expect(table.seats).toBe('ann ben cleo dan');
  });

  test('what one is already changes nothing', () => {
    const table = three().watch('dan');
    const { room } = table;
    expect(table.say(wish('dan', { as: 'spectator' })).say(wish('ann', { as: 'player' })).room).toBe(room);
  });

  test.each([[{ as: 'spectator', seat: 1 }], [{ as: 'spectator', team: 0 }], [{ team: 0 }]] as const)(
    '%j is refused to one who watches',
    (asked) => {
      expect(three().watch('dan').refused(wish('dan', asked))).toMatch(/^input\/invalid/);
    },
  );
});

describe('in every status', () => {
  test.each(STAGES)('one who sits goes to watch while %s', (stage) => {
    const table = three()[stage]();
    const { status } = table.room;
    expect(table.say(wish('ben', { as: 'spectator' })).room.status).toBe(status);
    expect(table.seats).toBe('ann - cleo -');
  });

  test.each(STAGES)('one who watches sits down while %s', (stage) => {
    const table = three().watch('dan')[stage]();
    const { status } = table.room;
    expect(table.say(wish('dan', { as: 'player' })).room.status).toBe(status);
    expect(table.seats).toBe('ann ben cleo dan');
  });

  test('a match goes on with those who sat: nobody moves while it runs', () => {
    const table = three().playing();
    expect(table.refused(wish('ann', { seat: 3 }))).toMatch(/^room\/wrong-status/);
    expect(table.refused(wish('ann', { seat: 1 }))).toMatch(/^room\/wrong-status/);
    expect(table.refused(wish('ann', { seat: 0 }))).toBe('granted');
  });

  test('who sits down in a running match does not choose the side', () => {
    const table = new RoomTable({ teams: 2 }).join('ben').watch('dan').playing();
    for (const asked of [
      { as: 'player', team: 0 },
      { seat: 2, team: 0 },
    ] as const) {
      expect(table.refused(wish('dan', asked))).toMatch(/^room\/wrong-status/);
    }
    expect(table.say(wish('dan', { as: 'player' })).seats).toBe('ann ben dan -');
  });

  test('moving stops the countdown, asking does not', () => {
    expect(
      three()
        .counting()
        .say(wish('ann', { seat: 1 })).room.status,
    ).toBe('countdown');
    expect(
      three()
        .counting()
        .say(wish('ann', { seat: 3 })).room,
    ).toMatchObject({ status: 'lobby', matchId: null });
  });

  test('moving leaves the results standing', () => {
    expect(
      three()
        .results()
        .say(wish('ann', { seat: 3 })).room.status,
    ).toBe('results');
  });

  test('who sits down in the countdown is ready; when too few are left it stops', () => {
    const table = three()
      .watch('dan')
      .counting()
      .say(wish('dan', { as: 'player' }));
    expect(table.room.seats[3]).toMatchObject({ playerId: 'dan', ready: true });
    const two = new RoomTable()
      .join('ben')
      .counting()
      .say(wish('ben', { as: 'spectator' }));
    expect(two.room.status).toBe('lobby');
  });

  test('who goes to watch withdraws the vote, and is not waited for', () => {
    const table = three().results().vote('ben');
    expect(table.say(wish('ben', { as: 'spectator' })).room.rematch).toBeNull();
    expect(table.vote('ann').say(wish('cleo', { as: 'spectator' })).room.status, 'too few are left').toBe('results');
  });
});
