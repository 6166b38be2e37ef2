import type { Socket as ServerSocket } from 'socket.io';
import { type Adapter, ClusterAdapter, type ClusterMessage } from 'socket.io-adapter';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectInOrder, listen, mix, openLine } from '../support/tickLine.ts';
import { type Form, openReader, useTickServer } from '../support/tickServer.ts';

const FORMS: readonly Form[] = ['binary', 'packed', 'json'];

/** An adapter for many nodes, of which there is one: what it would tell the others is written down. */
class LoneAdapter extends ClusterAdapter {
  readonly published: ClusterMessage[] = [];

  /** That of the base class is protected. */
  constructor(namespace: unknown) {
    super(namespace);
  }
  protected override doPublish(message: ClusterMessage): Promise<string> {
    this.published.push(message);
    return Promise.resolve('');
  }
  protected override doPublishResponse(): Promise<void> {
    return Promise.resolve();
  }
}

describe('over an adapter for many nodes', () => {
  const lone = LoneAdapter as unknown as Parameters<typeof useTickServer>[1];

  test.each(FORMS)('%s ticks are framed once for all, and the others are not told of them', async (form) => {
    const sockets: ServerSocket[] = [];
    const server = await useTickServer((socket) => void sockets.push(socket), lone);
    const clients = [1, 2, 3].map(() => openReader(server.url, form, ['websocket']));
    const heard = clients.map((client) => listen(client).got);
    await expect.poll(() => clients.every(({ connected }) => connected)).toBe(true);
    const adapter = server.adapter as unknown as Inside;
    const frames = sockets.map(({ conn }) => {
      const tcp = (conn.transport as unknown as Ws).socket._socket;
      const written: unknown[] = [];
      const write = tcp.write;
      tcp.write = (frame: unknown, ...more: unknown[]) => {
        written.push(frame);
        return write.call(tcp, frame, ...more);
      };
      return written;
    });
    let encoded = 0;
    const { encode } = adapter.encoder;
    adapter.encoder.encode = (packet) => {
      encoded++;
      return encode.call(adapter.encoder, packet);
    };
    onTestFinished(() => {
      adapter.encoder.encode = encode;
    });
    for (let number = 1; number <= 20; number++) server.tick(form, number);
    for (const got of heard) await expect.poll(() => got).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(encoded).toBe(20);
    for (const written of frames) {
      expect(written).toHaveLength(20);
      written.forEach((frame, i) => void expect(frame, 'the same buffer for all').toBe(frames[0]![i]));
    }
    expect(publishedBy(server.adapter)).toEqual([]);
  });

  test('what is no tick goes its own way: to the others too', async () => {
    const line = await openLine('packed', ['websocket'], lone);
    await expect.poll(() => line.client.connected).toBe(true);
    line.socket.nsp.to('ticks:packed').emit('news', 1);
    await expect.poll(() => line.got).toEqual([1]);
    line.socket.nsp.to('ticks:packed').volatile.emit('news', 2);
    await expect.poll(() => line.got).toEqual([1, 2]);
    expect(publishedBy(line.server.adapter)).toHaveLength(2);
  });

  test('the order stays what it was', async () => {
    const line = await openLine('binary', ['websocket'], lone);
    await expect.poll(() => line.client.connected).toBe(true);
    await mix(line, 300, 4);
    await expectInOrder(line);
  });
});

const publishedBy = (adapter: Adapter) => (adapter as LoneAdapter).published;

/** Private in the types of the adapter, and of Engine.IO's transport. */
interface Inside {
  readonly encoder: { encode(packet: object): unknown[] };
}
interface Ws {
  readonly socket: { readonly _socket: { write(frame: unknown, ...more: unknown[]): unknown } };
}
