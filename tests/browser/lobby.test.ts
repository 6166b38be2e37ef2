import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../game-client/build.ts';
import { launchBrowser, newPerson, openPage, PHONE, shoot } from '../support/browser.ts';
import { by, createPrivate, seatOf, shortRounds, stageIsReady } from '../support/pages.ts';
import { useServer } from '../support/server.ts';
import { joinAs } from '../support/stockClient.ts';

/** What a lobby is besides the way into a match: being set up, talked in, put in order, and played in by another game. */
let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function rename(page: Page, name: string): Promise<void> {
  await by(page, 'name-input').fill(name);
  await by(page, 'name-input').press('Enter');
  await expect.poll(() => page.evaluate(async () => (await (await fetch('/api/me')).json()).player.name)).toBe(name);
}

async function join(page: Page): Promise<void> {
  await by(page, 'invite-join').click();
  await by(page, 'room-code').waitFor();
}

const lines = (page: Page) => by(page, 'chat-line').allInnerTexts();

test('kicked sees why, and may come again; banned cannot, nor by the link', async () => {
  const { url } = await useServer();
  const ann = await openPage(await newPerson(browser), url);
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser), `${url}/r/${code}`);
  await join(ben);
  await by(ann, 'person-menu-1').click();
  await shoot(ann, '20-person-menu');
  await by(ann, 'kick').click();
  await by(ann, 'kick-sure').click();
  await by(ben, 'kicked').waitFor();
  expect(await by(ben, 'kicked').getAttribute('data-ban')).toBe('false');
  await shoot(ben, '21-kicked');

  await ben.goto(`${url}/r/${code}`);
  await join(ben);
  await by(ann, 'person-menu-1').click();
  await by(ann, 'ban').click();
  await by(ann, 'ban-sure').click();
  await by(ben, 'kicked').waitFor();
  expect(await by(ben, 'kicked').getAttribute('data-ban')).toBe('true');
  await ben.goto(`${url}/r/${code}`);
  await by(ben, 'invite-join').click();
  await by(ben, 'invite-closed').waitFor();
  await shoot(ben, '22-banned');
  await expect.poll(() => seatOf(ann, 1, 'data-kind')).toBe('empty');
});

test('the form made of the game’s schema: what the host sets everyone sees, what the game refuses says why', async () => {
  const { url, rooms } = await useServer();
  const ann = await openPage(await newPerson(browser), url);
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser), `${url}/r/${code}`);
  await join(ben);
  for (const page of [ann, ben]) await by(page, 'tab-setup').click();
  const room = () => rooms.find(code)!.room;

  await by(ann, 'setting-roundSeconds').fill('45');
  await by(ann, 'setting-roundSeconds').press('Enter');
  await expect.poll(() => by(ben, 'setting-roundSeconds').getAttribute('data-value')).toBe('45');
  await by(ann, 'setting-teams').selectOption('two');
  await expect.poll(() => room().teams).toBe(2);
  await by(ann, 'option-bestOf').selectOption('3');
  await by(ann, 'option-spectatorDelay').selectOption('5');
  await by(ann, 'option-locked').click();
  await expect.poll(() => room()).toMatchObject({ bestOf: 3, spectatorDelay: 5, locked: true });
  expect(room().settings).toMatchObject({ roundSeconds: 45, teams: 'two' });
  await shoot(ann, '23-settings');

  await by(ann, 'setting-roundSeconds').fill('4');
  await by(ann, 'setting-roundSeconds').press('Enter');
  await expect.poll(() => by(ann, 'problem-roundSeconds').innerText()).toMatch(/5/);
  expect(room().settings).toMatchObject({ roundSeconds: 45 });
});

test('chat with a hostile name and text shows as text; typing, read receipts and system lines', async () => {
  const { url } = await useServer();
  const ann = await openPage(await newPerson(browser), url);
  await rename(ann, '<b>x</b><i>');
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser, PHONE), `${url}/r/${code}`);
  await join(ben);
  await by(ben, 'chat-toggle').click();
  const hostile = '<img src=x onerror="document.title=1"> <script>document.title=2</script> [a](javascript:1) & &amp;';
  await by(ann, 'chat-input').fill(hostile);
  await by(ann, 'chat-input').press('Enter');
  await expect.poll(async () => (await lines(ben)).join('\n')).toContain(hostile);
  expect((await lines(ben)).join('\n')).toContain('<b>x</b><i>');
  for (const page of [ann, ben]) {
    expect(await page.locator('[data-testid=chat] img, [data-testid=chat] script, [data-testid=chat] a').count()).toBe(
      0,
    );
    expect(await page.title()).not.toMatch(/^[12]$/);
  }
  await by(ann, 'chat-read').waitFor();
  await by(ben, 'chat-input').pressSequentially('hello');
  await by(ann, 'chat-typing').waitFor();
  await shoot(ann, '24-chat');
  await by(ben, 'chat-input').press('Enter');
  await expect.poll(async () => (await lines(ann)).join('\n')).toContain('hello');
  await shoot(ben, '25-chat-phone');
});

test('changing places: sitting elsewhere, a swap that both want, watching and back', async () => {
  const { url, rooms } = await useServer();
  const ann = await openPage(await newPerson(browser), url);
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser), `${url}/r/${code}`);
  await join(ben);
  const who = () => rooms.find(code)!.room.seats.map((seat) => (seat.kind === 'human' ? seat.name : seat.kind));
  const [annName, benName] = who();
  await by(ben, 'sit-4').click();
  await expect.poll(() => who()[4]).toBe(benName);
  await by(ann, 'person-menu-4').click();
  await by(ann, 'swap').click();
  await by(ben, 'swap-accept').click();
  await expect.poll(() => [who()[0], who()[4]]).toEqual([benName, annName]);
  await by(ben, 'watch').click();
  await by(ben, 'take-seat').waitFor();
  expect(rooms.find(code)!.room.spectators).toHaveLength(1);
  await shoot(ben, '26-watching');
  await by(ben, 'take-seat').click();
  await expect.poll(() => rooms.find(code)!.room.spectators.length).toBe(0);
});

test('Liar’s Dice: bids by the panel until the server’s state moves, hidden dice stay hidden, a reload is back at the table', async () => {
  const { url } = await useServer({}, { timing: { countdown: 500 } });
  const ann = await openPage(await newPerson(browser), url);
  await by(ann, 'game').selectOption('liars-dice');
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser, PHONE), `${url}/r/${code}`);
  await join(ben);
  const watcher = await joinAs(url, 'Wim', { ticks: 'json' });
  await watcher.call('room:join', { code, as: 'spectator' });
  const begun = watcher.next('match:start');
  await by(ben, 'ready-toggle').click();
  await expect.poll(() => seatOf(ann, 1, 'data-ready')).toBe('true');
  await by(ann, 'start').click();
  const { match } = await begun;
  const { turn } = match.keyframe.state;
  await Promise.all([stageIsReady(ann), stageIsReady(ben)]);
  const pages = [ann, ben];
  const first = pages[turn]!;
  const second = pages[1 - turn]!;
  await shoot(ann, '27-dice');
  await shoot(ben, '28-dice-phone');
  expect(await by(second, 'bid').isEnabled(), 'not one’s turn').toBe(false);

  const bid = watcher.next('match:tick', ({ state }) => state.bidSeat === turn);
  await by(first, 'bid-face-3').click();
  await by(first, 'bid').click();
  expect((await bid).state).toMatchObject({ bidFace: 3, turn: 1 - turn });
  await second.reload();
  await stageIsReady(second);
  const called = watcher.next('match:tick', ({ state }) => state.phase === 1);
  await by(second, 'call').click();
  const { state } = await called;
  expect(
    state.players.filter((player: { d0: number }) => player.d0 > 0),
    'all dice lie open',
  ).toHaveLength(2);
  await ann.waitForTimeout(2500);
  await shoot(ann, '29-dice-reveal');
  await shoot(ben, '30-dice-reveal-phone');
});

test('the list is live; who played together can be invited, in whatever window they are', async () => {
  const { url } = await useServer({}, shortRounds(5));
  const ann = await openPage(await newPerson(browser), url);
  await rename(ann, 'Ann');
  const benPerson = await newPerson(browser);
  const ben = await openPage(benPerson, url);
  await by(ann, 'create-public').click();
  await by(ann, 'room-code').waitFor();
  await by(ben, 'room-row').waitFor();
  await by(ben, 'filter-q').fill('nobody of this name');
  await expect.poll(() => by(ben, 'room-row').count()).toBe(0);
  await by(ben, 'filter-q').fill('ann');
  await by(ben, 'room-row').waitFor();
  await shoot(ben, '31-live-list');
  await by(ben, 'room-row').getByRole('button').first().click();
  await by(ben, 'ready-toggle').click();
  await expect.poll(() => seatOf(ann, 1, 'data-ready')).toBe('true');
  await by(ann, 'start').click();
  await Promise.all([by(ann, 'results').waitFor({ timeout: 30_000 }), by(ben, 'results').waitFor({ timeout: 30_000 })]);
  await by(ben, 'leave').click();
  await by(ben, 'create-private').waitFor();
  const other = await openPage(benPerson, url);
  await by(other, 'create-private').waitFor();

  await by(ann, 'back-to-room').click();
  await by(ann, 'tab-people').click();
  await by(ann, 'recent').waitFor();
  await by(ann, 'recent')
    .getByRole('button', { name: /invite/i })
    .first()
    .click();
  await Promise.all([by(ben, 'notice-invite').waitFor(), by(other, 'notice-invite').waitFor()]);
  await shoot(ben, '32-invited');
  await by(ben, 'notice-join').click();
  await expect.poll(() => seatOf(ann, 1, 'data-kind')).toBe('human');
});
