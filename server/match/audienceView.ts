import { lookAs, type Match } from '../../shared/game/match.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import type { Keyframe } from '../../shared/protocol/match.ts';
import { copyFrame, createFrame, packDelta } from '../../shared/protocol/tick.ts';
import { jsonTick, keyframeOf, packedText, type TickForm } from './tickForm.ts';

/**
 * A match as one audience sees it: everyone, or one seat where the game hides something. It keeps the last frame that went
 * out, against which the next delta is made. A tick is made once for all who read it.
 */
export interface AudienceView {
  /** What this audience sees now: read only. */
  readonly seen: State<Fields>;
  /** Takes in the tick that was just simulated. */
  advance(seq: number, acks: readonly number[]): void;
  /** The tick as a change against the one before (packed), or whole (JSON). */
  tick(form: TickForm): Keyframe;
  keyframe(form: TickForm): Keyframe;
}

export function createAudienceView(match: Match, seat: number | null): AudienceView {
  const { layout, maxPlayers } = match.game;
  const last = createFrame(layout.size, maxPlayers);
  const current = createFrame(layout.size, maxPlayers);
  const seen = layout.bind(current.cells);
  lookAs(match, seat, seen);

  return {
    seen,
    advance(seq, acks) {
      copyFrame(current, last);
      lookAs(match, seat, seen);
      current.seq = seq;
      current.tick = match.state.tick;
      for (let i = 0; i < maxPlayers; i++) current.acks[i] = acks[i]!;
    },
    tick: (form) => (form === 'json' ? jsonTick(current, layout) : packedText((to) => packDelta(last, current, to))),
    keyframe: (form) => keyframeOf(current, layout, form),
  };
}
