import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../game-client/build.ts';
import { launchBrowser, newPerson, openPage, PHONE, shoot } from '../support/browser.ts';
import { by, createPrivate, seatOf, shortRounds, stageIsReady } from '../support/pages.ts';
import { useServer } from '../support/server.ts';
import { launch, listening, useFolder } from '../support/serverProcess.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';

/** What lasts, as people see it: a match that outlives its server, and what a match leaves behind. */
let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Ann's room with Ben in it on a phone, both in a running match. */
async function playTogether(url: string): Promise<{ ann: Page; ben: Page; code: string }> {
  const ann = await openPage(await newPerson(browser), url);
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser, PHONE), url);
  await by(ben, 'join-code').fill(code);
  await by(ben, 'room-code').waitFor();
  await by(ben, 'ready-toggle').click();
  await expect.poll(() => seatOf(ann, 1, 'data-ready')).toBe('true');
  await by(ann, 'start').click();
  await Promise.all([stageIsReady(ann), stageIsReady(ben)]);
  return { ann, ben, code };
}

async function watch(url: string, code: string): Promise<StockPlayer> {
  const watcher = await joinAs(url, 'Wim', { ticks: 'json' });
  const joined = await watcher.call('room:join', { code, as: 'spectator' });
  expect(joined.match?.seats).toHaveLength(2);
  return watcher;
}

/** Holds the key until the server has this seat thrust downwards, and the comet has moved. */
async function steer(page: Page, seat: number, watcher: StockPlayer): Promise<void> {
  const before = await watcher.next('match:tick');
  const moved = watcher.next(
    'match:tick',
    ({ state }) => state.players[seat].thrust === 64 && state.players[seat].y !== before.state.players[seat].y,
  );
  await page.keyboard.down('s');
  await moved;
  await page.keyboard.up('s');
  await watcher.next('match:tick', ({ state }) => state.players[seat].thrust === -1);
}

test('[KP-3] the server is killed with -9 in the middle of a match and started again: both play on, in their seats, with their scores', async () => {
  const folder = useFolder();
  const first = launch({ RATE_SCALE: '100' }, { folder });
  const url = await listening(first);
  const { ann, ben, code } = await playTogether(url);
  const before = await watch(url, code);
  await steer(ann, 0, before);
  const names = async () => (await before.call('room:join', { code })).match.seats;
  const seats = await names();
  let last = await before.next('match:tick');
  before.socket.on('match:tick', (tick) => {
    last = tick;
  });
  await first.kill();
  await by(ann, 'connection-banner').waitFor();
  await shoot(ann, '80-server-killed');

  const second = launch({ RATE_SCALE: '100', PORT: new URL(url).port }, { folder });
  await listening(second);
  const clocks = await Promise.all([ann, ben].map((page) => by(page, 'clock').innerText()));
  await Promise.all([ann, ben].map((page) => by(page, 'connection-banner').waitFor({ state: 'hidden' })));
  for (const [i, page] of [ann, ben].entries()) {
    await expect.poll(() => by(page, 'clock').innerText()).not.toBe(clocks[i]);
  }
  const after = await joinAs(url, 'Wim', { ticks: 'json' });
  const { match } = await after.call('room:join', { code, as: 'spectator' });
  expect(match.seats).toEqual(seats);
  expect(match.epoch).toBe(2);
  const resumed = second.lines().find(({ event }) => event === 'match-resumed')!;
  // A tenth of a second at thirty ticks a second.
  expect(last.tick - resumed.tick).toBeLessThanOrEqual(3);
  // It runs again by now, and a comet that flies on gathers dust.
  for (const [seat, { score }] of match.keyframe.state.players.entries()) {
    expect(score).toBeGreaterThanOrEqual(last.state.players[seat].score);
  }
  await steer(ann, 0, after);
  await steer(ben, 1, after);
  await shoot(ann, '81-server-back');
});

test('[KP-6] after a match: what it did to the ratings, the replay with its controls, the histories and the leaderboard', async () => {
  const { url } = await useServer({}, shortRounds(6));
  const { ann, ben } = await playTogether(url);
  await by(ann, 'results').waitFor();
  await expect.poll(() => by(ann, 'results').innerText()).toMatch(/1500/);
  await by(ann, 'watch-replay').click();
  await by(ann, 'replay-bar').waitFor();
  await stageIsReady(ann);
  await by(ann, 'rate-8').click();
  const at = async () => Number(await by(ann, 'scrub').inputValue());
  await expect.poll(at).toBeGreaterThan(60);
  await ann.keyboard.press('Home');
  await shoot(ann, '82-replay');
  await ann.goBack();
  await by(ann, 'results').waitFor();

  await ben.goto(`${url}/leaderboard/comet`);
  await expect.poll(() => by(ben, 'rank-row').count()).toBe(2);
  await shoot(ben, '83-leaderboard-phone');
  await by(ben, 'rank-row').first().getByRole('link').click();
  await expect.poll(() => by(ben, 'played').count()).toBe(1);
});
