import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type Ask, type Opened, type Reply, SqliteError } from './sqliteMessages.ts';

/** A SQLite file in a thread of its own, as Kysely wants a database. */
export interface SqliteThread {
  readonly dialect: Dialect;
  readonly setAside: Opened['setAside'];
  /** Closes the file and ends the thread. Kysely would only do so where it has asked it something. */
  close(): Promise<void>;
}

/**
 * Opens the file, or makes it. Throws what keeps it from that; another server that uses it, for one. `readOnly`: a file that this
 * process has open in another such thread.
 */
export async function openSqliteThread(file: string, readOnly = false): Promise<SqliteThread> {
  const worker = new Worker(new URL('./sqliteWorker.ts', import.meta.url), { workerData: { file, readOnly } });
  const [opened] = (await once(worker, 'message')) as [Opened];
  if (opened.error) {
    await worker.terminate();
    throw new SqliteError(opened.error);
  }
  const exited = new Promise<void>((done) => worker.once('exit', () => done()));
  const connection = connect(worker);
  const dialect: Dialect = {
    createDriver: () => driverOver(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new Adapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  async function close(): Promise<void> {
    worker.postMessage(null);
    await exited;
  }
  return { dialect, setAside: opened.setAside, close };
}

/** Kysely does not count on it, but SQLite makes tables in a transaction like anything else: all of a migration, or nothing. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

interface Waiting {
  readonly done: (reply: Reply) => void;
  readonly failed: (error: Error) => void;
}

function connect(worker: Worker): DatabaseConnection {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let gone: Error | null = null;

  function end(error: Error): void {
    gone = error;
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  }

  worker.on('message', (reply: Reply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error) one?.failed(new SqliteError(reply.error));
    else one?.done(reply);
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the thread with the SQLite file has ended')));

  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      if (gone) throw gone;
      const id = ++asked;
      const { rows, changes } = await new Promise<Reply>((done, failed) => {
        waiting.set(id, { done, failed });
        worker.postMessage({ id, sql, parameters } satisfies Ask);
      });
      return { rows: rows as R[], numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: nothing streams
    async *streamQuery() {
      throw new Error('nothing is streamed from SQLite here');
    },
  };
}

function driverOver(connection: DatabaseConnection): Driver {
  const say = (sql: string) => async () => {
    await connection.executeQuery({ sql, parameters: [] } as unknown as CompiledQuery);
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    // At once, so that a transaction never finds out halfway that it may not write.
    beginTransaction: say('begin immediate'),
    commitTransaction: say('commit'),
    // After a full disk or a failed write SQLite has rolled back by itself: what is to be told then is why.
    rollbackTransaction: () => say('rollback')().catch(() => {}),
    destroy: async () => {},
  };
}
