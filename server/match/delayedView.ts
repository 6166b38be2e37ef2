import type { Fields, Layout } from '../../shared/game/state.ts';
import type { Keyframe, Tick } from '../../shared/protocol/match.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import type { Clock } from '../ops/clock.ts';
import { jsonTick, keyframeOf, type TickForm, textOf } from './tickForm.ts';

/**
 * A match as spectators see it who may not tell the players anything: by a fixed time late. What waits is the packed ticks, a
 * hundred bytes or less each: at 30 ticks a second and 30 seconds less than 100 KB a room, and nothing where no delay is set.
 */
export interface DelayedView {
  /** Takes the tick that has just gone out to the players, packed; its bytes are copied. */
  push(packed: Uint8Array): void;
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
  release: (tick: (form: TickForm) => Tick) => void,
): DelayedView {
  const frame = createFrame(layout, seats);
  const waiting: { readonly due: number; readonly packed: Uint8Array }[] = [];
  let cancel: (() => void) | null = null;
  unpackTick(Buffer.from(first, 'base64'), frame);

  function schedule(): void {
    const next = waiting[0];
    if (next && !cancel) cancel = clock.after(Math.max(0, Math.ceil(next.due - clock.now())), pass);
  }

  function pass(): void {
    cancel = null;
    while (waiting[0] && waiting[0].due <= clock.now()) {
      const { packed } = waiting.shift()!;
      unpackTick(packed, frame);
      release((form) => (form === 'json' ? jsonTick(frame) : form === 'binary' ? packed : textOf(packed)));
    }
    schedule();
  }

  return {
    push(packed) {
      waiting.push({ due: clock.now() + delay, packed: packed.slice() });
      schedule();
    },
    keyframe: (form) => keyframeOf(frame, form),
    stop() {
      cancel?.();
      cancel = null;
      waiting.length = 0;
    },
  };
}
