import { parseArgs } from 'node:util';
import { benchCapacity } from './capacity.ts';
import { pinned } from './child.ts';
import { benchCodec } from './codec.ts';
import { feelTable } from './feel.ts';
import { benchHttp } from './http.ts';
import { benchJoin } from './join.ts';
import { benchJournal } from './journal.ts';
import { benchLoad } from './load.ts';
import { benchMemory } from './memory.ts';
import type { Plan } from './plan.ts';

/** What can be measured, in the order of `all`. Each gives its table. */
const benches: { readonly [name: string]: (plan: Plan) => Promise<string> } = {
  codec: benchCodec,
  feel: async () => `Comet Clash behind several networks, in virtual time\n\n${feelTable()}`,
  join: benchJoin,
  http: benchHttp,
  memory: benchMemory,
  load: benchLoad,
  journal: benchJournal,
  capacity: benchCapacity,
};

const HELP = `npm run bench -- [all | ${Object.keys(benches).join(' | ')}] [options]
  --rooms N     rooms that play at once                    (125)
  --bots N      clients in each, 2 to 8                    (8)
  --seconds N   length of a measurement                    (8)
  --rounds N    how often each is measured, in turns       (3)
See docs/PERFORMANCE.md for what is measured, and how.
`;

const { name, plan } = readCommand();
const chosen = name === 'all' ? Object.keys(benches) : [name];
process.stdout.write(`Node ${process.version}; servers and clients ${pinned ? 'on a core each' : 'not pinned'}\n`);
for (const one of chosen) {
  process.stderr.write(`${one}\n`);
  process.stdout.write(`\n${await benches[one]!(plan)}\n`);
}
// What another bench left running must not keep the command from ending.
process.exit(0);

function readCommand(): { name: string; plan: Plan } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rooms: { type: 'string', default: '125' },
        bots: { type: 'string', default: '8' },
        seconds: { type: 'string', default: '8' },
        rounds: { type: 'string', default: '3' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) stop(HELP, 0);
    const [given = 'all', ...more] = positionals;
    if (more.length > 0 || (given !== 'all' && !Object.hasOwn(benches, given))) stop(HELP);
    return {
      name: given,
      plan: {
        rooms: wholeNumber('rooms', values.rooms, 1, 1000),
        bots: wholeNumber('bots', values.bots, 2, 8),
        seconds: wholeNumber('seconds', values.seconds, 1, 300),
        rounds: wholeNumber('rounds', values.rounds, 1, 99),
      },
    };
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n`);
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < low || n > high)
    stop(`--${option}: should be a whole number from ${low} to ${high}; it is ${text}\n`);
  return n;
}

function stop(message: string, code = 2): never {
  (code === 0 ? process.stdout : process.stderr).write(message);
  process.exit(code);
}
