import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The options of a command line; an unknown one ends the program with a line that names it, and exit code 2. */
export function readOptions<const O extends NonNullable<ParseArgsConfig['options']>>(options: O) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}
