import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openReplaySource } from '../../game-client/net/replaySource.ts';
import { createMover } from '../../game-client/play/comet/motion.ts';
import { createCues } from '../../game-client/play/liars-dice/cues.ts';
import { asDice } from '../../game-client/play/liars-dice/view.ts';
import { hashCells } from '../../shared/core/hash.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { BIDDING, REVEAL } from '../../shared/games/liars-dice/state.ts';
import { type ReplayDocument, replayDocument } from '../../shared/protocol/results.ts';
import { guests, type Recording, recordMatch } from '../support/recordMatch.ts';

const flight = recordMatch(comet, guests(3, 'human'), { settings: { roundSeconds: 12 } });
const table = recordMatch(liarsDice, guests(3, 'normal'), { settings: { dice: 2 } });
/** Seat 1 leaves after 3 s, another comes into seat 2 after 6 s. */
const comings = recordMatch(
  comet,
  [
    { seat: 0, plays: 'human' },
    { seat: 1, plays: 'human', until: 90 },
    { seat: 2, plays: 'human', from: 180 },
  ],
  { settings: { roundSeconds: 10 } },
);

function documentOf(game: AnyGame, { spec, log, ticks, outcome }: Recording, change: object = {}): ReplayDocument {
  const named = outcome.placements.map((one) => ({ ...one, name: `Seat ${one.seat}`, kind: 'human' as const }));
  return replayDocument.parse({
    ...spec,
    matchId: 'm',
    tickRate: game.tickRate,
    ticks,
    log: Buffer.from(log).toString('base64'),
    startedAt: 0,
    outcome: { kind: 'finished', placements: named },
    ...change,
  });
}

/** A replay of it, and the clock that it goes by. */
function open(game: AnyGame, recording: Recording) {
  const clock = { now: 5000 };
  const opened = openReplaySource(documentOf(game, recording), () => clock.now);
  if (!opened.ok) throw new Error(opened.error);
  return { source: opened.value, clock };
}

/** Lets frames go by, and answers what the last one shows. */
function run({ source, clock }: ReturnType<typeof open>, ms: number, frame = 16) {
  for (const end = clock.now + ms; clock.now < end; ) {
    clock.now = Math.min(end, clock.now + frame);
    source.others(clock.now);
  }
  return source.others(clock.now);
}

describe('a replay', () => {
  test('stands at the beginning until it is played', () => {
    const replay = open(comet, flight);
    const { before, fraction } = run(replay, 3000);
    expect([replay.source.tick, replay.source.playing, before.tick, fraction]).toEqual([0, false, 0, 0]);
  });

  test('is watched from no seat, and takes no inputs', () => {
    const { source } = open(comet, flight);
    expect([source.seat, source.send({ thrust: 0, dash: true }), source.replay]).toEqual([null, 0, true]);
  });

  test('goes as fast as the match was, between neighbouring states', () => {
    const replay = open(comet, flight);
    replay.source.play();
    const { before, after, fraction } = run(replay, 1015);
    expect([before.tick, after.tick]).toEqual([30, 31]);
    expect(fraction).toBeCloseTo(0.45);
    expect(replay.source.tick).toBeCloseTo(30.45);
  });

  test.each([2, 4, 8])('goes %i times as fast when it is asked to, from then on', (rate) => {
    const replay = open(comet, flight);
    replay.source.play();
    run(replay, 400);
    replay.source.setRate(rate);
    run(replay, 1000);
    expect(replay.source.tick).toBeCloseTo(12 + 30 * rate);
  });

  test('holds where it is paused, and goes on from there', () => {
    const replay = open(comet, flight);
    replay.source.play();
    run(replay, 500);
    replay.source.pause();
    run(replay, 10_000);
    expect(replay.source.tick).toBeCloseTo(15);
    replay.source.play();
    run(replay, 500);
    expect(replay.source.tick).toBeCloseTo(30);
  });

  test('shows the very states that were recorded, in whatever order one goes to them', () => {
    const { source, clock } = open(comet, flight);
    for (const tick of [0, 200, 201, 7, 199, flight.ticks, 150, 0, flight.ticks - 1]) {
      source.seek(tick);
      const { before, after } = source.others(clock.now);
      expect(hashCells(before.cells), `tick ${tick}`).toBe(flight.states[tick]);
      expect(hashCells(after.cells)).toBe(flight.states[Math.min(tick + 1, flight.ticks)]);
      expect(source.newest.tick).toBe(tick);
    }
  });

  test('goes on playing from where one has gone', () => {
    const replay = open(comet, flight);
    replay.source.play();
    run(replay, 1000);
    replay.source.seek(300);
    run(replay, 1000);
    expect(replay.source.tick).toBeCloseTo(330);
    replay.source.seek(30);
    run(replay, 1000);
    expect(replay.source.tick).toBeCloseTo(60);
  });

  test('tells of every leap, and of nothing else', () => {
    const replay = open(comet, flight);
    replay.source.play();
    run(replay, 1000);
    replay.source.pause();
    replay.source.setRate(4);
    expect(replay.source.resumes).toBe(0);
    replay.source.seek(10);
    replay.source.seek(10);
    expect(replay.source.resumes).toBe(1);
    replay.source.seek(200);
    expect(replay.source.resumes).toBe(2);
  });

  test('goes no farther than from its beginning to its end', () => {
    const { source } = open(comet, flight);
    source.seek(-50);
    expect(source.tick).toBe(0);
    source.seek(1e9);
    expect(source.tick).toBe(flight.ticks);
  });

  test('stops at its end, and is played from the beginning again', () => {
    const replay = open(comet, flight);
    replay.source.seek(flight.ticks - 10);
    replay.source.play();
    const { before, after, fraction } = run(replay, 2000);
    expect([before.tick, after.tick, fraction]).toEqual([flight.ticks, flight.ticks, 0]);
    expect(replay.source.playing).toBe(false);
    const leaps = replay.source.resumes;
    replay.source.play();
    expect([replay.source.playing, replay.source.resumes]).toEqual([true, leaps + 1]);
    run(replay, 1000);
    expect(replay.source.tick).toBeCloseTo(30);
  });

  test('goes on where it was left when nobody looked for long', () => {
    const replay = open(comet, flight);
    replay.source.play();
    run(replay, 1000);
    replay.clock.now += 60_000;
    replay.source.others(replay.clock.now);
    expect(replay.source.tick).toBeLessThan(40);
    run(replay, 1000);
    expect(replay.source.tick).toBeGreaterThan(60);
  });

  test('never shows anything but two neighbours in their order, whatever is done to it', () => {
    const doing = fc.oneof(
      fc.record({ seek: fc.double({ min: -20, max: flight.ticks + 20, noNaN: true }) }),
      fc.record({ rate: fc.constantFrom(1, 2, 4, 8) }),
      fc.record({ pass: fc.double({ min: -5, max: 400, noNaN: true }) }),
      fc.constantFrom({ play: true }, { pause: true }),
    );
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 30 }), (deeds) => {
        const { source, clock } = open(comet, flight);
        for (const deed of deeds) {
          if ('seek' in deed) source.seek(deed.seek);
          else if ('rate' in deed) source.setRate(deed.rate);
          else if ('pass' in deed) clock.now += deed.pass;
          else if ('play' in deed) source.play();
          else source.pause();
          const { before, after, fraction } = source.others(clock.now);
          expect(source.tick).toBeGreaterThanOrEqual(0);
          expect(source.tick).toBeLessThanOrEqual(flight.ticks);
          expect(before.tick).toBe(Math.floor(source.tick));
          expect(after.tick).toBe(Math.min(before.tick + 1, flight.ticks));
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThan(1);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('names those who play at that moment', () => {
    const { source, clock } = open(comet, comings);
    const namesAt = (tick: number) => {
      source.seek(tick);
      source.others(clock.now);
      return source.seats.map(({ name, kind }) => `${name}, ${kind}`);
    };
    expect(namesAt(0)).toEqual(['Player 0, human', 'Player 1, human']);
    expect(namesAt(100)).toEqual(['Player 0, human', 'Player 1, bot']);
    expect(namesAt(comings.ticks)).toEqual(['Player 0, human', 'Player 1, bot', 'Late 2, human']);
    expect(namesAt(50)).toEqual(['Player 0, human', 'Player 1, human']);
  });
});

describe('a replay of a game that is driven by events', () => {
  test('shows one state at a time, while its present goes on', () => {
    const replay = open(liarsDice, table);
    replay.source.play();
    const { before, after, fraction } = run(replay, 300);
    expect([after, fraction]).toEqual([before, 0]);
    expect(replay.source.present(replay.clock.now)).toBeCloseTo(15);
    expect(replay.source.newest.tick).toBeLessThanOrEqual(15);
  });

  test('shows the very states that were recorded', () => {
    const { source, clock } = open(liarsDice, table);
    for (let tick = table.ticks; tick >= 0; tick -= 37) {
      source.seek(tick);
      expect(hashCells(source.others(clock.now).before.cells), `tick ${tick}`).toBe(table.states[tick]);
    }
  });

  test('hides no dice', () => {
    const { source } = open(liarsDice, table);
    const state = asDice(source.newest);
    expect(state.phase).toBe(BIDDING);
    for (const { active, d0, d1 } of state.players.slice(0, 3)) {
      expect(active).toBe(1);
      expect(Math.min(d0, d1)).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('a replay is not opened', () => {
  const opening = (change: object) => openReplaySource(documentOf(comet, flight, change), () => 0);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

  test('where the game is not known', () => {
    expect(opening({ game: 'chess' })).toEqual({ ok: false, error: 'game' });
  });

  test('where the game has changed since then', () => {
    expect(opening({ gameVersion: comet.version + 1 })).toEqual({ ok: false, error: 'version' });
  });

  test('where its end is lost', () => {
    expect(opening({ log: base64(flight.log.subarray(0, flight.log.length >> 1)) })).toMatchObject({
      error: 'damaged',
    });
  });

  test('where a byte of it is another', () => {
    for (const at of [3, 50, flight.log.length - 200]) {
      const log = flight.log.slice();
      log[at]! ^= 0x11;
      expect(opening({ log: base64(log) }), `byte ${at}`).toEqual({ ok: false, error: 'damaged' });
    }
  });

  test('where it is no base64', () => {
    const opened = openReplaySource({ ...documentOf(comet, flight), log: '?' }, () => 0);
    expect(opened).toEqual({ ok: false, error: 'damaged' });
  });

  test('where it ends otherwise than it was recorded', () => {
    const { outcome } = documentOf(comet, flight);
    if (outcome.kind !== 'finished') throw new Error('it is not over');
    const placements = outcome.placements.map((one) => ({ ...one, score: one.score + 1 }));
    expect(opening({ outcome: { kind: 'finished', placements } })).toMatchObject({ error: 'damaged' });
  });
});

test('a match that was cut short is opened as far as it went', () => {
  const error = { code: 'server/internal', message: 'The game failed.' } as const;
  const opened = openReplaySource(documentOf(comet, flight, { outcome: { kind: 'aborted', error } }), () => 0);
  expect(opened.ok).toBe(true);
});

describe('after a leap in a replay', () => {
  test('a comet is somewhere else, and has not flown there', () => {
    const { source, clock } = open(comet, flight);
    const mover = createMover(comet.tickRate, false);
    const look = () => mover.update(source.others(clock.now), 0, 16);
    look();
    look();
    expect(mover.place.jumped).toBe(false);
    source.seek(3);
    mover.leap();
    look();
    expect(mover.place.jumped).toBe(true);
    look();
    expect(mover.place.jumped).toBe(false);
  });

  test('nothing of the table is heard, and after it everything again', () => {
    const heard: string[] = [];
    const record = new Proxy({}, { get: (_, name) => () => void heard.push(String(name)) });
    const cue = createCues({ own: null, places: new Map(), effects: record as never, sounds: record as never });
    const state = (round: number, bidSeat: number, phase = BIDDING) =>
      ({ phase, round, turn: 0, bidSeat, bidCount: 1, bidFace: 2, caller: 0, loser: 0, players: [] }) as never;
    cue(state(1, -1), null, 9, false);
    cue(state(4, 1, REVEAL), null, 9, true);
    cue(state(2, 1), null, 9, true);
    expect(heard).toEqual([]);
    cue(state(3, 1), null, 9, false);
    expect(heard).toEqual(['roll', 'bid']);
  });
});
