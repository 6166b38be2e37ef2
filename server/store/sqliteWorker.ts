import { accessSync, chmodSync, existsSync, constants as files, renameSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Ask, Opened, Reply } from './sqliteMessages.ts';

/**
 * The thread that has the SQLite file. `node:sqlite` is synchronous, and what a disk does now and then (a checkpoint's sync, a slow
 * write) takes longer than a tick: here nobody waits for it but who asked.
 */
const port = parentPort!;
const { file, readOnly } = workerData as { file: string; readOnly: boolean };
/** Statements that were used before need not be parsed again; but one that writes many rows at once is long, and seldom comes again. */
const MOST_STATEMENTS = 200;
const LONGEST_STATEMENT = 4000;
const statements = new Map<string, StatementSync>();
const THIS_THREAD = 0;

/** Where the two have to share a core, ticks come first. Linux alone has priorities by thread; elsewhere it would be the process's. */
function standBack(): void {
  if (process.platform === 'linux') setPriority(THIS_THREAD, constants.priority.PRIORITY_LOW);
}

/** Held by this process for as long as it lives, however it ends: two servers on one file would play the same matches. */
function lock(): DatabaseSync {
  const held = new DatabaseSync(`${file}.lock`);
  // What may only be read SQLite opens too, and locks nothing of it.
  for (const one of [`${file}.lock`, file]) if (existsSync(one)) accessSync(one, files.W_OK);
  try {
    held.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive; commit');
  } catch (error) {
    if (String(error).includes('locked')) throw new Error(`another server is using ${file}`);
    throw error;
  }
  return held;
}

/** Beside the one that writes, in another thread: what is long to read holds up nobody who writes. */
function openToRead(): { database: DatabaseSync; setAside: null } {
  return { database: new DatabaseSync(file, { readOnly: true }), setAside: null };
}

function open(): { database: DatabaseSync; setAside: Opened['setAside'] } {
  const isNew = !existsSync(file) && !existsSync(`${file}-wal`);
  const damage = isNew ? null : damageOf(file);
  let setAside: Opened['setAside'] = null;
  if (damage !== null) setAside = { why: damage, file: moveAside() };
  const database = new DatabaseSync(file);
  if (isNew || setAside) {
    // Whoever else has an account on this machine need not read what people say to each other, nor from where.
    chmodSync(file, 0o600);
    // It has to be said before the first table, and would be written into the file every time.
    database.exec('pragma auto_vacuum = incremental');
  }
  // A commit survives the end of the process in any case; `full` would make it survive a power cut too, for a sync of the disk each.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  database.exec('begin immediate; commit');
  return { database, setAside };
}

/** What is wrong with the file, in a line; null if nothing is. Reads the whole of it. */
function damageOf(path: string): string | null {
  // To SQLite that would be a new file, and the log beside it worth nothing: it would remove it.
  if (!existsSync(path)) return 'it is gone, and its log is still there';
  if (statSync(path).size === 0) return 'it is empty';
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    const rows = database.prepare('pragma quick_check(3)').all();
    const found = rows.map((row) => String(Object.values(row)[0]));
    return found[0] === 'ok' ? null : found.join('; ').replace(/\s+/g, ' ');
  } catch (error) {
    if (!isDamage(error)) throw error;
    return String((error as Error).message);
  } finally {
    database?.close();
  }
}

const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

function isDamage(error: unknown): boolean {
  return [SQLITE_CORRUPT, SQLITE_NOTADB].includes(codeOf(error));
}

/** SQLite says of either only that it cannot. */
function isForbidden(error: unknown): boolean {
  return [SQLITE_READONLY, SQLITE_CANTOPEN].includes(codeOf(error));
}

/** SQLite's primary result code. */
function codeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 255;
}

/** The file with its logs, under a name that says since when: beside a new file they would be taken for that one's. */
function moveAside(): string {
  const name = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const end of ['', '-wal', '-shm', '-journal']) if (existsSync(file + end)) renameSync(file + end, name + end);
  return name;
}

function statementFor(database: DatabaseSync, sql: string): StatementSync {
  let statement = statements.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    if (sql.length > LONGEST_STATEMENT) return statement;
    statements.set(sql, statement);
    if (statements.size > MOST_STATEMENTS) statements.delete(statements.keys().next().value!);
  }
  return statement;
}

function run(database: DatabaseSync, { sql, parameters }: Ask): Pick<Reply, 'rows' | 'changes'> {
  const statement = statementFor(database, sql);
  const values = parameters as SQLInputValue[];
  if (statement.columns().length > 0) return { rows: statement.all(...values), changes: 0 };
  return { rows: [], changes: Number(statement.run(...values).changes) };
}

/** An error of another thread keeps its message and its number, not more. */
function plain(error: unknown): NonNullable<Reply['error']> {
  const { message, errcode } = error as { message: string; errcode?: number };
  return { message, errcode: errcode ?? 0 };
}

try {
  standBack();
  const held = readOnly ? null : lock();
  const { database, setAside } = readOnly ? openToRead() : open();
  port.on('message', (ask: Ask | null) => {
    if (ask === null) {
      database.close();
      held?.close();
      port.close();
      return;
    }
    try {
      port.postMessage({ id: ask.id, ...run(database, ask) } satisfies Reply);
    } catch (error) {
      port.postMessage({ id: ask.id, rows: [], changes: 0, error: plain(error) } satisfies Reply);
    }
  });
  port.postMessage({ setAside, error: null } satisfies Opened);
} catch (error) {
  const { message, errcode } = plain(error);
  const why = isForbidden(error) ? `${message} (is its folder there, and may this user write in it?)` : message;
  port.postMessage({ setAside: null, error: { message: why, errcode } } satisfies Opened);
  port.close();
}
