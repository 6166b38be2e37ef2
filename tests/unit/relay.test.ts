import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { useRelay } from '../support/relay.ts';

/** A server that says back what it hears, behind a relay; what comes back, and when. */
async function echo() {
  const server = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const relay = await useRelay((server.address() as AddressInfo).port);
  const client = connect(Number(new URL(relay.url).port), '127.0.0.1');
  await once(client, 'connect');
  const heard: { text: string; at: number }[] = [];
  client.on('data', (data) => void heard.push({ text: String(data), at: performance.now() }));
  client.on('error', () => {});
  return { relay, client, heard, text: () => heard.map(({ text }) => text).join('') };
}

test('a relay takes as long as it is told, and not before, in order and without loss', async () => {
  const { relay, client, heard, text } = await echo();
  relay.delay({ delay: 30, jitter: 20 });
  const sent = performance.now();
  for (const part of ['a', 'b', 'c', 'd', 'e']) {
    client.write(part);
    await setTimeout(3);
  }
  await expect.poll(text).toBe('abcde');
  expect(heard[0]!.at - sent).toBeGreaterThanOrEqual(60);
});

test('what is on its way when the delay ends comes before what is sent then', async () => {
  const { relay, client, text } = await echo();
  relay.delay({ delay: 100 });
  client.write('slow ');
  await setTimeout(20);
  relay.delay(null);
  client.write('fast');
  await expect.poll(text).toBe('slow fast');
});

test('a line that is cut while something is on its way is gone on both sides', async () => {
  const { relay, client, text } = await echo();
  relay.delay({ delay: 40 });
  client.write('lost');
  relay.cut();
  await new Promise((resolve) => client.on('close', resolve));
  await setTimeout(100);
  expect(text()).toBe('');
});
