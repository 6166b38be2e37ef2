import pino from 'pino';
import { expect, test } from 'vitest';
import { createDispatch } from '../../server/realtime/dispatch.ts';
import type { Caller } from '../../server/realtime/events.ts';
import type { Guard } from '../../server/realtime/guard.ts';
import { connectionOf, type GameSocket } from '../../server/realtime/sockets.ts';
import { type TestConnection, World } from '../support/testRooms.ts';

/** What this connection sends, as far as it is about rooms and the list of them. */
function dispatchOf({ rooms, mutes, liveList, clock }: World, connection: TestConnection) {
  const caller = { rooms, mutes, liveList, clock, connection } as Partial<Caller> as Caller;
  return createDispatch(caller, new Map(), 1, pino({ level: 'silent' }));
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

test('what a connection asked for in its last moment is not done: it leaves nothing to clear away', async () => {
  const world = new World();
  const answers: unknown[] = [];
  const answer = (what: unknown) => void answers.push(what);
  for (let i = 0; i < 600; i++) {
    const connection = world.connect(`p${i}`);
    dispatchOf(world, connection).event('lobby:watch', [{ q: `${i}` }, answer]);
    world.lose(connection);
  }
  await turns();
  expect(answers).toEqual([]);
  dispatchOf(world, world.connect('late')).event('lobby:watch', [{ q: 'late' }, answer]);
  await turns();
  expect(answers).toEqual([{ ok: true, rooms: [] }]);
});

test('a socket that is gone enters no channel', () => {
  const joined: string[] = [];
  const handshake = { auth: {} };
  for (const connected of [false, true]) {
    const socket = { id: 's', connected, handshake, join: (channel: string) => joined.push(`${connected} ${channel}`) };
    connectionOf(socket as unknown as GameSocket, 'home', {} as Guard).enter('ticks');
  }
  expect(joined).toEqual(['true ticks']);
});
