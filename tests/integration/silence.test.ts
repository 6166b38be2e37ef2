import { expect, test } from 'vitest';
import { gather } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { newSession } from '../support/stockClient.ts';
import { startStockProcess } from '../support/stockProcess.ts';

/** Real processes that are stopped dead. What a sweep and a busy machine may add to the limit is in `SLACK_MS`. */
const SLACK_MS = 700;

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']] as const) {
  const upgraded = transports.length === 2;
  const rule = upgraded ? '[HB-2]' : '[HB-1]';
  const how = upgraded ? 'polling, upgraded to websocket' : transports[0];
  test(`${rule} a process that is stopped is away within pingInterval + pingTimeout: ${how}`, async () => {
    const { url } = await useServer({ PING_INTERVAL_MS: '300', PING_TIMEOUT_MS: '300' });
    const { code, host } = await gather(url, ['Ann']);
    const { token, player } = await newSession(url, 'Mute');
    const peer = await startStockProcess(url, token, code, transports);
    expect(peer.lines[0]).toBe(`by ${transports.at(-1)}`);
    const away = host.next('room:update', ({ room }) => room.seats[1].connection === 'away');
    const start = performance.now();
    peer.freeze();
    const { room } = await away;
    const took = performance.now() - start;
    expect(room.seats[1]).toMatchObject({ kind: 'human', playerId: player.id });
    expect(took).toBeGreaterThan(250);
    expect(took).toBeLessThan(600 + SLACK_MS);
    expect(host.socket.connected, 'who answers stays').toBe(true);
    peer.thaw();
    await expect.poll(() => peer.lines.at(-1), { timeout: 5000 }).toMatch(/^disconnected/);
  });
}

test('[HB-1] with the settings that the server has by itself, a stopped process is away 2.5 to 5 s later', async () => {
  const { url } = await useServer();
  const { code, host } = await gather(url, ['Ann']);
  const { token } = await newSession(url, 'Mute');
  const peer = await startStockProcess(url, token, code, ['websocket']);
  const away = host.next('room:update', ({ room }) => room.seats[1].connection === 'away');
  const start = performance.now();
  peer.freeze();
  await away;
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(2400);
  expect(took).toBeLessThan(5000 + SLACK_MS);
});
