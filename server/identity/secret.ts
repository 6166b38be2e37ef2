import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../ops/folder.ts';

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
