import { expect, test } from 'vitest';
import { PATIENT } from '../support/play.ts';
import { openRaw } from '../support/rawClient.ts';
import { useServer } from '../support/server.ts';
import { joinAs, newSession } from '../support/stockClient.ts';

/** What a peer that speaks by hand can do to the places that connections are counted in. */
test('[ER-4] who asks for the namespace twice in one breath takes no place for good', async () => {
  const server = await useServer({ ...PATIENT, MAX_CONNECTIONS: '3' });
  for (let i = 0; i < 5; i++) {
    const raw = await openRaw(server.url, 'Mallory', null);
    const { token } = await newSession(server.url, 'Mallory');
    const connect = `40/game,${JSON.stringify({ token })}`;
    raw.send(connect);
    raw.send(connect);
    await raw.gone;
  }
  expect(server.logged.filter(({ event }) => event === 'uncaught')).toEqual([]);
  const ann = await joinAs(server.url, 'Ann');
  expect(ann.socket.connected).toBe(true);
});

test('[RM-6] who comes back to far more chat than may wait for a reader gets all of it, and stays', async () => {
  const server = await useServer({ ...PATIENT, RATE_SCALE: '1000' });
  const ann = await joinAs(server.url, 'Ann');
  const { room } = await ann.call('room:create', { game: 'comet', visibility: 'private' });
  for (let i = 0; i < 150; i++) await ann.call('chat:send', { text: `${i} ${'x'.repeat(490)}` });
  const raw = await openRaw(server.url, 'Ben');
  expect((await raw.call('room:join', { code: room.code, chatAfter: 0 })).ok).toBe(true);
  await expect.poll(() => raw.told.filter(({ event }) => event === 'chat:message').length).toBeGreaterThanOrEqual(150);
  expect((await raw.call('clock:sync', { sent: 1 })).ok).toBe(true);
  expect([raw.isOpen, server.logged.filter(({ event }) => event === 'slow-dropped')]).toEqual([true, []]);
});
