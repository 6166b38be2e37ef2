import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A stock client in a process of its own, so that a test can stop it dead: a peer whose machine sleeps or hangs. */
export interface StockProcess {
  /** What happened to it so far, an event a line. */
  readonly lines: readonly string[];
  /** It says and hears nothing any more; its connections stay open. */
  freeze(): void;
  thaw(): void;
}

const SCRIPT = join(import.meta.dirname, 'stockPeer.ts');

/** It connects and joins the room; `transports`: as socket.io-client takes them. */
export async function startStockProcess(
  url: string,
  token: string,
  code: string,
  transports: readonly string[],
): Promise<StockProcess> {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, url, token, code, transports.join(',')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (data) => {
      lines.push(...String(data).trim().split('\n'));
      if (lines.includes('joined')) resolve();
    });
    child.once('exit', () => reject(new Error(`the client ended before it had joined: ${lines.join(', ')}`)));
  });
  return {
    lines,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
