import { expect, test } from 'vitest';
import { quickComet } from '../support/play.ts';
import { useServer } from '../support/server.ts';
import { joinAs, type StockPlayer } from '../support/stockClient.ts';

/** Comet Clash with a bug in its thirtieth tick. */
const broken: typeof quickComet = {
  ...quickComet,
  id: 'broken',
  step(state, inputs, settings) {
    if (state.tick === 30) throw new Error('planted');
    quickComet.step(state, inputs, settings);
  },
};
/** And one that fails before it began. */
const stillborn: typeof quickComet = {
  ...quickComet,
  id: 'stillborn',
  setup() {
    throw new Error('planted at birth');
  },
};
const games = new Map([quickComet, broken, stillborn].map((game) => [game.id, game]));

async function play(url: string, game: string): Promise<StockPlayer> {
  const player = await joinAs(url, undefined, { ticks: 'json' });
  await player.call('room:create', { game, visibility: 'private', settings: { roundSeconds: 2 } });
  await player.call('room:bot', { seat: 1, level: 'normal' });
  await player.call('room:ready', { ready: true });
  await player.call('room:start', {});
  return player;
}

test('a bug in one room’s game ends that match with an honest message, and no other', async () => {
  const server = await useServer({}, { games });
  const [unlucky, lucky] = [await play(server.url, 'broken'), await play(server.url, 'comet')];
  const luckyEnd = lucky.next('match:end');
  const { outcome } = await unlucky.next('match:end');
  expect(outcome).toEqual({
    kind: 'aborted',
    error: { code: 'server/internal', message: expect.stringContaining('fault'), id: expect.any(String) },
  });
  const line = server.logged.find(({ event }) => event === 'match-aborted');
  expect(line).toMatchObject({
    id: outcome.error.id,
    room: expect.any(String),
    match: expect.any(String),
    err: { message: 'planted' },
  });
  expect((await luckyEnd).outcome.kind).toBe('finished');
});

test('a game that fails at its start ends the match, and the room lives on', async () => {
  const { url } = await useServer({}, { games });
  const player = await play(url, 'stillborn');
  const results = player.next('room:update', ({ room }) => room.status === 'results');
  expect((await player.next('match:end')).outcome.kind).toBe('aborted');
  await results;
  expect(await player.call('room:ready', { ready: true })).toEqual({ ok: true });
});

test('[ER-3] a bug in a handler is server/internal, under an id that stands in the log too', async () => {
  const drawCode = () => {
    throw new Error('planted in the drawing of codes');
  };
  const server = await useServer({}, { drawCode });
  const player = await joinAs(server.url);
  const { error } = await player.call('room:create', { game: 'comet', visibility: 'private' });
  expect(error).toMatchObject({ code: 'server/internal', id: expect.any(String) });
  expect(server.logged.find(({ event }) => event === 'call-failed')).toMatchObject({
    id: error.id,
    call: 'room:create',
  });
  const response = await fetch(`${server.url}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${player.token}` },
    body: JSON.stringify({ game: 'comet', visibility: 'private' }),
  });
  const problem = await response.json();
  expect(problem).toMatchObject({ status: 500, code: 'server/internal', id: expect.any(String) });
  expect(problem.detail).not.toContain('planted');
  expect((await player.call('clock:sync', { sent: 1 })).ok).toBe(true);
});
