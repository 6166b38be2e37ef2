import { describe, expect, test } from 'vitest';
import type { MatchHost } from '../../server/match/matchHost.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { jsonTick, matchInfo } from '../../shared/protocol/match.ts';
import { createFrame, unpackTick } from '../../shared/protocol/tick.ts';
import { counter, secrets } from '../support/testGame.ts';
import { botAt, bytes, hostMatch, human, json } from '../support/testMatch.ts';

function steps(match: MatchHost, count: number): void {
  for (let i = 0; i < count; i++) match.step();
}

describe('what is sent', () => {
  test('[TK-1] the info has all that a client needs to begin, and is as the protocol says', () => {
    const match = hostMatch(counter, [human(0), botAt(3)]);
    for (const form of ['packed', 'json'] as const) {
      const info = match.info(match.viewOf(0).keyframe(form));
      expect(matchInfo.parse(info)).toEqual(info);
      expect(info).toMatchObject({
        matchId: 'm1',
        game: 'counter',
        tickRate: 20,
        settings: { roundSeconds: 5 },
        epoch: 1,
      });
      expect(info.seats).toEqual([
        { seat: 0, kind: 'human', name: 'P0', playerId: 'p0' },
        { seat: 3, kind: 'bot', name: 'B3' },
      ]);
    }
    expect(jsonTick.parse(match.viewOf(0).keyframe('json'))).toEqual(json(match));
  });

  test('[TK-1] packed ticks on the keyframe give what JSON says, tick for tick', () => {
    const match = hostMatch(counter, [human(0), botAt(1), botAt(2, 'hard')]);
    steps(match, 3);
    const held = createFrame(counter.layout, counter.maxPlayers);
    expect(unpackTick(bytes(match.viewOf(0).keyframe('packed')), held)).toBe(true);
    for (let i = 0; i < 30; i++) {
      match.offer(0, i + 1, { add: i % 9 });
      match.step();
      expect(unpackTick(bytes(match.viewOf(0).tick('packed')), held)).toBe(true);
      const { seq, tick, acks, early, state } = json(match);
      expect([held.seq, held.tick, held.acks, held.early]).toEqual([seq, tick, acks, early]);
      expect(counter.layout.toJSON(held.cells)).toEqual(state);
    }
  });

  test('where nothing is hidden there is one view for all', () => {
    const match = hostMatch(counter, [human(0), human(1)]);
    expect(match.viewOf(0)).toBe(match.viewOf(null));
    expect(new Set([0, 1, null].map(match.viewName)).size).toBe(1);
  });

  test('players have their seat, and nobody else has one', () => {
    const match = hostMatch(counter, [human(0), botAt(1), human(3)]);
    expect(['p0', 'p3', 'p1', 'nobody', ''].map(match.seatOf)).toEqual([0, 3, null, null, null]);
  });
});

describe('[TK-5] a game that hides', () => {
  /** All that is sent to a seat in a match of 30 ticks, in both forms: the info, ticks and keyframes. */
  function sentTo(seat: number | null, seed: number, ownWish: number | null): unknown[] {
    const match = hostMatch(secrets, [human(0), human(1), human(2)], { seed: seedFrom(seed) });
    const sent: unknown[] = (['packed', 'json'] as const).map((form) => match.info(match.viewOf(seat).keyframe(form)));
    for (let tick = 1; tick <= 30; tick++) {
      // Others choose at the same times and by the same seqs: only what they choose differs from world to world.
      if (tick % 3 === 0) match.offer(1, tick, { choose: (seed * 331 + tick) % 1000 });
      if (tick % 4 === 0) match.offer(2, tick, { choose: (seed * 577 + tick) % 1000 });
      if (ownWish !== null && tick === 1) match.offer(0, 1, { choose: ownWish });
      match.step();
      const view = match.viewOf(seat);
      sent.push(view.tick('packed'), view.tick('json'), view.keyframe('packed'));
    }
    return sent;
  }

  test('sends a spectator the same bytes in two worlds that differ in what is hidden', () => {
    expect(sentTo(null, 1, 5)).toEqual(sentTo(null, 2, 900));
  });

  test('sends a seat that knows its own number the same bytes, whatever the others and the treasure are', () => {
    // Until its first choice the seat's own number was drawn, and so differs: two infos and the first tick's three messages.
    const chosen = (sent: unknown[]) => sent.slice(2 + 3);
    expect(chosen(sentTo(0, 1, 5))).toEqual(chosen(sentTo(0, 2, 5)));
  });

  test('sends a seat its own number, so that the two above prove something', () => {
    expect(sentTo(0, 1, 5)).not.toEqual(sentTo(0, 1, 6));
    expect(sentTo(1, 1, 5)).not.toEqual(sentTo(1, 2, 5));
  });

  test('has a view for each seat, and one for all who watch', () => {
    const match = hostMatch(secrets, [human(0), human(1)]);
    expect(new Set([0, 1, 2, 3, null].map(match.viewName)).size).toBe(5);
    const secret = (seat: number | null) =>
      (json(match, seat).state as { players: { secret: number }[] }).players.map(({ secret }) => secret > 0);
    expect([secret(0), secret(1), secret(null)]).toEqual([
      [true, false, false, false],
      [false, true, false, false],
      [false, false, false, false],
    ]);
  });

  test('a view that was first asked for late goes on without a gap', () => {
    const match = hostMatch(secrets, [human(0), human(1)]);
    steps(match, 5);
    const held = createFrame(secrets.layout, secrets.maxPlayers);
    unpackTick(bytes(match.viewOf(1).keyframe('packed')), held);
    match.offer(1, 1, { choose: 77 });
    match.step();
    expect(unpackTick(bytes(match.viewOf(1).tick('packed')), held)).toBe(true);
    expect(secrets.layout.toJSON(held.cells)).toEqual(json(match, 1).state);
    expect(held.acks).toEqual([0, 1, 0, 0]);
  });
});
