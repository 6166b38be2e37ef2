import type { MatchSeat } from '../../shared/protocol/match.ts';
import type { SeatScore } from './face.ts';

export interface ScoreRow {
  readonly seat: number;
  readonly name: string;
  readonly bot: boolean;
  readonly score: number;
  /** Its own, or that of its team. Those that tie share a place. */
  readonly place: number;
  /** Which line of the list it is, from 0: ties are listed by seat. */
  readonly line: number;
}

export interface TeamRow {
  readonly team: number;
  /** The sum of its players'. */
  readonly score: number;
  readonly place: number;
  readonly line: number;
}

export interface Standings {
  /** In the order of seats, so that the elements stay and only move. */
  readonly rows: readonly ScoreRow[];
  /** In the order of teams; none where everyone plays for themselves. Each stands above its players in the list. */
  readonly teams: readonly TeamRow[];
}

interface Entry extends SeatScore {
  readonly name: string;
  readonly bot: boolean;
}

export function standingsOf(seats: readonly MatchSeat[], scores: readonly SeatScore[]): Standings {
  const bySeat = new Map(scores.map((one) => [one.seat, one]));
  const entries = seats.map(
    ({ seat, name, kind, team }): Entry => ({ score: 0, team, ...bySeat.get(seat), seat, name, bot: kind === 'bot' }),
  );
  const numbers = [...new Set(entries.flatMap(({ team }) => team ?? []))].sort((a, b) => a - b);
  if (numbers.length === 0) {
    return { teams: [], rows: entries.map((one) => rowOf(one, place(one, entries), line(one, entries))) };
  }
  const sums = numbers.map((team) => {
    const members = entries.filter((one) => one.team === team);
    return { team, seat: team, members, score: members.reduce((sum, { score }) => sum + score, 0) };
  });
  const teams = sums.map((one) => {
    const above = sums.filter((other) => line(other, sums) < line(one, sums));
    const lines = above.reduce((sum, { members }) => sum + 1 + members.length, 0);
    return { team: one.team, score: one.score, place: place(one, sums), line: lines };
  });
  const rows = entries.map((one) => {
    const at = numbers.indexOf(one.team ?? numbers[0]!);
    return rowOf(one, teams[at]!.place, teams[at]!.line + 1 + line(one, sums[at]!.members));
  });
  return { teams, rows };
}

type Ranked = Pick<SeatScore, 'seat' | 'score' | 'standing'>;

function standing({ standing, score }: Ranked): number {
  return standing ?? score;
}

function place(one: Ranked, among: readonly Ranked[]): number {
  return 1 + among.filter((other) => standing(other) > standing(one)).length;
}

function line(one: Ranked, among: readonly Ranked[]): number {
  const level = among.filter((other) => standing(other) === standing(one) && other.seat < one.seat);
  return place(one, among) - 1 + level.length;
}

function rowOf({ seat, name, bot, score }: Entry, place: number, line: number): ScoreRow {
  return { seat, name, bot, score, place, line };
}
