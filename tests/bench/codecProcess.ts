import { createAudienceView } from '../../server/match/audienceView.ts';
import { frameOf } from '../../server/realtime/tickAdapter.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch } from '../../shared/game/match.ts';
import { BENCH_SEATS, type BenchInput, benchGame } from './benchGame.ts';
import { answer } from './child.ts';
import { habits } from './clients/inputs.ts';

/** The server's work on a tick, over and over in a process of its own (with `--expose-gc`), on states of a recorded match. */

export interface Batch {
  /** A tick each. */
  readonly microseconds: number;
  readonly heapBytes: number;
  readonly bufferBytes: number;
  readonly tickBytes: number;
}

/** Ticks of a batch: few enough that no collection falls into one. */
const TICKS = 1000;

const seats = Array.from({ length: BENCH_SEATS }, (_, seat) => seat);
const settings = { roundSeconds: 600 };
const match = createMatch(benchGame, settings, seats, seedFrom(1));
const inputsAt = (tick: number): (BenchInput | null)[] => seats.map((seat) => habits.steady(seat, tick));
const allInputs = Array.from({ length: TICKS }, (_, tick) => inputsAt(tick));

const recorded = allInputs.map((inputs) => {
  advance(match, inputs);
  return match.state.cells.slice();
});

const view = createAudienceView(match, null);
const acks = new Array<number>(BENCH_SEATS).fill(0);
const early = new Array<number>(BENCH_SEATS).fill(0);

/** The next of the recorded states, with an input of every seat that was applied with it. */
function next(tick: number): Uint8Array {
  match.state.cells.set(recorded[tick]!);
  for (let seat = 0; seat < BENCH_SEATS; seat++) {
    acks[seat]!++;
    early[seat] = (tick + seat) & 3;
  }
  view.advance(acks[0]!, acks, early);
  return view.tick('binary') as Uint8Array;
}

let frame: Buffer = Buffer.alloc(0);
const parts: { readonly [name: string]: (tick: number) => number } = {
  'encode it': (tick) => next(tick).length,
  'encode and frame it': (tick) => {
    frame = frameOf(Buffer.from(next(tick)));
    return frame.length;
  },
  'simulate it, for comparison': (tick) => {
    advance(match, allInputs[tick]!);
    return 0;
  },
};

function run(part: (tick: number) => number): Batch {
  globalThis.gc!();
  const before = process.memoryUsage();
  const start = performance.now();
  let bytes = 0;
  for (let tick = 0; tick < TICKS; tick++) bytes += part(tick);
  const took = performance.now() - start;
  const after = process.memoryUsage();
  return {
    microseconds: (took * 1000) / TICKS,
    heapBytes: (after.heapUsed - before.heapUsed) / TICKS,
    bufferBytes: (after.arrayBuffers - before.arrayBuffers) / TICKS,
    tickBytes: bytes / TICKS,
  };
}

const answers = {
  parts: () => Object.keys(parts),
  run({ part, batches }: { part: string; batches: number }): Batch[] {
    return Array.from({ length: batches }, () => run(parts[part]!));
  },
};
export type CodecAnswers = typeof answers;

answer(answers);
