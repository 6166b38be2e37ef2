import type { Page } from 'playwright-core';
import { z } from 'zod';
import { comet } from '../../shared/games/comet/index.ts';
import { settings } from '../../shared/games/comet/state.ts';

/** What people do on the page, by the marks that its parts bear. */
export const by = (page: Page, id: string) => page.getByTestId(id);
export const seatOf = (page: Page, seat: number, attribute: string) => by(page, `seat-${seat}`).getAttribute(attribute);

/** Opens a private room of the game that is chosen on the page; its code. */
export async function createPrivate(page: Page): Promise<string> {
  await by(page, 'create-private').click();
  await by(page, 'room-code').waitFor();
  return (await by(page, 'room-code').innerText()).replace(/[^A-Z0-9]/g, '');
}

export const stageIsReady = (page: Page) =>
  page.locator('[data-testid=stage][data-stage=ready]').waitFor({ timeout: 60_000 });

/** Keeps back what the page calls by that name, and all that it says after it, until the returned call. Before the page is opened. */
export async function holdCalls(page: Page, name: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    let before: Promise<unknown> = Promise.resolve();
    socket.onMessage((message) => {
      const held = typeof message === 'string' && message.includes(`"${name}"`);
      before = before.then(() => (held ? released : undefined)).then(() => server.send(message));
    });
  });
  return release;
}

/** For a test server: Comet Clash whose rounds are over in seconds. */
export function shortRounds(seconds: number) {
  const roundSeconds = z.int().min(5).max(600).default(seconds);
  const game: typeof comet = { ...comet, settings: settings.extend({ roundSeconds }) };
  return { games: new Map([[game.id, game]]), timing: { countdown: 1500 } };
}
