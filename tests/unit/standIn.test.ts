import { describe, expect, test } from 'vitest';
import type { Entrant } from '../../server/match/cast.ts';
import type { MatchHost } from '../../server/match/matchHost.ts';
import { bell, counter, door } from '../support/testGame.ts';
import { botAt, hostMatch, human, json } from '../support/testMatch.ts';

/** A match's seats pass from players to bots and back, and newcomers take those that are free. */
interface Seen {
  players: { seated: number; team: number; holds: number; wishes: number; sum: number }[];
}
const players = (match: MatchHost) => (json(match).state as unknown as Seen).players;
const holds = (match: MatchHost) => players(match).map((player) => player.holds);
const seated = (match: MatchHost) => players(match).map((player) => player.seated);
const newcomer = (seat: number, playerId: string, more: object = {}): Entrant & { playerId: string } => ({
  seat,
  kind: 'human',
  name: playerId,
  playerId,
  ...more,
});

function steps(match: MatchHost, count: number): void {
  for (let i = 0; i < count; i++) match.step();
}

describe('[RM-5] while a player is away', () => {
  test('a bot plays the seat, which first lets go of everything', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 1, { add: 9 });
    match.step();
    match.standIn(0);
    match.step();
    expect(holds(match)[0]).toBe(0);
    steps(match, 3);
    expect(holds(match)[0], 'as a bot of level normal does').toBe(2);
    expect(match.seatOf('p0'), 'it is still the player’s').toBe(0);
  });

  test('nothing is taken from a connection of that seat', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.standIn(0);
    expect(match.offer(0, 1, { add: 9 })).toBe(false);
  });

  test('the return gives the seat back: the bot’s wishes end, and inputs go on from the last ack', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.offer(0, 1, { add: 9 });
    match.step();
    match.standIn(0);
    steps(match, 5);
    match.handBack(0);
    match.step();
    expect(holds(match)[0]).toBe(0);
    const next = json(match).acks[0]! + 1;
    expect(match.offer(0, next, { add: 4 })).toBe(true);
    steps(match, 3);
    expect(holds(match)[0]).toBe(4);
    expect(json(match).acks[0]).toBe(next);
  });

  test('in a game of turns a bot is asked at once, without waiting for a step', () => {
    const match = hostMatch(bell, [human(0), human(1)]);
    match.offer(1, 1, { ring: true });
    match.step();
    expect(match.hasWishes).toBe(false);
    match.standIn(0);
    expect(match.hasWishes).toBe(true);
    match.handBack(0);
    expect(match.hasWishes, 'and the wish goes with the bot').toBe(false);
  });
});

describe('who leaves for good', () => {
  test('is followed by a bot, and has no seat any more', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    match.leave('p0');
    match.leave('p0');
    match.leave('nobody');
    steps(match, 3);
    expect([match.seatOf('p0'), match.seatOf('p1'), holds(match)[0]]).toEqual([null, 1, 2]);
    expect(match.cast.entrants, 'and stays one who took part').toEqual([human(0), human(1)]);
  });
});

describe('who comes into a running match', () => {
  test('plays a seat that was out of it, from the next step on', () => {
    const match = hostMatch(door, [human(0), human(1)]);
    steps(match, 5);
    expect(match.enter(newcomer(3, 'late'))).toBe(true);
    expect([match.seatOf('late'), match.cast.entrants.length]).toEqual([3, 3]);
    match.offer(3, 1, { add: 5 });
    match.step();
    expect(seated(match)).toEqual([1, 1, 0, 1]);
    steps(match, 2);
    expect(holds(match)).toEqual([0, 0, 0, 5]);
    expect(json(match).acks).toEqual([0, 0, 0, 1]);
    expect(
      match
        .info('')
        .seats.map(({ seat }) => seat)
        .sort(),
    ).toEqual([0, 1, 3]);
  });

  test('in the team that is named', () => {
    const match = hostMatch(door, [human(0), human(1)], { settings: { teams: 2 } });
    match.enter(newcomer(2, 'late', { team: 1 }));
    match.step();
    expect(players(match)[2]).toMatchObject({ seated: 1, team: 1 });
  });

  test('takes the seat of one who left over from the bot, as it stands', () => {
    const match = hostMatch(door, [human(0), human(1)]);
    match.offer(0, 1, { add: 9 });
    steps(match, 4);
    match.leave('p0');
    steps(match, 4);
    const { sum } = players(match)[0]!;
    expect(match.enter(newcomer(0, 'late'))).toBe(true);
    match.step();
    expect(players(match)[0]).toMatchObject({ holds: 0, sum });
    expect(match.offer(0, json(match).acks[0]! + 1, { add: 3 })).toBe(true);
    steps(match, 2);
    expect(holds(match)[0]).toBe(3);
    expect(match.cast.entrants.map(({ playerId }) => playerId)).toEqual(['late', 'p1']);
  });

  test('may be one who left, in the own old seat', () => {
    const match = hostMatch(door, [human(0), human(1)]);
    match.leave('p0');
    steps(match, 3);
    expect(match.enter(newcomer(0, 'p0'))).toBe(true);
    expect([match.seatOf('p0'), match.cast.entrants.length]).toEqual([0, 2]);
  });

  test('is not one who is in its result already by another seat', () => {
    const match = hostMatch(door, [human(0), human(1)]);
    match.leave('p0');
    expect(match.enter(newcomer(3, 'p0'))).toBe(false);
    expect(match.seatOf('p0')).toBeNull();
  });

  test('does not take the seat of one who plays, nor of one who is only away', () => {
    const match = hostMatch(door, [human(0), human(1)]);
    match.standIn(0);
    for (const seat of [0, 1]) expect(match.enter(newcomer(seat, 'late'))).toBe(false);
    expect([match.seatOf('p0'), match.seatOf('late'), match.cast.entrants.length]).toEqual([0, null, 2]);
  });

  test('is refused where the game lets nobody in', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    expect(match.enter(newcomer(3, 'late'))).toBe(false);
    match.leave('p0');
    expect(match.enter(newcomer(0, 'late')), 'the seat of one who left included').toBe(false);
  });
});

test('the seats of others do not feel any of this', () => {
  const quiet = hostMatch(door, [human(0), human(1), botAt(2)]);
  const lively = hostMatch(door, [human(0), human(1), botAt(2)]);
  for (const match of [quiet, lively]) match.offer(1, 1, { add: 3 });
  for (let i = 0; i < 20; i++) {
    if (i === 3) lively.standIn(0);
    if (i === 6) lively.handBack(0);
    if (i === 9) lively.leave('p0');
    if (i === 12) lively.enter(newcomer(3, 'late'));
    quiet.step();
    lively.step();
    expect(players(lively).slice(1, 3)).toEqual(players(quiet).slice(1, 3));
  }
});
