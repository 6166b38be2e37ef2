import { type ReadonlySignal, signal } from '@preact/signals';
import type { MatchSource } from '../net/matchSource.ts';
import { faces } from './catalog.ts';

export interface ScoreRow {
  readonly seat: number;
  readonly name: string;
  readonly bot: boolean;
  readonly score: number;
  /** Those that tie share a place. */
  readonly place: number;
  /** Where it stands in the list, from 0: ties are listed by seat. */
  readonly rank: number;
}

/** What the HUD shows, as signals: each part draws itself anew only when its own value changes. */
export interface HudModel {
  /** In the order of seats, so that the elements stay and only move. */
  readonly rows: ReadonlySignal<readonly ScoreRow[]>;
  /** Whole seconds, rounded up; null in a game without an end. */
  readonly seconds: ReadonlySignal<number | null>;
  /** The part of the round that is left, in steps of 1/200. */
  readonly leftPart: ReadonlySignal<number>;
  /** 1 just used, 0 ready; null without such a move. */
  readonly cooling: ReadonlySignal<number | null>;
  /** Looks at the newest state. */
  refresh(): void;
}

export function createHudModel(source: MatchSource): HudModel {
  const face = faces.get(source.gameId);
  const rows = signal<readonly ScoreRow[]>([]);
  const seconds = signal<number | null>(null);
  const leftPart = signal(1);
  const cooling = signal<number | null>(null);
  let fullTicks = ticksOf(source);
  let shown = '';

  const refresh = () => {
    const readout = face?.read(source.newest, source.seat);
    if (!readout) return;
    const scores = new Map(readout.scores.map(({ seat, score }) => [seat, score]));
    const print = source.seats.map(({ seat }) => scores.get(seat) ?? 0).join();
    if (print !== shown) {
      shown = print;
      rows.value = rank(source, scores);
    }
    cooling.value = readout.cooling;
    const left = readout.ticksLeft;
    seconds.value = left === null ? null : Math.ceil(left / source.tickRate);
    if (left === null) return;
    fullTicks = Math.max(fullTicks, left);
    leftPart.value = Math.round((left / fullTicks) * 200) / 200;
  };
  refresh();
  return { rows, seconds, leftPart, cooling, refresh };
}

function rank(source: MatchSource, scores: ReadonlyMap<number, number>): ScoreRow[] {
  const scoreOf = (seat: number) => scores.get(seat) ?? 0;
  return source.seats.map(({ seat, name, kind }) => {
    const score = scoreOf(seat);
    const better = source.seats.filter((other) => scoreOf(other.seat) > score).length;
    const before = source.seats.filter((other) => scoreOf(other.seat) === score && other.seat < seat).length;
    return { seat, name, bot: kind === 'bot', score, place: better + 1, rank: better + before };
  });
}

/** Real-time games have `roundSeconds`; one that has not is measured by what is left when it is first seen. */
function ticksOf(source: MatchSource): number {
  const settings = source.settings as { roundSeconds?: unknown } | null;
  return typeof settings?.roundSeconds === 'number' ? settings.roundSeconds * source.tickRate : 1;
}
