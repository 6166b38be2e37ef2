import { type ReadonlySignal, signal } from '@preact/signals';
import { normalizeCode } from '../../shared/protocol/code.ts';

/** `/` or `/r/CODE`. A code that cannot be one is kept as typed, so that the page can say which one leads nowhere. */
export type Route = { readonly at: 'home' } | { readonly at: 'room'; readonly code: string };

export interface Router {
  readonly route: ReadonlySignal<Route>;
  /** Changes the address without loading anything. Going where one is leaves no step in the history. */
  go(path: string, how?: 'push' | 'replace'): void;
}

export const roomPath = (code: string) => `/r/${code}`;

export function parseRoute(path: string): Route {
  const code = /^\/r\/([^/]+)\/?$/.exec(path)?.[1];
  if (code === undefined) return { at: 'home' };
  const typed = decode(code).slice(0, 64);
  return { at: 'room', code: normalizeCode(typed) ?? typed };
}

export function createRouter(page: Window): Router {
  const route = signal(parseRoute(page.location.pathname));
  const look = () => {
    route.value = parseRoute(page.location.pathname);
  };
  page.addEventListener('popstate', look);
  return {
    route,
    go(path, how = 'push') {
      const same = path === page.location.pathname;
      page.history[same || how === 'replace' ? 'replaceState' : 'pushState'](null, '', path);
      look();
    },
  };
}

/** A hand-made address may hold a lone per cent sign, at which decodeURIComponent throws. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
