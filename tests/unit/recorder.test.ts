import { describe, expect, test } from 'vitest';
import { createRecorder, HOLE, type RecorderOptions } from '../../server/match/recorder.ts';
import type { Checkpoint, Segment } from '../../server/store/journal.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { beginMatch, type MatchSpec } from '../../shared/game/fold.ts';
import { readLog } from '../../shared/game/log.ts';
import { advance } from '../../shared/game/match.ts';
import { verifyReplay } from '../../shared/game/replay.ts';
import { bell, counter } from '../support/testGame.ts';
import { human } from '../support/testMatch.ts';

/** What is written down of one match, as it is played by hand. */
const RATE = counter.tickRate;
const FIRST = 7 * RATE;

function record(game: AnyGame = counter, more: Partial<RecorderOptions> = {}) {
  const settings = game.settings.parse(game === counter ? { roundSeconds: 600 } : { rings: 100_000 });
  const entrants = [human(0), human(1)];
  const spec: MatchSpec = { game: game.id, gameVersion: game.version, settings, seed: seedFrom(1), entrants };
  const match = beginMatch(game, spec);
  const saved: { checkpoint: Omit<Checkpoint, 'journalSeq'>; segment: Segment }[] = [];
  const ground = { able: true };
  const recorder = createRecorder({
    matchId: 'm1',
    match,
    firstCheckpoint: FIRST,
    host: () => `{"tick":${match.state.tick}}`,
    able: () => ground.able,
    save: (checkpoint, segment) => void saved.push({ checkpoint, segment }),
    ...more,
  });
  /** Every third step somebody wishes something; `size` wishes at once make a long log soon. */
  const play = (ticks: number, inputs = (tick: number): unknown[] => (tick % 3 === 0 ? [{ add: tick % 9 }] : [])) => {
    for (let i = 0; i < ticks; i++) {
      const next = match.state.tick + 1;
      const wished = Array.from({ length: game.maxPlayers }, (_, seat) => inputs(next)[seat] ?? null);
      advance(match, wished, next);
      recorder.stepped(wished);
    }
  };
  const verify = (segments: readonly Segment[]) => {
    const log = Buffer.concat(segments.map(({ bytes }) => bytes));
    return verifyReplay(game, spec, log, { ticks: recorder.ticks, outcome: null });
  };
  const chunk = () => {
    const given = recorder.chunk();
    return given && { ...given, bytes: given.bytes.slice() };
  };
  return { match, recorder, saved, ground, play, verify, chunk };
}

describe('what is new', () => {
  test('is given once: the next piece goes on where the one before ended', () => {
    const { recorder, play, chunk } = record();
    expect(chunk()).toBeNull();
    play(3);
    const one = chunk();
    expect(one).toMatchObject({ matchId: 'm1', from: 0, through: 3 });
    expect(chunk()).toBeNull();
    play(2);
    expect(chunk(), 'time that passes is news too').toMatchObject({ from: 3, through: 5, bytes: new Uint8Array() });
    recorder.cast({ kind: 'leave', seat: 1, playerId: 'p1' });
    const cast = chunk();
    expect(cast).toMatchObject({ from: 5, through: 5 });
    expect([...readLog(counter, cast!.bytes, 3)]).toMatchObject([{ kind: 'cast', tick: 5 }]);
  });

  test('and what is new behind the last checkpoint is the whole log', () => {
    const { recorder, play, chunk, saved } = record();
    const pieces: Uint8Array[] = [];
    for (let i = 0; i < 40; i++) {
      play(2);
      pieces.push(chunk()!.bytes);
    }
    expect(saved).toEqual([]);
    const { bytes } = recorder.last();
    // But for the check that the end adds.
    expect(Buffer.concat(pieces).equals(bytes.subarray(0, Buffer.concat(pieces).length))).toBe(true);
  });
});

describe('a checkpoint', () => {
  test('comes when the first is due, and every ten seconds then, each with the log since the one before', () => {
    const { recorder, play, saved, verify } = record();
    play(30 * RATE);
    expect(saved.map(({ checkpoint: { tick } }) => tick)).toEqual([7, 17, 27].map((s) => s * RATE));
    expect(saved.map(({ segment: { from } }) => from)).toEqual([0, 7 * RATE, 17 * RATE]);
    expect(saved[0]!.checkpoint.host).toBe(`{"tick":${7 * RATE}}`);
    const last = recorder.last();
    expect(last.from).toBe(27 * RATE);
    // A check a second, and one at the end.
    expect(verify([...saved.map(({ segment }) => segment), last])).toMatchObject({ ok: true, checks: 31 });
  });

  test('holds the state of then, whatever happens later', () => {
    const { match, play, saved } = record();
    play(FIRST);
    const cells = [...match.state.cells];
    play(5);
    expect([...saved[0]!.checkpoint.cells]).toEqual(cells);
  });

  test('leaves out of the next piece what is in it', () => {
    const { play, chunk } = record();
    play(FIRST - 1);
    chunk();
    play(1);
    expect(chunk()).toBeNull();
    play(3);
    expect(chunk()).toMatchObject({ from: FIRST, through: FIRST + 3 });
  });

  test('comes at once when it is hurried', () => {
    const { recorder, play, saved, verify } = record();
    play(11);
    recorder.hurry();
    expect(saved.map(({ checkpoint: { tick } }) => tick)).toEqual([11]);
    play(9);
    expect(verify([saved[0]!.segment, recorder.last()])).toMatchObject({ ok: true });
  });

  test('of a game of events stands at one of its steps', () => {
    const { match, recorder, saved, verify } = record(bell);
    for (const tick of [5, 100, 300, 301]) {
      const wishes = [{ ring: true }, null, null, null];
      advance(match, wishes, tick);
      recorder.stepped(wishes);
    }
    expect(saved.map(({ checkpoint: { tick } }) => tick)).toEqual([300]);
    expect(verify([saved[0]!.segment, recorder.last()])).toMatchObject({ ok: true });
  });
});

describe('while nothing can be written', () => {
  test('there is no checkpoint, and the log is whole when there is one again', () => {
    const { recorder, play, saved, ground, verify } = record();
    ground.able = false;
    play(60 * RATE);
    recorder.hurry();
    expect(saved).toEqual([]);
    ground.able = true;
    play(RATE);
    expect(saved.map(({ checkpoint: { tick } }) => tick)).toEqual([61 * RATE]);
    expect(verify([saved[0]!.segment, recorder.last()])).toMatchObject({ ok: true });
  });

  /** More in a second than a log may be long in all. */
  const everyone = () => new Array(4).fill({ add: 1 });

  test('for too long, the match has no replay any more, but can still be taken up from its next checkpoint on', () => {
    const { recorder, play, saved, ground, chunk } = record();
    ground.able = false;
    play(60_000, everyone);
    expect(chunk(), 'a piece of it would be of no use').toBeNull();
    ground.able = true;
    recorder.hurry();
    const [{ checkpoint, segment }] = saved as [(typeof saved)[number]];
    expect(segment).toMatchObject({ from: HOLE, bytes: new Uint8Array() });
    play(6);
    expect(chunk()).toMatchObject({ from: checkpoint.tick, through: checkpoint.tick + 6 });
    expect(recorder.last().from).toBe(HOLE);
  });
});

test('a step that failed is not the last tick, and there is no check of what it has left behind', () => {
  const { match, recorder, play, verify } = record();
  play(10);
  // As the game leaves it when it throws in the middle of a step.
  match.state.tick = 11;
  match.state.cells[10] = 12_345;
  expect(recorder.ticks).toBe(10);
  expect(verify([recorder.last()])).toMatchObject({ ok: true, ticks: 10, checks: 0 });
});

test('a match that is taken up again goes on with the log that was read back', () => {
  const first = record();
  first.play(12);
  const { bytes } = first.chunk()!;
  const { recorder, saved, chunk } = record(counter, {
    match: first.match,
    soFar: { from: 0, bytes, lastTick: 12 },
  });
  expect(chunk(), 'that is kept already').toBeNull();
  recorder.hurry();
  expect(saved).toMatchObject([{ checkpoint: { tick: 12 }, segment: { from: 0 } }]);
  expect(Buffer.from(saved[0]!.segment.bytes).subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(recorder.last()).toMatchObject({ from: 12 });
});
