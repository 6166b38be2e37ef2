import { BitWriter } from '../../shared/core/bits.ts';
import { lookAs, type Match } from '../../shared/game/match.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import type { Keyframe, Tick } from '../../shared/protocol/match.ts';
import { copyFrame, createFrame, follow, packDelta } from '../../shared/protocol/tick.ts';
import { jsonTick, keyframeOf, type TickForm, textOf } from './tickForm.ts';

/**
 * A match as one audience sees it: everyone, or one seat where the game hides something. It keeps the last frame that went
 * out, against which the next delta is made. A tick is made once for all who read it.
 */
export interface AudienceView {
  /** What this audience sees now: read only. */
  readonly seen: State<Fields>;
  /** Takes in the tick that was just simulated. */
  advance(seq: number, acks: readonly number[], early: readonly number[]): void;
  /** The tick as a change against the one before (binary, packed), or whole (JSON). Bytes are valid until the next `advance`. */
  tick(form: TickForm): Tick;
  keyframe(form: TickForm): Keyframe;
}

export function createAudienceView(match: Match, seat: number | null): AudienceView {
  const { layout, maxPlayers } = match.game;
  const last = createFrame(layout, maxPlayers);
  const current = createFrame(layout, maxPlayers);
  const seen = layout.bind(current.cells);
  const out = new BitWriter();
  /** The newest tick, once somebody asked for it. */
  let packed: Uint8Array | null = null;
  lookAs(match, seat, seen);

  function delta(): Uint8Array {
    if (packed) return packed;
    out.clear();
    packDelta(last, current, out);
    packed = out.bytes();
    return packed;
  }

  return {
    seen,
    advance(seq, acks, early) {
      copyFrame(current, last);
      lookAs(match, seat, seen);
      current.seq = seq;
      current.tick = match.state.tick;
      for (let i = 0; i < maxPlayers; i++) {
        current.acks[i] = acks[i]!;
        current.early[i] = early[i]!;
      }
      follow(last, current);
      packed = null;
    },
    tick(form) {
      if (form === 'json') return jsonTick(current);
      return form === 'binary' ? delta() : textOf(delta());
    },
    keyframe: (form) => keyframeOf(current, form),
  };
}
