import { performance } from 'node:perf_hooks';
import type { InputStats } from '../../../server/match/inputStats.ts';
import type { TickerStats } from '../../../server/match/ticker.ts';

/** What a server's process tells of itself: from `reset` to `sample`. */
export interface ServerSample {
  readonly seconds: number;
  /** User and system, of all threads. */
  readonly cpuSeconds: number;
  /** Part of the time in which the event loop had something to do. */
  readonly busy: number;
  /** Milliseconds after its due time at which a tick began. */
  readonly late: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly dropped: number;
  /** Inputs that missed the tick that they were meant for, and those that came to nothing because a later one was there. */
  readonly inputs: { readonly late: number; readonly missing: number };
  readonly rssBytes: number;
}

export interface MemorySample {
  /** As it is, and after a whole collection. */
  readonly rssBytes: number;
  readonly rssCollected: number;
  /** Of V8's heap and buffers beside it, after a whole collection. */
  readonly heapBytes: number;
}

const ms = (nanoseconds: number) => nanoseconds / 1e6;

export function createGauge(ticks: TickerStats, inputs: InputStats) {
  let cpu = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let start = performance.now();
  let dropped = 0;
  return {
    reset(): void {
      ticks.lateness.reset();
      inputs.late.reset();
      inputs.missing.reset();
      dropped = ticks.dropped;
      cpu = process.cpuUsage();
      utilization = performance.eventLoopUtilization();
      start = performance.now();
    },
    sample(): ServerSample {
      const { user, system } = process.cpuUsage(cpu);
      const { lateness } = ticks;
      return {
        seconds: (performance.now() - start) / 1000,
        cpuSeconds: (user + system) / 1e6,
        busy: performance.eventLoopUtilization(utilization).utilization,
        late: { p50: ms(lateness.percentile(50)), p99: ms(lateness.percentile(99)), max: ms(lateness.max) },
        dropped: ticks.dropped - dropped,
        inputs: { late: inputs.late.count, missing: inputs.missing.count },
        rssBytes: process.memoryUsage.rss(),
      };
    },
    /** The process needs `--expose-gc` for it. */
    memory(): MemorySample {
      const rssBytes = process.memoryUsage.rss();
      globalThis.gc!();
      globalThis.gc!();
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rssBytes, rssCollected: rss, heapBytes: heapUsed + external };
    },
  };
}
