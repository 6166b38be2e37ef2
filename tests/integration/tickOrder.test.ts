import { setImmediate } from 'node:timers/promises';
import type { Socket as ServerSocket } from 'socket.io';
import { describe, expect, test } from 'vitest';
import { drawer, expectInOrder, listen, mix, openLine, WAYS } from '../support/tickLine.ts';
import { countPackets, type Form, isTick, openReader, useTickServer } from '../support/tickServer.ts';

const FORMS: readonly Form[] = ['binary', 'packed', 'json'];
/** More than the system takes at once from a socket whose reader is in the same process. */
const HEAVY_BYTES = 6_000_000;

describe.each(FORMS)('%s ticks among acks, broadcasts, chat and attachments', (form) => {
  test('come in the order in which all was sent, over WebSocket, and by the short way', async () => {
    const line = await openLine(form, ['websocket']);
    const made = countPackets(line.socket, isTick(form));
    await expect.poll(() => line.client.connected).toBe(true);
    await mix(line, 600, 1);
    await expectInOrder(line);
    expect(line.ticks.size).toBeGreaterThan(150);
    expect(made(), 'where something is queued a tick goes behind it, and only there').toBeLessThan(line.ticks.size / 2);
  });

  test('come in the order in which all was sent, over polling', async () => {
    const line = await openLine(form, ['polling']);
    await expect.poll(() => line.client.connected).toBe(true);
    const draw = drawer(2);
    for (let round = 0; round < 60; round++) {
      for (let i = 1 + draw(5); i > 0; i--) line.send(draw(WAYS.length));
      await expect.poll(() => line.got.length, { interval: 1 }).toBe(line.sent());
    }
    await expectInOrder(line);
    expect(line.client.io.engine.transport.name).toBe('polling');
  });

  test('come in the order in which all was sent, while polling becomes WebSocket', async () => {
    const line = await openLine(form, ['polling', 'websocket']);
    let last = Number.POSITIVE_INFINITY;
    line.socket.conn.once('upgrade', () => {
      last = line.sent() + 100;
    });
    const draw = drawer(3);
    // From the first moment on: what is sent before the client knows of its connection waits in the queue.
    while (line.sent() < last) {
      line.send(draw(WAYS.length - 1));
      line.send(0);
      await setImmediate();
      if (line.sent() - line.got.length > 8)
        await expect.poll(() => line.got.length, { interval: 1 }).toBe(line.sent());
    }
    await expectInOrder(line);
    expect(line.client.io.engine.transport.name).toBe('websocket');
  });

  test('stay behind what fills the line, and are passed over once sixteen packets wait', async () => {
    const line = await openLine(form, ['websocket']);
    await expect.poll(() => line.client.connected).toBe(true);
    const made = countPackets(line.socket, isTick(form));
    line.send(0);
    await expect.poll(() => line.got.length).toBe(1);
    expect(made()).toBe(0);
    line.server.tell(form, 'blob', 0, Buffer.alloc(HEAVY_BYTES));
    const conn = line.socket.conn as unknown as { readonly writeBuffer: { readonly length: number } };
    const lost: number[] = [];
    for (let i = 0; i < 40; i++) {
      if (conn.writeBuffer.length >= 16) lost.push(line.sent() + 1);
      line.send(0);
    }
    expect(conn.writeBuffer.length).toBe(16);
    expect(made(), 'none went past what is queued').toBe(40 - lost.length);
    expect(lost.length).toBeGreaterThan(10);
    for (let i = 0; i < 3; i++) line.send(4);
    await expect.poll(() => line.got.at(-1)).toBe(line.sent());
    expect(line.got.slice(0, 2)).toEqual([1, 0]);
    expect(line.got.slice(2)).toEqual(
      Array.from({ length: line.sent() - 1 }, (_, i) => i + 2).filter((number) => !lost.includes(number)),
    );
    // The line is free again, and so is the short way.
    const before = made();
    line.send(0);
    await expect.poll(() => line.got.at(-1)).toBe(line.sent());
    expect(made()).toBe(before);
  });
});

test('an idle WebSocket gets its ticks by the short way alone, and polling never does', async () => {
  for (const [transport, packets] of [
    ['websocket', 0],
    ['polling', 50],
  ] as const) {
    const line = await openLine('packed', [transport]);
    await expect.poll(() => line.client.connected).toBe(true);
    const made = countPackets(line.socket, isTick('packed'));
    for (let i = 0; i < 50; i++) {
      line.send(0);
      await expect.poll(() => line.got.length, { interval: 1 }).toBe(line.sent());
    }
    expect(made()).toBe(packets);
  }
});

test('who has left the room, or is gone, gets no more ticks, and who comes in gets them from then on', async () => {
  const sockets: ServerSocket[] = [];
  const server = await useTickServer((socket) => void sockets.push(socket));
  const join = async () => {
    const client = openReader(server.url, 'packed', ['websocket']);
    const heard = listen(client);
    await expect.poll(() => client.connected).toBe(true);
    return { client, socket: sockets.at(-1)!, ...heard };
  };
  const [first, second] = [await join(), await join()];
  server.tick('packed', 1);
  const third = await join();
  server.tick('packed', 2);
  void first.socket.leave('ticks:packed');
  server.tick('packed', 3);
  await expect.poll(() => second.got).toEqual([1, 2, 3]);
  second.client.disconnect();
  await expect.poll(() => second.socket.connected).toBe(false);
  server.tick('packed', 4);
  void first.socket.join('ticks:packed');
  server.tick('packed', 5);
  await expect.poll(() => first.got).toEqual([1, 2, 5]);
  await expect.poll(() => third.got).toEqual([2, 3, 4, 5]);
  expect(second.got).toEqual([1, 2, 3]);
});
