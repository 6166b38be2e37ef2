import { setImmediate } from 'node:timers/promises';
import type { Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { type Form, numberOf, openReader, type TickServer, useTickServer } from './tickServer.ts';

/** A seeded draw below `n`: the same mixture in every run. */
export function drawer(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % n;
  };
}

/** What the client gets, by the numbers that the server has put on it. */
export function listen(client: Socket): { got: number[]; ticks: Set<number> } {
  const got: number[] = [];
  const ticks = new Set<number>();
  client.on('match:tick', (tick) => {
    ticks.add(numberOf(tick));
    got.push(numberOf(tick));
  });
  for (const event of ['news', 'chat', 'blob']) client.on(event, (number: number) => void got.push(number));
  return { got, ticks };
}

/** One who is let in: what it is sent counts up, in whatever way it is sent. */
export interface Line {
  readonly form: Form;
  readonly client: Socket;
  readonly socket: ServerSocket;
  readonly server: TickServer;
  readonly got: readonly number[];
  readonly ticks: ReadonlySet<number>;
  /** Sends the next number by one of all ways. */
  send(way: number): void;
  sent(): number;
}

/** By their place: ways of sending that all have to keep one order. */
export const WAYS = ['tick', 'tick', 'tick', 'room', 'direct', 'ack', 'attachments', 'room with attachments'] as const;

export async function openLine(
  form: Form,
  transports: string[],
  base?: Parameters<typeof useTickServer>[1],
): Promise<Line> {
  const letIn = Promise.withResolvers<ServerSocket>();
  const server = await useTickServer(letIn.resolve, base);
  const client = openReader(server.url, form, transports);
  const { got, ticks } = listen(client);
  const socket = await letIn.promise;
  /** Questions of the client that wait for their answer. */
  const asked: ((number: number) => void)[] = [];
  socket.on('ask', (answer) => void asked.push(answer));
  const ask = () => void client.emit('ask', (number: number) => (got as number[]).push(number));
  client.on('connect', () => {
    for (let i = 0; i < 20; i++) ask();
  });
  let number = 0;
  return {
    form,
    client,
    socket,
    server,
    got,
    ticks,
    sent: () => number,
    send(way) {
      number++;
      switch (WAYS[way]) {
        case 'tick':
          return server.tick(form, number);
        case 'room':
          return server.tell(form, 'news', number);
        case 'attachments':
          return void socket.emit('blob', number, Buffer.alloc(300), { more: Buffer.alloc(7) });
        case 'room with attachments':
          return server.tell(form, 'blob', number, Buffer.alloc(90_000));
        case 'ack': {
          const answer = asked.shift();
          if (!answer) return void socket.emit('chat', number);
          answer(number);
          return void client.emit('ask', (told: number) => (got as number[]).push(told));
        }
        default:
          return void socket.emit('chat', number);
      }
    },
  };
}

/** Everything came, and in the order in which it was sent; ticks alone may be passed over. */
export async function expectInOrder({ got, sent, form }: Line, lost: readonly number[] = []): Promise<void> {
  await expect.poll(() => got.at(-1), { message: `${form}: the last one` }).toBe(sent());
  const expected = Array.from({ length: sent() }, (_, i) => i + 1).filter((number) => !lost.includes(number));
  expect(got).toEqual(expected);
}

/** So few at once that none has to wait behind sixteen others. */
export async function mix(line: Line, count: number, seed: number): Promise<void> {
  const draw = drawer(seed);
  for (let left = count; left > 0; ) {
    for (let i = 1 + draw(6); i > 0 && left > 0; i--, left--) line.send(draw(WAYS.length));
    await setImmediate();
    if (draw(8) === 0) await expect.poll(() => line.got.length).toBe(line.sent());
  }
}
