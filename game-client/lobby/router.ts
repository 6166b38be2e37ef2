import { type ReadonlySignal, signal } from '@preact/signals';
import { normalizeCode } from '../../shared/protocol/code.ts';

/**
 * `/`, `/r/CODE`, `/leaderboard/GAME`, `/players/ID` and `/replays/MATCH`. A code that cannot be one is kept as typed, so that the page can
 * say which one leads nowhere.
 */
export type Route =
  | { readonly at: 'home' }
  | { readonly at: 'room'; readonly code: string }
  | { readonly at: 'leaderboard'; readonly game: string }
  | { readonly at: 'player'; readonly id: string }
  | { readonly at: 'replay'; readonly matchId: string };

export interface Router {
  readonly route: ReadonlySignal<Route>;
  /** Changes the address without loading anything. Going where one is leaves no step in the history. */
  go(path: string, how?: 'push' | 'replace'): void;
  /** To the page of ours that led here, or to the start page, where another did. */
  back(): void;
}

export const HOME_PATH = '/';
export const roomPath = (code: string) => `/r/${code}`;
export const leaderboardPath = (game: string) => `/leaderboard/${encodeURIComponent(game)}`;
export const playerPath = (id: string) => `/players/${encodeURIComponent(id)}`;
export const replayPath = (matchId: string) => `/replays/${encodeURIComponent(matchId)}`;

/** Longer than any code or id is. */
const LONGEST = 64;

export function parseRoute(path: string): Route {
  const [, page, last] = /^\/(r|leaderboard|players|replays)\/([^/]+)\/?$/.exec(path) ?? [];
  if (last === undefined) return { at: 'home' };
  const typed = decode(last).slice(0, LONGEST);
  if (page === 'leaderboard') return { at: 'leaderboard', game: typed };
  if (page === 'players') return { at: 'player', id: typed };
  if (page === 'replays') return { at: 'replay', matchId: typed };
  return { at: 'room', code: normalizeCode(typed) ?? typed };
}

/** What the browser's history keeps of a step that was made within the page. */
const FROM_HERE = 'muster';

export function createRouter(page: Window): Router {
  const { history } = page;
  const route = signal(parseRoute(page.location.pathname));
  const look = () => {
    route.value = parseRoute(page.location.pathname);
  };
  const go: Router['go'] = (path, how = 'push') => {
    const same = path === page.location.pathname;
    if (same || how === 'replace') history.replaceState(history.state, '', path);
    else history.pushState(FROM_HERE, '', path);
    look();
  };
  page.addEventListener('popstate', look);
  return {
    route,
    go,
    back() {
      if (history.state === FROM_HERE) history.back();
      else go(HOME_PATH);
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
