import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEAT_COLOURS } from '../../game-client/play/colours.ts';
import type { SeatScore } from '../../game-client/play/face.ts';
import { diceFace } from '../../game-client/play/liars-dice/face.ts';
import { standingsOf } from '../../game-client/play/standings.ts';
import { teamColour, teamName, teamTint } from '../../game-client/play/teams.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import type { DiceState } from '../../shared/games/liars-dice/state.ts';
import type { MatchSeat } from '../../shared/protocol/match.ts';

const seat = (index: number, team?: number): MatchSeat => ({
  seat: index,
  name: `P${index}`,
  kind: index % 2 === 0 ? 'human' : 'bot',
  ...(team !== undefined && { team }),
});
/** Seats in the order of the scores, one each. */
const table = (scores: readonly SeatScore[]) =>
  standingsOf(
    scores.map((one) => seat(one.seat, one.team)),
    scores,
  );
const places = (scores: readonly SeatScore[]) => table(scores).rows.map(({ place }) => place);
const listed = (scores: readonly SeatScore[]) => table(scores).rows.map(({ line }) => line);

describe('everyone for themselves', () => {
  test('rows stay in the order of seats; place and line say where each stands', () => {
    const { rows, teams } = standingsOf(
      [seat(0), seat(3), seat(4)],
      [4, 3, 0].map((one, n) => ({ seat: one, score: 10 * n })),
    );
    expect(rows).toEqual([
      { seat: 0, name: 'P0', bot: false, score: 20, place: 1, line: 0 },
      { seat: 3, name: 'P3', bot: true, score: 10, place: 2, line: 1 },
      { seat: 4, name: 'P4', bot: false, score: 0, place: 3, line: 2 },
    ]);
    expect(teams).toEqual([]);
  });

  test('those that tie share a place, the next one is skipped, and the lower seat is listed first', () => {
    const scores = [5, 9, 5, 9, 1].map((score, n) => ({ seat: n, score }));
    expect(places(scores)).toEqual([3, 1, 3, 1, 5]);
    expect(listed(scores)).toEqual([2, 0, 3, 1, 4]);
  });

  test('a standing gives the places where there is one, and the score is still what is shown', () => {
    const scores = [
      { seat: 0, score: 0, standing: 2 },
      { seat: 1, score: 0, standing: 1 },
      { seat: 2, score: 3, standing: 103 },
      { seat: 3, score: 3, standing: 103 },
    ];
    expect(places(scores)).toEqual([3, 4, 1, 1]);
    expect(table(scores).rows.map(({ score }) => score)).toEqual([0, 0, 3, 3]);
  });

  test('who has just come in and has no score yet has none', () => {
    expect(
      standingsOf([seat(0), seat(1)], [{ seat: 0, score: 0 }]).rows.map(({ score, place }) => [score, place]),
    ).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('nobody is nobody', () => {
    expect(standingsOf([], [])).toEqual({ rows: [], teams: [] });
  });

  test("in Liar's Dice whoever has dice stands before all who went out, and of these the last before the first", () => {
    const state = liarsDice.layout.bind(liarsDice.layout.create()) as DiceState;
    for (const [n, [dice, out]] of [
      [0, 1],
      [2, 0],
      [0, 2],
      [5, 0],
    ].entries()) {
      Object.assign(state.players[n]!, { active: 1, dice, out });
    }
    const { scores } = diceFace.read(state as never, null);
    expect(places(scores)).toEqual([4, 2, 3, 1]);
  });
});

describe('teams', () => {
  const scores = [
    { seat: 0, score: 5, team: 0 },
    { seat: 1, score: 1, team: 1 },
    { seat: 2, score: 2, team: 0 },
    { seat: 3, score: 9, team: 1 },
  ];

  test('stand by their sums, each above its own players, who have its place', () => {
    expect(table(scores).teams).toEqual([
      { team: 0, score: 7, place: 2, line: 3 },
      { team: 1, score: 10, place: 1, line: 0 },
    ]);
    expect(places(scores)).toEqual([2, 1, 2, 1]);
    expect(listed(scores)).toEqual([4, 2, 5, 1]);
  });

  test('that tie share a place, and the lower one is listed first', () => {
    const { teams } = table([
      { seat: 0, score: 5, team: 1 },
      { seat: 1, score: 5, team: 0 },
      { seat: 2, score: 1, team: 2 },
    ]);
    expect(teams.map(({ place, line }) => [place, line])).toEqual([
      [1, 0],
      [1, 2],
      [3, 4],
    ]);
  });

  test('who has just come in and has no score yet stands in the team of the seat, on a line of its own', () => {
    const { rows, teams } = standingsOf([seat(0, 0), seat(1, 1), seat(2, 0), seat(3, 1), seat(4, 1)], scores);
    expect(rows[4]).toMatchObject({ score: 0, place: 1 });
    const used = [...rows, ...teams].map(({ line }) => line).sort();
    expect(used).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('with or without them every line is used once, and who is listed later has no better place', () => {
    const one = fc.record({ score: fc.nat(4), team: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), fc.boolean(), (players, inTeams) => {
        const all = players.map(({ score, team }, n): SeatScore => ({ seat: n, score, ...(inTeams && { team }) }));
        const { rows, teams } = table(all);
        const lines = [...rows, ...teams].sort((a, b) => a.line - b.line);
        expect(lines.map(({ line }) => line)).toEqual(lines.map((_, n) => n));
        expect(lines.map(({ place }) => place)).toEqual(lines.map(({ place }) => place).sort((a, b) => a - b));
        expect(lines[0]!.place).toBe(1);
        for (const { team, line, score } of teams) {
          const members = rows.filter((_, n) => all[n]!.team === team);
          expect(members.map((row) => row.line).sort((a, b) => a - b)).toEqual(members.map((_, n) => line + 1 + n));
          expect(score).toBe(members.reduce((sum, row) => sum + row.score, 0));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('have names and colours that are told apart, from each other and from those of seats', () => {
    const teams = [0, 1, 2, 3];
    const colours = [...teams.map(teamColour), ...SEAT_COLOURS];
    expect(new Set(colours).size).toBe(colours.length);
    expect(new Set(teams.map(teamName)).size).toBe(teams.length);
    for (const team of teams) expect(teamTint(team).toString(16).padStart(6, '0')).toBe(teamColour(team).slice(1));
  });

  test('beyond those with a name have a number, and colours begin again', () => {
    expect([teamName(4), teamColour(4)]).toEqual(['Team 5', teamColour(0)]);
  });
});
