import { describe, expect, test } from 'vitest';
import { createLiveMatch } from '../../game-client/net/liveMatch.ts';
import { createAudienceView } from '../../server/match/audienceView.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch } from '../../shared/game/match.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type DiceState, TICK_RATE } from '../../shared/games/liars-dice/state.ts';
import type { MatchInfo, MatchSeat } from '../../shared/protocol/match.ts';

const SEATS: readonly MatchSeat[] = [
  { seat: 0, name: 'Ann', kind: 'human', playerId: 'ann' },
  { seat: 2, name: 'Ben', kind: 'human', playerId: 'ben' },
];
const PERIOD = 1000 / TICK_RATE;

/** The server's side of a match, and what it tells one seat. */
function serve(game: typeof liarsDice | typeof comet, seat: number | null = 0) {
  const match = createMatch(game, game.settings.parse({}), [0, 2], seedFrom(1));
  const view = createAudienceView(match, game.hide ? seat : null);
  const acks = new Array<number>(game.maxPlayers).fill(0);
  let seq = 0;
  view.advance(seq, acks);
  return {
    match,
    acks,
    /** A step to that tick, and what is sent of it. */
    step(tick = match.state.tick + 1, inputs: readonly unknown[] = []) {
      advance(match, inputs, tick);
      view.advance(++seq, acks);
      return view.tick('packed');
    },
    keyframe: () => view.keyframe('packed'),
    info: (more: Partial<MatchInfo> = {}): MatchInfo => ({
      matchId: 'one',
      game: game.id,
      tickRate: game.tickRate,
      settings: game.settings.parse({}),
      seats: [...SEATS],
      epoch: 0,
      keyframe: view.keyframe('packed'),
      ...more,
    }),
  };
}

function follow(info: MatchInfo, now: number, playerId = 'ann') {
  const sent: [number, unknown][] = [];
  const match = createLiveMatch(info, playerId, now, (seq, input) => void sent.push([seq, input]))!;
  return { match, sent };
}

describe('the present', () => {
  test('of an event-driven match is right for who comes long after its last step', () => {
    const server = serve(liarsDice);
    server.step(100);
    const { match } = follow(server.info({ present: 350.5 }), 10_000);
    expect(match.newest.tick).toBe(100);
    expect(match.present(10_000)).toBeCloseTo(350.5);
    expect(match.present(11_000)).toBeCloseTo(350.5 + TICK_RATE);
  });

  test('of an event-driven match stays right when the next step comes', () => {
    const server = serve(liarsDice);
    server.step(100);
    const { match } = follow(server.info({ present: 350 }), 10_000);
    expect(match.take(server.step(400), 10_000 + 50 * PERIOD)).toBe(true);
    expect(match.present(10_000 + 50 * PERIOD)).toBeCloseTo(400);
    expect((match.newest as unknown as DiceState).tick).toBe(400);
  });

  test('of a real-time match is that of the keyframe', () => {
    const server = serve(comet);
    for (let i = 0; i < 5; i++) server.step();
    const { match } = follow(server.info(), 10_000);
    expect(match.present(10_000)).toBeCloseTo(5);
  });

  test('after a return is right too, though nothing has happened for a while', () => {
    const server = serve(liarsDice);
    server.step(100);
    const { match } = follow(server.info({ present: 300 }), 10_000);
    server.step(400);
    server.step(600);
    match.resume(server.info({ present: 1300 }), 10_000 + 1000 * PERIOD);
    expect(match.newest.tick).toBe(600);
    expect(match.present(10_000 + 1000 * PERIOD)).toBeCloseTo(1300);
  });
});

describe('taking ticks', () => {
  test('each one changes what is held, as the server has it', () => {
    const server = serve(liarsDice, 0);
    const { match } = follow(server.info(), 0);
    const state = () => match.newest as unknown as DiceState;
    const truth = server.match.state as unknown as DiceState;
    for (let i = 0; i < 5; i++) {
      const wish = { kind: 'bid', count: i + 1, face: 3 };
      const inputs = new Array<unknown>(liarsDice.maxPlayers).fill(wish);
      expect(match.take(server.step(undefined, inputs), i * PERIOD)).toBe(true);
      expect([state().tick, state().turn, state().bidCount]).toEqual([truth.tick, truth.turn, i + 1]);
    }
    expect([match.frame.seq, match.frame.tick]).toEqual([5, 5]);
  });

  test('one after a gap is not taken and changes nothing; a keyframe goes on from there', () => {
    const server = serve(liarsDice);
    const { match } = follow(server.info(), 0);
    server.step(10);
    const after = server.step(20);
    expect(match.take(after, 400)).toBe(false);
    expect([match.newest.tick, match.frame.seq]).toEqual([0, 0]);
    expect(match.take(server.keyframe(), 400)).toBe(true);
    expect(match.take(server.step(30), 600)).toBe(true);
    expect([match.newest.tick, match.frame.seq]).toEqual([30, 3]);
  });

  test('plain JSON, which was not asked for, is a bug', () => {
    const { match } = follow(serve(liarsDice).info(), 0);
    expect(() => match.take({ seq: 1, tick: 1, acks: [], state: {} }, 0)).toThrow(TypeError);
  });
});

describe('who plays', () => {
  test('one’s seat is found by one’s id; who has none watches', () => {
    const info = serve(liarsDice).info();
    expect([follow(info, 0, 'ben').match.seat, follow(info, 0, 'cy').match.seat]).toEqual([2, null]);
  });

  test('changes when someone comes in, and after a return is as the server says then', () => {
    const server = serve(comet);
    const { match } = follow(server.info(), 0);
    const cy: MatchSeat = { seat: 1, name: 'Cy', kind: 'human', playerId: 'cy' };
    match.setSeats([...SEATS, cy]);
    expect(match.seats.map(({ name }) => name)).toEqual(['Ann', 'Ben', 'Cy']);
    expect(match.resumes).toBe(0);
    match.resume(server.info({ seats: [SEATS[0]!, cy] }), 1000);
    expect(match.seats.map(({ name }) => name)).toEqual(['Ann', 'Cy']);
    expect([match.resumes, match.seat]).toEqual([1, 0]);
  });

  test('a game that this client does not know is no match', () => {
    expect(createLiveMatch(serve(comet).info({ game: 'chess' }), 'ann', 0, () => {})).toBeNull();
  });
});

describe('inputs', () => {
  test('are numbered from 1', () => {
    const { match, sent } = follow(serve(liarsDice).info(), 0);
    expect([match.send({ kind: 'call' }), match.send('other')]).toEqual([1, 2]);
    expect(sent).toEqual([
      [1, { kind: 'call' }],
      [2, 'other'],
    ]);
  });

  test('go on after what the server has applied, as it may remember more than this client', () => {
    const server = serve(liarsDice);
    server.acks[0] = 40;
    server.acks[2] = 90;
    server.step(10);
    const { match } = follow(server.info(), 0);
    expect([match.send(1), match.send(2)]).toEqual([41, 42]);
    server.acks[0] = 70;
    server.step(20);
    match.resume(server.info(), 1000);
    expect(match.send(3)).toBe(71);
  });

  test('of who watches go nowhere', () => {
    const { match, sent } = follow(serve(liarsDice, null).info(), 0, 'cy');
    expect([match.send({ kind: 'call' }), sent]).toEqual([0, []]);
  });
});
