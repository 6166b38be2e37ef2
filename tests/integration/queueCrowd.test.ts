import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { COME_WITHIN_MS } from '../../shared/protocol/queue.ts';
import { PATIENT, turn } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs } from '../support/stockClient.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const CROWD = Number(process.env.CROWD ?? 1000);
/** Of so many, one vanishes when called, one when in the room, and one changes their mind at that moment. */
const UNRELIABLE = 40;
const AT_ONCE = 50;
const GAME = 'liars-dice';
const STEP_MS = 200;
/** For as long, at least, sockets and the store may catch up with a step of the server's time, which flies. */
const BREATH_MS = 15;

test(`of ${CROWD} clients who queue all get to play, though some vanish at the worst moment`, async () => {
  const clock = new VirtualClock(Date.now());
  const { url, rooms } = await useServer({ ...PATIENT, RATE_SCALE: '1000' }, { clock });
  const playing = new Set<string>();
  /** How many are on their way to where they were called. */
  let coming = 0;
  /** In which rooms each was when a match began there. */
  const starts = new Map<string, number>();

  async function play(n: number): Promise<string | null> {
    const client = await joinAs(url);
    const whim = n % UNRELIABLE;
    client.socket.on('queue:matched', async ({ code }) => {
      if (whim === 0) return client.socket.disconnect();
      if (whim === 1) return client.socket.emit('queue:leave', {});
      coming++;
      client.socket.emit('room:join', { code }, () => {
        coming--;
        if (whim === 2) client.socket.disconnect();
      });
    });
    client.socket.on('match:start', () => {
      playing.add(client.id);
      starts.set(client.id, (starts.get(client.id) ?? 0) + 1);
    });
    expect((await client.call('queue:join', { games: [GAME] })).ok).toBe(true);
    return whim > 2 ? client.id : null;
  }

  const reliable: string[] = [];
  for (let from = 0; from < CROWD; from += AT_ONCE) {
    const some = await Promise.all(Array.from({ length: Math.min(AT_ONCE, CROWD - from) }, (_, i) => play(from + i)));
    reliable.push(...some.filter((id) => id !== null));
    await turn(clock, 200);
  }
  const waiting = async () => {
    const { queues } = await (await fetch(`${url}/api/queue`)).json();
    return queues.find(({ id }: { id: string }) => id === GAME).waiting;
  };
  for (let time = 0; time < 6 * COME_WITHIN_MS && reliable.some((id) => !playing.has(id)); time += STEP_MS) {
    await turn(clock, STEP_MS);
    await setTimeout(BREATH_MS);
    await expect.poll(() => coming, { timeout: 20_000 }).toBe(0);
  }
  expect(reliable.filter((id) => !playing.has(id))).toEqual([]);
  expect([...starts.values()].every((times) => times === 1)).toBe(true);
  expect(await waiting()).toBe(0);
  for (const room of rooms.all()) {
    const { seats, gathering } = room.room;
    expect(gathering).toBeNull();
    expect(seats.length).toBeLessThanOrEqual(6);
  }
}, 120_000);
