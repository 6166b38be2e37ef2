/**
 * How many ticks before its tick an input has to be sent: the way to the server and back, as ticks are counted from their
 * arrival here. First the measured round trip, then what the server says of each input: how long it waited there (`early`).
 */
export interface InputLead {
  /** An own input for the step that makes `tick` was sent when `present` was the tick that the server seemed to be at. */
  sent(seq: number, tick: number, present: number): void;
  /** The server applied `seq` in `tick`, after it had waited `early` quarters of a tick. */
  applied(seq: number, tick: number, early: number): void;
  /** In ticks. `roundTrip`: milliseconds, null while unknown. */
  ticks(roundTrip: number | null): number;
  /** The part of the last inputs that came too late for their tick. */
  readonly late: number;
  /** How many ticks the last input had waited at the server; less than 0: it was late. Null before the first. */
  readonly early: number | null;
  /** What is on its way is lost. */
  forget(): void;
}

/** Inputs that are looked back on. */
const KEPT = 32;
/** The part of them that may come too late, and one of a few already: or a hitch of the network would make the lead long. */
const MAY_BE_LATE = 0.1;
const A_FEW = 4;
/** Ticks to spare. */
const MARGIN = 0.5;
/** Ticks to spare while nothing but the round trip is known. */
const FIRST_MARGIN = 1;
const UNKNOWN_ROUND_TRIP_MS = 100;

export function createInputLead(tickRate: number): InputLead {
  const waiting: { seq: number; tick: number; present: number }[] = [];
  /** What the last inputs would have needed, in ticks. A few more needs let the lead grow; it takes all of them to shrink. */
  const needs: number[] = [];
  const lates: boolean[] = [];
  let early: number | null = null;
  let lead: number | null = null;

  return {
    sent(seq, tick, present) {
      waiting.push({ seq, tick, present });
      if (waiting.length > KEPT) waiting.shift();
    },
    applied(seq, tick, quarters) {
      while (waiting.length > 0 && waiting[0]!.seq < seq) waiting.shift();
      if (waiting[0]?.seq !== seq) return;
      const input = waiting.shift()!;
      const late = tick > input.tick;
      // A late one came somewhere in the tick before it was applied.
      early = late ? input.tick - tick + 0.5 : quarters / 4;
      needs.push(input.tick - early - input.present);
      lates.push(late);
      if (needs.length > KEPT) {
        needs.shift();
        lates.shift();
      }
      const sorted = [...needs].sort((a, b) => b - a);
      const spared = Math.max(sorted.length < A_FEW ? 0 : 1, Math.floor(sorted.length * MAY_BE_LATE));
      lead = sorted[spared]! + MARGIN;
    },
    ticks: (roundTrip) => lead ?? ((roundTrip ?? UNKNOWN_ROUND_TRIP_MS) * tickRate) / 1000 + FIRST_MARGIN,
    get late() {
      return lates.length === 0 ? 0 : lates.filter(Boolean).length / lates.length;
    },
    get early() {
      return early;
    },
    forget() {
      waiting.length = 0;
    },
  };
}
