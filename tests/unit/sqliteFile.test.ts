import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, FILE_NAME, openSqlite } from '../../server/store/database.ts';
import { insertJournal, lastJournalSeq, readJournal } from '../../server/store/journal.ts';

const PROGRAM = join(import.meta.dirname, '../support/storeProcess.ts');
/** Nobody in particular; a file of root's is none of theirs. */
const SOMEBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** SQLite's pages, unless it is told otherwise. */
const PAGE = 4096;
const ROWS = 60;

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-file-'));
  onTestFinished(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

async function open(folder: string): Promise<Database> {
  const database = await openSqlite(folder);
  let closed = false;
  const close = async () => {
    if (!closed) await database.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...database, close };
}

const refusal = (folder: string): Promise<string> =>
  openSqlite(folder).then(
    async ({ close }) => {
      await close();
      return 'it opens';
    },
    (error: Error) => error.message,
  );

/** Some pages of rows, all of them in the file, which nobody has open. */
async function filled(): Promise<{ folder: string; file: string }> {
  const folder = useFolder();
  const { db, close } = await open(folder);
  for (let seq = 1; seq <= ROWS; seq++) await insertJournal(db, { seq, at: seq, bytes: randomBytes(3000) });
  await close();
  const file = join(folder, FILE_NAME);
  expect(statSync(file).size).toBeGreaterThan(ROWS * 3000);
  return { folder, file };
}

interface Child {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  readonly lines: string[];
  /** The next line; throws when there is none any more. */
  next(): Promise<string>;
  kill(): Promise<void>;
}

/** Another server's store; `uid`: of somebody else. It is killed with the test at the latest. */
function start(folder: string, mode: 'write' | 'hold', uid?: number): Child {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, [PROGRAM, folder, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...user,
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  let read = 0;
  return {
    process: child,
    lines,
    kill,
    async next() {
      while (lines.length <= read)
        await Promise.race([once(reader, 'line'), exited.then(() => Promise.reject(new Error('it ended')))]);
      return lines[read++]!;
    },
  };
}

/** A server's store that was killed in the middle of writing: how many rows it said are committed. */
async function killedWriting(folder: string, least: number): Promise<number> {
  const child = start(folder, 'write');
  expect(await child.next()).toBe('open');
  while (Number(await child.next()) < least);
  await child.kill();
  // What it said last may still have been on its way.
  return Number(child.lines.at(-1));
}

async function seqsIn(folder: string): Promise<number[]> {
  const { db, setAside, close } = await open(folder);
  expect(setAside).toBeNull();
  const { rows, damagedAt } = await readJournal(db, 0);
  expect(damagedAt).toBeNull();
  await close();
  return rows.map(({ seq }) => seq);
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('a server’s file', () => {
  test('is made where there is none, and holds what was written when it is opened again', async () => {
    const { folder } = await filled();
    expect(await seqsIn(folder)).toEqual(upTo(ROWS));
    expect(readdirSync(folder).sort()).toEqual([FILE_NAME, `${FILE_NAME}.lock`]);
  });

  test('is one server’s: another is refused in a line that says so, and the first goes on', async () => {
    const folder = useFolder();
    const { db, close } = await open(folder);
    const file = join(folder, FILE_NAME);
    expect(await refusal(folder)).toBe(`${file} cannot be used: another server is using ${file}`);
    const other = start(folder, 'hold');
    expect(await other.next()).toBe(`error: ${file} cannot be used: another server is using ${file}`);
    await insertJournal(db, { seq: 1, at: 1, bytes: new Uint8Array(1) });
    expect(await lastJournalSeq(db)).toBe(1);
    await close();
    const next = start(folder, 'hold');
    expect(await next.next()).toBe('open');
    expect(await refusal(folder)).toContain('another server');
  });

  test('answers nothing any more when it is closed, and whatever was asked before is done', async () => {
    const folder = useFolder();
    const { db, close } = await open(folder);
    const asked = upTo(20).map((seq) => insertJournal(db, { seq, at: seq, bytes: new Uint8Array(9) }));
    await close();
    const done = (await Promise.allSettled(asked)).map(({ status }) => status);
    await expect(lastJournalSeq(db)).rejects.toThrow();
    expect(await seqsIn(folder)).toEqual(upTo(done.filter((status) => status === 'fulfilled').length));
  });

  test('says what SQLite says of a wrong statement, with its number', async () => {
    const { db } = await open(useFolder());
    await insertJournal(db, { seq: 1, at: 1, bytes: new Uint8Array(1) });
    const again = insertJournal(db, { seq: 1, at: 1, bytes: new Uint8Array(1) });
    await expect(again).rejects.toMatchObject({ message: expect.stringContaining('UNIQUE'), errcode: 1555 });
    await expect(sql`select * from nothing`.execute(db)).rejects.toMatchObject({ errcode: 1 });
    expect(await lastJournalSeq(db)).toBe(1);
  });

  test('of a newer program is refused in a line, stays as it is, and is free for that program', async () => {
    const { folder, file } = await filled();
    const { db, close } = await open(folder);
    await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2099-01-01')`.execute(db);
    await close();
    const before = readFileSync(file);
    const said = await refusal(folder);
    expect(said).toMatch(/^.*muster\.db cannot be used: its tables are those of a newer Muster \(999-later\).*$/);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await refusal(folder)).toBe(said);
  });
});

describe('a damaged file', () => {
  const damages: Record<string, (file: string) => void> = {
    'that was cut in a page': (file) => truncateSync(file, Math.floor(statSync(file).size / 2 / PAGE) * PAGE + 100),
    'that was cut between pages': (file) => truncateSync(file, Math.floor(statSync(file).size / 2 / PAGE) * PAGE),
    'that was cut in its first page': (file) => truncateSync(file, 50),
    'that is empty': (file) => truncateSync(file, 0),
    'of garbage': (file) => writeFileSync(file, randomBytes(20_000)),
    'of text': (file) => writeFileSync(file, 'These are not the tables you are looking for.\n'.repeat(500)),
    'with garbage behind its header': (file) => overwrite(file, 100, randomBytes(100)),
    'with flipped bytes in the heads of its pages': (file) => {
      const bytes = readFileSync(file);
      for (let at = 5 * PAGE; at < bytes.length; at += 7 * PAGE)
        overwrite(
          file,
          at,
          bytes.subarray(at, at + 8).map((byte) => ~byte),
        );
    },
  };

  test.each(Object.entries(damages))(
    '%s is set aside whole, under a name that is told, and a new one does',
    async (_, damage) => {
      const { folder, file } = await filled();
      damage(file);
      const damaged = readFileSync(file);
      const { db, setAside, close } = await open(folder);
      expect(setAside!.file).toMatch(/muster\.db\.damaged-\d{4}-\d\d-\d\dT[\d-]+\.\d+Z$/);
      expect(setAside!.why).toMatch(/^.+$/);
      expect(readFileSync(setAside!.file).equals(damaged)).toBe(true);
      expect(await lastJournalSeq(db)).toBe(0);
      await insertJournal(db, { seq: 1, at: 1, bytes: new Uint8Array(1) });
      await close();
      expect(await seqsIn(folder)).toEqual([1]);
    },
  );

  test('takes its logs with it', async () => {
    const folder = useFolder();
    await killedWriting(folder, 30);
    const file = join(folder, FILE_NAME);
    const log = readFileSync(`${file}-wal`);
    expect(log.length).toBeGreaterThan(30 * 3000);
    truncateSync(file, 0);
    writeFileSync(`${file}-journal`, 'of a server that was killed when it made the file');
    const { db, setAside } = await open(folder);
    expect(setAside!.why).toBe('it is empty');
    expect(readFileSync(`${setAside!.file}-journal`, 'utf8')).toMatch(/^of a server/);
    expect(readFileSync(`${setAside!.file}-wal`).equals(log)).toBe(true);
    expect(await lastJournalSeq(db)).toBe(0);
  });

  test('that is gone leaves a log, which is set aside', async () => {
    const folder = useFolder();
    await killedWriting(folder, 30);
    const file = join(folder, FILE_NAME);
    const log = readFileSync(`${file}-wal`);
    rmSync(file);
    const { setAside } = await open(folder);
    expect(setAside!.why).toBe('it is gone, and its log is still there');
    expect(readFileSync(`${setAside!.file}-wal`).equals(log)).toBe(true);
  });
});

describe('a server that was killed', () => {
  test('leaves a file with all that was committed, and nothing by half; the next server has it at once', async () => {
    const folder = useFolder();
    let committed = 0;
    // Enough for SQLite to move its log into the file now and then: that can be cut short too.
    for (let round = 0; round < 6; round++) {
      committed = await killedWriting(folder, committed + 300 + round * 171);
      const seqs = await seqsIn(folder);
      expect(seqs).toEqual(upTo(seqs.length));
      expect(seqs.length).toBeGreaterThanOrEqual(committed);
      expect(seqs.length % 3).toBe(0);
      committed = seqs.length;
    }
  });

  test('and whose log was cut short loses its end alone', async () => {
    const folder = useFolder();
    const committed = await killedWriting(folder, 90);
    const wal = join(folder, `${FILE_NAME}-wal`);
    truncateSync(wal, Math.floor(statSync(wal).size * 0.6) + 13);
    const seqs = await seqsIn(folder);
    expect(seqs).toEqual(upTo(seqs.length));
    expect(seqs.length % 3).toBe(0);
    expect(seqs.length).toBeGreaterThan(committed / 3);
    expect(seqs.length).toBeLessThan(committed);
  });

  test('and whose log was changed somewhere keeps what is in front of that', async () => {
    const folder = useFolder();
    const committed = await killedWriting(folder, 90);
    const wal = join(folder, `${FILE_NAME}-wal`);
    overwrite(wal, Math.floor(statSync(wal).size * 0.6), Uint8Array.of(1, 2, 3, 4));
    const seqs = await seqsIn(folder);
    expect(seqs).toEqual(upTo(seqs.length));
    expect(seqs.length).toBeGreaterThan(committed / 3);
    expect(seqs.length).toBeLessThan(committed);
  });
});

describe('a folder', () => {
  test('in which one may not write is named in a line', async () => {
    const folder = useFolder();
    if (isRoot) chownSync(folder, SOMEBODY, SOMEBODY);
    chmodSync(folder, 0o500);
    const child = start(folder, 'hold', isRoot ? SOMEBODY : undefined);
    expect(await child.next()).toBe(
      `error: ${join(folder, FILE_NAME)} cannot be used: unable to open database file (is its folder there, and may this user write in it?)`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([FILE_NAME, `${FILE_NAME}.lock`])(
    'whose %s one may read, and not write, is named in a line, and the file stays as it is',
    async (readOnly) => {
      const { folder, file } = await filled();
      const before = readFileSync(file);
      if (isRoot) for (const name of readdirSync(folder)) chownSync(join(folder, name), SOMEBODY, SOMEBODY);
      chmodSync(join(folder, readOnly), 0o400);
      if (isRoot) chownSync(folder, SOMEBODY, SOMEBODY);
      const child = start(folder, 'hold', isRoot ? SOMEBODY : undefined);
      expect(await child.next()).toMatch(
        /^error: .*muster\.db cannot be used: EACCES: permission denied, access '.*muster\.db/,
      );
      expect(readFileSync(file).equals(before)).toBe(true);
    },
  );

  test('that is not there is named in a line', async () => {
    const folder = join(useFolder(), 'none');
    expect(await refusal(folder)).toMatch(/^.*none\/muster\.db cannot be used: unable to open database file \(.*\)$/);
    expect(existsSync(folder)).toBe(false);
  });

  test('whose file is a folder is named in a line', async () => {
    const folder = useFolder();
    mkdirSync(join(folder, FILE_NAME));
    expect(await refusal(folder)).toMatch(/^.*muster\.db cannot be used: .*$/);
    renameSync(join(folder, FILE_NAME), join(folder, 'elsewhere'));
    expect(await refusal(folder)).toBe('it opens');
  });
});

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}
