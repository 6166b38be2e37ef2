import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { clocks } from './clocks.ts';
import { averageOf, dotsOf, figuresOf } from './figures.ts';
import { frontierOf } from './frontier.ts';
import { HELP, readOptions } from './options.ts';
import { drawMatches } from './picture.ts';
import { simulate } from './simulate.ts';
import { figuresTable } from './table.ts';
import { formOf, reportOf } from './text.ts';

const print = (text: string) => void process.stdout.write(`${text}\n`);

const asked = readOptions(process.argv.slice(2));
switch (asked.kind) {
  case 'bad':
    process.stderr.write(`${asked.problem}\n`);
    process.exitCode = 2;
    break;
  case 'help':
    process.stdout.write(HELP);
    break;
  case 'table':
    print(figuresTable(clocks));
    break;
  case 'frontier':
    print(frontierOf(asked.model, asked.seeds, clocks));
    break;
  case 'run': {
    const { model, seeds, svg } = asked;
    const models = Array.from({ length: seeds }, (_, n) => ({ ...model, seed: model.seed + n }));
    const runs = models.map((one) => simulate(one, clocks));
    print(reportOf(model, seeds, averageOf(runs.map((run, n) => figuresOf(models[n]!, run)))));
    const title = `Wait against spread: ${formOf(model)}, ${model.rate} tickets a second, seed ${model.seed}`;
    mkdirSync(dirname(svg), { recursive: true });
    writeFileSync(svg, drawMatches(dotsOf(runs[0]!), title));
    print(`picture${seeds > 1 ? ` of seed ${model.seed}` : ''}: ${svg}`);
  }
}
