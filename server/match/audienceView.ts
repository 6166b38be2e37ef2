import { ByteWriter } from '../../shared/core/bytes.ts';
import { lookAs, type Match } from '../../shared/game/match.ts';
import type { Fields, State } from '../../shared/game/state.ts';
import type { JsonTick, Keyframe } from '../../shared/protocol/match.ts';
import { copyFrame, createFrame, packDelta, packKeyframe } from '../../shared/protocol/tick.ts';

/** Packed, or plain JSON for bots in any language. */
export type TickForm = 'packed' | 'json';

/**
 * A match as one audience sees it: everyone, or one seat where the game hides something. It keeps the last frame that went
 * out, against which the next delta is made. Whatever is sent is made at most once a tick, however many there are to read it.
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

const out = new ByteWriter(4096);

export function createAudienceView(match: Match, seat: number | null): AudienceView {
  const { layout, maxPlayers } = match.game;
  const last = createFrame(layout.size, maxPlayers);
  const current = createFrame(layout.size, maxPlayers);
  const seen = layout.bind(current.cells);
  lookAs(match, seat, seen);

  const json = (): JsonTick => ({
    seq: current.seq,
    tick: current.tick,
    acks: [...current.acks],
    state: layout.toJSON(current.cells),
  });
  const text = () => Buffer.from(out.bytes()).toString('base64');

  return {
    seen,
    advance(seq, acks) {
      copyFrame(current, last);
      lookAs(match, seat, seen);
      current.seq = seq;
      current.tick = match.state.tick;
      for (let i = 0; i < maxPlayers; i++) current.acks[i] = acks[i]!;
    },
    tick(form) {
      if (form === 'json') return json();
      out.clear();
      packDelta(last, current, out);
      return text();
    },
    keyframe(form) {
      if (form === 'json') return json();
      out.clear();
      packKeyframe(current, out);
      return text();
    },
  };
}
