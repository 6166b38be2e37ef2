import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** V8's flags as `npm start` sets them, for all servers: read from there, so that it is what is measured. */
const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  scripts: { start: string };
};
export const START_FLAGS: readonly string[] = scripts.start.split(' ').filter((word) => word.startsWith('--'));
