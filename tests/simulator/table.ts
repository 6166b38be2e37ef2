import { type Figures, figuresOf } from './figures.ts';
import { DEFAULTS, type Model } from './model.ts';
import { type Clocks, simulate } from './simulate.ts';
import { passOnce, type StaticCost } from './static.ts';
import { both, shown, tableOf } from './text.ts';

/** What is measured of a workload, beside the aim and what else is known. */
interface Line {
  readonly figure: string;
  found(figures: Figures): string;
  met(figures: Figures): boolean;
  readonly aim: string;
  readonly others: string;
  readonly window: string;
}

interface Workload {
  readonly name: string;
  readonly model: Model;
  readonly lines: readonly Line[];
}

type Pair = readonly [mean: number, p95: number];

const pair = (figure: 'wait' | 'spread', aim: Pair, others: string, window: string): Line => ({
  figure: figure === 'wait' ? 'wait, s' : 'spread, points',
  found: (figures) => both(figures[figure]),
  met: (figures) => figures[figure].mean <= aim[0] && figures[figure].p95 <= aim[1],
  aim: `${aim[0]} / ${aim[1]}`,
  others,
  window,
});

const gapBelowOne = (others: string, window: string): Line => ({
  figure: 'team gap, points',
  found: ({ gap }) => shown(gap.mean),
  met: ({ gap }) => gap.mean < 1,
  aim: 'below 1',
  others,
  window,
});

const waitMean = (aim: number, others: string, window: string): Line => ({
  figure: 'wait, s',
  found: ({ wait }) => shown(wait.mean),
  met: ({ wait }) => wait.mean <= aim,
  aim: aim.toFixed(1),
  others,
  window,
});

const WORKLOADS: readonly Workload[] = [
  {
    name: '20/s 1v1',
    model: { ...DEFAULTS, rate: 20, size: 2 },
    lines: [waitMean(1, '0.9', '1.2'), pair('spread', [14, 35], '49 / 95', '14 / 35')],
  },
  {
    name: '20/s 5v5',
    model: { ...DEFAULTS, rate: 20 },
    lines: [
      pair('wait', [2.9, 7.7], '2.9 / 7.7', '3.2 / 8.4'),
      pair('spread', [99, 168], '158 / 192', '99 / 168'),
      gapBelowOne('34', '0.3'),
    ],
  },
  {
    name: '2/s 5v5',
    model: { ...DEFAULTS, rate: 2 },
    lines: [
      pair('wait', [12, 33], '17.5 / 47', '11.4 / 33'),
      pair('spread', [180, 250], '163 / 186', '266 / 517'),
      gapBelowOne('37', '1.1'),
    ],
  },
];

const STATIC: Model = { ...DEFAULTS, size: 2 };
const GROWTH = [1000, 10_000, 100_000] as const;
/** What others on the machine took is in the clock's time, but hardly in the quickest of so many. */
const ROUNDS = 12;
const PASS_BELOW_MS = 50;
const ADD_BELOW_MS = 0.1;

/** The figures that the matchmaker is held to, of one seed each; means, or mean / p95. */
export function figuresTable(clocks: Clocks): string {
  const rows = WORKLOADS.flatMap(({ name, model, lines }) => {
    const figures = figuresOf(model, simulate(model, clocks));
    return lines.map((line) => [
      name,
      line.figure,
      line.found(figures),
      line.aim,
      verdict(line.met(figures)),
      line.others,
      line.window,
    ]);
  });
  const growth = GROWTH.map((tickets) => quickest(tickets, clocks));
  const { pass, add } = growth[1]!;
  rows.push(
    ['10,000 static 1v1', 'one pass, ms', shown(pass), 'below 50', verdict(pass < PASS_BELOW_MS), '42,000', ''],
    ['', 'adding one, ms', add.toFixed(4), 'below 0.1', verdict(add < ADD_BELOW_MS), '', ''],
  );
  const head = ['', '', 'found', 'aim', 'met', 'best of others', 'a sorted window'];
  return `${tableOf(head, rows)}\n\n${growthTable(growth)}`;
}

const verdict = (met: boolean) => (met ? 'yes' : 'no');

function growthTable(growth: readonly StaticCost[]): string {
  const unit = ({ tickets, pass }: StaticCost) => (pass * 1e6) / (tickets * Math.log2(tickets));
  const rows = growth.map((one) => [
    one.tickets.toLocaleString('en'),
    shown(one.pass),
    shown(unit(one)),
    shown(one.add * 1000),
  ]);
  return tableOf(['static 1v1', 'one pass, ms', 'ns for each n log2 n', 'adding one, us'], rows);
}

function quickest(tickets: number, { wall }: Clocks): StaticCost {
  const rounds = tickets > 10_000 ? 3 : ROUNDS;
  const costs = Array.from({ length: rounds }, () => passOnce(STATIC, tickets, () => wall() / 1000));
  return {
    ...costs[0]!,
    pass: Math.min(...costs.map(({ pass }) => pass)),
    add: Math.min(...costs.map(({ add }) => add)),
  };
}
