import { ByteWriter } from '../../../shared/core/bytes.ts';
import { writeInput } from '../../../shared/protocol/frames.ts';
import { type BenchInput, benchGame } from '../benchGame.ts';
import { binaryFrame } from './frame.ts';
import type { Peer } from './peer.ts';

/** What players do, and the form in which the SDK sends it. */

export const INPUT_PERIOD_MS = 50;
/** Ticks that an input is sent before its tick, at least: what the SDK keeps to spare. */
const LEAD = 0.5;

const out = new ByteWriter();

/** The next input of a client as one binary message. It is meant for a tick, as the SDK's are: the next that it is in time for. */
export function packedInput(peer: Peer, wish: BenchInput): Uint8Array {
  const present = peer.seen + (performance.now() - peer.seenAt) / INPUT_PERIOD_MS;
  const tick = Math.floor(present + LEAD) + 1;
  return binaryFrame((payload) => {
    out.clear();
    writeInput(benchGame, { seq: peer.sent, seen: peer.seen, tick, input: wish }, out);
    const bytes = out.bytes();
    payload.set(bytes);
    return bytes.length;
  });
}

/** Every client turns, and boosts half of the time; each begins elsewhere. `period`: twentieths of a second since the start. */
const TURN = 3;
const ELSEWHERE = 37;
const BOOST_PERIODS = 16;

function wishAt(client: number, period: number): BenchInput {
  return {
    direction: (period * TURN + client * ELSEWHERE) & 255,
    boost: (Math.floor(period / BOOST_PERIODS) & 1) === 1,
  };
}

/** What a client sends in a period, if anything. */
export type Habit = (client: number, period: number) => BenchInput | null;

/** How long a key is held, in periods: a quarter of a second on average, as players do. */
const HOLDS = [2, 4, 1, 13, 3, 5, 2, 12, 1, 7];
/** What has not changed for so long is said again, in case it was lost. */
const REPEAT_PERIODS = 10;
/** For each period of the cycle: how long ago the wish last changed. */
const heldFor = HOLDS.flatMap((hold) => Array.from({ length: hold }, (_, i) => i));

/** `steady`: an input in every period. `latched`: one when the wish changes, and a repeat while it does not. */
export const habits: { readonly [name in 'steady' | 'latched']: Habit } = {
  steady: wishAt,
  latched(client, period) {
    const held = heldFor[(period + client) % heldFor.length]!;
    return held % REPEAT_PERIODS === 0 ? wishAt(client, period - held) : null;
  },
};
export type HabitName = keyof typeof habits;
