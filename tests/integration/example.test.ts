import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { useServer } from '../support/server.ts';
import { joinAs } from '../support/stockClient.ts';

const ROOT = join(import.meta.dirname, '../..');

test('[TK-1] the example on the protocol’s page opens a room, starts a match and steers, as it stands there', async () => {
  const server = await useServer();
  const page = readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)![1]!.replace('http://localhost:3000', server.url);
  const bot = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
  onTestFinished(() => void bot.kill());
  let said = '';
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (chunk) => (said += chunk));
  await expect.poll(() => said, { timeout: 15_000 }).toMatch(/^[A-Z0-9]{6} \{ ok: true \}/);
  const watcher = await joinAs(server.url, 'Wim', { ticks: 'json' });
  await watcher.call('room:join', { code: said.slice(0, 6), as: 'spectator' });
  await watcher.next('match:tick', ({ acks, state }) => acks[0] > 0 && state.players[0].thrust > 0);
});
