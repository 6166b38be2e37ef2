import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * The server under Node's own watcher and the client under Vite's, until either ends. The page is Vite's; it passes calls and
 * sockets on to the server.
 */
const PORT = process.env.PORT ?? '3000';
const ROOT = join(import.meta.dirname, '..');

function run(script: string, nodeArgs: string[], args: string[] = []): ChildProcess {
  // A match that runs is no reason to wait with the reload.
  const env = { DRAIN_MS: '0', ...process.env, PORT, MUSTER_DEV_SERVER: `http://127.0.0.1:${PORT}` };
  return spawn(process.execPath, [...nodeArgs, join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit', env });
}

/** A server that cannot have its port would leave a page without one, or worse, with another's. */
async function portIsFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '0.0.0.0');
  const [event] = await Promise.race([
    once(probe, 'listening').then(() => ['listening']),
    once(probe, 'error').then(() => ['error']),
  ]).catch(() => ['error']);
  probe.close();
  return event === 'listening';
}

if (!(await portIsFree(Number(PORT)))) {
  process.stderr.write(`Port ${PORT} is taken: end what listens there, or say PORT=... npm run dev\n`);
  process.exit(1);
}

const children = [
  run('server/main.ts', ['--watch', '--watch-preserve-output'], ['--no-banner']),
  run('node_modules/vite/bin/vite.js', []),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', stop);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
