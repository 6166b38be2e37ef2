import type { Fields, Layout } from '../../shared/game/state.ts';
import type { Keyframe } from '../../shared/protocol/match.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import type { Clock } from '../ops/clock.ts';
import { jsonTick, keyframeOf, type TickForm } from './tickForm.ts';

/**
 * A match as spectators see it who may not tell the players anything: by a fixed time late. What waits is the packed ticks, a
 * hundred bytes or so each: at 30 ticks a second and 30 seconds less than 100 KB a room, and nothing where no delay is set.
 */
export interface DelayedView {
  /** Takes the tick that has just gone out to the players, packed. */
  push(packed: string): void;
  /** The newest tick that this audience may see. */
  keyframe(form: TickForm): Keyframe;
  stop(): void;
}

/** `release`: a tick is due; the call makes it in the form that is asked for. `first`: the keyframe that the match begins with, packed. */
export function createDelayedView(
  layout: Layout<Fields>,
  seats: number,
  first: string,
  delay: number,
  clock: Clock,
  release: (tick: (form: TickForm) => Keyframe) => void,
): DelayedView {
  const frame = createFrame(layout.size, seats);
  const waiting: { readonly due: number; readonly packed: string }[] = [];
  let cancel: (() => void) | null = null;
  unpackTick(bytesOf(first), frame);

  function schedule(): void {
    const next = waiting[0];
    if (next && !cancel) cancel = clock.after(Math.max(0, Math.ceil(next.due - clock.now())), pass);
  }

  function pass(): void {
    cancel = null;
    while (waiting[0] && waiting[0].due <= clock.now()) {
      const { packed } = waiting.shift()!;
      unpackTick(bytesOf(packed), frame);
      release((form) => (form === 'json' ? jsonTick(frame, layout) : packed));
    }
    schedule();
  }

  return {
    push(packed) {
      waiting.push({ due: clock.now() + delay, packed });
      schedule();
    },
    keyframe: (form) => keyframeOf(frame, layout, form),
    stop() {
      cancel?.();
      cancel = null;
      waiting.length = 0;
    },
  };
}

const bytesOf = (packed: string) => Buffer.from(packed, 'base64');
