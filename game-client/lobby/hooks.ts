import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Result } from '../../shared/core/result.ts';
import type { Refusal } from '../../shared/protocol/errors.ts';
import { createPages, type Page, type Pages } from './state/pages.ts';

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

/** What a call answers: asked for once a `key`, and again on request; null while it is awaited. */
export function useAnswer<T>(
  ask: () => Promise<Result<T, Refusal>>,
  key: unknown,
): [answer: Result<T, Refusal> | null, again: () => void] {
  const [answer, setAnswer] = useState<Result<T, Refusal> | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let left = false;
    setAnswer(null);
    void ask().then((come) => {
      if (!left) setAnswer(come);
    });
    return () => {
      left = true;
    };
  }, [key, asked]);
  return [answer, () => setAsked(asked + 1)];
}

/** A list that comes page by page, with its first page asked for; a new `key` is a new list. */
export function usePages<Item>(
  ask: (cursor?: string) => Promise<Result<Page<Item>, Refusal>>,
  keyOf: (item: Item) => string,
  key: unknown,
): Pages<Item> {
  const pages = useMemo(() => createPages(ask, keyOf), [key]);
  useEffect(() => void pages.next(), [pages]);
  return pages;
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
