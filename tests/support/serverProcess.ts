import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../../server/main.ts');
/** What Node makes of the files: a server that is started again and again takes half the time with it. Those that are killed add nothing. */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/compiled');

export interface LogLine {
  readonly event?: string;
  readonly url?: string;
  // biome-ignore lint/suspicious/noExplicitAny: lines are looked at as they come
  readonly [key: string]: any;
}

/** A real server, in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Its exit code; null where a signal ended it. */
  readonly exit: Promise<number | null>;
  readonly folder: string;
  /** What it has logged so far. */
  lines(): readonly LogLine[];
  /** What it has written to standard error. */
  errors(): string;
  kill(): Promise<void>;
}

interface Options {
  /** Whose it is then removes it; without one there is a new one, which goes with the test. */
  readonly folder?: string;
  /** The user that it runs as. */
  readonly uid?: number;
  /** Milliseconds that a countdown takes; 3,000 where nothing is said. */
  readonly countdown?: number;
}

const BASE = { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED };

const TIMING = pathToFileURL(join(import.meta.dirname, '../../shared/lobby/roomRules.ts')).href;

export function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a server with this environment and nothing else of ours. It is killed with the test at the latest. */
export function launch(env: Record<string, string> = {}, options: Options = {}): ServerProcess {
  const { folder = useFolder(), uid, countdown } = options;
  const first = `import { ROOM_TIMING } from '${TIMING}'; ROOM_TIMING.countdown = ${countdown};`;
  const hurried = countdown === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(first)}`];
  const child = spawn(process.execPath, [...hurried, MAIN], {
    env: { ...BASE, PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const lines: LogLine[] = [];
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    const whole = (rest + data).split('\n');
    rest = whole.pop()!;
    for (const line of whole) if (line) lines.push(JSON.parse(line));
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => {
    errors += data;
  });
  // Not 'exit': what the process wrote last may still be on its way then.
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  return { child, exit, folder, lines: () => lines, errors: () => errors, kill };
}

/** For a test that starts many: reads all files once, and ends before it is anything. */
export function compileServer(): void {
  spawnSync(process.execPath, [MAIN], { env: { ...BASE, PORT: 'none' } });
}

/** Where it listens, once it does. Fails with what it said if it ends instead. */
export async function listening({ lines, errors, exit }: ServerProcess): Promise<string> {
  const said = () => lines().find(({ event }) => event === 'listening')?.url;
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  await expect.poll(() => said() ?? (ended && errors()), { timeout: 15_000, interval: 10 }).toBeTruthy();
  if (ended) throw new Error(`the server has ended: ${errors()}`);
  return said()!;
}
