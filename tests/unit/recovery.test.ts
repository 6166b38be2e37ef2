import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf } from '../../server/match/journal.ts';
import { castIn, type RecoveredMatch, recoverMatch } from '../../server/match/recovery.ts';
import type { Checkpoint, Segment } from '../../server/store/journal.ts';
import { hashCells } from '../../shared/core/hash.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type Kept, playKept, specOf } from '../support/keptPlay.ts';
import { luckFrom } from '../support/recordMatch.ts';
import { bell, counter, door, secrets } from '../support/testGame.ts';

/** Matches that are taken up again from whatever a store has of them when their server dies. */
const GAMES: [string, AnyGame, object][] = [
  ['comet', comet, { roundSeconds: 600 }],
  ['liars-dice', liarsDice, { turnSeconds: 5 }],
  ['counter', counter, { roundSeconds: 600 }],
  ['secrets', secrets, { roundSeconds: 600 }],
  ['door', door, { roundSeconds: 600 }],
  ['bell', bell, { rings: 100_000, chimeAfter: 30 }],
];
const PLAYED_S = 25;
const UNKEPT = 30;
const KILLS = 8;

/** What is in the store when so many things have been kept. */
function storeOf(kept: readonly Kept[]) {
  let checkpoint: Checkpoint | null = null;
  const segments = new Map<number, Segment>();
  for (const one of kept) {
    if (!('checkpoint' in one)) continue;
    checkpoint = one.checkpoint;
    segments.set(one.segment.from, one.segment);
  }
  const after = checkpoint?.journalSeq ?? 0;
  const rows = kept.flatMap((one) => ('row' in one && one.row.seq > after ? [one.row] : []));
  const lastSeq = Math.max(after, ...rows.map(({ seq }) => seq));
  return { checkpoint, segments, chunks: rows.flatMap((row) => [...chunksOf(row)]), lastSeq };
}

const logOf = (segments: Iterable<Segment>) =>
  Buffer.concat([...segments].sort((a, b) => a.from - b.from).map(({ bytes }) => bytes));

const momentOf = ({ match, host }: RecoveredMatch) => ({
  tick: match.state.tick,
  hash: hashCells(match.state.cells),
  seats: match.seats,
  cast: host.cast,
});

describe.each(GAMES)('[KP-3] a match of %s', (_id, game, settings) => {
  test('is, wherever its server dies, what it was when something of it was kept last, and goes on to one whole log', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const luck = luckFrom(seed);
        const spec = specOf(game, seed, settings);
        const { first, kept } = playKept(game, spec, luck, PLAYED_S);
        for (let i = 0; i < KILLS; i++) {
          const died = luck.below(kept.length + 1);
          const { checkpoint, segments, chunks, lastSeq } = storeOf(kept.slice(0, died));
          const recovered = recoverMatch(game, spec, checkpoint, chunks, UNKEPT);
          const last = kept[died - 1];
          const { seq, acks, ...moment } = last?.moment ?? first;
          expect(momentOf(recovered)).toEqual(moment);
          expect(recovered.host.seq).toBeGreaterThanOrEqual(seq + UNKEPT);
          expect(recovered.host.epoch).toBe(2);
          // A checkpoint is taken in the middle of a step, before anybody is told of it.
          if (last && 'row' in last) expect(recovered.host.acks, '[TK-1]').toEqual(acks);
          expect(recovered.soFar.from).toBe(checkpoint?.tick ?? 0);

          // Its second life: all that was written in both is one replay of what was played in both.
          if (i > 0) continue;
          const { ticks, ...next } = playKept(game, spec, luck, 3, { ...recovered, lastSeq });
          const all = new Map([...segments, ...storeOf(next.kept).segments, [next.last.from, next.last]]);
          const verdict = verifyReplay(game, spec, logOf(all.values()), { ticks, outcome: next.outcome });
          expect(verdict).toMatchObject({ ok: true });
          const [taken] = next.kept;
          expect(taken, 'it is kept at once that it was taken up').toMatchObject({ checkpoint: { tick: moment.tick } });
          expect(JSON.parse((taken as { checkpoint: Checkpoint }).checkpoint.host).epoch).toBe(2);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('of which pieces are damaged is recovered or thrown away, and never takes long', () => {
    const luck = luckFrom(7);
    const spec = specOf(game, 7, settings);
    const { kept } = playKept(game, spec, luck, 8);
    const { checkpoint, chunks } = storeOf(kept);
    let thrown = 0;
    for (let i = 0; i < 100; i++) {
      const at = luck.below(chunks.length);
      const { bytes } = chunks[at]!;
      const damaged = Uint8Array.from(bytes);
      if (damaged.length > 0) damaged[luck.below(damaged.length)] = luck.below(256);
      const cut = luck.below(3) === 0 ? damaged.subarray(0, luck.below(damaged.length + 1)) : damaged;
      const through = luck.below(4) === 0 ? luck.below(2 ** 21) * 1024 : chunks[at]!.through;
      try {
        recoverMatch(game, spec, checkpoint, chunks.with(at, { ...chunks[at]!, bytes: cut, through }), UNKEPT);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        thrown++;
      }
    }
    expect(thrown).toBeGreaterThan(0);
  });
});

describe('what is behind a piece that is missing', () => {
  const spec = specOf(counter, 3, { roundSeconds: 600 });
  const { kept } = playKept(counter, spec, luckFrom(3), 3);
  const { chunks } = storeOf(kept);

  test('counts no more', () => {
    const { match } = recoverMatch(counter, spec, null, chunks.toSpliced(10, 1), UNKEPT);
    expect(match.state.tick).toBe(chunks[9]!.through);
  });

  test('nor does what is there twice count twice', () => {
    const whole = recoverMatch(counter, spec, null, chunks, UNKEPT);
    const twice = recoverMatch(
      counter,
      spec,
      null,
      chunks.flatMap((chunk) => [chunk, chunk]),
      UNKEPT,
    );
    expect(momentOf(twice)).toEqual(momentOf(whole));
    expect(twice.soFar).toEqual(whole.soFar);
  });
});

test('a checkpoint of other cells than the game has is thrown away, and still tells who plays', () => {
  const spec = specOf(counter, 3, { roundSeconds: 600 });
  const { kept } = playKept(counter, spec, luckFrom(3), 12);
  const { checkpoint } = storeOf(kept);
  const short = { ...checkpoint!, cells: checkpoint!.cells.slice(1) };
  expect(() => recoverMatch(counter, spec, short, [], UNKEPT)).toThrow(RangeError);
  expect(castIn(short).entrants.map(({ seat }) => seat)).toContain(0);
});
