import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { type Found, findPostgres, thisMachine } from './findPostgres.ts';

/** A Postgres for tests. */
export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where it is, or why there is none, in a line. */
    postgres: { readonly url: string } | { readonly missing: string };
  }
}

/**
 * What a project names as its `globalSetup`: one Postgres for all its files, which find it by `postgresUrl`. Where there is none
 * every test that asks for it fails; to throw here would keep all others from running too.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const { url, stop } = await startPostgres();
    project.provide('postgres', { url });
    return stop;
  } catch (error) {
    project.provide('postgres', { missing: (error as Error).message });
    return async () => {};
  }
}

/** Throws one line that says what to install where there is no Postgres to be had. */
export async function startPostgres(env: NodeJS.ProcessEnv = process.env): Promise<Postgres> {
  let found = findPostgres(env, thisMachine);
  if (found.kind === 'install') found = install(env);
  if (found.kind === 'url') return { url: found.url, stop: async () => {} };
  if (found.kind === 'folder') return start(found.folder);
  throw new Error(found.kind === 'none' ? found.say : 'Postgres was installed, and is not to be found.');
}

function install(env: NodeJS.ProcessEnv): Found {
  // RUNLEVEL 1: Debian starts no service then.
  const options = { stdio: 'ignore', env: { ...env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } } as const;
  try {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], options);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`The contract suites need Postgres, and it could not be installed: ${message}`, { cause: error });
  }
  return findPostgres(env, thisMachine);
}

/**
 * Makes a cluster, runs it until its input ends, and removes it. The kernel ends that input with us, however we end: nothing keeps
 * running. Names are sorted as in English where this Postgres can: a query that leaves the order of ids to that is found out.
 */
const KEEPER = `
binaries=$1 folder=$2
init() { "$binaries/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync "$@"; }
init --locale-provider=icu --icu-locale=en-US || init
"$binaries/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \\
  -c max_connections=200 -c shared_buffers=32MB -c deadlock_timeout=100ms &
server=$!
cat > /dev/null
kill -INT $server
wait $server
rm -rf "$folder"
`;

const PATIENCE_MS = 60_000;
const SAID = 4000;

async function start(binaries: string): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-pg-'));
  const user = postgresUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', binaries, folder], { cwd: folder, detached: true, ...user });
  let said = '';
  for (const stream of [keeper.stdout, keeper.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-SAID);
    });
  }
  const exited = new Promise<void>((done) => keeper.once('exit', () => done()));
  const stop = async () => {
    keeper.stdin.end();
    await exited;
  };
  // Its name stands in for none: the address of a socket is a parameter.
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  try {
    await answering(url);
  } catch (error) {
    await stop();
    throw new Error(`Postgres does not come up: ${(error as Error).message}\n${said}`, { cause: error });
  }
  return { url, stop };
}

/** Postgres refuses to run as root. */
function postgresUser(): { readonly uid: number; readonly gid: number } | null {
  if (!thisMachine.isRoot) return null;
  const idOf = (flag: '-u' | '-g', name: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      // There is no such user here.
    }
  }
  throw new Error('Postgres refuses to run as root, and there is neither a user postgres nor nobody.');
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(50);
    }
  }
}
