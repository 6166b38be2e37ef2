import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Builds the client into `dist/client`, unless what lies there was built from the very same files. */
const ROOT = join(import.meta.dirname, '..');
const SOURCES = ['game-client', 'shared', 'public', 'vite.config.ts', 'package.json', 'package-lock.json'];
/** Of 11: the last two steps take ten times as long for two per cent. */
const BROTLI_QUALITY = 9;
const STAMP = join(ROOT, 'dist/built-from');

export async function buildIfStale(): Promise<'built' | 'fresh'> {
  const hash = hashOf(SOURCES);
  const there = existsSync(join(ROOT, 'dist/client/index.html')) && existsSync(STAMP);
  if (there && readFileSync(STAMP, 'utf8') === hash) return 'fresh';
  await build({ configFile: join(ROOT, 'vite.config.ts'), root: join(ROOT, 'game-client'), logLevel: 'warn' });
  compressAssets(join(ROOT, 'dist/client/assets'));
  writeFileSync(STAMP, hash);
  return 'built';
}

/** A copy of each in Brotli and gzip beside it, for the server to choose from. */
function compressAssets(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, options));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** Of names and contents; times tell nothing in a fresh clone. */
function hashOf(sources: string[]): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path)).update('\0');
  };
  for (const source of sources) add(join(ROOT, source));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await buildIfStale();
  if (result === 'built') process.stderr.write('The client was built into dist/client.\n');
}
