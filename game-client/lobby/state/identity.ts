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
