/**
 * The server's clock, estimated from round trips: of the last few, the fastest was delayed least by queues, so its midpoint
 * is believed (Cristian's algorithm). The error is at most half of that round trip.
 */
export interface ServerClock {
  /** One answered `clock:sync`: when it was sent and answered here, and the server's time in between; milliseconds. */
  add(sent: number, received: number, serverTime: number): void;
  /** The server's milliseconds at the local time `now`. */
  at(now: number): number;
  /** The median of the last round trips in milliseconds; null before the first. */
  roundTrip(): number | null;
}

const KEPT = 8;

export function createServerClock(): ServerClock {
  const samples: { roundTrip: number; offset: number }[] = [];
  let offset = 0;
  return {
    add(sent, received, serverTime) {
      const roundTrip = received - sent;
      samples.push({ roundTrip, offset: serverTime - (sent + received) / 2 });
      if (samples.length > KEPT) samples.shift();
      offset = samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best)).offset;
    },
    at: (now) => now + offset,
    roundTrip() {
      if (samples.length === 0) return null;
      const sorted = samples.map((sample) => sample.roundTrip).sort((a, b) => a - b);
      return sorted[sorted.length >> 1]!;
    },
  };
}
