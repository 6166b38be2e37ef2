import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfStale } from '../../game-client/build.ts';
import type { StageElement } from '../../game-client/play/stage.ts';
import { DASH_SPEED, SUBUNIT, TICK_RATE } from '../../shared/games/comet/tuning.ts';
import { DESKTOP, launchBrowser, newPerson, openPage, PHONE, shoot } from '../support/browser.ts';
import type { LinkOptions } from '../support/network.ts';
import { by, createPrivate, seatOf, shortRounds, stageIsReady } from '../support/pages.ts';
import { useRelay } from '../support/relay.ts';
import { useServer } from '../support/server.ts';
import { quantile } from '../support/table.ts';

/** What players see on the real page behind a network that is slow. */
let browser: Browser;

beforeAll(async () => {
  await buildIfStale();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Fewer pixels, since the processor draws them. */
const SMALL = { width: 560, height: 315 };
const KEYS = [
  ['d', 1, 0],
  ['s', 0, 1],
  ['a', -1, 0],
  ['w', 0, -1],
] as const;
const HELD_MS = 150;
/** Until a comet that was pushed so shortly lies still. */
const REST_MS = 2600;
const EVEN_FRAME_MS = 250;
const EVEN_FRAMES = 40;
const STOOD_MS = 800;
const CAUGHT_UP_MS = 1000;
/** Faster than a dash nothing flies, in px a millisecond. */
const FASTEST = (DASH_SPEED / SUBUNIT) * (TICK_RATE / 1000);
const PUSHES = 3;
/** The round trip, and a tick before it is applied and one before it is shown: no answer of the server can be seen sooner. */
const BY_THE_SERVER_MS = 150 + 2 * (1000 / TICK_RATE);
/** A comet that lay still has answered when it is off by so much (px). */
const ANSWERED = 1.5;

interface Frame {
  readonly at: number;
  readonly places: readonly (readonly [seat: number, x: number, y: number])[];
}
interface Recording {
  readonly frames: Frame[];
  readonly presses: { readonly key: string; readonly at: number }[];
}

/** Notes what is drawn in every frame from now on, and when keys go down. */
async function record(page: Page): Promise<() => Promise<Recording>> {
  await page.evaluate(() => {
    const stage = document.querySelector<StageElement>('[data-testid=stage]')!;
    const recording: Recording = { frames: [], presses: [] };
    Object.assign(window, { recording });
    window.addEventListener(
      'keydown',
      ({ key, repeat }) => void (repeat || recording.presses.push({ key, at: performance.now() })),
      true,
    );
    const look = () => {
      const { at, places } = stage.drawn!();
      if (at !== recording.frames.at(-1)?.at)
        recording.frames.push({ at, places: [...places].map(([seat, { x, y }]) => [seat, x, y]) });
      requestAnimationFrame(look);
    };
    look();
  });
  return () => page.evaluate(() => (window as unknown as { recording: Recording }).recording);
}

/** Until the page draws evenly: without a graphics card the first seconds are spent on shaders. */
const settle = (page: Page) =>
  page.evaluate(
    ([longest, count]) =>
      new Promise<void>((resolve) => {
        let last = performance.now();
        let even = 0;
        const look = () => {
          const now = performance.now();
          even = now - last < longest ? even + 1 : 0;
          last = now;
          if (even >= count) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
    [EVEN_FRAME_MS, EVEN_FRAMES] as const,
  );

/** Pushes the own comet now and then, and lets it come to rest again. */
async function push(page: Page, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const [key] = KEYS[n % KEYS.length]!;
    await page.keyboard.down(key);
    await page.waitForTimeout(HELD_MS);
    await page.keyboard.up(key);
    await page.waitForTimeout(REST_MS);
  }
}

/** Milliseconds from each press to the first frame in which the own comet had moved that way. */
function answers({ frames, presses }: Recording, own: number): number[] {
  return presses.flatMap(({ key, at }) => {
    const [, dx, dy] = KEYS.find(([name]) => name === key) ?? [];
    const next = frames.findIndex((frame) => frame.at > at);
    if (dx === undefined || next < 1) return [];
    const along = ({ places }: Frame) => {
      const [, x, y] = places.find(([seat]) => seat === own)!;
      return x * dx + y * dy!;
    };
    const moved = frames.slice(next).find((frame) => along(frame) > along(frames[next - 1]!) + ANSWERED);
    return moved ? [moved.at - at] : [];
  });
}

/**
 * The longest step of another comet in a frame, as a multiple of what the fastest flight allows. After a page has stood still for
 * a second, leaps are right.
 */
function longestStep({ frames }: Recording, own: number): number {
  let longest = 0;
  let stoodAt = Number.NEGATIVE_INFINITY;
  for (const [i, frame] of frames.slice(1).entries()) {
    const last = frames[i]!;
    if (frame.at - last.at > STOOD_MS) stoodAt = frame.at;
    if (frame.at - stoodAt < CAUGHT_UP_MS) continue;
    const before = new Map(last.places.map(([seat, x, y]) => [seat, { x, y }]));
    for (const [seat, x, y] of frame.places) {
      const was = before.get(seat);
      if (seat === own || !was) continue;
      longest = Math.max(longest, Math.hypot(x - was.x, y - was.y) / ((frame.at - last.at) * FASTEST));
    }
  }
  return longest;
}

/** Two people and a bot in a match behind such a network, each on a page that has been drawn. */
async function playBehind(link: LinkOptions, viewports: [typeof SMALL, typeof SMALL]): Promise<[Page, Page]> {
  const { port } = await useServer({}, shortRounds(90));
  const relay = await useRelay(port);
  relay.delay(link);
  const ann = await openPage(await newPerson(browser, viewports[0]), relay.url);
  const code = await createPrivate(ann);
  const ben = await openPage(await newPerson(browser, viewports[1]), `${relay.url}/r/${code}`);
  await by(ben, 'invite-join').click();
  await by(ben, 'room-code').waitFor();
  await by(ann, 'add-bot-2').click();
  await by(ben, 'ready-toggle').click();
  await expect.poll(() => seatOf(ann, 1, 'data-ready')).toBe('true');
  await by(ann, 'start').click();
  await Promise.all([stageIsReady(ann), stageIsReady(ben)]);
  await Promise.all([settle(ann), settle(ben)]);
  return [ann, ben];
}

const milliseconds = async (page: Page, name: string) => Number.parseFloat(await by(page, `net-${name}`).innerText());

/** Half a minute each. What the page draws from, prediction and timeline, is held to the same on bad networks by tests without a page. */
const onNetworks = test.runIf(process.env.NETWORKS === 'all');

onNetworks(
  'at 150 ms the own comet answers before the server can have, and others fly without leaps (a longer run: NETWORKS=all)',
  async () => {
    const [ann, ben] = await playBehind({ delay: 75 }, [SMALL, SMALL]);
    await ann.keyboard.press('F3');
    const recorded = [await record(ann), await record(ben)];
    await Promise.all([push(ann, PUSHES), push(ben, PUSHES)]);
    expect(await milliseconds(ann, 'round-trip')).toBeGreaterThan(150);
    expect(await milliseconds(ann, 'lead')).toBeGreaterThan(150);
    for (const [seat, stop] of recorded.entries()) {
      const recording = await stop();
      expect(quantile(answers(recording, seat), 0.5)).toBeLessThan(BY_THE_SERVER_MS);
      expect(longestStep(recording, seat)).toBeLessThan(2);
    }
    await ann.setViewportSize(DESKTOP);
    await settle(ann);
    await shoot(ann, '20-net-graph');
    await ann.keyboard.press('F3');
    await by(ann, 'net-graph').waitFor({ state: 'detached' });
  },
);

onNetworks('on a phone’s network, with stalls, it is the same (a longer run: NETWORKS=all)', async () => {
  const link = { delay: 75, jitter: 30, stall: { every: 5000, length: 400 } };
  const [ann, ben] = await playBehind(link, [SMALL, PHONE]);
  await ben.keyboard.press('F3');
  const recorded = [await record(ann), await record(ben)];
  await Promise.all([push(ann, PUSHES), push(ben, PUSHES)]);
  await shoot(ben, '21-net-graph-phone');
  for (const [seat, stop] of recorded.entries()) {
    const recording = await stop();
    expect(quantile(answers(recording, seat), 0.5)).toBeLessThan(BY_THE_SERVER_MS);
    expect(longestStep(recording, seat)).toBeLessThan(2);
  }
});
