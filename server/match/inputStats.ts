import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** How well inputs came, over all matches. */
export interface InputStats {
  /** Nanoseconds by which an input missed the tick that it was meant for. */
  readonly late: RecordableHistogram;
  /** How many inputs before it were passed over, or never came, where there were any. */
  readonly missing: RecordableHistogram;
}

export function createInputStats(): InputStats {
  return { late: createHistogram(), missing: createHistogram() };
}

/** As the histograms count them, which take whole numbers from 1 on. */
export const nanoseconds = (milliseconds: number): number => Math.max(1, Math.round(milliseconds * 1e6));
