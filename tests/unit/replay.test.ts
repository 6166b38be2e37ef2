import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ByteWriter } from '../../shared/core/bytes.ts';
import { hashCells } from '../../shared/core/hash.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { createLogWriter, type LogRecord, type LogWriter, readLog } from '../../shared/game/log.ts';
import { openReplay, type ReplayPlayer, type Verdict, verifyReplay } from '../../shared/game/replay.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { games } from '../../shared/games/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { type Guest, guests, type Recording, recordMatch } from '../support/recordMatch.ts';
import { bell, counter, door, secrets } from '../support/testGame.ts';

const COMING_AND_GOING: readonly Guest[] = [
  { seat: 0, plays: 'human', until: 40 },
  { seat: 1, plays: 'hard' },
  { seat: 2, plays: 'easy' },
  { seat: 3, plays: 'human', from: 30 },
  { seat: 0, plays: 'human', from: 70 },
];
const withTwoHumans = (seats: number) => [...guests(2, 'human'), ...guests(seats, 'hard').slice(2)];

/** Short matches of every game in the catalog and of those test games that end; each is recorded once. */
const SHORT: readonly [AnyGame, readonly Guest[], object][] = [
  [comet, COMING_AND_GOING, { roundSeconds: 12 }],
  [liarsDice, withTwoHumans(6), { dice: 2, turnSeconds: 5 }],
  [counter, withTwoHumans(4), {}],
  [secrets, withTwoHumans(4), {}],
  [door, COMING_AND_GOING, { teams: 2 }],
  [bell, guests(3, 'human'), { rings: 40, chimeAfter: 15 }],
];
const recorded = SHORT.map(([game, who, settings]): [string, AnyGame, Recording] => [
  game.id,
  game,
  recordMatch(game, who, { seed: 5, settings }),
]);
const recordingOf = (id: string) => recorded.find(([name]) => name === id)![2];

const verify = (game: AnyGame, { spec, log, ticks, outcome }: Recording) =>
  verifyReplay(game, spec, log, { ticks, outcome });
const open = (game: AnyGame, { spec, log, ticks }: Recording) => openReplay(game, spec, log, ticks);
const hashOf = ({ state }: ReplayPlayer) => hashCells(state.cells);
const shown = (player: ReplayPlayer) =>
  player.seatsAt().map(({ seat, name, kind, playerId }) => `${seat} ${kind} ${name} ${playerId ?? '-'}`);

function found(verdict: Verdict) {
  if (verdict.ok) throw new Error('it was found to be right');
  return verdict;
}

/** The log again, with another record, or none, in the place of some; the marks of its checks stay what they were. */
function rewritten(game: AnyGame, log: Uint8Array, change: (record: LogRecord) => LogRecord | null): Uint8Array {
  const out = new ByteWriter();
  let last = 0;
  for (const record of readLog(game, log)) {
    const next = change(record);
    if (!next) continue;
    if (next.kind === 'check') {
      out.unsigned(((next.tick - last) << 2) | 1);
      for (const byte of new Uint8Array(next.marks.buffer)) out.byte(byte);
    } else {
      const one = createLogWriter(game, last);
      if (next.kind === 'step') one.step(next.tick, next.inputs);
      else one.cast(next.tick, next.change);
      for (const byte of one.bytes()) out.byte(byte);
    }
    last = next.tick;
  }
  return out.bytes().slice();
}

test('every game of the catalog is among those that are recorded here', () => {
  expect(recorded.map(([id]) => id)).toEqual(expect.arrayContaining([...games.keys()]));
});

describe.each(recorded)('a replay of %s', (_, game, recording) => {
  const { ticks, states } = recording;
  const anyTick = fc.integer({ min: 0, max: ticks });

  test('is at the start when it is opened, and has as many ticks as the match had', () => {
    const player = open(game, recording);
    expect([player.tick, player.ticks, hashOf(player)]).toEqual([0, ticks, states[0]]);
    expect(states).toHaveLength(ticks + 1);
  });

  test('[TK-4] gives, played tick by tick, the states of the match', () => {
    const player = open(game, recording);
    const seen = states.map((_, tick) => {
      player.seek(tick);
      return hashOf(player);
    });
    expect(seen).toEqual(states);
  });

  test('[TK-4] gives the same at any ticks in any order', () => {
    fc.assert(
      fc.property(fc.array(anyTick, { minLength: 1, maxLength: 12 }), (sought) => {
        const player = open(game, recording);
        const { state } = player;
        for (const tick of sought) {
          player.seek(tick);
          expect([player.tick, hashOf(player)]).toEqual([tick, states[tick]]);
        }
        expect(player.state).toBe(state);
      }),
      { numRuns: 40 },
    );
  });

  test('goes no further than to its ends, and to whole ticks', () => {
    const player = open(game, recording);
    for (const [sought, reached] of [
      [1e9, ticks],
      [-5, 0],
      [7.9, 7],
      [Number.POSITIVE_INFINITY, ticks],
    ] as const) {
      player.seek(sought);
      expect([player.tick, hashOf(player)]).toEqual([reached, states[reached]]);
    }
  });

  test('is found to be right, with all its checks', () => {
    const checks = [...readLog(game, recording.log)].filter(({ kind }) => kind === 'check').length;
    expect(checks).toBeGreaterThan(2);
    expect(verify(game, recording)).toEqual({ ok: true, checks, ticks });
    expect(verify(game, { ...recording, outcome: null as never })).toEqual({ ok: true, checks, ticks });
  });

  test('is found to be another match with another seed', () => {
    const { tick, fields, message } = found(
      verify(game, { ...recording, spec: { ...recording.spec, seed: seedFrom(6) } }),
    );
    expect(fields).toContain('tick or generator');
    expect(message).toBe(`at tick ${tick} ${/tick \d+ (.*)$/.exec(message)![1]}`);
    expect(message).toContain('tick or generator');
  });

  test('is not played by another version of the game, nor by another game', () => {
    const later = { ...game, version: game.version + 1 };
    const says = `played by version ${game.version} of ${game.id}; this is version ${game.version + 1}`;
    expect(verify(later, recording)).toEqual({ ok: false, tick: 0, fields: [], message: says });
    expect(() => open(later, recording)).toThrow(new RangeError(says));
    const other = { ...game, id: 'other' };
    expect(found(verify(other, recording)).message).toBe(`this is a match of ${game.id}, not of other`);
    expect(() => open(other, recording)).toThrow(RangeError);
  });

  test('is found to have ended otherwise when its result was changed', () => {
    const [first, ...others] = recording.outcome.placements;
    const { seat, place, score } = first!;
    const raised = { placements: [{ seat, place, score: score + 1 }, ...others] };
    expect(verify(game, { ...recording, outcome: raised })).toEqual({
      ok: false,
      tick: ticks,
      fields: ['outcome'],
      message: `at the end seat ${seat} has place ${place} with ${score}, where place ${place} with ${score + 1} was recorded`,
    });
    expect(found(verify(game, { ...recording, outcome: { placements: others } })).message).toContain(
      'where no place was recorded',
    );
    const stranger = { placements: [...recording.outcome.placements, { seat: 99, place: 9, score: 0 }] };
    expect(found(verify(game, { ...recording, outcome: stranger })).message).toBe(
      'at the end seat 99 has no place, where place 9 with 0 was recorded',
    );
    const reordered = { placements: [...others, first!] };
    expect(verify(game, { ...recording, outcome: reordered }).ok).toBe(true);
  });

  test('that is cut anywhere breaks off or is damaged, and is still no exception', () => {
    fc.assert(
      fc.property(fc.nat({ max: recording.log.length - 1 }), (length) => {
        const cut = { ...recording, log: recording.log.subarray(0, length) };
        expect(found(verify(game, cut)).message).toMatch(
          /^the log (breaks off at tick \d+ of \d+|is damaged behind tick \d+: .)/,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('of which one byte is another is found out, unless every state that counts came the same', () => {
    const { log } = recording;
    let quiet = 0;
    fc.assert(
      fc.property(fc.nat({ max: log.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = { ...recording, log: log.slice() };
        changed.log[at] = log[at]! ^ bits;
        if (!verify(game, changed).ok) return;
        quiet++;
        const player = open(game, changed);
        player.seek(ticks);
        expect(hashOf(player)).toBe(states[ticks]);
      }),
      { numRuns: 200, seed: 7 },
    );
    // Letters of a name, and wishes that change nothing: a bid out of turn, a number that the next tick replaces.
    expect(quiet).toBeLessThan(60);
  });

  test('of which the log is garbage has a verdict, and is not opened', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        expect(found(verify(game, { ...recording, log: bytes })).message).not.toBe('');
        try {
          open(game, { ...recording, log: bytes }).seek(ticks);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a changed wish', () => {
  test('is found at the next check, and the fields are named', () => {
    const recording = recordMatch(counter, guests(2, 'human'), { seed: 2 });
    let changed = 0;
    const bytes = rewritten(counter, recording.log, (record) => {
      const wish = record.kind === 'step' && (record.inputs[0] as { add: number } | null);
      if (changed > 0 || record.tick <= 21 || !wish) return record;
      changed = record.tick;
      return { ...record, inputs: [{ add: wish.add === 9 ? 8 : wish.add + 1 }, ...record.inputs.slice(1)] };
    });
    const verdict = found(verify(counter, { ...recording, log: bytes }));
    expect(changed).toBeGreaterThan(21);
    expect(verdict.tick).toBeGreaterThanOrEqual(changed);
    expect(verdict.tick - changed).toBeLessThan(counter.tickRate);
    expect(verdict.fields).toContain('players.sum');
    expect(verdict.fields).not.toContain('players.wishes');
    expect(verdict.message).toBe(`at tick ${verdict.tick} ${verdict.fields.join(', ')} came otherwise`);
  });

  test('of a comet is found by where it flies', () => {
    const recording = recordMatch(comet, guests(4, 'hard'), { seed: 2, settings: { roundSeconds: 5 } });
    const bytes = rewritten(comet, recording.log, (record) =>
      record.kind === 'step' && record.tick < 10
        ? { ...record, inputs: [{ thrust: 3, dash: false }, ...record.inputs.slice(1)] }
        : record,
    );
    const { tick, fields, message } = found(verify(comet, { ...recording, log: bytes }));
    expect(tick).toBe(comet.tickRate);
    expect(fields).toEqual(expect.arrayContaining(['players.x', 'players.y']));
    expect(message).toBe(`at tick 30 ${fields.join(', ')} came otherwise`);
  });
});

describe('changed rules', () => {
  test('are found where they first gave another state, by the field', () => {
    const generous: typeof counter = {
      ...counter,
      step(state, inputs, settings) {
        counter.step(state, inputs, settings);
        if (state.tick === 45) state.players[1]!.sum += 1;
      },
    };
    expect(verify(generous, recordingOf('counter'))).toEqual({
      ok: false,
      tick: 60,
      fields: ['players.sum'],
      message: 'at tick 60 players.sum came otherwise',
    });
  });

  test('that throw are a verdict, and no exception', () => {
    const broken: typeof counter = {
      ...counter,
      step(state) {
        if (state.tick === 45) throw new TypeError('nothing is where it was');
      },
    };
    const bare = { ...recordingOf('counter'), log: new Uint8Array(), outcome: null as never };
    expect(found(verify(broken, bare)).message).toBe('counter fails behind tick 0: nothing is where it was');
    expect(() => open(broken, bare).seek(100)).toThrow('nothing is where it was');
  });

  test('by which the match lasts longer are found', () => {
    const { spec, ticks } = recordingOf('counter');
    const longer: typeof counter = { ...counter, outcome: () => null };
    const verdict = found(verify(longer, recordingOf('counter')));
    expect([verdict.tick, verdict.message]).toEqual([ticks, 'the match is not over at its last tick']);
    expect(spec.game).toBe('counter');
  });
});

test('of many fields that differ five are told, and all are listed', () => {
  const recording = recordingOf('comet');
  const spec = { ...recording.spec, entrants: recording.spec.entrants.slice(1) };
  const { tick, fields, message } = found(verify(comet, { ...recording, spec }));
  const [first, second, third, fourth, fifth, ...others] = fields;
  expect(others.length).toBeGreaterThan(1);
  const told = `${first}, ${second}, ${third}, ${fourth}, ${fifth} and ${others.length} more fields`;
  expect(message).toBe(`at tick ${tick} ${told} came otherwise`);
});

describe('who plays', () => {
  test('is known at every tick, whichever was looked at before', () => {
    const player = open(comet, recordingOf('comet'));
    const first = ['0 human Player 0 player-0', '1 bot Bot 1 -', '2 bot Bot 2 -'];
    const bots = ['1 bot Bot 1 -', '2 bot Bot 2 -', '3 human Late 3 late-3'];
    const at = [
      [0, first],
      [29, first],
      [30, ['0 human Player 0 player-0', ...bots]],
      [40, ['0 bot Player 0 -', ...bots]],
      [70, ['0 human Late 0 late-0', ...bots]],
      [360, ['0 human Late 0 late-0', ...bots]],
    ] as const;
    for (const [tick, seats] of [...at, ...[...at].reverse()]) {
      player.seek(tick);
      expect(shown(player)).toEqual(seats);
    }
  });

  test('stays in the team of the seat', () => {
    const player = openReplay(door, teamSpec(), leaving(), 100);
    player.seek(2);
    expect(player.seatsAt()).toEqual([
      { seat: 0, name: 'A', kind: 'bot', team: 1 },
      { seat: 1, name: 'B', kind: 'bot', team: 0 },
    ]);
  });

  const teamSpec = () => ({
    game: 'door',
    gameVersion: 1,
    settings: door.settings.parse({ teams: 2 }),
    seed: seedFrom(1),
    entrants: [
      { seat: 1, name: 'B', kind: 'bot', team: 0 },
      { seat: 0, name: 'A', kind: 'human', playerId: 'a', team: 1 },
    ] as const,
  });
  function leaving(): Uint8Array {
    const log = createLogWriter(door);
    log.cast(2, { kind: 'leave', seat: 0, playerId: 'a' });
    return log.bytes();
  }
});

describe('what cannot have happened is damage:', () => {
  const { spec, ticks } = recordingOf('door');
  const verdictOf = (log: Uint8Array) => found(verifyReplay(door, spec, log, { ticks, outcome: null })).message;
  const written = (writes: (log: LogWriter) => void) => {
    const log = createLogWriter(door);
    writes(log);
    return log.bytes();
  };
  const joiner = (seat: number) =>
    ({ kind: 'enter', joins: true, entrant: { seat, name: 'X', kind: 'human', playerId: 'x' } }) as const;

  test('a seat that comes in while it plays', () => {
    const log = written((out) => out.cast(3, joiner(1)));
    expect(verdictOf(log)).toBe('the log is damaged behind tick 0: seat 1 cannot have come in at tick 3');
    expect(() => openReplay(door, spec, log, ticks).seek(3)).toThrow(RangeError);
  });

  test('two steps to one tick', () => {
    const log = written((out) => {
      out.step(4, [{ add: 1 }]);
      out.step(4, [{ add: 2 }]);
    });
    expect(verdictOf(log)).toBe('the log is damaged behind tick 4: a second step to tick 4');
  });

  test('a record behind the end, however far, which takes no time', () => {
    const log = written((out) => out.step(2 ** 29, [{ add: 1 }]));
    const says = `a record of tick ${2 ** 29}, where tick ${ticks} was the last`;
    expect(verdictOf(log)).toBe(`the log is damaged behind tick 0: ${says}`);
    expect(() => openReplay(door, spec, log, ticks)).toThrow(new RangeError(says));
  });

  test('a match that goes on when it is over, whatever is said of its length, which takes no time', () => {
    const log = written((out) => out.step(2 ** 29, [{ add: 1 }]));
    const verdict = found(verifyReplay(door, spec, log, { ticks: 2 ** 29, outcome: null }));
    expect(verdict.message).toBe('the log is damaged behind tick 0: a match that was over at tick 100 goes on');
    expect(() => openReplay(door, spec, new Uint8Array(), 2 ** 29).seek(2 ** 29)).toThrow('was over at tick 100');
  });
});

describe('a log without its last check', () => {
  test('is not whole, though the match would end the same', () => {
    const { ticks, ...recording } = recordMatch(counter, guests(2, 'easy'));
    const ends = rewritten(counter, recording.log, (record) => (record.kind === 'check' ? null : record));
    const { tick, message } = found(verify(counter, { ...recording, ticks, log: ends }));
    expect([tick, message]).toEqual([1, `the log breaks off at tick 1 of ${ticks}`]);
    expect(verifyReplay(counter, recording.spec, ends, { ticks, outcome: null })).toEqual({
      ok: true,
      checks: 0,
      ticks,
    });
  });
});

describe('going about in a replay', () => {
  /** How many steps of the game each of these takes, after it has been played to its end once. */
  function stepsTo(game: AnyGame, recording: Recording, sought: readonly number[]): number[] {
    let steps = 0;
    const counted: AnyGame = {
      ...game,
      step(...args) {
        steps++;
        game.step(...args);
      },
    };
    const player = open(counted, recording);
    player.seek(recording.ticks);
    return sought.map((tick) => {
      const before = steps;
      player.seek(tick);
      return steps - before;
    });
  }

  test('takes at most five seconds of steps, back and forth, and none for where it is', () => {
    const recording = recordMatch(counter, guests(2, 'easy'), { settings: { roundSeconds: 60 } });
    expect(stepsTo(counter, recording, [1199, 1199, 0, 1199, 50, 150, 100, 5, 100])).toEqual([
      99, 0, 0, 99, 50, 50, 0, 5, 0,
    ]);
  });

  test('takes more in a long one, so that the copies stay few', () => {
    const long: typeof counter = { ...counter, settings: z.strictObject({ roundSeconds: z.int().default(5) }) };
    const recording = recordMatch(long, guests(2, 'easy'), { settings: { roundSeconds: 2560 } });
    expect(recording.ticks).toBe(51_200);
    expect(stepsTo(long, recording, [51_199, 199, 400])).toEqual([199, 199, 0]);
  });
});

describe('the size of a log', () => {
  test.each(['hard', 'human'] as const)('of 90 s of Comet Clash with eight (%s) is well under 50 KB', (plays) => {
    const { log, ticks } = recordMatch(comet, guests(8, plays));
    expect(ticks).toBe(2700);
    expect(log.length, `${log.length} bytes`).toBeLessThan(30_000);
    expect(log.length, `${log.length} bytes`).toBeGreaterThan(8000);
  });
});
