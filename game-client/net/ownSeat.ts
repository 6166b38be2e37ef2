import type { AnyGame } from '../../shared/game/contract.ts';
import { createPrediction, type Prediction } from '../../shared/game/predict.ts';
import type { OutgoingInput } from '../../shared/protocol/frames.ts';
import type { TickFrame } from '../../shared/protocol/tick.ts';
import { createInputLead, type InputLead } from './inputLead.ts';
import type { Sample } from './matchSource.ts';
import { createPlayhead } from './playhead.ts';
import type { Timeline } from './timeline.ts';

/** The seat that this client steers: its inputs, and the time that it lives in, which is as far ahead as they need to arrive. */
export interface OwnSeat {
  /** The seq that it went by. */
  send(input: unknown, now: number): number;
  /** Says the last input again; false when there is none that still holds. */
  repeat(now: number): boolean;
  /** The frame was filled anew; `next`: it is the one after the one before. Whether it is what was predicted; null: nothing was. */
  took(next: boolean): boolean | null;
  /** The predicted states around the own time; null where nothing is predicted. */
  sample(now: number): Sample | null;
  /** The server let go of everything that was held. */
  letGo(): void;
  readonly lead: InputLead;
}

interface Options {
  readonly game: AnyGame;
  readonly settings: unknown;
  readonly seat: number;
  readonly frame: Readonly<TickFrame>;
  readonly timeline: Timeline;
  /** Puts an input on the wire. */
  readonly speak: (input: OutgoingInput, now: number) => void;
  /** Milliseconds; null while unknown. */
  readonly roundTrip: () => number | null;
}

/** How much faster or slower than real the own time goes to change its lead; slow enough for nobody to see. */
const SLOWEST = 0.97;
const FASTEST = 1.08;
/** Ticks that an input may wait for those before it: each takes one. */
const MOST_QUEUED = 4;

export function createOwnSeat({ game, settings, seat, frame, timeline, speak, roundTrip }: Options): OwnSeat {
  const realTime = !game.wake;
  /** What does not hold on must not be said twice. */
  const holds = realTime && game.idle !== null;
  const lead = createInputLead(game.tickRate);
  const time = createPlayhead({ tickRate: game.tickRate, slowest: SLOWEST, fastest: FASTEST });
  /** Made for the first who wants to see it: bots do not. */
  let prediction: Prediction | null = null;
  let lastSeq = 0;
  let lastTick = 0;
  let held: { readonly input: unknown } | null = null;
  let acked = frame.acks[seat]!;

  const ownTick = (now: number) => time.move(now, timeline.present(now) + lead.ticks(roundTrip()));

  /** `next`, or the first after it that no input has taken yet. */
  const freeTick = (next: number) => Math.min(Math.max(next, lastTick + 1), next + MOST_QUEUED);

  function say(input: unknown, now: number, tick: number): number {
    // After a return the server may have applied more than this client remembers sending.
    lastSeq = Math.max(lastSeq, frame.acks[seat]!) + 1;
    lastTick = tick;
    lead.sent(lastSeq, lastTick, timeline.present(now));
    prediction?.wish(lastSeq, lastTick, input);
    speak({ seq: lastSeq, seen: frame.seq, tick, input }, now);
    return lastSeq;
  }

  return {
    lead,
    send(input, now) {
      if (holds) held = { input };
      return say(input, now, realTime ? freeTick(Math.floor(ownTick(now)) + 1) : 0);
    },
    repeat(now) {
      if (!held) return false;
      // While it can still be reached, the tick that runs: the next is left to what the player may wish at any moment.
      say(held.input, now, freeTick(Math.floor(ownTick(now) + 0.5)));
      return true;
    },
    took(next) {
      const ack = frame.acks[seat]!;
      if (next && ack > acked) lead.applied(ack, frame.tick, frame.early[seat]!);
      acked = ack;
      return prediction?.confirm(frame.cells, ack) ?? null;
    },
    sample(now) {
      if (!realTime) return null;
      prediction ??= createPrediction(game, settings, seat, frame.cells);
      const at = ownTick(now);
      const before = prediction.at(Math.floor(at));
      const after = prediction.at(Math.floor(at) + 1);
      if (prediction.failed) return null;
      return { before, after, fraction: before === after ? 0 : at - Math.floor(at) };
    },
    letGo() {
      held = null;
      lead.forget();
      prediction?.forget();
      time.reset();
    },
  };
}
