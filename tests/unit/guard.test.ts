import { EventEmitter } from 'node:events';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createGuard, type EngineSocket } from '../../server/realtime/guard.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** Long, so that the ping which moves connections apart comes after all that is looked at; it has a test of its own. */
const PING_INTERVAL_MS = 1_000_000;
const SILENCE_MS = 5000;

/** What Engine.IO's socket is to the guard. `answers`: whether the peer replies to a ping, at once. */
class FakeSocket extends EventEmitter implements EngineSocket {
  readonly id: string;
  readonly transport = { name: 'websocket', socket: { bufferedAmount: 0, terminate: () => {} } };
  readonly writeBuffer = { length: 0 };
  answers = true;
  pings = 0;
  closed = false;

  constructor(id: string) {
    super();
    this.id = id;
  }

  sendPacket(): void {
    this.pings++;
    if (this.answers) this.speak();
  }

  speak(data?: string): void {
    this.emit('packet', { data });
  }

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

function begin() {
  const clock = new VirtualClock();
  const engine = new EventEmitter();
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line).event) });
  const guard = createGuard(engine, {
    pingInterval: PING_INTERVAL_MS,
    silence: SILENCE_MS,
    patience: 3000,
    rateScale: 1,
    clock,
    log,
  });
  const socket = new FakeSocket('s1');
  engine.emit('connection', socket);
  return { clock, guard, socket, logged };
}

/** The player of this connection is in a match while `playing`. */
function attended() {
  const parts = begin();
  const state = { playing: true, told: [] as { lagging: boolean; at: number }[] };
  parts.guard.attend(
    parts.socket,
    () => state.playing,
    (lagging) => void state.told.push({ lagging, at: parts.clock.now() }),
  );
  return { ...parts, state, news: () => state.told.map(({ lagging }) => lagging) };
}

describe('[RM-5] a player in a match', () => {
  test.each([0, 60, 120, 180, 240])(
    'who falls silent is told of as lagging within 1.5 s (%i ms into a sweep)',
    (offset) => {
      const { clock, socket, state } = attended();
      clock.advance(1000 + offset);
      socket.speak();
      const last = clock.now();
      socket.answers = false;
      clock.advance(4000);
      expect(state.told.map(({ lagging }) => lagging)).toEqual([true]);
      expect(state.told[0]!.at - last).toBeLessThanOrEqual(1500);
      expect(state.told[0]!.at - last, 'a moment is no lag').toBeGreaterThanOrEqual(500);
    },
  );

  test('is asked once for a sign of life, and not again while there is none', () => {
    const { clock, socket } = attended();
    socket.answers = false;
    clock.advance(4000);
    expect(socket.pings).toBe(1);
  });

  test('who answers is not lagging, however long nothing else comes', () => {
    const { clock, socket, news } = attended();
    clock.advance(60_000);
    expect(news()).toEqual([]);
    expect(socket.closed).toBe(false);
    expect(socket.pings, 'a few a second at most').toBeLessThan(200);
  });

  test('who sends by himself is not asked', () => {
    const { clock, socket, news } = attended();
    for (let i = 0; i < 100; i++) {
      clock.advance(50);
      socket.speak();
    }
    expect([socket.pings, news()]).toEqual([0, []]);
  });

  test('who is heard again is told of at once, and may lag again', () => {
    const { clock, socket, state, news } = attended();
    socket.answers = false;
    clock.advance(2000);
    clock.advance(33);
    socket.speak();
    expect(news()).toEqual([true, false]);
    expect(state.told[1]!.at).toBe(clock.now());
    clock.advance(2000);
    expect(news()).toEqual([true, false, true]);
    expect(socket.pings).toBe(2);
  });
});

describe('[RM-5] silence means nothing', () => {
  test('of one who does not play: nobody is asked or told', () => {
    const { clock, socket, state, news } = attended();
    state.playing = false;
    socket.answers = false;
    clock.advance(4000);
    expect([socket.pings, news()]).toEqual([0, []]);
  });

  test('once the match is over', () => {
    const { clock, socket, state, news } = attended();
    socket.answers = false;
    clock.advance(2000);
    state.playing = false;
    clock.advance(300);
    expect(news()).toEqual([true, false]);
  });

  test('from before the match: who was quiet in the lobby is asked first', () => {
    const { clock, socket, state, news } = attended();
    state.playing = false;
    clock.advance(3000);
    state.playing = true;
    clock.advance(300);
    expect([socket.pings, news()]).toEqual([1, []]);
  });

  test('of a connection that nobody attends to', () => {
    const { clock, socket } = begin();
    socket.answers = false;
    clock.advance(4000);
    expect(socket.pings).toBe(0);
  });
});

describe('[HB-1] a peer', () => {
  test('that stays silent is cut when the time is over, in a match or not', () => {
    for (const { clock, socket, guard } of [begin(), attended()]) {
      socket.answers = false;
      socket.speak();
      const last = clock.now();
      clock.advance(SILENCE_MS - 1);
      expect(socket.closed).toBe(false);
      clock.advance(300);
      expect(socket.closed).toBe(true);
      expect(guard.heard(socket), 'and its room learns when it was last alive').toBe(last);
    }
  });

  test('that floods is cut', () => {
    const { socket, logged } = begin();
    for (let i = 0; i < 1300 && !socket.closed; i++) socket.speak('x');
    expect([socket.closed, logged]).toEqual([true, ['flood-dropped']]);
  });

  test('that does not read is cut after the patience, and one that catches up is not', () => {
    const { clock, socket, logged } = begin();
    socket.writeBuffer.length = 20;
    clock.advance(2000);
    socket.speak();
    socket.writeBuffer.length = 0;
    clock.advance(2000);
    socket.speak();
    expect(socket.closed).toBe(false);
    socket.writeBuffer.length = 20;
    clock.advance(3500);
    expect([socket.closed, logged]).toEqual([true, ['slow-dropped']]);
  });
});

describe('a peer that is owed too much', () => {
  const create = (socket: FakeSocket, bytes: number) => socket.emit('packetCreate', { data: 'x'.repeat(bytes) });
  const KB = 1024;

  test('is cut once more than 64 KB wait for it in the queue, when what runs now is done', () => {
    const { clock, socket, logged } = begin();
    for (let i = 0; i < 4; i++) create(socket, 16 * KB);
    clock.advance(1);
    expect(socket.closed).toBe(false);
    create(socket, 1);
    expect(socket.closed, 'its room may be in the middle of something').toBe(false);
    clock.advance(1);
    expect([socket.closed, logged]).toEqual([true, ['slow-dropped']]);
  });

  test('is cut once as many wait in its transport', () => {
    const { clock, socket } = begin();
    socket.transport.socket.bufferedAmount = 64 * KB;
    create(socket, 1);
    clock.advance(1);
    expect(socket.closed).toBe(true);
  });

  test('is not cut for what has left the queue, nor for one large packet', () => {
    const { clock, socket } = begin();
    for (let i = 0; i < 20; i++) {
      create(socket, 40 * KB);
      socket.emit('flush');
    }
    create(socket, 100 * KB);
    clock.advance(1000);
    socket.speak();
    expect(socket.closed).toBe(false);
  });

  test('is cut once, however often it is asked for', () => {
    const { clock, guard, socket, logged } = begin();
    for (let i = 0; i < 3; i++) guard.drop(socket, 'slow-dropped');
    expect(socket.closed).toBe(false);
    clock.advance(1);
    guard.drop(socket, 'slow-dropped');
    clock.advance(1000);
    expect([socket.closed, logged]).toEqual([true, ['slow-dropped']]);
  });

  test('is not idle, and neither are all, until everything has left', () => {
    const { guard, socket } = begin();
    const idle = () => [guard.isIdle(socket), guard.flushed()];
    expect(idle()).toEqual([true, true]);
    socket.writeBuffer.length = 1;
    expect(idle()).toEqual([false, false]);
    socket.writeBuffer.length = 0;
    socket.transport.socket.bufferedAmount = 1;
    expect(guard.isIdle(socket)).toBe(false);
  });
});

describe('messages that come past Engine.IO', () => {
  test('count with its packets: their number', () => {
    const { guard, socket, logged } = begin();
    const gate = guard.gate(socket);
    for (let i = 0; i < 600; i++) {
      expect(gate(8)).toBe(true);
      socket.speak('x');
    }
    expect(socket.closed).toBe(false);
    expect(gate(8)).toBe(false);
    expect([socket.closed, logged]).toEqual([true, ['flood-dropped']]);
    expect(gate(8), 'and are not heard any more').toBe(false);
    expect(logged).toHaveLength(1);
  });

  test('count with its packets: their bytes', () => {
    const { guard, socket } = begin();
    const gate = guard.gate(socket);
    socket.speak('x'.repeat(256 * 1024));
    expect([gate(256 * 1024), gate(1), socket.closed]).toEqual([true, false, true]);
  });

  test('may come at the rate that is allowed, for ever', () => {
    const { clock, guard, socket } = begin();
    const gate = guard.gate(socket);
    for (let i = 0; i < 3000; i++) {
      clock.advance(10);
      for (let n = 0; n < 3; n++) expect(gate(20)).toBe(true);
    }
    expect(socket.closed).toBe(false);
  });

  test('[RM-5] are a sign of life', () => {
    const { clock, guard, socket, news } = attended();
    socket.answers = false;
    clock.advance(2000);
    expect(news()).toEqual([true]);
    guard.gate(socket)(8);
    expect(news()).toEqual([true, false]);
    expect(guard.heard(socket)).toBe(clock.now());
    for (let i = 0; i < 100; i++) {
      clock.advance(200);
      guard.gate(socket)(8);
    }
    expect([socket.closed, news()]).toEqual([false, [true, false]]);
  });
});

test('connections that came together are pinged once more each, at times of their own, so that their heartbeats move apart', () => {
  const clock = new VirtualClock();
  const engine = new EventEmitter();
  const log = pino({ level: 'silent' });
  createGuard(engine, { pingInterval: 1000, silence: 60_000, patience: 3000, rateScale: 1, clock, log });
  const sockets = Array.from({ length: 10 }, (_, i) => new FakeSocket(`s${i}`));
  for (const socket of sockets) engine.emit('connection', socket);
  const pings = () => sockets.reduce((sum, socket) => sum + socket.pings, 0);
  const each = Array.from({ length: 10 }, () => {
    const before = pings();
    clock.advance(100);
    return pings() - before;
  });
  expect(pings()).toBe(10);
  expect(Math.max(...each)).toBeLessThanOrEqual(2);
});

test('no timer is left of a guard that was stopped', () => {
  const { clock, guard } = begin();
  clock.advance(1000);
  guard.stop();
  expect(clock.pending).toBe(0);
});
