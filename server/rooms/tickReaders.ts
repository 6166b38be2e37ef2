import type { Keyframe, Tick } from '../../shared/protocol/match.ts';
import { TICK_FORMS, type TickForm } from '../match/tickForm.ts';
import type { Connection, Wire } from './wire.ts';

/**
 * Who reads a match's ticks, in which form, and how far each has come. Ticks are never queued for one who does not keep up:
 * who says what it has read (`seen`), and is too far behind, gets no more of them; once it has read what is on its way to it, it
 * goes on from a keyframe; and if it stays behind it is dropped. Those who say nothing are found by the queue to them (see
 * `realtime/tickAdapter.ts` and `guard.ts`).
 */
export interface TickReaders {
  /**
   * From the next tick on. `audience`: what it may see; `seq`: of the tick that it was shown, or null for one whose ticks are
   * late anyway. Returns the call that says which tick the connection has applied.
   */
  listen(connection: Connection, audience: string, seq: number | null): (seen: number) => void;
  stop(connection: Connection): void;
  /** One tick to all of an audience, made in each form that somebody reads. `mayDrop`: the next one makes up for it. */
  send(audience: string, tick: (form: TickForm) => Tick, mayDrop: boolean): void;
  /** Looks after those who are behind, now that the tick of this seq has been sent. */
  look(seq: number, keyframe: (connection: Connection) => Keyframe): void;
}

interface Reader {
  readonly channel: string;
  /** The newest tick that it is known to have; null: it never says. */
  seen: number | null;
  /** How many ticks behind that was when it was said. */
  lag: number;
  /** The last tick that it was sent before it was left out; null: it is not. */
  leftAt: number | null;
  /** The tick at which it was found to be behind, while it is. */
  behindSince: number;
  /**
   * Since it was left out: it has said a newer tick, and then the same again. So it reads, and nothing is on its way to it, even
   * if it cannot name the last tick, which had passed it by.
   */
  moved: boolean;
  stands: boolean;
}

/** Seconds that a reader may be behind before it is left out, and for which it may stay left out. */
const BEHIND_S = 3;
const PATIENCE_S = 10;
/** Looked at this often. */
const LOOK_EVERY = 8;

/** `prefix`: of the channels, which nobody else uses. `tickRate`: ticks a second. */
export function createTickReaders(prefix: string, tickRate: number, wire: Wire): TickReaders {
  const readers = new Map<Connection, Reader>();
  let newest = 0;
  const channels = new Map<string, { readonly form: TickForm; readonly channel: string }[]>();

  function channelsOf(audience: string) {
    let all = channels.get(audience);
    if (!all) {
      all = TICK_FORMS.map((form) => ({ form, channel: `${prefix}:${audience}:${form}` }));
      channels.set(audience, all);
    }
    return all;
  }

  /** Readers of binary ticks say what they have seen all the time; for others, who may be silent, what they said last counts. */
  const behind = ({ ticks }: Connection, { lag }: Reader, seen: number) => (ticks === 'binary' ? newest - seen : lag);

  function leaveOut(connection: Connection, reader: Reader, seq: number): void {
    connection.exit(reader.channel);
    reader.leftAt = seq;
    reader.behindSince = seq;
    reader.moved = false;
    reader.stands = false;
  }

  function takeBack(connection: Connection, reader: Reader, seq: number, keyframe: Keyframe): void {
    connection.tell('match:tick', keyframe);
    connection.enter(reader.channel);
    reader.seen = seq;
    reader.lag = 0;
    reader.leftAt = null;
  }

  return {
    listen(connection, audience, seq) {
      this.stop(connection);
      const { channel } = channelsOf(audience).find(({ form }) => form === connection.ticks)!;
      connection.enter(channel);
      const seen = connection.ticks === 'binary' ? seq : null;
      const reader: Reader = { channel, seen, leftAt: null, behindSince: 0, moved: false, stands: false, lag: 0 };
      readers.set(connection, reader);
      return (applied) => {
        if (seq === null) return;
        const isNews = applied > (reader.seen ?? -1);
        reader.stands = reader.moved && !isNews;
        reader.moved ||= isNews;
        reader.lag = newest - applied;
        if (isNews) reader.seen = applied;
      };
    },
    stop(connection) {
      const reader = readers.get(connection);
      if (reader) connection.exit(reader.channel);
      readers.delete(connection);
    },
    send(audience, tick, mayDrop) {
      for (const { form, channel } of channelsOf(audience)) {
        if (!wire.hasListeners(channel)) continue;
        if (mayDrop) wire.tick(channel, tick(form));
        else wire.tell(channel, 'match:tick', tick(form));
      }
    },
    look(seq, keyframe) {
      newest = seq;
      if (seq % LOOK_EVERY !== 0) return;
      for (const [connection, reader] of readers) {
        if (reader.seen === null) continue;
        if (reader.leftAt === null) {
          if (behind(connection, reader, reader.seen) > BEHIND_S * tickRate) leaveOut(connection, reader, seq);
        } else if ((reader.seen >= reader.leftAt || reader.stands) && connection.idle) {
          takeBack(connection, reader, seq, keyframe(connection));
        } else if (seq - reader.behindSince > PATIENCE_S * tickRate) {
          connection.drop('slow-dropped');
        }
      }
    },
  };
}
