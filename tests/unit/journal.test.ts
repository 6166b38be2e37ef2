import { describe, expect, test } from 'vitest';
import { chunksOf, createJournal } from '../../server/match/journal.ts';
import type { JournalRow } from '../../server/store/journal.ts';
import { seedFrom } from '../../shared/core/rng.ts';
import { beginMatch } from '../../shared/game/fold.ts';
import { advance } from '../../shared/game/match.ts';
import { createTestKeeper } from '../support/keeper.ts';
import { counter } from '../support/testGame.ts';
import { human } from '../support/testMatch.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** What all matches take in, row by row, on a clock that is turned. */
const FLUSH_MS = 50;
const PERIOD_MS = 1000 / counter.tickRate;

function useJournal(lastSeq = 0) {
  const clock = new VirtualClock(0);
  const keeper = createTestKeeper();
  const trims: number[] = [];
  /** Calls that tell the journal that a checkpoint is kept, when the test wants it to be. */
  const unkept: ((isKept: boolean) => void)[] = [];
  const rows: JournalRow[] = [];
  const checkpoints: { matchId: string; tick: number; journalSeq: number }[] = [];
  keeper.journal = (row, trim) => {
    rows.push(row);
    trims.push(trim);
  };
  keeper.checkpoint = ({ matchId, tick, journalSeq }, _segment, then) => {
    checkpoints.push({ matchId, tick, journalSeq });
    unkept.push(then);
  };
  const journal = createJournal(keeper, clock, lastSeq);

  const acks = [0, 0, 0, 0];

  function open(matchId: string, wishes = true, soFar?: Parameters<typeof journal.open>[0]['soFar']) {
    const settings = { roundSeconds: 600 };
    const entrants = [human(0), human(1)];
    const spec = { game: 'counter', gameVersion: 1, settings, seed: seedFrom(1), entrants };
    const match = beginMatch(counter, spec);
    const recorder = journal.open({ matchId, match, soFar, host: () => '{}', acks });
    return () => {
      const inputs = [wishes ? { add: match.state.tick % 9 } : null, null, null, null];
      advance(match, inputs);
      recorder.stepped(inputs);
    };
  }

  /** Time passes, and each of these takes its steps. */
  function pass(ms: number, ...steps: (() => void)[]): void {
    for (let passed = 0; passed < ms; passed += PERIOD_MS) {
      clock.advance(PERIOD_MS);
      for (const step of steps) step();
    }
  }
  const told = () =>
    rows.map((row) => [...chunksOf(row)].map(({ matchId, from, through }) => [matchId, from, through]));
  return { acks, clock, keeper, journal, rows, trims, checkpoints, unkept, open, pass, told };
}

describe('rows', () => {
  test('[TK-1] tell which input of each seat was applied last, where that has grown', () => {
    const { acks, clock, open, rows } = useJournal();
    const one = open('one');
    const grown = () => [...chunksOf(rows.at(-1)!)].map((chunk) => chunk.acks);
    one();
    acks[2] = 300;
    clock.advance(FLUSH_MS);
    expect(grown()).toEqual([[[2, 300]]]);
    one();
    clock.advance(FLUSH_MS);
    expect(grown()).toEqual([[]]);
  });

  test('come at most every 50 ms, each with what is new of every match', () => {
    const { clock, open, told } = useJournal();
    const [one, two] = [open('one'), open('two')];
    one();
    two();
    clock.advance(FLUSH_MS - 1);
    expect(told()).toEqual([]);
    clock.advance(1);
    two();
    clock.advance(FLUSH_MS);
    one();
    one();
    clock.advance(FLUSH_MS);
    expect(told()).toEqual([
      [
        ['one', 0, 1],
        ['two', 0, 1],
      ],
      [['two', 1, 2]],
      [['one', 1, 3]],
    ]);
  });

  test('do not come where nothing has happened, nor where no match runs', () => {
    const { clock, journal, open, rows } = useJournal();
    expect(clock.pending).toBe(0);
    open('one');
    clock.advance(10 * FLUSH_MS);
    expect(rows).toEqual([]);
    journal.close('one');
    clock.advance(FLUSH_MS);
    expect(clock.pending).toBe(0);
  });

  test('can be had at once, and are counted from the last one that was there', () => {
    const { journal, open, rows, told } = useJournal(40);
    open('one')();
    journal.flush();
    expect(rows.map(({ seq, at }) => [seq, at])).toEqual([[41, 0]]);
    expect(told()).toEqual([[['one', 0, 1]]]);
    expect(journal.stats).toMatchObject({ flushes: 1, bytes: rows[0]!.bytes.length });
  });

  test('hold bytes of their own: what happens later changes none of them', () => {
    const { open, journal, rows } = useJournal();
    const step = open('one');
    step();
    journal.flush();
    const copy = rows[0]!.bytes.slice();
    for (let i = 0; i < 50; i++) step();
    journal.flush();
    expect(rows[0]!.bytes).toEqual(copy);
  });

  test('that are cut off anywhere are no rows', () => {
    const { open, journal, rows } = useJournal();
    open('one')();
    journal.flush();
    const { bytes } = rows[0]!;
    for (let length = 1; length < bytes.length; length++) {
      expect(() => [...chunksOf({ seq: 1, at: 0, bytes: bytes.subarray(0, length) })]).toThrow(RangeError);
    }
  });
});

describe('older rows are needed', () => {
  test('until every match has a checkpoint behind them that is kept', () => {
    const { open, pass, trims, rows, checkpoints, unkept } = useJournal();
    const [one, two] = [open('one'), open('two')];
    pass(4000, one, two);
    expect(trims.at(-1)).toBe(0);
    pass(7000, one, two);
    expect(checkpoints.map(({ matchId }) => matchId).sort()).toEqual(['one', 'two']);
    expect(trims.at(-1), 'neither is kept yet').toBe(0);
    unkept[0]!(true);
    pass(200, one, two);
    expect(trims.at(-1), 'one of them is').toBe(0);
    unkept[1]!(true);
    pass(200, one, two);
    expect(trims.at(-1)).toBe(Math.min(...checkpoints.map(({ journalSeq }) => journalSeq)));
    expect(trims.at(-1)).toBeLessThan(rows.at(-1)!.seq);
  });

  test('not by matches that are over, nor by those that began behind them', () => {
    const { open, pass, trims, rows, journal } = useJournal();
    const one = open('one');
    pass(1000, one);
    journal.close('one');
    const two = open('two');
    pass(200, two);
    expect(trims.at(-1)).toBeGreaterThan(0);
    expect(trims.at(-1)).toBeLessThan(rows.at(-1)!.seq);
  });

  test('by a match that was taken up again, until its checkpoint is kept, which it takes at once', () => {
    const { open, pass, trims, checkpoints, unkept } = useJournal(40);
    const one = open('one', true, { from: 0, bytes: new Uint8Array(), lastTick: 0 });
    expect(checkpoints).toEqual([{ matchId: 'one', tick: 0, journalSeq: 40 }]);
    pass(200, one);
    expect(trims.at(-1)).toBe(0);
    unkept[0]!(true);
    pass(200, one);
    expect(trims.at(-1)).toBe(40);
  });
});

describe('while nothing can be written', () => {
  test('there are no rows, and afterwards a checkpoint of each match comes before the next one', () => {
    const { open, pass, keeper, rows, checkpoints, told } = useJournal();
    const [one, two] = [open('one'), open('two', false)];
    pass(500, one, two);
    const before = rows.length;
    keeper.able = false;
    keeper.outages++;
    pass(3000, one, two);
    expect(rows.length).toBe(before);
    expect(checkpoints).toEqual([]);
    keeper.able = true;
    pass(100, one, two);
    expect(checkpoints.map(({ matchId }) => matchId)).toEqual(['one', 'two']);
    pass(100, one, two);
    const [[, from]] = told().slice(before).flat() as [[string, number, number]];
    expect(from, 'nothing is missing behind it').toBe(checkpoints[0]!.tick);
  });

  test('an outage that came and went between two rows has taken one of them along all the same', () => {
    const { open, pass, keeper, checkpoints } = useJournal();
    const one = open('one');
    pass(500, one);
    keeper.outages++;
    pass(100, one);
    expect(checkpoints).toHaveLength(1);
  });
});
