import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { startMuster } from '../../../server/compose.ts';
import { readConfig } from '../../../server/config.ts';
import type { Journal } from '../../../server/match/journal.ts';
import { createLog } from '../../../server/ops/log.ts';
import { benchGame } from '../benchGame.ts';
import { answer } from '../child.ts';
import { createGauge } from './gauge.ts';

/** Muster as `npm start` runs it, but for its rates: a thousand players from one address would exceed them. Its log goes nowhere. */
setFlagsFromString('--no-allocation-site-pretenuring');

const COUNTDOWN_MS = 100;

/** For what the journal costs: there is none. */
const NO_JOURNAL: Journal = {
  stats: { flushes: 0, bytes: 0 },
  flush() {},
  close() {},
  open: ({ matchId }) => ({
    ticks: 0,
    stepped() {},
    cast() {},
    chunk: () => null,
    last: () => ({ matchId, from: 0, bytes: new Uint8Array() }),
    hurry() {},
  }),
};

const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, RATE_SCALE: '1000' });
if (!config.ok) throw new Error(config.error.join('; '));
const muster = await startMuster(config.value, {
  log: createLog(config.value.LOG_LEVEL, config.value.NODE_ID),
  games: new Map([[benchGame.id, benchGame]]),
  timing: { countdown: COUNTDOWN_MS },
  ...(process.argv.includes('unwritten') && { journal: NO_JOURNAL }),
});

/** What was written since it was asked last: milliseconds a transaction, flushes of the journal and bytes in them. */
function written() {
  const { commits, journal } = muster;
  const sample = {
    commits: commits.count,
    p50: commits.percentile(50) / 1e6,
    p99: commits.percentile(99) / 1e6,
    max: commits.max / 1e6,
    ...journal,
  };
  commits.reset();
  journal.flushes = journal.bytes = 0;
  return sample;
}

const answers = { ...createGauge(muster.ticks, muster.inputs), port: () => muster.port, written };
export type ServerAnswers = typeof answers;

answer(answers, () => rmSync(folder, { recursive: true }));
