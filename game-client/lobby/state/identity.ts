import { fail, ok, type Result } from '../../../shared/core/result.ts';
import { type Refusal, refuse } from '../../../shared/protocol/errors.ts';
import type { SessionResponse } from '../../../shared/protocol/identity.ts';

const TOKEN = 'muster.guest';
const SEAT = 'muster.seat';

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
  };
}

/** A new player whom the browser's cookie does not know: the request neither sends nor takes cookies. */
export async function openGuestSession(base: string, name?: string): Promise<Result<SessionResponse, Refusal>> {
  try {
    const response = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      credentials: 'omit',
      body: JSON.stringify(name === undefined ? {} : { name }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await response.json();
    if (response.ok) return ok(answer as SessionResponse);
    return fail(refuse(answer.code, answer.detail, { issues: answer.issues }));
  } catch {
    return fail(refuse('server/unavailable', 'The server cannot be reached.'));
  }
}
