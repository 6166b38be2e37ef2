import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import pino from 'pino';
import { startMuster } from '../../server/compose.ts';
import { readConfig } from '../../server/config.ts';

/** A server in a process of its own that tells its figures when asked: `reset`, then `sample`; it ends with its parent. */
setFlagsFromString('--no-allocation-site-pretenuring');

export interface ServerSample {
  readonly seconds: number;
  readonly ticks: number;
  readonly dropped: number;
  /** Milliseconds. */
  readonly late: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly duration: { readonly p50: number; readonly p99: number };
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, RATE_SCALE: '1000' });
if (!config.ok) throw new Error(config.error.join('; '));
const muster = await startMuster(config.value, { log: pino({ level: 'silent' }) });
const { lateness, duration } = muster.ticks;
let cpu = process.cpuUsage();
let start = performance.now();
let dropped = 0;
const ms = (nanoseconds: number) => nanoseconds / 1e6;

process.on('message', (ask) => {
  if (ask === 'reset') {
    lateness.reset();
    duration.reset();
    dropped = muster.ticks.dropped;
    cpu = process.cpuUsage();
    start = performance.now();
  }
  if (ask === 'sample') {
    const used = process.cpuUsage(cpu);
    const sample: ServerSample = {
      seconds: (performance.now() - start) / 1000,
      ticks: lateness.count,
      dropped: muster.ticks.dropped - dropped,
      late: { p50: ms(lateness.percentile(50)), p99: ms(lateness.percentile(99)), max: ms(lateness.max) },
      duration: { p50: ms(duration.percentile(50)), p99: ms(duration.percentile(99)) },
      cpuSeconds: (used.user + used.system) / 1e6,
      rssMegabytes: process.memoryUsage.rss() / 2 ** 20,
    };
    process.send!({ sample });
  }
});
process.on('disconnect', () => {
  rmSync(folder, { recursive: true });
  process.exit(0);
});
process.send!({ url: `http://127.0.0.1:${muster.port}` });
