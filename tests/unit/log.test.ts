import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import {
  createLogWriter,
  type LogRecord,
  type LogWriter,
  marksOf,
  namesOfMarks,
  readLog,
} from '../../shared/game/log.ts';
import { createMatch, type Match } from '../../shared/game/match.ts';
import { comet } from '../../shared/games/comet/index.ts';
import { games } from '../../shared/games/index.ts';
import { liarsDice } from '../../shared/games/liars-dice/index.ts';
import { anyInput, luckFrom } from '../support/recordMatch.ts';
import { bell, counter, secrets, testGames } from '../support/testGame.ts';

const everyGame = [...games.values(), ...testGames.values()];
const ANNA = { seat: 1, name: 'Anna', kind: 'human', playerId: 'a', team: 1 } as const;

const matchOf = (game: AnyGame) => createMatch(game, game.settings.parse({}), [0, 1], seedFrom(1));
const marks = ({ game, state }: Match) => {
  const of = new Uint16Array(game.layout.columns.length + 1);
  marksOf(game.layout, state.cells, of);
  return of;
};
const readAll = (game: AnyGame, bytes: Uint8Array, tick?: number) => [...readLog(game, bytes, tick)];
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** What a record is to tell of, before there is a game: `seed` says the rest. */
const plan = fc.record({
  kind: fc.constantFrom('step', 'check', 'enter', 'leave'),
  after: fc.oneof(fc.nat(3), fc.nat(5000)),
  seed: fc.nat(),
  name: fc.string({ unit: 'binary', maxLength: 16 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;
const plans = fc.array(plan, { maxLength: 20 });

/** Each record of the plans, written by what it gives. Steps without an input, which leave none, do not come up. */
function recordsOf(game: AnyGame, planned: readonly Plan[]): { record: LogRecord; write: (log: LogWriter) => void }[] {
  let tick = 0;
  return planned.map(({ kind, after, seed, name }) => {
    tick += after;
    const at = tick;
    const luck = luckFrom(seed);
    const seat = luck.below(game.maxPlayers);
    if (kind === 'step') {
      const wishes = (other: number) => other === seat || luck.below(2) === 1;
      const inputs = Array.from({ length: game.maxPlayers }, (_, n) => (wishes(n) ? anyInput(game, luck) : null));
      return { record: { kind, tick, inputs }, write: (log) => log.step(at, inputs) };
    }
    if (kind === 'check') {
      const match = matchOf(game);
      for (let i = 0; i < match.state.cells.length; i++) match.state.cells[i] = luck.next();
      match.state.tick = tick;
      return { record: { kind, tick, marks: marks(match) }, write: (log) => log.check(match) };
    }
    const change =
      kind === 'leave'
        ? ({ kind, seat, playerId: name } as const)
        : ({ kind: 'enter', joins: seed % 2 === 1, entrant: { ...ANNA, seat, name } } as const);
    return { record: { kind: 'cast', tick, change }, write: (log) => log.cast(at, change) };
  });
}

describe.each(everyGame.map((game): [string, AnyGame] => [game.id, game]))('a log of %s', (_, game) => {
  test('gives back any records as they were written', () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const records = recordsOf(game, planned);
        const log = createLogWriter(game);
        for (const { write } of records) write(log);
        expect(log.length).toBe(log.bytes().length);
        expect(readAll(game, log.bytes())).toEqual(records.map(({ record }) => record));
      }),
    );
  });

  test('may be cut behind any record, by its writer or by another one, and put together again', () => {
    fc.assert(
      fc.property(plans, fc.infiniteStream(fc.constantFrom('on', 'clear', 'anew')), (planned, cuts) => {
        const records = recordsOf(game, planned);
        const whole = createLogWriter(game);
        let log = createLogWriter(game);
        const parts: Uint8Array[] = [];
        for (const { record, write } of records) {
          write(whole);
          write(log);
          const cut = cuts.next().value;
          if (cut === 'on') continue;
          parts.push(log.bytes().slice());
          if (cut === 'clear') log.clear();
          else log = createLogWriter(game, record.tick);
        }
        parts.push(log.bytes().slice());
        expect(joined(parts)).toEqual(whole.bytes().slice());
        expect(whole.bytes(3)).toEqual(whole.bytes().slice(3));
      }),
    );
  });

  test('that is cut where there is no record gives those before it, then a RangeError', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (planned, where) => {
        const records = recordsOf(game, planned);
        const log = createLogWriter(game);
        const ends = records.map(({ write }) => {
          write(log);
          return log.length;
        });
        const cut = log.length === 0 ? 0 : where % log.length;
        const whole = ends.filter((end) => end <= cut).length;
        const read: LogRecord[] = [];
        const reading = () => {
          for (const record of readLog(game, log.bytes().subarray(0, cut))) read.push(record);
        };
        if (cut === 0 || ends.includes(cut)) reading();
        else expect(reading).toThrow(RangeError);
        expect(read).toEqual(records.slice(0, whole).map(({ record }) => record));
      }),
    );
  });

  test('of any bytes at all is read to its end, or refused with a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const { kind } of readLog(game, bytes)) expect(['step', 'check', 'cast']).toContain(kind);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('bytes', () => {
  test('are as the format says', () => {
    const log = createLogWriter(comet);
    log.step(1, [{ thrust: 64, dash: true }]);
    log.step(2, []);
    log.step(41, [null, { thrust: null, dash: false }, null, null, null, null, null, { thrust: 0, dash: false }]);
    log.cast(41, { kind: 'leave', seat: 1, playerId: 'é' });
    const text = new TextEncoder().encode('{"kind":"leave","seat":1,"playerId":"é"}');
    expect([...log.bytes()]).toEqual([4, 1, 3, 64, 0xa0, 1, 0x82, 1, 0, 2, 0, 2, text.length, ...text]);
    const match = matchOf(bell);
    match.state.tick = 3;
    const checks = createLogWriter(bell, 2);
    checks.check(match);
    expect([...checks.bytes()]).toEqual([
      (1 << 2) | 1,
      ...[...marks(match)].flatMap((mark) => [mark & 255, mark >> 8]),
    ]);
  });

  test('are none for a step in which nobody wished anything, but where steps are events', () => {
    for (const game of [counter, bell]) {
      const log = createLogWriter(game);
      log.step(7, [null, null, null, null]);
      expect(readAll(game, log.bytes()).map(({ tick }) => tick)).toEqual(game.wake ? [7] : []);
    }
  });

  test('are read from the tick of the record before them', () => {
    const log = createLogWriter(counter, 100);
    log.step(103, [{ add: 1 }]);
    expect(readAll(counter, log.bytes(), 100).map(({ tick }) => tick)).toEqual([103]);
    expect(readAll(counter, log.bytes()).map(({ tick }) => tick)).toEqual([3]);
  });

  test('are not written backwards in time', () => {
    const log = createLogWriter(counter);
    log.step(5, [{ add: 1 }]);
    expect(() => log.step(4, [{ add: 1 }])).toThrow('a record of tick 4 behind one of tick 5');
  });
});

describe('bytes that are no log are refused:', () => {
  const cast = (text: string) => [2, text.length, ...new TextEncoder().encode(text)];

  test.each<[string, AnyGame, number[], string]>([
    ['a kind that there is not', counter, [4 | 3], 'a record of kind 3 behind tick 1'],
    ['an input of a seat that the game has not', counter, [4, 16, 2], 'inputs of seats that counter has not: 16'],
    ['an input that the game cannot unpack', comet, [4, 1, 255], 'no wish has the flags 255'],
    ['an input that the game does not take', secrets, [4, 1, 0xe8, 0x07], 'an input that secrets does not take'],
    ['a bid on a face that no die has', liarsDice, [4, 1, 3, 7], 'an input that liars-dice does not take'],
    ['a text that claims to be longer than the log', comet, [2, 255, 255, 255, 255, 15, 123], 'bytes end at 7'],
    ['a change that is no JSON', comet, cast('{"kind":'), 'a change of players that tells of none'],
    [
      'a change that is another JSON',
      comet,
      cast('{"kind":"leave","seat":"x"}'),
      'a change of players that tells of none',
    ],
    [
      'a player in a seat that there is not',
      comet,
      cast('{"kind":"leave","seat":8,"playerId":"a"}'),
      'comet has no seat 8',
    ],
    ['half a mark', bell, [5, 1], 'bytes end at 2'],
  ])('%s', (_, game, bytes, message) => {
    const reading = () => readAll(game, Uint8Array.from(bytes));
    expect(reading).toThrow(RangeError);
    expect(reading).toThrow(message);
  });
});

describe('marks', () => {
  test('tell by name which field differs, and no other', () => {
    const match = matchOf(comet);
    const before = marks(match);
    const { state } = match;
    expect(namesOfMarks(comet.layout, before, marks(match))).toEqual([]);
    for (const { name, at, length } of comet.layout.columns) {
      for (const cell of [at, at + length - 1]) {
        state.cells[cell]!++;
        expect(namesOfMarks(comet.layout, before, marks(match))).toEqual([name]);
        state.cells[cell]!--;
      }
    }
    state.rng.next();
    expect(namesOfMarks(comet.layout, before, marks(match))).toEqual(['tick or generator']);
  });
});
