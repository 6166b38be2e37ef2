import { describe, expect, test } from 'vitest';
import { outlookOf } from '../../server/matchmaking/outlook.ts';
import type { LiveTicket } from '../../server/matchmaking/tickets.ts';
import { createWaits } from '../../server/matchmaking/waits.ts';
import { games } from '../../shared/games/index.ts';
import { createMatchmaker } from '../../shared/lobby/matchmaker.ts';
import { poolRulesOf, queuesOf } from '../../shared/lobby/queues.ts';

const BOTS_AFTER = 20_000;
const queues = queuesOf(games.values());

/** Those who wait in the queue `comet` since 0: rating by name, a party by a list of names. */
function waiting(...those: readonly (readonly [names: string, rating: number])[]) {
  const matchmaker = createMatchmaker(new Map([...queues].map(([id, queue]) => [id, poolRulesOf(queue, BOTS_AFTER)])));
  const all = those.map(([names, rating]): LiveTicket => {
    const players = names.split(' ');
    const kept = {
      id: names,
      games: ['comet'],
      regions: null,
      roomId: players.length > 1 ? 'r1' : null,
      players: players.map((name) => ({ playerId: name, name })),
      since: 0,
    };
    const points = new Map([['comet', players.map(() => rating)]]);
    const ticket = { id: names, players, since: 0, queues: points, regions: null, blocked: new Set<string>() };
    return { kept, ticket, away: new Map(), places: new Map(), stoodUpBy: new Set(), isBusy: false, called: null };
  });
  for (const { ticket } of all) matchmaker.add(ticket, 0);
  const waits = createWaits();
  return { waits, told: (n: number, now: number) => outlookOf(all[n]!, matchmaker, waits, now), all };
}

describe('what is told of', () => {
  test('one who waits alone: when bots fill up', () => {
    expect(waiting(['ann', 1500]).told(0, 4200)).toMatchObject({
      waiting: 1,
      tolerance: 276,
      eta: { ms: 7900, error: 7900 },
      reason: { code: 'few-players', text: 'Nobody else is waiting yet; bots fill up in 16 s.' },
    });
  });

  test('two of one strength: that they are enough, and when', () => {
    const { reason } = waiting(['ann', 1500], ['ben', 1510]).told(0, 2000) as { reason: object };
    expect(reason).toEqual({
      code: 'few-players',
      text: '2 players are here; if no more come, it begins in 4 s.',
    });
  });

  test('two of different strength: how far it widens until they go together', () => {
    const { told } = waiting(['ann', 1500], ['ben', 1950]);
    for (const n of [0, 1]) {
      expect(told(n, 5000)).toMatchObject({
        waiting: 2,
        reason: { code: 'few-near', text: 'Few players near your rating; widening to ±450 in 5 s.' },
      });
    }
  });

  test('two who are too far apart to go together before bots come', () => {
    expect(waiting(['ann', 1500], ['ben', 2900]).told(0, 0)).toMatchObject({
      reason: { code: 'few-near', text: 'Nobody near your rating is waiting yet; bots fill up in 20 s.' },
    });
  });

  test('a party of which one is away: who', () => {
    const { told, all } = waiting(['ann ben', 1500]);
    all[0]!.away.set('ben', () => {});
    expect(told(0, 1000)).toMatchObject({ eta: null, reason: { code: 'away', text: expect.stringContaining('ben') } });
  });
});

describe('how long it may take', () => {
  test('is what it took others lately, with the time it takes at the latest within its error', () => {
    const { waits, told } = waiting(['ann', 1500], ['ben', 1950]);
    expect(told(0, 1000)).toMatchObject({ eta: { ms: 4500, error: 4500 } });
    for (let n = 1; n <= 20; n++) waits.matched('comet', n * 500);
    expect(told(0, 1000)).toMatchObject({ eta: { ms: 5000, error: 4000 } });
    for (let n = 1; n <= 200; n++) waits.matched('comet', 90_000);
    expect(told(0, 1000)).toMatchObject({ eta: { ms: 9000, error: 500 } });
  });

  test('is anything up to the bots’ time while nobody else is there, whatever it took others', () => {
    const { waits, told } = waiting(['ann', 1500]);
    for (let n = 1; n <= 20; n++) waits.matched('comet', n * 100);
    expect(told(0, 1000)).toMatchObject({ eta: { ms: 9500, error: 9500 } });
  });
});
