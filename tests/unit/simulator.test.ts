import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLOSENESS } from '../../shared/lobby/tolerance.ts';
import { createCrowd, QUEUE } from '../simulator/crowd.ts';
import { createDraws } from '../simulator/draws.ts';
import { averageOf, dotsOf, figuresOf, meanOf, statsOf } from '../simulator/figures.ts';
import { figuresOfSeeds, stricter } from '../simulator/frontier.ts';
import { DEFAULTS, type Model } from '../simulator/model.ts';
import { HELP, readOptions } from '../simulator/options.ts';
import { drawMatches } from '../simulator/picture.ts';
import { type Clocks, simulate } from '../simulator/simulate.ts';
import { passOnce } from '../simulator/static.ts';
import { reportOf, tableOf } from '../simulator/text.ts';

/** Clocks of a world in which nothing takes any time. */
const still: Clocks = { processor: () => 0, wall: () => 0 };

const model = (more: Partial<Model> = {}): Model => ({ ...DEFAULTS, seconds: 30, size: 4, ...more });
const run = (more: Partial<Model> = {}) => simulate(model(more), still);
const figures = (more: Partial<Model> = {}) => figuresOf(model(more), run(more));

describe('a simulated run', () => {
  test('is the same for the same seed, and another for another', () => {
    const everything = { parties: 0.3, regions: 3, patience: 20, blocks: 0.02, flexible: true };
    expect(run(everything)).toEqual(run(everything));
    expect(figures(everything)).not.toEqual(figures({ ...everything, seed: 2 }));
  });

  test('loses nobody: each ticket has a match, has cancelled, or waits', () => {
    for (const more of [
      {},
      { parties: 0.3 },
      { regions: 3, blocks: 0.05 },
      { patience: 3 },
      { teams: 0, flexible: true },
    ]) {
      const { tickets, matches, left, waiting } = run(more);
      const matched = matches.flatMap(({ group }) => group.tickets);
      expect(new Set(matched).size).toBe(matched.length);
      expect(matched.length + left + waiting).toBe(tickets);
      expect(matched.length).toBeGreaterThan(tickets / 4);
    }
  });

  test('ends when its time is over, and matches are made between their last player and then', () => {
    for (const { at, group } of run({ seconds: 10 }).matches) {
      expect(at).toBeLessThanOrEqual(10_000);
      expect(at).toBeGreaterThanOrEqual(Math.max(...group.tickets.map(({ since }) => since)));
    }
  });

  test('lets nobody be matched who has left', () => {
    const impatient = { patience: 2, rate: 3 };
    const crowd = createCrowd(model(impatient), () => []);
    const { matches, left, tickets } = run(impatient);
    const leaves = new Map(
      Array.from({ length: tickets }, () => crowd.next()).map(({ ticket, leaves }) => [ticket.id, leaves!]),
    );
    expect(left).toBeGreaterThan(tickets / 10);
    for (const { at, group } of matches)
      for (const { id } of group.tickets) expect(leaves.get(id)).toBeGreaterThanOrEqual(at);
  });

  test('plays smaller matches where they are asked for, and only then', () => {
    const sizes = (flexible: boolean) =>
      new Set(run({ flexible, rate: 0.5, seconds: 120 }).matches.map(({ group }) => group.tickets.length));
    expect([...sizes(false)]).toEqual([4]);
    expect(sizes(true)).toContain(2);
  });

  test('counts what the clocks say of the calls', () => {
    let [processor, wall] = [0, 0];
    const { cpu } = simulate(model({ seconds: 5 }), { processor: () => processor++, wall: () => (wall += 10) });
    expect(cpu.total).toBe(processor / 2);
    expect(cpu.worst).toBe(10);
  });

  test('is longer and closer where closeness is stricter', () => {
    const of = (by: number) => figures({ closeness: stricter(CLOSENESS, by), size: 2 });
    const [lax, strict] = [of(0.5), of(4)];
    expect(strict.wait.mean).toBeGreaterThan(2 * lax.wait.mean);
    expect(strict.spread.mean).toBeLessThan(lax.spread.mean / 2);
  });
});

describe('the crowd', () => {
  const crowd = (more: Partial<Model>, many = 4000) => {
    const coming = createCrowd(model(more), () => []);
    return Array.from({ length: many }, () => coming.next());
  };

  test('comes as often as asked for, in whole milliseconds that never go back', () => {
    const times = crowd({ rate: 20 }).map(({ at }) => at);
    expect(times.at(-1)! / 1000).toBeCloseTo(200, -1);
    expect(times).toEqual(times.map(Math.round).sort((a, b) => a - b));
  });

  test('is as good as asked for', () => {
    const ratings = crowd({ skill: { mean: 1200, deviation: 100 } }).flatMap(({ ticket }) => ticket.queues.get(QUEUE)!);
    const mean = meanOf(ratings);
    expect(Math.abs(mean - 1200)).toBeLessThan(5);
    expect(Math.abs(Math.sqrt(meanOf(ratings.map((one) => (one - mean) ** 2))) - 100)).toBeLessThan(5);
  });

  test('has as many parties as asked for, from two up to a side', () => {
    const sizes = crowd({ parties: 0.2, size: 8 }).map(({ ticket }) => ticket.players.length);
    expect(new Set(sizes)).toEqual(new Set([1, 2, 3, 4]));
    expect(sizes.filter((size) => size > 1).length / sizes.length).toBeCloseTo(0.2, 1);
    expect(new Set(crowd({}).map(({ ticket }) => ticket.players.length))).toEqual(new Set([1]));
  });

  test('lives in as many regions as asked for, and a third of it accepts a second one that is farther', () => {
    const regions = crowd({ regions: 3 }).map(({ ticket }) => [...ticket.regions!.entries()]);
    expect(new Set(regions.map(([home]) => home![0]))).toEqual(new Set(['r0', 'r1', 'r2']));
    const two = regions.filter(({ length }) => length === 2);
    expect(two.length / regions.length).toBeCloseTo(1 / 3, 2);
    for (const [near, far] of two) expect(far![1]).toBeGreaterThan(near![1]);
    expect(crowd({})[0]!.ticket.regions).toBeNull();
  });

  test('cancels after as long as asked for', () => {
    const patience = crowd({ patience: 60 }).map(({ at, leaves }) => leaves! - at);
    expect(Math.abs(meanOf(patience) - 60_000)).toBeLessThan(3000);
    expect(crowd({}).every(({ leaves }) => leaves === null)).toBe(true);
  });

  test('blocks as many of those who wait as asked for', () => {
    const waiting = crowd({}, 100).map(({ ticket }) => ticket);
    const coming = createCrowd(model({ blocks: 0.1 }), () => waiting);
    const blocked = Array.from({ length: 100 }, () => coming.next().ticket.blocked.size);
    expect(Math.abs(meanOf(blocked) - 10)).toBeLessThan(1);
  });
});

test('streams of draws with different names have nothing in common', () => {
  const [one, other] = [createDraws(1, 1), createDraws(1, 2)];
  const draws = Array.from({ length: 100 }, () => [one.share(), other.share()]).flat();
  expect(new Set(draws).size).toBe(200);
});

describe('figures', () => {
  test('are means and quantiles of what is there', () => {
    expect(statsOf([4, 1, 3, 2])).toEqual({ mean: 2.5, p50: 2, p95: 4, p99: 4 });
    expect(statsOf([])).toEqual({ mean: Number.NaN, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN });
  });

  test('of several seeds are their means', () => {
    const all = [1, 2].map((seed) => figures({ seed }));
    const both = figuresOfSeeds(model(), 2, still);
    expect(both).toEqual(averageOf(all));
    expect(both.wait.p95).toBeCloseTo((all[0]!.wait.p95 + all[1]!.wait.p95) / 2);
    expect(both.tickets).toBe((all[0]!.tickets + all[1]!.tickets) / 2);
  });

  test('weigh waits by player and spreads by match', () => {
    const { matches } = run({ parties: 0.5 });
    const found = figures({ parties: 0.5 });
    const waits = matches.flatMap(({ at, group }) =>
      group.tickets.flatMap(({ since, players }) => players.map(() => at - since)),
    );
    expect(found.wait.mean).toBeCloseTo(meanOf(waits) / 1000);
    expect(found.players).toBe(4);
    expect(found.spread.mean).toBeCloseTo(meanOf(matches.map(({ group }) => group.spread)));
  });

  test('leave out those who play with bots alone when they say how far apart players are', () => {
    const rare = { rate: 0.05, seconds: 600, flexible: true };
    const { matches } = run(rare);
    const alone = matches.filter(({ group }) => group.tickets.length === 1);
    expect(alone.length).toBeGreaterThan(0);
    expect(dotsOf({ matches })).toHaveLength(matches.length - alone.length);
    const spreads = matches.filter((match) => !alone.includes(match)).map(({ group }) => group.spread);
    expect(figures(rare).spread.mean).toBeCloseTo(meanOf(spreads));
  });

  test('say that the predicted win is as good as it says, where nothing is taken wrongly', () => {
    const wild = { size: 2, rate: 40, seconds: 60, closeness: stricter(CLOSENESS, 0.05) };
    const { brier } = figures(wild);
    expect(brier.even).toBe(0.25);
    expect(brier.right).toBeLessThan(0.249);
    expect(Math.abs(brier.found - brier.right)).toBeLessThan(0.006);
  });

  test('compare each with each where everyone plays alone', () => {
    expect(figures({ teams: 0 }).brier.even).toBeCloseTo((1 / 4) * (3 / 4));
  });

  test('are dashes where no match was made, rather than no numbers', () => {
    const none = { rate: 0.1, seconds: 1 };
    const report = reportOf(model(none), 1, figures(none));
    expect(report).not.toMatch(/NaN|Infinity|undefined/);
    expect(report).toContain('| wait, s          | -    |');
  });
});

test('a static crowd is all matched in one pass', () => {
  expect(passOnce(model({ size: 2 }), 1000, () => 0)).toEqual({ tickets: 1000, matches: 500, pass: 0, add: 0 });
});

describe('what is printed', () => {
  test('is a table with straight columns', () => {
    expect(tableOf(['a', 'long'], [['wide', '1']])).toBe('| a    | long |\n| ---- | ---- |\n| wide | 1    |');
  });

  test('has every figure with its unit', () => {
    const report = reportOf(model(), 3, figures());
    expect(report).toMatch(/^2v2, 20 tickets a second for 30 s, means of seeds 1 to 3\n/);
    for (const part of [
      'wait, s',
      'spread, points',
      'team gap, points',
      'Brier 0.2',
      '% of the tickets wait',
      'us a ticket',
    ]) {
      expect(report).toContain(part);
    }
    expect(reportOf(model({ teams: 0 }), 1, figures({ teams: 0 }))).not.toContain('team gap');
  });

  test('is drawn with a dot a match, axes with units, and lines at the quantiles, for light pages and dark ones', () => {
    const dots = dotsOf(run());
    const svg = drawMatches(dots, 'waits & <spreads>');
    expect(svg.match(/<circle/g)).toHaveLength(dots.length);
    for (const part of [
      'spread of the match, points',
      'mean wait of its players, s',
      'p50',
      'p95',
      'prefers-color-scheme: dark',
    ]) {
      expect(svg).toContain(part);
    }
    expect(svg).toContain('waits &amp; &lt;spreads>');
    for (const [, x, y] of svg.matchAll(/cx="([^"]+)" cy="([^"]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(64);
      expect(Number(x)).toBeLessThanOrEqual(740);
      expect(Number(y)).toBeGreaterThanOrEqual(44);
      expect(Number(y)).toBeLessThanOrEqual(428);
    }
    expect(drawMatches([], 'none')).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the command line', () => {
  test('has a default for everything', () => {
    expect(readOptions([])).toEqual({ kind: 'run', model: DEFAULTS, seeds: 1, svg: 'artifacts/matchmaking.svg' });
  });

  test('takes every option that the help names, and the help names every one', () => {
    const given =
      '--rate 2 --size 6 --teams 3 --seconds 60 --seed 7 --seeds 5 --skill 1400,200 --unknown 30 --parties .2 --regions 3 --patience 60 --blocks .01 --flexible --svg a.svg --frontier';
    const { closeness } = DEFAULTS;
    const asked: Model = {
      ...{ rate: 2, size: 6, teams: 3, seconds: 60, seed: 7, unknown: 30, parties: 0.2, regions: 3, patience: 60 },
      ...{ blocks: 0.01, flexible: true, closeness, skill: { mean: 1400, deviation: 200 } },
    };
    expect(readOptions(given.split(' '))).toEqual({ kind: 'frontier', model: asked, seeds: 5, svg: 'a.svg' });
    expect(readOptions(['--table'])).toMatchObject({ kind: 'table' });
    expect(readOptions(['--help'])).toEqual({ kind: 'help' });
    const named = HELP.match(/^ {2}--[a-z]+/gm)!.map((name) => name.trim());
    expect(named.sort()).toEqual([...given.match(/--[a-z]+/g)!, '--table', '--help'].sort());
  });

  test.each([
    ['--rate 0', '--rate: should be a number from 0.01 to 1000; it is 0'],
    ['--rate fast', '--rate: should be a number from 0.01 to 1000; it is fast'],
    ['--rate=', '--rate: should be a number from 0.01 to 1000; it is nothing'],
    ['--size 2.5', '--size: should be a whole number from 2 to 100; it is 2.5'],
    ['--teams 1', '--teams: one side has nobody to play against; 0 is everyone for themselves'],
    ['--teams 3', '--teams: 10 players do not make 3 equal sides'],
    ['--skill 1500', '--skill: should be a mean and a deviation, as in 1500,350; it is 1500'],
    ['--skill 1500,-1', '--skill: should be a number from 0 to 100000; it is -1'],
    ['--size 2 --parties .5', '--parties: in matches of 2 a side has no room for two'],
    ['--patience 0', '--patience: should be a number from 0.001 to 1000000; it is 0'],
    ['--seeds 0', '--seeds: should be a whole number from 1 to 100; it is 0'],
    ['--table --frontier', '--table and --frontier: one at a time'],
    ['--speed 5', "Unknown option '--speed'"],
    ['--seed', "Option '--seed <value>' argument missing"],
    ['fast', "Unexpected argument 'fast'"],
  ])('says in one line what is wrong with %s', (line, problem) => {
    expect(readOptions(line.split(' '))).toEqual({ kind: 'bad', problem });
  });

  test('ends with code 2 and that line', () => {
    const command = join(import.meta.dirname, '../simulator/run.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--size', '1'], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([2, '', '--size: should be a whole number from 2 to 100; it is 1\n']);
  });
});
