import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * The server under Node's own watcher and the client under Vite's, until either ends. The page is Vite's; it passes calls and
 * sockets on to the server.
 */
const PORT = process.env.PORT ?? '3000';
const ROOT = join(import.meta.dirname, '..');

function run(script: string, args: string[]): ChildProcess {
  const env = { ...process.env, PORT, MUSTER_DEV_SERVER: `http://127.0.0.1:${PORT}` };
  return spawn(process.execPath, [...args, join(ROOT, script)], { cwd: ROOT, stdio: 'inherit', env });
}

const children = [
  run('server/main.ts', ['--watch', '--watch-preserve-output']),
  run('node_modules/vite/bin/vite.js', []),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', stop);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
