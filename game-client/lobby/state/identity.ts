import { z } from 'zod';

const TOKEN = 'muster.guest';
const SEAT = 'muster.seat';
const QUEUED = 'muster.queued';

/** The ticket for quick match that this tab had last, what it was for, and the room that it led to, if it did. */
const queued = z.object({ ticket: z.string(), games: z.array(z.string()), room: z.string().nullable() });
export type Queued = z.infer<typeof queued>;

/**
 * What this tab remembers over a reload. All tabs of a browser share one cookie and so one player; a tab that plays as a
 * guest beside it has a token of its own here.
 */
export interface TabMemory {
  guestToken(): string | null;
  keepGuest(token: string | null): void;
  /** The room this tab last had a seat in: tells a reload, which goes straight back, from a second window, which asks. */
  seatHere(): string | null;
  keepSeat(code: string | null): void;
  /** Tells who queued, and goes to the match, from a second window, which does not. */
  queuedHere(): Queued | null;
  keepQueued(last: Queued | null): void;
}

/** Storage may be switched off or full; then a reload forgets the guest, and nothing else breaks. */
export function createTabMemory(page: Window): TabMemory {
  const read = (key: string) => {
    try {
      return page.sessionStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key: string, value: string | null) => {
    try {
      if (value === null) page.sessionStorage.removeItem(key);
      else page.sessionStorage.setItem(key, value);
    } catch {}
  };
  return {
    guestToken: () => read(TOKEN),
    keepGuest: (token) => write(TOKEN, token),
    seatHere: () => read(SEAT),
    keepSeat: (code) => write(SEAT, code),
    queuedHere: () => readQueued(read(QUEUED)),
    keepQueued: (last) => write(QUEUED, last && JSON.stringify(last)),
  };
}

/** Another version of this page may have written it. */
function readQueued(text: string | null): Queued | null {
  try {
    return queued.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}
