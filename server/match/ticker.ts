import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Clock } from '../ops/clock.ts';
import { stagger } from '../ops/stagger.ts';

/**
 * One clock for all matches. Each match has its own due times on a fixed grid, so nothing drifts; the grids are offset against
 * each other, so that the matches of one server do not all want the processor in the same instant. A match that fell behind
 * catches up at most `CATCH_UP` ticks in a row; what is missing beyond that is dropped and counted, and its time moves on.
 */
export interface Ticker {
  /** Calls `tick` `rate` times a second until the returned call. `tick` must not throw. */
  start(rate: number, tick: () => void): () => void;
  readonly stats: TickerStats;
}

/** Nanoseconds: how late ticks began, and how long they took. */
export interface TickerStats {
  readonly lateness: RecordableHistogram;
  readonly duration: RecordableHistogram;
  dropped: number;
}

interface Beat {
  readonly tick: () => void;
  readonly period: number;
  readonly start: number;
  /** Periods since the start. Times are multiplied, not added up: a sum of fractions would drift. */
  count: number;
  due: number;
}

const CATCH_UP = 3;
/** Timers count whole milliseconds: what is due within this is done now rather than a millisecond late. */
const EARLY_MS = 0.5;
/** After so long a stretch of ticks, what else the process has to do gets its turn: sockets are read, timers run. */
const STRETCH_MS = 8;

export function createTicker(clock: Clock): Ticker {
  /** Ordered by due time. */
  const beats: Beat[] = [];
  const stats: TickerStats = { lateness: createHistogram(), duration: createHistogram(), dropped: 0 };
  let started = 0;
  let cancel: (() => void) | null = null;

  function insert(beat: Beat): void {
    let low = 0;
    let high = beats.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (beats[middle]!.due <= beat.due) low = middle + 1;
      else high = middle;
    }
    beats.splice(low, 0, beat);
  }

  function remove(beat: Beat): void {
    const at = beats.indexOf(beat);
    if (at >= 0) beats.splice(at, 1);
  }

  function move(beat: Beat, periods: number): void {
    beat.count += periods;
    beat.due = beat.start + beat.count * beat.period;
  }

  /** A tick's cost counts from its own start, so that one match's slowness shows as the lateness of the others. */
  function run(beat: Beat, now: number): void {
    stats.lateness.record(Math.max(1, Math.round((now - beat.due) * 1e6)));
    move(beat, 1);
    const behind = Math.floor((now - beat.due) / beat.period);
    if (behind >= CATCH_UP) {
      const dropped = behind - CATCH_UP + 1;
      stats.dropped += dropped;
      move(beat, dropped);
    }
    beats.shift();
    insert(beat);
    beat.tick();
    stats.duration.record(Math.max(1, Math.round((clock.now() - now) * 1e6)));
  }

  function loop(): void {
    cancel = null;
    const began = clock.now();
    for (;;) {
      const next = beats[0];
      if (!next) return;
      const now = clock.now();
      if (next.due - now > EARLY_MS || now - began > STRETCH_MS) break;
      run(next, now);
    }
    schedule();
  }

  function schedule(): void {
    const next = beats[0];
    if (next && !cancel) cancel = clock.after(Math.max(0, Math.floor(next.due - clock.now())), loop);
  }

  return {
    stats,
    start(rate, tick) {
      const period = 1000 / rate;
      const offset = stagger(started++) * period;
      const first = clock.now() + period + offset;
      const beat = { tick, period, start: first, count: 0, due: first };
      insert(beat);
      cancel?.();
      cancel = null;
      schedule();
      return () => remove(beat);
    },
  };
}
