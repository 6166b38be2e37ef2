import { expect, test } from 'vitest';
import type { Wire } from '../../server/rooms/wire.ts';
import { ROOM_TIMING } from '../../shared/lobby/roomRules.ts';
import { type TestConnection, World } from '../support/testRooms.ts';

/** It cannot name the last ticks before it was left out: they passed it by. */
test('[TK-2] a reader whose queue was full when it was left out goes on from a keyframe once it reads again', () => {
  const seqOf = (one: TestConnection) => one.told.filter(({ event }) => event === 'match:tick').length;
  let full = false;
  const people: TestConnection[] = [];
  const listeners = (channel: string) => people.filter(({ channels }) => channels.has(channel));
  const wire: Wire = {
    tell: (channel, event, news) => {
      for (const one of listeners(channel)) one.tell(event, news);
    },
    tellOthers: () => {},
    tick: (channel, tick) => {
      for (const one of listeners(channel)) if (!full || one.ticks !== 'binary') one.tell('match:tick', tick);
    },
    hasListeners: (channel) => listeners(channel).length > 0,
    enter: () => {},
    exit: () => {},
  };
  const world = new World({ wire });
  const [ann, ben] = [world.connect('ann'), world.connect('ben', { ticks: 'binary' })];
  people.push(ann, ben);
  const room = world.create(ann, { settings: { roundSeconds: 600 } });
  world.join(ben, room.room.code);
  for (const one of [ann, ben]) room.command(one, { kind: 'ready', ready: true });
  room.command(ann, { kind: 'start', matchId: 'm1' });
  world.clock.advance(ROOM_TIMING.countdown + 3000);
  full = true;
  world.clock.advance(1000);
  full = false;
  // It reads what there is, and says so twice a second, as the SDK does.
  for (let i = 0; i < 40; i++) {
    ben.shown!.saw(seqOf(ben));
    world.clock.advance(500);
  }
  expect(ben.dropped).toBeNull();
  expect([...ben.channels].some((channel) => channel.startsWith('ticks:'))).toBe(true);
});
