import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import { comet } from '../../shared/games/comet/index.ts';
import { settings } from '../../shared/games/comet/state.ts';
import { joinAs, type StockPlayer } from './stockClient.ts';
import type { VirtualClock } from './virtualClock.ts';

/** What stock players do in most tests: come together, start, and let time go by. */

/** Comet Clash with rounds from one second on, for where the point is not the length of a match. */
export const quickComet: typeof comet = {
  ...comet,
  settings: settings.extend({ roundSeconds: z.int().min(1).max(600).default(1) }),
};
export const quickGames = new Map([[quickComet.id, quickComet]]);

/** Where a test turns the clock, the silence of that time must not end connections. */
export const PATIENT = { PING_INTERVAL_MS: '300000', PING_TIMEOUT_MS: '300000' };

export const JSON_TICKS = { ticks: 'json' };

/** Grants or throws: for calls that are not what the test is about. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
export async function granted(player: StockPlayer, event: string, payload: object = {}): Promise<any> {
  const answer = await player.call(event, payload);
  if (!answer.ok) throw new Error(`${player.name}, ${event}: ${answer.error.code}: ${answer.error.message}`);
  return answer;
}

/** A room that the first of them opened, with all of them in it, in the order of their names. */
export async function gather(url: string, names: readonly string[], room: object = {}, auth: object = JSON_TICKS) {
  const players: StockPlayer[] = [];
  for (const name of names) players.push(await joinAs(url, name, auth));
  const [host, ...others] = players as [StockPlayer, ...StockPlayer[]];
  const created = await granted(host, 'room:create', { game: 'comet', visibility: 'private', ...room });
  const { code } = created.room as { code: string };
  for (const player of others) await granted(player, 'room:join', { code });
  return { code, players: players as [StockPlayer, StockPlayer, ...StockPlayer[]], host };
}

/** Everyone says ready, and the first one, who is host, starts. */
export async function startTogether(players: readonly StockPlayer[]): Promise<void> {
  for (const player of players) await granted(player, 'room:ready', { ready: true });
  await granted(players[0]!, 'room:start');
}

/** The same, until every one of them is in the match; what each was told at its start. */
export async function startMatch(players: readonly StockPlayer[]) {
  const starts = Promise.all(players.map((player) => player.next('match:start')));
  await startTogether(players);
  return (await starts).map(({ match }) => match);
}

/** What this player hears of an event from now on. */
// biome-ignore lint/suspicious/noExplicitAny: news are looked at as they come
export function hear(player: Pick<StockPlayer, 'socket'>, event: string): any[] {
  const heard: unknown[] = [];
  player.socket.on(event, (news: unknown) => void heard.push(news));
  return heard;
}

/** When all that the server has said to this player so far has come: its answers stand behind it in the same line. */
export async function settled(...players: readonly StockPlayer[]): Promise<void> {
  for (const player of players) await granted(player, 'clock:sync', { sent: 0 });
}

/** Lets the server's time go by, in pieces short enough for sockets to keep up with ticks. */
export async function turn(clock: VirtualClock, ms: number, piece = 100): Promise<void> {
  for (let passed = 0; passed < ms; passed += piece) {
    clock.advance(Math.min(piece, ms - passed));
    await setTimeout(1);
  }
}

/** Turns the clock until what is awaited has come. */
export async function turnUntil<T>(clock: VirtualClock, awaited: Promise<T>, piece = 100): Promise<T> {
  let come = false;
  void awaited.then(() => {
    come = true;
  });
  const limit = performance.now() + 20_000;
  while (!come) {
    expect(performance.now(), 'it did not come').toBeLessThan(limit);
    clock.advance(piece);
    await setTimeout(1);
  }
  return awaited;
}
