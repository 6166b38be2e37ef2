import { type ReadonlySignal, signal } from '@preact/signals';
import type { MatchSource } from '../net/matchSource.ts';
import { faces } from './catalog.ts';
import { type Standings, standingsOf } from './standings.ts';

/** What the HUD shows, as signals: each part draws itself anew only when its own value changes. */
export interface HudModel {
  readonly standings: ReadonlySignal<Standings>;
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
  const standings = signal<Standings>({ rows: [], teams: [] });
  const seconds = signal<number | null>(null);
  const leftPart = signal(1);
  const cooling = signal<number | null>(null);
  let fullTicks = ticksOf(source);
  let shown = '';

  const refresh = () => {
    const readout = face?.read(source.newest, source.seat);
    if (!readout) return;
    // Seats are read anew each time: someone may come in late, or take the seat of one who left.
    const next = standingsOf(source.seats, readout.scores);
    const print = JSON.stringify(next);
    if (print !== shown) {
      shown = print;
      standings.value = next;
    }
    cooling.value = face!.read(source.own(performance.now()).after, source.seat).cooling;
    const left = readout.ticksLeft;
    seconds.value = left === null ? null : Math.ceil(left / source.tickRate);
    if (left === null) return;
    fullTicks = Math.max(fullTicks, left);
    leftPart.value = Math.round((left / fullTicks) * 200) / 200;
  };
  refresh();
  return { standings, seconds, leftPart, cooling, refresh };
}

/** Real-time games have `roundSeconds`; one that has not is measured by what is left when it is first seen. */
function ticksOf(source: MatchSource): number {
  const settings = source.settings as { roundSeconds?: unknown } | null;
  return typeof settings?.roundSeconds === 'number' ? settings.roundSeconds * source.tickRate : 1;
}
