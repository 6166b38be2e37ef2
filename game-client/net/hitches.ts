/** Whose fault it was that a moment of a match came late: the server's, the network's on the way, or this device's. */
export type Culprit = 'server' | 'network' | 'device';

export interface Hitch {
  readonly culprit: Culprit;
  /** How long nothing happened, in milliseconds. */
  readonly ms: number;
  /** Local time of its end. */
  readonly at: number;
}

/**
 * Tells hitches apart by what follows them. After one of the network the ticks that were held up come in a bunch, and the next is
 * as early as ever. A server that stood still does not make its lost time good: all later ticks come later. And where a frame took as
 * long as the gap, this device did not look. A pause of the server that it makes up for within some ticks passes for the network's.
 */
export interface Hitches {
  /** A tick came, so many milliseconds later than by the fastest way. */
  tick(now: number, lateness: number): void;
  /** A frame was drawn, so long after the one before. */
  frame(now: number, ms: number): void;
  readonly last: Hitch | null;
}

/** Frames longer than this are seen. */
const LONG_FRAME_MS = 50;
/** Frames longer than this were not drawn because nobody looked. */
const HIDDEN_MS = 1000;
/** Gaps between ticks that are felt, in milliseconds and in ticks; the longer of the two. */
const LONG_GAP_MS = 100;
const LONG_GAP_TICKS = 3;
/** What the ticks are like afterwards is judged so long after a gap. */
const SETTLED_MS = 150;

export function createHitches(tickRate: number): Hitches {
  const longGap = Math.max(LONG_GAP_MS, (LONG_GAP_TICKS * 1000) / tickRate);
  let last: Hitch | null = null;
  let lastTick: number | null = null;
  let gap: { readonly at: number; readonly ms: number } | null = null;
  let frame = { at: Number.NEGATIVE_INFINITY, ms: 0 };

  function judge({ at, ms }: { at: number; ms: number }, lateness: number): void {
    const looked = frame.at < at - ms || frame.at - frame.ms > at || frame.ms < ms / 2;
    if (looked) last = { culprit: lateness > ms / 2 ? 'server' : 'network', ms, at };
  }

  return {
    tick(now, lateness) {
      if (gap && now - gap.at > SETTLED_MS) {
        judge(gap, lateness);
        gap = null;
      }
      const ms = lastTick === null ? 0 : now - lastTick;
      if (ms > longGap) gap = { at: now, ms };
      lastTick = now;
    },
    frame(now, ms) {
      if (ms <= LONG_FRAME_MS || ms > HIDDEN_MS) return;
      frame = { at: now, ms };
      last = { culprit: 'device', ms, at: now };
    },
    get last() {
      return last;
    },
  };
}
