import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where tests get their Postgres from. */
export type Found =
  /** One that runs already. */
  | { readonly kind: 'url'; readonly url: string }
  /** Its programs are in this folder. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** It is not here, and may be installed. */
  | { readonly kind: 'install' }
  /** `say`: one line, what to do about it. */
  | { readonly kind: 'none'; readonly say: string };

/** What is asked of the machine. */
export interface Lookups {
  isProgram(path: string): boolean;
  /** The names in a folder; none where there is no such folder. */
  namesIn(folder: string): readonly string[];
  readonly isRoot: boolean;
}

/** Where Debian keeps the programs of each version, which are on nobody's PATH. */
const DEBIAN = '/usr/lib/postgresql';

const SAY =
  'The contract suites need Postgres: install it (Debian: apt-get install postgresql), put its initdb and postgres on the PATH, ' +
  'or set DATABASE_URL to a database in which schemas may be made.';

/** `DATABASE_URL`, else what is on the PATH, else the newest of Debian's, else its package where that may be installed. */
export function findPostgres(env: { readonly [name: string]: string | undefined }, machine: Lookups): Found {
  if (env.DATABASE_URL) return { kind: 'url', url: env.DATABASE_URL };
  const onPath = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const versions = [...machine.namesIn(DEBIAN)].sort((a, b) => Number(b) - Number(a));
  const folders = [...onPath, ...versions.map((version) => join(DEBIAN, version, 'bin'))];
  const has = (folder: string, ...names: string[]) => names.every((name) => machine.isProgram(join(folder, name)));
  const folder = folders.find((one) => has(one, 'postgres', 'initdb'));
  if (folder !== undefined) return { kind: 'folder', folder };
  if (machine.isRoot && onPath.some((one) => has(one, 'apt-get'))) return { kind: 'install' };
  return { kind: 'none', say: SAY };
}

export const thisMachine: Lookups = {
  isProgram(path) {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  namesIn(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
  isRoot: process.getuid?.() === 0,
};
