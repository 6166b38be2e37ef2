import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../game-client/build.ts';
import { launchBrowser, newPerson, openPage, PHONE, shoot } from '../support/browser.ts';
import { by, createPrivate, seatOf, shortRounds, stageIsReady } from '../support/pages.ts';
import { useRelay } from '../support/relay.ts';
import { useServer } from '../support/server.ts';
import { joinAs } from '../support/stockClient.ts';

/** People's journeys through the real page, in a real Chromium, against a real server. */
let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Scripts over a megabyte that the page has fetched: Phaser is the only one. */
const largeScripts = (page: Page) =>
  page.evaluate(
    () =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => (entry as PerformanceResourceTiming).decodedBodySize > 800_000).length,
  );

test('two people: create, join by code, ready, play by keys until the server’s state moves, results, again', async () => {
  const { url } = await useServer({}, shortRounds(16));
  const ann = await openPage(await newPerson(browser), url);
  await by(ann, 'create-private').waitFor();
  await by(ann, 'name-input').fill('Ann');
  await by(ann, 'name-input').press('Enter');
  await shoot(ann, '1-home');
  const code = await createPrivate(ann);
  expect(code).toMatch(/^[A-Z0-9]{6}$/);
  await by(ann, 'qr').waitFor();

  const ben = await openPage(await newPerson(browser, PHONE), url);
  await by(ben, 'join-code').waitFor();
  await shoot(ben, '2-home-phone');
  // The form sends itself off with the last character.
  await by(ben, 'join-code').fill(`${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`);
  await by(ben, 'room-code').waitFor();
  await expect.poll(() => seatOf(ann, 1, 'data-kind')).toBe('human');
  await by(ann, 'add-bot-2').click();
  await expect.poll(() => seatOf(ben, 2, 'data-kind')).toBe('bot');
  await by(ben, 'ready-toggle').click();
  await expect.poll(() => seatOf(ann, 1, 'data-ready')).toBe('true');
  await shoot(ann, '3-room');
  await shoot(ben, '4-room-phone');
  expect(await largeScripts(ann), 'Phaser waits for a match').toBe(0);

  // A stranger who watches by the public contract sees what the server knows.
  const watcher = await joinAs(url, 'Wim', { ticks: 'json' });
  await watcher.call('room:join', { code, as: 'spectator' });
  const over = watcher.next('match:end');
  await by(ann, 'start').click();
  await by(ann, 'countdown').waitFor();
  await shoot(ann, '5-countdown');
  await Promise.all([stageIsReady(ann), stageIsReady(ben)]);
  expect(await largeScripts(ann)).toBe(1);

  const before = await watcher.next('match:tick');
  const moved = watcher.next(
    'match:tick',
    ({ state }) => state.players[0].thrust === 64 && state.players[0].y > before.state.players[0].y + 40 * 256,
  );
  await ann.keyboard.down('s');
  await moved;
  await shoot(ann, '6-match');
  await shoot(ben, '7-match-phone');
  await ann.keyboard.press('Space');
  await ann.keyboard.up('s');
  await watcher.next('match:tick', ({ state }) => state.players[0].thrust === -1);

  const { outcome } = await over;
  await Promise.all([by(ann, 'results').waitFor(), by(ben, 'results').waitFor()]);
  expect(await by(ann, 'result-row').count()).toBe(3);
  for (const { name } of outcome.placements) expect(await by(ann, 'results').innerText()).toContain(name);
  await ann.waitForTimeout(1500);
  await shoot(ann, '8-results');
  await shoot(ben, '9-results-phone');

  // Nothing hangs over: a phone that has to be scrolled sideways hides its buttons.
  for (const page of [ann, ben]) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
  }
  await ben.reload();
  await by(ben, 'results').waitFor();
  await by(ann, 'play-again').click();
  await by(ben, 'play-again').click();
  await by(ben, 'countdown').waitFor();
  await stageIsReady(ann);
  await stageIsReady(ben);
});

test('a lost connection says so, comes back by itself, and the match goes on in the same seat', async () => {
  const server = await useServer({ PING_INTERVAL_MS: '1000', PING_TIMEOUT_MS: '1000' }, shortRounds(60));
  const relay = await useRelay(server.port);
  const page = await openPage(await newPerson(browser), relay.url);
  await createPrivate(page);
  await by(page, 'add-bot-1').click();
  await expect.poll(() => seatOf(page, 1, 'data-kind')).toBe('bot');
  await by(page, 'start').click();
  await stageIsReady(page);
  relay.cut();
  await by(page, 'connection-banner').waitFor();
  await shoot(page, '10-connection-lost');
  relay.mend();
  await by(page, 'connection-banner').waitFor({ state: 'hidden' });
  const clock = await by(page, 'clock').innerText();
  await expect.poll(() => by(page, 'clock').innerText(), { timeout: 10_000 }).not.toBe(clock);
  expect([...server.rooms.all()][0]!.room.seats[0]).toMatchObject({ kind: 'human', awaySince: null });
});

test('a reload in the middle of a match is back in it', async () => {
  const { url } = await useServer({}, shortRounds(60));
  const page = await openPage(await newPerson(browser), url);
  await createPrivate(page);
  await by(page, 'add-bot-1').click();
  await expect.poll(() => seatOf(page, 1, 'data-kind')).toBe('bot');
  await by(page, 'start').click();
  await stageIsReady(page);
  await page.reload();
  await stageIsReady(page);
  expect(await by(page, 'place').isVisible(), 'in the own seat, not watching').toBe(true);
});

test('a link opens what waits; two windows of one browser play each other, one of them as a guest', async () => {
  const { url, rooms } = await useServer();
  const person = await newPerson(browser);
  const first = await openPage(person, url);
  const code = await createPrivate(first);
  const second = await openPage(person, `${url}/r/${code.toLowerCase()}`);
  await by(second, 'join-guest').waitFor();
  await shoot(second, '11-other-window');
  await by(second, 'join-guest').click();
  await by(second, 'room-code').waitFor();
  expect(rooms.find(code)!.room.seats.filter((seat) => seat.kind === 'human')).toHaveLength(2);

  const friend = await openPage(await newPerson(browser), `${url}/r/${code}`);
  await by(friend, 'invite-join').waitFor();
  await shoot(friend, '12-invite');
  await by(friend, 'invite-join').click();
  await by(friend, 'room-code').waitFor();

  const third = await openPage(person, `${url}/r/${code}`);
  await by(third, 'play-here').click();
  await by(third, 'room-code').waitFor();
  await by(first, 'replaced').waitFor();
  await shoot(first, '13-replaced');
});

test('a code that names no room is said kindly, with a way home', async () => {
  const { url } = await useServer();
  const page = await openPage(await newPerson(browser), `${url}/r/CCCCCC`);
  await page
    .getByText(/no room|not find|doesn.t exist|gone/i)
    .first()
    .waitFor();
  await shoot(page, '14-no-room');
});

test('a hostile name shows as text', async () => {
  const { url } = await useServer();
  const page = await openPage(await newPerson(browser), url);
  await by(page, 'create-public').waitFor();
  await by(page, 'name-input').fill('<b>x</b><i>');
  await by(page, 'name-input').press('Enter');
  await createPrivate(page);
  await expect.poll(() => by(page, 'seat-0').innerText()).toContain('<b>x</b><i>');
  expect(await page.locator('[data-testid=seat-0] b:text-is("x")').count()).toBe(0);
});
