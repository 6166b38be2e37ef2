import { EventEmitter } from 'node:events';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createGuard, type EngineSocket } from '../../server/realtime/guard.ts';
import { VirtualClock } from '../support/virtualClock.ts';

const SILENCE_MS = 5000;

/** What Engine.IO's socket is to the guard. `answers`: whether the peer replies to a ping, at once. */
class FakeSocket extends EventEmitter implements EngineSocket {
  readonly id: string;
  readonly transport = { name: 'websocket' };
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
  const guard = createGuard(engine, { silence: SILENCE_MS, patience: 3000, rateScale: 1, clock, log });
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

test('no timer is left of a guard that was stopped', () => {
  const { clock, guard } = begin();
  clock.advance(1000);
  guard.stop();
  expect(clock.pending).toBe(0);
});
