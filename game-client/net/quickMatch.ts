import type { Refusal } from '../../shared/protocol/errors.ts';
import { COME_WITHIN_MS, type OverWhy, type QueueMatched, type QueueUpdate } from '../../shared/protocol/queue.ts';

/**
 * How this player's ticket stands. `here`: it was this client that queued, or it sits in the room that did, so it is this one that goes to
 * the match; any other client of the same player only shows it.
 */
export type QueueState = { readonly here: boolean } & (
  | Extract<QueueUpdate, { state: 'waiting' }>
  /** Until the room is joined; `until` in server milliseconds. */
  | ({ readonly state: 'found' } & Omit<QueueMatched, 'node'>)
);

/** What a client knows of its player's place in the queue, and the way from there into the room of the match. */
export interface QuickMatch {
  readonly state: QueueState | null;
  update(news: QueueUpdate): void;
  matched(news: QueueMatched): void;
  /** `queue:join` of this client was granted. */
  queued(ticket: string): void;
  /** `queue:leave` was granted. */
  left(): void;
  /** This client is in that room now. */
  entered(code: string): void;
  /** A connection is there (again): the server says at once how a ticket stands, or there is none any more. */
  connected(): void;
  end(): void;
}

export interface QuickMatchParts {
  /** The ticket with which this client queued in a life before. */
  ticket: string | null;
  inRoom(): boolean;
  /** Joins that room; why it could not, or null. */
  join(code: string): Promise<Refusal | null>;
  changed(state: QueueState | null): void;
  /** The ticket came to nothing. */
  over(why: OverWhy): void;
}

/** For so long a new connection may be silent about a ticket that is still there. */
const TOLD_WITHIN_MS = 3000;
const RETRY_MS = 500;
/** Refusals that pass within the time for which the seat is held. */
const PASSING = new Set<string>(['rate/limited', 'server/unavailable']);

export function createQuickMatch({ ticket, inRoom, join, changed, over }: QuickMatchParts): QuickMatch {
  let state: QueueState | null = null;
  /** The ticket whose match this client goes to. */
  let own = ticket;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function become(next: QueueState | null): void {
    clearTimeout(timer);
    if (!next && !state) return;
    state = next;
    changed(next);
  }

  /** Whether the match is this client's to go to: a party's ticket is that of everyone who sits in its room. */
  function isHere(of: string): boolean {
    if (inRoom()) own = of;
    return own === of;
  }

  async function goIn(code: string): Promise<void> {
    const found = state;
    while (state === found) {
      const refusal = await join(code);
      if (state !== found) return;
      // What becomes of the ticket then is the server's to say.
      if (!refusal || !PASSING.has(refusal.code)) return become(null);
      await new Promise((resolve) => setTimeout(resolve, refusal.retryAfterMs ?? RETRY_MS));
    }
  }

  function find(found: Extract<QueueState, { state: 'found' }>): void {
    become(found);
    timer = setTimeout(() => become(null), COME_WITHIN_MS);
    if (found.here) void goIn(found.code);
  }

  return {
    get state() {
      return state;
    },
    update(news) {
      if (news.state === 'waiting') return become({ ...news, here: isHere(news.ticket) });
      // An old ticket may end behind the first word of a new one, and one of another window may never have been shown here.
      if (news.ticket !== state?.ticket && news.ticket !== own) return;
      if (news.ticket === own) own = null;
      if (news.ticket === state?.ticket) become(null);
      over(news.why);
    },
    matched({ ticket: of, code, until }) {
      find({ state: 'found', ticket: of, code, until, here: isHere(of) });
    },
    queued(granted) {
      own = granted;
      // A match may be found before the answer is here.
      if (state?.ticket !== granted || state.here) return;
      if (state.state === 'found') find({ ...state, here: true });
      else become({ ...state, here: true });
    },
    left() {
      own = null;
      become(null);
    },
    entered(code) {
      if (state?.state === 'found' && state.code === code) become(null);
    },
    connected() {
      if (state?.state !== 'waiting') return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        own = null;
        become(null);
        over({ code: 'away', text: 'You were away for too long, and do not wait for a match any more.' });
      }, TOLD_WITHIN_MS);
    },
    end: () => clearTimeout(timer),
  };
}
