import { expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../game-client/net/api.ts';
import { type Client, createClient } from '../../game-client/net/client.ts';
import { ok } from '../../shared/core/result.ts';
import type { SessionResponse } from '../../shared/protocol/identity.ts';
import { useRelay } from '../support/relay.ts';
import { useServer } from '../support/server.ts';

/** The SDK over real sockets: what it holds after a connection was lost. */
async function connect(url: string, known?: SessionResponse) {
  const opened = known ? ok(known) : await createApi(url).session('Ann');
  if (!opened.ok) throw new Error(opened.error.message);
  const session = opened.value;
  const client = createClient({ url, player: session.player, token: session.token, transports: ['websocket'] });
  onTestFinished(() => client.close());
  await expect.poll(() => client.connection.status).toBe('online');
  return { client, session };
}

async function playAlone(client: Client): Promise<void> {
  await client.call('room:create', { game: 'comet', visibility: 'private', settings: { roundSeconds: 60 } });
  await client.call('room:bot', { seat: 1, level: 'easy' });
  await client.call('room:ready', { ready: true });
  await client.call('room:start', {});
  await expect.poll(() => client.match?.frame.seq ?? 0).toBeGreaterThan(2);
}

test('[RM-6] a match goes on in the same view after the connection was lost and came back', async () => {
  const { port } = await useServer();
  const relay = await useRelay(port);
  const { client } = await connect(relay.url);
  await playAlone(client);
  const { match } = client;
  match!.send({ thrust: 0, dash: false });
  relay.cut();
  await expect.poll(() => client.connection.status).toBe('lost');
  relay.mend();
  await expect.poll(() => client.match?.resumes, { timeout: 10_000 }).toBe(1);
  expect(client.match).toBe(match);
  const { seq } = match!.frame;
  await expect.poll(() => match!.frame.seq).toBeGreaterThan(seq + 5);
  const sent = match!.send({ thrust: 64, dash: false });
  await expect.poll(() => match!.frame.acks[0]).toBe(sent);
});

test('[ID-5] a window that comes back by itself leaves the seat to the one that took it meanwhile', async () => {
  const { port, url } = await useServer();
  const relay = await useRelay(port);
  const { client: first, session } = await connect(relay.url);
  await playAlone(first);
  const { code } = first.room!;
  relay.cut();
  await expect.poll(() => first.connection.status).toBe('lost');
  const { client: second } = await connect(url, session);
  expect((await second.call('room:join', { code })).ok).toBe(true);
  const lost = new Promise((resolve) => first.on('lostRoom', resolve));
  relay.mend();
  expect(await lost).toEqual({ code, why: 'replaced' });
  expect([first.room, first.match]).toEqual([null, null]);
  expect(second.room?.seats[0]).toMatchObject({ playerId: session.player.id, connection: 'online' });
});

test('a room that is gone at the return is said, once', async () => {
  const { port } = await useServer({ GRACE_LOBBY_MS: '0' });
  const relay = await useRelay(port);
  const { client } = await connect(relay.url);
  await client.call('room:create', { game: 'comet', visibility: 'private' });
  const { code } = client.room!;
  const lost: unknown[] = [];
  client.on('lostRoom', (news) => lost.push(news));
  relay.cut();
  await expect.poll(() => client.connection.status).toBe('lost');
  relay.mend();
  await expect.poll(() => lost.length, { timeout: 10_000 }).toBe(1);
  expect(lost[0]).toMatchObject({ code, why: { code: 'room/not-found' } });
  expect(client.room).toBeNull();
});
