import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../game-client/build.ts';
import { launchBrowser, newPerson, openPage, PHONE, shoot } from '../support/browser.ts';
import { by, holdCalls, shortRounds } from '../support/pages.ts';
import { useServer } from '../support/server.ts';

/** From one press on the start page into a match with whoever else pressed it. */
let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const inMatch = (page: Page) => by(page, 'stage').waitFor({ timeout: 30_000 });
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('one press each: waiting, cancelled and again, over a reload, found, and in one match without another click', async () => {
  const { url, rooms } = await useServer({}, shortRounds(5));
  const ann = await openPage(await newPerson(browser), url);
  const ben = await (await newPerson(browser, PHONE)).newPage();
  const letBenIn = await holdCalls(ben, 'room:join');
  await ben.goto(url);
  // This server has one game only.
  for (const page of [ann, ben]) await by(page, 'queue-liars-dice').click();

  await by(ann, 'quick-match').click();
  await by(ann, 'waiting').waitFor();
  await ann.reload();
  await by(ann, 'waiting').waitFor();
  expect(await by(ann, 'waiting').getAttribute('data-games')).toBe('comet');
  await shoot(ann, '90-waiting');
  await by(ann, 'queue-cancel').click();
  await by(ann, 'quick-match').waitFor();

  await by(ben, 'quick-match').click();
  await by(ben, 'waiting').waitFor();
  await shoot(ben, '91-waiting-phone');
  for (const page of [ann, ben]) expect(await sideways(page), 'nothing hangs over').toBeLessThanOrEqual(0);
  await by(ann, 'quick-match').click();

  await by(ann, 'gathering').waitFor();
  expect(await by(ann, 'gathering').innerText()).toMatch(/1 of 2 are here/);
  // A seat is held for 10 s, and a picture may take half of them on a busy machine.
  const picture = shoot(ann, '92-found');
  await Promise.race([picture, ann.waitForTimeout(4000)]);
  letBenIn();
  await Promise.all([picture, inMatch(ann), inMatch(ben)]);
  expect(ann.url()).toBe(ben.url());
  const { room } = rooms.find(ann.url().slice(-6))!;
  expect(room.seats.filter(({ kind }) => kind === 'human').length).toBe(2);
});
