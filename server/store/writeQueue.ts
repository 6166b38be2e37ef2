import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Database } from './database.ts';
import { insertJournal } from './journal.ts';
import { isOutage } from './outage.ts';
import type { Db } from './schema.ts';

/**
 * What waits to be written, many things in one transaction (group commit): while one is under way, what comes waits for the next.
 * When nothing can be written (a full disk, a lost connection) it tries again every second. Nothing here throws or waits.
 */
export interface WriteQueue {
  /** False while nothing can be written. */
  readonly able: boolean;
  /** How often that has begun. */
  readonly outages: number;
  /** Nanoseconds that a transaction took, from being begun to being committed. */
  readonly commits: RecordableHistogram;
  /** `key`: what it is about, where a newer state replaces an older one that still waits. */
  add<T>(item: Item<T>, key?: string): void;
  /** All that was added so far is written, or could not be. */
  settled(then: Then): void;
  /** Writes what waits, if that can be done now; it takes no more afterwards. */
  close(): Promise<void>;
}

export type Then = (kept: boolean) => void;

/** One thing to write. */
export interface Item<T = unknown> {
  readonly what: string;
  write(trx: Db): Promise<T>;
  kept?(value: T): void;
  /** It could not be written, or not yet where it lasts: `kept` follows then. */
  failed?(): void;
  /** Waits for better times when it cannot be written; else it is dropped then. */
  readonly lasts?: boolean;
  /** Of what waits too long it is given up last: somebody's match. */
  readonly precious?: boolean;
}

/** In one transaction: a few milliseconds of work. */
const MOST_AT_ONCE = 500;
/** Waiting for better times; the oldest beyond these is given up, and that is written to the log. */
const MOST_WAITING = 50_000;
const RETRY_MS = 1000;
/** No row has this number. */
const PROBE_SEQ = -1;
const PROBE_BYTES = 1000;

export function createWriteQueue({ db }: Pick<Database, 'db'>, clock: Clock, log: Log): WriteQueue {
  /** By what it is about, where a newer state replaces an older one. */
  let waiting = new Map<string, Item>();
  let flying: Promise<void> | null = null;
  let planned = false;
  let failing = false;
  let outages = 0;
  let count = 0;
  let closed = false;
  const commits = createHistogram();

  function add<T>(item: Item<T>, key = `#${++count}`): void {
    if (closed || (failing && !item.lasts)) item.failed?.();
    else {
      // What waits long is written in more than one transaction: no room stands there before the result that it shows.
      if (failing) waiting.delete(key);
      waiting.set(key, item as Item);
      if (failing) giveUpBeyond(MOST_WAITING);
      plan();
    }
  }

  /** The oldest goes first, but nobody's match while there is anything else. */
  function giveUpBeyond(most: number): void {
    while (waiting.size > most) {
      const [key, { what }] = leastOf(waiting);
      waiting.delete(key);
      log.error({ event: 'not-kept', what, why: 'too much waits for the database' });
    }
  }

  /** After all that is done in this turn of the loop. */
  function plan(): void {
    if (planned || flying || failing) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      void flush();
    });
  }

  function flush(): Promise<void> {
    flying ??= writeBatch().finally(() => {
      flying = null;
      if (waiting.size > 0) plan();
    });
    return flying;
  }

  async function writeBatch(): Promise<void> {
    const batch = new Map([...waiting].slice(0, MOST_AT_ONCE));
    for (const key of batch.keys()) waiting.delete(key);
    if (batch.size === 0) return;
    try {
      const began = performance.now();
      const values = await writeAll([...batch.values()]);
      commits.record(Math.max(1, Math.round((performance.now() - began) * 1e6)));
      if (failing) recovered();
      for (const [n, item] of [...batch.values()].entries()) call(item, () => item.kept?.(values[n]));
    } catch (error) {
      if (isOutage(error)) return outage(error, batch);
      // The ground holds.
      if (failing) recovered();
      await writeEach([...batch.values()]);
    }
  }

  function writeAll(items: readonly Item[]): Promise<unknown[]> {
    return db.transaction().execute(async (trx) => {
      const values: unknown[] = [];
      for (const item of items) values.push(await item.write(trx));
      return values;
    });
  }

  /** One of them is at fault, and the others should not pay for it. */
  async function writeEach(items: readonly Item[]): Promise<void> {
    for (const [i, item] of items.entries()) {
      try {
        const [value] = await writeAll([item]);
        call(item, () => item.kept?.(value));
      } catch (error) {
        if (isOutage(error)) return outage(error, new Map(items.slice(i).map((left) => [`#${++count}`, left])));
        log.error({ event: 'not-kept', what: item.what, err: error });
        call(item, item.failed ?? (() => {}));
      }
    }
  }

  function outage(error: unknown, batch: ReadonlyMap<string, Item>): void {
    if (!failing) {
      outages++;
      log.error({ event: 'store-failing', err: error });
    }
    failing = true;
    // What was asked meanwhile is newer.
    const newer = waiting;
    const all = [...[...batch].filter(([key]) => !newer.has(key)), ...newer];
    waiting = new Map(all.filter(([, { lasts }]) => lasts).map(([key, item]) => [key, { ...item, failed: () => {} }]));
    giveUpBeyond(MOST_WAITING);
    if (!closed) clock.after(RETRY_MS, retry);
    // Last: whoever is called back may ask for something, and that is newer still.
    for (const [, item] of all) call(item, item.failed ?? (() => {}));
  }

  async function retry(): Promise<void> {
    if (closed) return;
    // With nothing to write, something has to be asked to know.
    if (waiting.size === 0) waiting.set('probe', { what: 'probe', write: probe, lasts: true });
    await flush();
    plan();
  }

  function recovered(): void {
    failing = false;
    log.info({ event: 'store-able' });
  }

  /** Whom it calls back has faults of its own, and is told then that it failed: somebody may be waiting for an answer. */
  function call({ what, failed }: Item, act: () => void): void {
    try {
      act();
    } catch (error) {
      log.error({ event: 'call-back-failed', what, err: error });
      if (act !== failed) call({ what, write: async () => {} }, failed ?? (() => {}));
    }
  }

  return {
    get able() {
      return !failing;
    },
    get outages() {
      return outages;
    },
    commits,
    add,
    settled(then) {
      if (waiting.size === 0 && !flying) then(!failing);
      else add({ what: 'nothing', write: async () => {}, kept: () => then(true), failed: () => then(false) });
    },
    async close() {
      closed = true;
      // Once also while it fails: it may be able again.
      do await flush();
      while ((waiting.size > 0 || flying) && !failing);
    },
  };
}

function leastOf(waiting: ReadonlyMap<string, Item>): [string, Item] {
  let first: [string, Item] | null = null;
  for (const one of waiting) {
    if (!one[1].precious) return one;
    first ??= one;
  }
  return first!;
}

/** A page is written, even though nothing stands there afterwards that did not before. */
async function probe(trx: Db): Promise<void> {
  await insertJournal(trx, { seq: PROBE_SEQ, at: 0, bytes: new Uint8Array(PROBE_BYTES) });
  await trx.deleteFrom('journal').where('seq', '=', PROBE_SEQ).execute();
}
