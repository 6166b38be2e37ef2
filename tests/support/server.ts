import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { type Muster, type Parts, startMuster } from '../../server/compose.ts';
import { readConfig } from '../../server/config.ts';

/** Matches of tests begin almost at once, unless the test is about the countdown. */
const COUNTDOWN_MS = 100;

export interface TestServer extends Muster {
  /** What it logged, parsed. */
  readonly logged: { event?: string; [key: string]: unknown }[];
}

/** A server of its own on a free port with a folder of its own; both go with the test, or by `stop` of `keepServer`. */
export async function useServer(env: Record<string, string> = {}, parts: Partial<Parts> = {}): Promise<TestServer> {
  const { server, stop } = await keepServer(env, parts);
  onTestFinished(stop);
  return server;
}

/** The same for a whole file: whoever starts it stops it. Rate limits are wide unless the test sets them. */
export async function keepServer(env: Record<string, string> = {}, parts: Partial<Parts> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    RATE_SCALE: '100',
    NODE_ID: 'test',
    ...env,
  });
  if (!config.ok) throw new Error(config.error.join('; '));
  const logged: TestServer['logged'] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const timing = { countdown: COUNTDOWN_MS, ...parts.timing };
  const muster = await startMuster(config.value, { log, ...parts, timing });
  const server: TestServer = Object.assign(muster, { logged });
  const stop = async () => {
    await muster.close();
    rmSync(folder, { recursive: true });
  };
  return { server, stop };
}
