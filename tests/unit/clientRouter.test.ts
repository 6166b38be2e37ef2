import { describe, expect, test } from 'vitest';
import {
  createRouter,
  leaderboardPath,
  parseRoute,
  playerPath,
  replayPath,
  roomPath,
} from '../../game-client/lobby/router.ts';

/** As much of a window as the router knows, with a history of its own. It opens at `path`, where another site led. */
function pageAt(path: string) {
  const steps: { path: string; state: unknown }[] = [{ path, state: null }];
  let at = 0;
  const looks: (() => void)[] = [];
  const page = {
    location: {
      get pathname() {
        return steps[at]!.path;
      },
    },
    history: {
      get state() {
        return steps[at]!.state;
      },
      pushState(state: unknown, _: string, to: string) {
        steps.splice(++at, steps.length, { path: to, state });
      },
      replaceState(state: unknown, _: string, to: string) {
        steps[at] = { path: to, state };
      },
      back() {
        at--;
        for (const look of looks) look();
      },
    },
    addEventListener: (_: string, look: () => void) => looks.push(look),
  };
  return { router: createRouter(page as unknown as Window), length: () => steps.length };
}

describe('an address', () => {
  test.each([
    ['/', { at: 'home' }],
    ['/r/7vm-fhx', { at: 'room', code: '7VMFHX' }],
    ['/r/nonsense!', { at: 'room', code: 'nonsense!' }],
    ['/leaderboard/liars-dice', { at: 'leaderboard', game: 'liars-dice' }],
    ['/players/Ab_9-x/', { at: 'player', id: 'Ab_9-x' }],
    ['/replays/m1', { at: 'replay', matchId: 'm1' }],
    ['/players', { at: 'home' }],
    ['/players/a/b', { at: 'home' }],
    ['/other/a', { at: 'home' }],
    ['/replays/100%', { at: 'replay', matchId: '100%' }],
  ])('%s leads to %j', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  test.each(['a', 'a b', 'ä/ö?', '50%'])('made for %j leads to it', (id) => {
    expect(parseRoute(playerPath(id))).toEqual({ at: 'player', id });
    expect(parseRoute(replayPath(id))).toEqual({ at: 'replay', matchId: id });
    expect(parseRoute(leaderboardPath(id))).toEqual({ at: 'leaderboard', game: id });
  });

  test('of a room leads to it', () => {
    expect(parseRoute(roomPath('7VMFHX'))).toEqual({ at: 'room', code: '7VMFHX' });
  });
});

describe('the way back', () => {
  test('leads to the page of ours that one came from', () => {
    const { router } = pageAt('/r/7VMFHX');
    router.go('/replays/m');
    router.back();
    expect(router.route.value).toEqual({ at: 'room', code: '7VMFHX' });
  });

  test('leads to the start page from one that was opened by a link from elsewhere', () => {
    const { router } = pageAt('/replays/m');
    router.back();
    expect(router.route.value).toEqual({ at: 'home' });
  });

  test('is not lost when the address is replaced by another', () => {
    const { router } = pageAt('/r/7VMFHX');
    router.go('/players/a');
    router.go('/players/b', 'replace');
    router.back();
    expect(router.route.value).toEqual({ at: 'room', code: '7VMFHX' });
  });

  test('going where one is leaves no step', () => {
    const { router, length } = pageAt('/');
    router.go('/players/a');
    router.go('/players/a');
    expect(length()).toBe(2);
  });
});
