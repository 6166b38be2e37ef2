import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The key that signs tokens: the one given, else the one kept in `dataDir`, which is made at the first start and readable by
 * its owner alone. Players stay who they are for as long as it stays. Throws when the folder cannot be used.
 */
export function loadSecret(given: string | undefined, dataDir: string): Uint8Array {
  if (given !== undefined) return new TextEncoder().encode(given);
  makeFolder(dataDir);
  const file = join(dataDir, 'token-secret');
  try {
    // Fails if the file is there, so that two nodes that start at once end up with one secret.
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(secret)) throw new Error(`${file} holds no secret of 64 hexadecimal digits`);
  chmodSync(file, 0o600);
  return Buffer.from(secret, 'hex');
}

/** Node's own `recursive` never comes back where a file system says of a folder's parent that it is there and is not, as /proc does. */
function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
