import { describe, expect, test } from 'vitest';
import { createLiveMatch } from '../../game-client/net/liveMatch.ts';
import { createAudienceView } from '../../server/match/audienceView.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { advance, createMatch } from '../../shared/game/match.ts';
import { comet } from '../../shared/games/comet/index.ts';
import type { CometState } from '../../shared/games/comet/state.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type DiceState, TICK_RATE } from '../../shared/games/liars-dice/state.ts';
import type { OutgoingInput } from '../../shared/protocol/frames.ts';
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
  const early = new Array<number>(game.maxPlayers).fill(0);
  let seq = 0;
  view.advance(seq, acks, early);
  return {
    match,
    acks,
    early,
    /** A step to that tick, and what is sent of it. */
    step(tick = match.state.tick + 1, inputs: readonly unknown[] = []) {
      advance(match, inputs, tick);
      view.advance(++seq, acks, early);
      return (view.tick('binary') as Uint8Array).slice();
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

function follow(info: MatchInfo, now: number, playerId = 'ann', roundTrip: number | null = 100) {
  const sent: OutgoingInput[] = [];
  const seen: number[] = [];
  const match = createLiveMatch(info, playerId, now, {
    sendInput: (_game, input) => void sent.push(input),
    sendSeen: (seq) => void seen.push(seq),
    roundTrip: () => roundTrip,
  })!;
  return { match, sent, seen };
}

/** A match of Comet Clash that has run for two seconds without a wish; ticks arrive every period, at `n * period`. */
function comeIn(playerId = 'ann', roundTrip = 100) {
  const server = serve(comet);
  const followed = follow(server.info(), 0, playerId, roundTrip);
  const { match } = followed;
  const period = 1000 / comet.tickRate;
  const tick = (inputs: readonly unknown[] = []) => {
    const bytes = server.step(undefined, inputs);
    expect(match.take(bytes, server.match.state.tick * period)).toBe(true);
  };
  for (let n = 0; n < 2 * comet.tickRate; n++) tick();
  return { ...followed, server, tick, now: () => server.match.state.tick * period, period };
}
const players = (state: unknown) => (state as CometState).players;
/** The first ticks that come half a second after one another. */
const HALF_SECONDS = [15, 30, 46];
const LEFT = { thrust: 128, dash: false };

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
    expect(() => match.take({ seq: 1, tick: 1, acks: [], early: [], state: {} }, 0)).toThrow(TypeError);
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
    expect(follow(serve(comet).info({ game: 'chess' }), 0).match).toBeNull();
  });
});

describe('inputs', () => {
  test('are numbered from 1', () => {
    const { match, sent } = follow(serve(liarsDice).info(), 0);
    expect([match.send({ kind: 'call' }, 0), match.send('other', 0)]).toEqual([1, 2]);
    expect(sent.map(({ seq, input }) => [seq, input])).toEqual([
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
    expect([match.send(1, 0), match.send(2, 0)]).toEqual([41, 42]);
    server.acks[0] = 70;
    server.step(20);
    match.resume(server.info(), 1000);
    expect(match.send(3, 1000)).toBe(71);
  });

  test('of who watches go nowhere', () => {
    const { match, sent } = follow(serve(liarsDice, null).info(), 0, 'cy');
    expect([match.send({ kind: 'call' }, 0), sent]).toEqual([0, []]);
  });

  test('of an event-driven game are meant for no tick, and are never said again', () => {
    const server = serve(liarsDice);
    const { match, sent, seen } = follow(server.info(), 0);
    match.send({ kind: 'call' }, 100);
    for (let tick = 100; tick < 2000; tick += 100) match.take(server.step(tick), tick * PERIOD);
    expect(sent.map(({ tick, input }) => [tick, input])).toEqual([[0, { kind: 'call' }]]);
    expect(seen).toEqual([]);
  });

  test('are meant for the next tick of the own time, which is a round trip and a tick ahead', () => {
    const { match, sent, now } = comeIn('ann', 100);
    match.send(LEFT, now() + 1);
    // The present is tick 60, three ticks are the way there and back.
    expect(sent).toEqual([{ seq: 1, seen: 60, tick: 65, input: LEFT }]);
  });

  test('have a tick each, as the server takes one in a tick', () => {
    const { match, sent, now } = comeIn();
    for (let i = 0; i < 3; i++) match.send({ thrust: i, dash: false }, now());
    const [first] = sent;
    expect(sent.map(({ tick }) => tick - first!.tick)).toEqual([0, 1, 2]);
  });

  test('that hold are said again every half second, with a new seq; who has said nothing tells what was seen', () => {
    const { match, sent, seen, tick, now } = comeIn();
    expect(seen).toEqual(HALF_SECONDS);
    match.send(LEFT, now());
    for (let n = 0; n < 33; n++) tick();
    expect(sent.map(({ seq, input }) => [seq, input])).toEqual([1, 2, 3].map((seq) => [seq, LEFT]));
    expect(sent.map(({ seen }) => seen - 60)).toEqual([0, 16, 31]);
    expect(seen).toHaveLength(HALF_SECONDS.length);
  });

  test('are not said again after the connection was lost: the server let go', () => {
    const { match, sent, seen, server, tick, now } = comeIn();
    match.send(LEFT, now());
    match.resume(server.info(), now());
    for (let n = 0; n < 16; n++) tick();
    expect([sent.length, seen.length]).toEqual([1, 4]);
  });

  test('that came last are told of too, once a timer asks, and again: the server learns that no more is on its way', () => {
    const { match, seen, server, now } = comeIn();
    // A bunch: after the first, half a second has not passed for any of them.
    const at = now() + 700;
    for (let n = 0; n < 12; n++) match.take(server.step(), at);
    expect(seen.slice(HALF_SECONDS.length)).toEqual([61]);
    match.speak(at + 499);
    for (const later of [500, 1000, 1500]) match.speak(at + later);
    expect(seen.slice(HALF_SECONDS.length)).toEqual([61, 72, 72, 72]);
  });

  test('of who watches are none, but what was seen is told', () => {
    const { sent, seen } = comeIn('cy');
    expect([sent, seen]).toEqual([[], HALF_SECONDS]);
  });
});

describe('the own seat', () => {
  test('is shown as it will be when its inputs have come to the server, and answers at once', () => {
    const { match, now } = comeIn();
    const before = match.own(now());
    expect([before.before.tick, before.after.tick]).toEqual([64, 65]);
    expect(players(before.after)[0]!.vx).toBe(0);
    match.send(LEFT, now());
    const { after } = match.own(now());
    expect(after.tick).toBe(65);
    expect(players(after)[0]!.vx).toBeLessThan(0);
  });

  test('goes on as the server says where that is otherwise, and counts it', () => {
    const { match, tick, now } = comeIn();
    const { stats } = match;
    // Nobody has asked for a prediction yet: there is none to be wrong.
    tick();
    const still = players(match.own(now()).after)[0]!.x;
    tick();
    match.own(now());
    tick([LEFT]);
    expect(players(match.own(now()).after)[0]!.x).toBeLessThan(still);
    // Once in two seconds.
    expect(stats.counts(now() + 300).corrections).toBeCloseTo(0.5);
  });

  test('of who watches, and in an event-driven game, is shown like all others', () => {
    const { match, now } = comeIn('cy');
    expect(match.own(now())).toEqual(match.others(now()));
    const server = serve(liarsDice);
    const dice = follow(server.info(), 0).match;
    dice.take(server.step(100), 2000);
    const { before, after, fraction } = dice.own(2010);
    expect([before, after, fraction]).toEqual([dice.newest, dice.newest, 0]);
  });

  test('has as much lead as the server’s answers ask for', () => {
    const { match, server, tick, now, period } = comeIn('ann', 500);
    expect(match.report().lead).toBeCloseTo(500 + period);
    for (let n = 1; n <= 40; n++) {
      server.acks[0] = match.send({ thrust: n, dash: false }, now());
      // Each waits three ticks and more: that much less would do.
      server.early[0] = 15;
      tick();
    }
    expect(match.report().lead).toBeLessThan(500);
    expect(match.report()).toMatchObject({ early: 3.75 * period, late: 0 });
  });
});

describe('the others', () => {
  test('are shown a tick late where ticks come evenly, and later where they do not', () => {
    const { match, now, period } = comeIn();
    const at = () => {
      const { before, after, fraction } = match.others(now() + 3000);
      return before.tick + (after.tick - before.tick) * fraction;
    };
    expect(match.others(now()).before.tick).toBe(59);
    expect(match.report().delay).toBeCloseTo(period);
    // Nothing comes any more: it stands still at the last.
    expect(at()).toBe(60);
  });

  test('wait for jitter, and the report says so', () => {
    const server = serve(comet);
    const { match } = follow(server.info(), 0);
    const period = 1000 / comet.tickRate;
    let now = 0;
    for (let n = 1; n <= 150; n++) {
      const arrives = n * period + (n % 2) * 20;
      for (; now < arrives; now += 5) match.others(now);
      match.take(server.step(), arrives);
    }
    expect(match.report().jitter).toBeCloseTo(20);
    expect(match.report().delay).toBeCloseTo(period + 20, 0);
  });
});
