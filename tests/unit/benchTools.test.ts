import { describe, expect, test } from 'vitest';
import { BitWriter } from '../../shared/core/bits.ts';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch } from '../../shared/game/match.ts';
import { readFrame, unpackInput } from '../../shared/protocol/frames.ts';
import { createFrame, packDelta, packKeyframe } from '../../shared/protocol/tick.ts';
import { BENCH_SEATS, type BenchInput, benchGame } from '../bench/benchGame.ts';
import { binaryFrame, textFrame } from '../bench/clients/frame.ts';
import { habits, packedInput } from '../bench/clients/inputs.ts';
import { readFrames } from '../bench/clients/line.ts';
import { createPeer } from '../bench/clients/peer.ts';
import { readHead } from '../bench/clients/ticks.ts';
import { median, ratioOf } from '../bench/figures.ts';
import { createSpread } from '../bench/spread.ts';

describe('a client of the bench', () => {
  const server = (opcode: number, payload: Buffer) => {
    const long = payload.length > 125;
    const head = long
      ? [0x80 | opcode, 126, payload.length >> 8, payload.length & 255]
      : [0x80 | opcode, payload.length];
    return Buffer.concat([Buffer.from(head), payload]);
  };

  /** What is read of bytes that come in two pieces, the first of which ends at `cut`. */
  function readInTwo(bytes: Buffer, cut: number): string[] {
    const got: string[] = [];
    const listener = {
      opened: () => {},
      message: (binary: boolean, from: Buffer, start: number, end: number) =>
        void got.push(`${binary ? 'binary' : 'text'} ${from.toString('latin1', start, end)}`),
      closed: (why: string) => void got.push(why),
    };
    const used = readFrames(bytes, 0, cut, listener);
    expect(used).toBeLessThanOrEqual(cut);
    expect(readFrames(bytes, used, bytes.length, listener)).toBe(bytes.length);
    return got;
  }

  test('reads every message once, wherever the pieces of the stream are cut', () => {
    const long = 'x'.repeat(300);
    const bytes = Buffer.concat([
      server(1, Buffer.from('one')),
      server(2, Buffer.from(long)),
      server(1, Buffer.alloc(0)),
      server(8, Buffer.from([0x03, 0xe8])),
    ]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(readInTwo(bytes, cut)).toEqual(['text one', `binary ${long}`, 'text ', 'the server closed it with 1000']);
    }
  });

  test('writes masked frames, whose mask is zero', () => {
    expect([...textFrame('3')]).toEqual([0x81, 0x81, 0, 0, 0, 0, 0x33]);
    const long = textFrame('é'.repeat(100));
    expect([...long.subarray(0, 9)]).toEqual([0x81, 0xfe, 0, 200, 0, 0, 0, 0, 0xc3]);
    expect(long).toHaveLength(208);
    const binary = binaryFrame((payload) => {
      payload.set([7, 8]);
      return 2;
    });
    expect([...binary]).toEqual([0x82, 0x82, 0, 0, 0, 0, 7, 8]);
  });

  test('sends inputs that the protocol reads', () => {
    const peer = createPeer(0, 0, true);
    peer.sent = 300;
    peer.seen = 20;
    peer.seenAt = performance.now();
    const wish = { direction: 200, boost: true };
    const frame = readFrame(packedInput(peer, wish).slice(6));
    expect(frame).toMatchObject({ kind: 'input', seq: 300, seen: 20 });
    if (frame?.kind !== 'input') throw new Error('no input');
    expect(frame.tick).toBeGreaterThan(20);
    expect(unpackInput(benchGame, frame.raw)).toEqual(wish);
  });
});

describe('the head of a tick', () => {
  const frameAt = (seq: number, acks: readonly number[]) => {
    const frame = createFrame(benchGame.layout, BENCH_SEATS);
    frame.seq = seq;
    frame.tick = seq;
    acks.forEach((ack, seat) => {
      frame.acks[seat] = ack;
      frame.early[seat] = ack % 16;
    });
    return frame;
  };
  const packed = (pack: (out: BitWriter) => void) => {
    const out = new BitWriter();
    pack(out);
    return out.bytes();
  };

  test('tells each seat its own ack', () => {
    const before = [0, 5, 900, 2, 2, 2, 2, 1];
    const after = [0, 6, 900, 40, 2, 3, 2, 9];
    const bytes = packed((out) => packDelta(frameAt(6, before), frameAt(7, after), out));
    for (let seat = 0; seat < BENCH_SEATS; seat++) {
      expect(readHead(bytes, { seen: 6, acked: before[seat]!, seat })).toEqual({ gap: 0, ack: after[seat] });
    }
  });

  test('tells a gap, also where the number begins anew', () => {
    const bytes = packed((out) => packDelta(frameAt(16_385, []), frameAt(16_386, []), out));
    expect(readHead(bytes, { seen: 16_382, acked: 3, seat: 1 })).toEqual({ gap: 3, ack: 3 });
  });

  test('is not that of a keyframe', () => {
    expect(
      readHead(
        packed((out) => packKeyframe(frameAt(4, []), out)),
        { seen: 0, acked: 0, seat: 0 },
      ),
    ).toBeNull();
  });
});

describe('what players of the bench do', () => {
  test('with latched inputs: a few a second, each a change or what is held already', () => {
    const periods = 1000;
    let sent = 0;
    let repeats = 0;
    let held: BenchInput | null = null;
    for (let period = 0; period < periods; period++) {
      const wish = habits.latched(3, period);
      if (!wish) continue;
      sent++;
      if (held && wish.direction === held.direction) repeats++;
      else expect(wish).toEqual(habits.steady(3, period));
      held = wish;
    }
    const perSecond = sent / (periods / 20);
    expect(perSecond).toBeGreaterThan(4);
    expect(perSecond).toBeLessThan(6);
    expect(repeats).toBe(2 * (periods / 50));
  });

  test('keeps their discs within the arena, and always on the move', () => {
    const seats = Array.from({ length: BENCH_SEATS }, (_, seat) => seat);
    const match = createMatch(benchGame, { roundSeconds: 600 }, seats, seedFrom(7));
    const { players } = match.state as unknown as { players: { x: number; y: number; vx: number; vy: number }[] };
    let bounced = 0;
    for (let tick = 0; tick < 600; tick++) {
      const speeds = players.map(({ vx }) => vx);
      advance(
        match,
        seats.map((seat) => habits.steady(seat, tick)),
      );
      for (const [seat, { x, y, vx, vy }] of players.entries()) {
        expect(x >= 288 && x <= 25_312 && y >= 288 && y <= 14_112).toBe(true);
        expect(Math.abs(vx) + Math.abs(vy) > 0 || tick === 0).toBe(true);
        if (Math.abs(vx - speeds[seat]!) > 150) bounced++;
      }
    }
    expect(bounced).toBeGreaterThan(5);
  });

  test('is packed without loss', () => {
    const out = new ByteWriter();
    const wishes = [0, 1, 127, 255].flatMap((direction) => [true, false].map((boost) => ({ direction, boost })));
    for (const wish of wishes) benchGame.packInput(wish, out);
    const from = new ByteReader(out.bytes());
    expect(wishes.map(() => benchGame.unpackInput(from))).toEqual(wishes);
  });
});

describe('figures', () => {
  test('of several rounds: medians, and the ratios of each round', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
    // A machine that was slow in one round was so for both.
    const one = [10, 20, 11];
    const base = [5, 10, 10];
    expect(ratioOf(one, base, (n) => n)).toBe(2);
  });

  test('of many values: quantiles to one step, and what is beyond the last step counts as that', () => {
    const spread = createSpread(0.5, 10);
    expect(spread.quantile(0.5)).toBeNaN();
    for (let i = 1; i <= 100; i++) spread.add(i / 10 - 0.05);
    expect(spread.quantile(0.5)).toBe(5);
    expect(spread.quantile(0.99)).toBe(10);
    spread.add(1e9);
    expect(spread.quantile(1)).toBe(10.5);
    spread.reset();
    expect(spread.quantile(0.5)).toBeNaN();
  });
});
