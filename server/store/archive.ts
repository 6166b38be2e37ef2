import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import { sweepChat } from './chat.ts';
import type { Database } from './database.ts';
import { sweepPlayers } from './players.ts';
import { compactMatch, sweepReplays, uncompacted } from './replays.ts';

/** What is kept for how long, and how much of it at most. */
export interface Retention {
  readonly chatDays: number;
  readonly chatLines: number;
  readonly replayDays: number;
  readonly replays: number;
  /** After so many days without a visit a name is free for others. */
  readonly nameDays: number;
}

/** Makes replays of matches that are over, one at a time, and clears away what is old. */
export interface Archive {
  /** The result of this match has been written. */
  finished(matchId: string): void;
  /** Makes the replay now, if it waits to be made. */
  compact(matchId: string): Promise<void>;
  /** Looks for what was left undone and for what is old, now and ten minutes after each time. */
  start(): void;
  stop(): Promise<void>;
}

const SWEEP_MS = 600_000;
const DAY_MS = 86_400_000;
/** Beyond these the next sweep makes the replays. */
const MOST_WAITING = 10_000;

export function createArchive(
  { db, shrink }: Pick<Database, 'db' | 'shrink'>,
  keep: Retention,
  clock: Clock,
  log: Log,
): Archive {
  const waiting = new Set<string>();
  let working: Promise<void> | null = null;
  let sweeping: Promise<void> | null = null;
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function work(): Promise<void> {
    for (const matchId of waiting) {
      if (stopped) return;
      waiting.delete(matchId);
      await compact(matchId);
    }
  }

  async function compact(matchId: string): Promise<void> {
    try {
      await compactMatch(db, matchId, clock.now());
    } catch (error) {
      log.error({ event: 'replay-not-made', match: matchId, err: error });
    }
  }

  function add(matchId: string): void {
    if (stopped || waiting.size >= MOST_WAITING) return;
    waiting.add(matchId);
    working ??= work().finally(() => {
      working = null;
    });
  }

  async function sweep(): Promise<void> {
    const now = Math.floor(clock.now());
    for (const matchId of await uncompacted(db)) add(matchId);
    const lines = await sweepChat(db, now - keep.chatDays * DAY_MS, keep.chatLines);
    const replays = await sweepReplays(db, now - keep.replayDays * DAY_MS, keep.replays);
    const names = await sweepPlayers(db, now - keep.nameDays * DAY_MS);
    if (lines + replays > 0) await shrink();
    if (lines + replays + names > 0) log.info({ event: 'swept', lines, replays, names });
  }

  function start(): void {
    sweeping = sweep()
      .catch((error) => log.error({ event: 'sweep-failed', err: error }))
      .finally(() => {
        if (!stopped) cancel = clock.after(SWEEP_MS, start);
      });
  }

  return {
    finished: add,
    compact,
    start,
    async stop() {
      stopped = true;
      cancel?.();
      await sweeping;
      await working;
    },
  };
}
