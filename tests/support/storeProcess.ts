import { openSqlite } from '../../server/store/database.ts';
import { insertJournal, lastJournalSeq } from '../../server/store/journal.ts';

/**
 * A server's store in a process of its own, to be killed: `node storeProcess.ts FOLDER write|hold`. It prints `open` or
 * `error: ...`, and when it writes the number of each journal row that is committed.
 */
const [folder, mode] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const ROW_BYTES = 3000;

try {
  const { db } = await openSqlite(folder!);
  print('open');
  let seq = await lastJournalSeq(db);
  while (mode === 'write') {
    // Three rows in each transaction, so that a half of one would be seen.
    await db.transaction().execute(async (trx) => {
      for (let i = 0; i < 3; i++)
        await insertJournal(trx, { seq: ++seq, at: seq, bytes: new Uint8Array(ROW_BYTES).fill(seq) });
    });
    print(`${seq}`);
  }
} catch (error) {
  print(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
