import { parseArgs } from 'node:util';
import { DEFAULTS, largestParty, type Model } from './model.ts';

/** What the command line asks for. */
export type Asked =
  | { readonly kind: 'run' | 'table' | 'frontier'; readonly model: Model; readonly seeds: number; readonly svg: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'bad'; readonly problem: string };

export const HELP = `npm run simulate -- [options]      plays quick match's queue with invented players, in virtual time
  --rate N            tickets that come a second, as a Poisson process   (20)
  --size N            players in a match                                 (10)
  --teams N           sides; 0: everyone for themselves                  (2)
  --seconds N         simulated time                                     (300)
  --seed N            the same seed gives the same run                   (1)
  --seeds N           averages over so many seeds, from --seed on        (1)
  --skill MEAN,DEV    what is known of the players, in points            (1500,350)
  --unknown DEV       how far from that they truly are, in points        (60)
  --parties SHARE     of the tickets are parties, of 2 up to a side      (0)
  --regions N         each in one of so many; every third accepts a far one too  (0: anywhere)
  --patience SECONDS  after which somebody cancels, on average           (nobody does)
  --blocks SHARE      how likely it is that one who comes has blocked one who waits  (0)
  --flexible          smaller matches too, as in the live queues
  --svg FILE          the picture of waits against spreads               (artifacts/matchmaking.svg)
  --table             instead: the table of figures beside their aims, as in docs/MATCHMAKING.md
  --frontier          instead: the same crowd under stricter and laxer closeness
  --help
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  rate: text,
  size: text,
  teams: text,
  seconds: text,
  seed: text,
  seeds: text,
  skill: text,
  unknown: text,
  parties: text,
  regions: text,
  patience: text,
  blocks: text,
  svg: text,
  flexible: flag,
  table: flag,
  frontier: flag,
  help: flag,
} as const;

export function readOptions(args: readonly string[]): Asked {
  try {
    return read(args);
  } catch (error) {
    // What parseArgs says of an unknown option goes on with advice.
    const [problem] = (error as Error).message.split(/\. |\n/);
    return { kind: 'bad', problem: problem! };
  }
}

function read(args: readonly string[]): Asked {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return { kind: 'help' };
  const given = (name: keyof Model & keyof typeof values, low: number, high: number, whole = false) =>
    number(name, values[name] as string | undefined, low, high, whole) ?? (DEFAULTS[name] as number);
  const model: Model = {
    rate: given('rate', 0.01, 1000),
    size: given('size', 2, 100, true),
    teams: given('teams', 0, 50, true),
    seconds: given('seconds', 1, 100_000),
    seed: given('seed', 0, 2 ** 31 - 1, true),
    skill: skill(values.skill),
    unknown: given('unknown', 0, 1000),
    parties: given('parties', 0, 1),
    regions: given('regions', 0, 100, true),
    patience: number('patience', values.patience, 0.001, 1e6) ?? null,
    blocks: given('blocks', 0, 1),
    flexible: values.flexible,
    closeness: DEFAULTS.closeness,
  };
  const { teams, size, parties } = model;
  if (teams === 1) throw new Error('--teams: one side has nobody to play against; 0 is everyone for themselves');
  if (teams > 0 && size % teams !== 0) throw new Error(`--teams: ${size} players do not make ${teams} equal sides`);
  if (parties > 0 && largestParty(model) < 2)
    throw new Error(`--parties: in matches of ${size} a side has no room for two`);
  if (values.table && values.frontier) throw new Error('--table and --frontier: one at a time');
  return {
    kind: values.table ? 'table' : values.frontier ? 'frontier' : 'run',
    model,
    seeds: number('seeds', values.seeds, 1, 100, true) ?? 1,
    svg: values.svg ?? 'artifacts/matchmaking.svg',
  };
}

function skill(given: string | undefined): Model['skill'] {
  if (given === undefined) return DEFAULTS.skill;
  const parts = given.split(',');
  if (parts.length !== 2) throw new Error(`--skill: should be a mean and a deviation, as in 1500,350; it is ${given}`);
  return { mean: number('skill', parts[0], -1e5, 1e5)!, deviation: number('skill', parts[1], 0, 1e5)! };
}

function number(name: string, given: string | undefined, low: number, high: number, whole = false): number | undefined {
  if (given === undefined) return undefined;
  const n = given.trim() === '' ? Number.NaN : Number(given);
  if (n >= low && n <= high && (!whole || Number.isInteger(n))) return n;
  throw new Error(
    `--${name}: should be a ${whole ? 'whole ' : ''}number from ${low} to ${high}; it is ${given || 'nothing'}`,
  );
}
