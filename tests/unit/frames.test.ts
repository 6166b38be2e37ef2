import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type OutgoingInput, readFrame, unpackInput, writeInput, writeSeen } from '../../shared/protocol/frames.ts';
import { MOST_INPUT_SEQ } from '../../shared/protocol/match.ts';

const seqs = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: MOST_INPUT_SEQ }));
const number = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter(1);
  write(out);
  return out.bytes().slice();
}
const inputFrame = (game: AnyGame, input: OutgoingInput) => written((out) => writeInput(game, input, out));
const seenFrame = (seen: number) => written((out) => writeSeen(seen, out));

/** What the server makes of a frame of this game. */
function read(game: AnyGame, bytes: Uint8Array) {
  const frame = readFrame(bytes);
  if (frame?.kind !== 'input') return frame;
  const { seq, seen, tick, raw } = frame;
  return { seq, seen, tick, input: unpackInput(game, raw) };
}

describe('a frame', () => {
  test('is written byte by byte as the page says', () => {
    const told = { seq: 5, seen: 300, tick: 307 };
    const steer = inputFrame(comet, { ...told, input: { thrust: 192, dash: true } });
    expect(Array.from(steer)).toEqual([1, 5, 0xac, 2, 0xb3, 2, 3, 192]);
    const coast = inputFrame(comet, { ...told, input: { thrust: null, dash: false } });
    expect(Array.from(coast)).toEqual([1, 5, 0xac, 2, 0xb3, 2, 0]);
    const bid = inputFrame(liarsDice, { seq: 1, seen: 0, tick: 0, input: { kind: 'bid', count: 4, face: 6 } });
    expect(Array.from(bid)).toEqual([1, 1, 0, 0, 4, 6]);
    const call = inputFrame(liarsDice, { seq: 1, seen: 0, tick: 0, input: { kind: 'call' } });
    expect(Array.from(call)).toEqual([1, 1, 0, 0, 0]);
    expect(Array.from(seenFrame(300))).toEqual([2, 0xac, 2]);
  });

  test('says to the server what the client has put into it', () => {
    const thrust = fc.option(fc.nat(255));
    fc.assert(
      fc.property(seqs, number, number, thrust, fc.boolean(), (seq, seen, tick, thrust, dash) => {
        const told = { seq, seen, tick, input: { thrust, dash } };
        expect(read(comet, inputFrame(comet, told))).toEqual(told);
        expect(readFrame(seenFrame(seen))).toEqual({ kind: 'seen', seen });
      }),
    );
  });
});

describe('bytes that are no frame', () => {
  const long = [0xff, 0xff, 0xff, 0xff, 0xff, 1];
  test.each([
    ['nothing', []],
    ['byte 0', [0, 1, 1, 1, 0]],
    ['byte 3', [3, 1, 1, 1, 0]],
    ['an input that ends in its numbers', [1, 1, 1]],
    ['an input with a number of six bytes', [1, ...long, 1, 1, 0]],
    ['an input of seq 0', [1, 0, 1, 1, 0]],
    ['an input of a seq beyond 31 bits', [1, 0x80, 0x80, 0x80, 0x80, 8, 1, 1, 0]],
    ['what was seen, without it', [2]],
    ['what was seen, in six bytes', [2, ...long]],
    ['what was seen, and more', [2, 5, 0]],
  ])('%s: null', (_, bytes) => {
    expect(readFrame(Uint8Array.from(bytes))).toBeNull();
  });

  test.each([
    ['no wish at all', []],
    ['flags that are not known', [4]],
    ['a thrust without its direction', [2]],
    ['a wish and more', [0, 0]],
  ])('a frame with %s in it has a wish of null, which no schema takes', (_, wish) => {
    expect(read(comet, Uint8Array.of(1, 5, 0, 0, ...wish))).toEqual({ seq: 5, seen: 0, tick: 0, input: null });
    expect(comet.input.safeParse(null).success).toBe(false);
  });

  test('a fault in a game that reads them is no fault of the server', () => {
    const fault = () => (null as unknown as { wish: object }).wish;
    const broken: AnyGame = { ...(comet as AnyGame), unpackInput: fault };
    expect(unpackInput(broken, new ByteReader(Uint8Array.of(0)))).toBeNull();
  });

  test('any at all throw nothing', () => {
    const head = fc.constantFrom([], [1], [2], [1, 5, 0, 0]);
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 24 }), fc.constantFrom(comet, liarsDice), (first, rest, game) => {
        const frame = readFrame(Uint8Array.of(...first, ...rest));
        if (frame === null) return;
        const numbers = frame.kind === 'seen' ? [frame.seen] : [frame.seq, frame.seen, frame.tick];
        for (const one of numbers) expect(one >= 0 && one < 2 ** 32 && Number.isInteger(one)).toBe(true);
        if (frame.kind === 'input') unpackInput(game, frame.raw);
      }),
      { numRuns: 5000 },
    );
  });
});
