import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { startMuster } from '../../../server/compose.ts';
import { readConfig } from '../../../server/config.ts';
import { createLog } from '../../../server/ops/log.ts';
import { benchGame } from '../benchGame.ts';
import { answer } from '../child.ts';
import { createGauge } from './gauge.ts';

/** Muster as `npm start` runs it, but for its rates: a thousand players from one address would exceed them. Its log goes nowhere. */
setFlagsFromString('--no-allocation-site-pretenuring');

const COUNTDOWN_MS = 100;

const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, RATE_SCALE: '1000' });
if (!config.ok) throw new Error(config.error.join('; '));
const muster = await startMuster(config.value, {
  log: createLog(config.value.LOG_LEVEL, config.value.NODE_ID),
  games: new Map([[benchGame.id, benchGame]]),
  timing: { countdown: COUNTDOWN_MS },
});

const answers = { ...createGauge(muster.ticks, muster.inputs), port: () => muster.port };
export type ServerAnswers = typeof answers;

answer(answers, () => rmSync(folder, { recursive: true }));
