import { useEffect, useState } from 'preact/hooks';

/** Renders again every `period` milliseconds, and answers performance.now(). */
export function useNow(period: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), period);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}

/** Calls at once and then every `period` milliseconds while the page is seen; a hidden page asks nothing of the server. */
export function usePoll(ask: () => void, period: number, key: unknown): void {
  useEffect(() => {
    const look = () => {
      if (!document.hidden) ask();
    };
    ask();
    const timer = setInterval(look, period);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [period, key]);
}

/** Whether the window is as the media query says, also after it was turned or resized. */
export function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = () => setFits(list.matches);
    look();
    list.addEventListener('change', look);
    return () => list.removeEventListener('change', look);
  }, [query]);
  return fits;
}

/** Runs one thing at a time: while it does, `busy` is true and further presses are ignored. */
export function useBusy(): [busy: boolean, run: (work: () => Promise<unknown>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  };
  return [busy, run];
}
