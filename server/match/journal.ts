import { ByteReader, ByteWriter } from '../../shared/core/bytes.ts';
import type { Clock } from '../ops/clock.ts';
import { stagger } from '../ops/stagger.ts';
import type { JournalRow } from '../store/journal.ts';
import type { Keeper } from '../store/keeper.ts';
import { type Chunk, createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';

/**
 * What all running matches take in, written down together (group commit) so often that a server that dies has at most the last
 * tenth of a second not there. A row holds what is new of each of them:
 *
 *   row   = chunk ...
 *   chunk = id: length byte, ASCII | from: varint | through - from: varint | length: varint | a piece of the match's log |
 *           acks that grew: how many, byte | for each: seat: byte, ack: varint
 *
 * One row for all is a few pages of the database's log, where a row a match would be a page for each. Rows are needed until every
 * match has a checkpoint behind them.
 */
export interface Journal {
  /** Records a match from now on, until `close`. */
  open(options: JournalOptions): Recorder;
  close(matchId: string): void;
  /** Writes what is new of all of them now. */
  flush(): void;
  readonly stats: { flushes: number; bytes: number };
}

export interface JournalOptions extends Pick<RecorderOptions, 'matchId' | 'match' | 'soFar' | 'host'> {
  /** By seat, as they are at any time: whoever comes back goes on from its last input. */
  readonly acks: readonly number[];
}

interface Open {
  readonly recorder: Recorder;
  readonly acks: readonly number[];
  /** As they were at the last flush. */
  readonly known: number[];
  /** The last row that this match does not need. */
  before: number;
}

/** With the time that a commit takes, and a busy moment, less than a tenth of a second. */
const FLUSH_MS = 50;
/** Ticks of a second are those of the game; the first checkpoint falls between 5 and 10 seconds. */
const FIRST_CHECKPOINT_S = 5;

/** `lastSeq`: of the rows that are there. */
export function createJournal(keeper: Keeper, clock: Clock, lastSeq: number): Journal {
  const matches = new Map<string, Open>();
  const out = new ByteWriter(16 * 1024);
  const stats = { flushes: 0, bytes: 0 };
  let seq = lastSeq;
  let opened = 0;
  let planned = false;
  let outages = keeper.outages;

  function plan(): void {
    if (planned || matches.size === 0) return;
    planned = true;
    clock.after(FLUSH_MS, () => {
      planned = false;
      flush();
      plan();
    });
  }

  function flush(): void {
    if (!keeper.able) return;
    if (outages !== keeper.outages) {
      // Rows may be missing; what a match took in meanwhile is still in its log.
      outages = keeper.outages;
      for (const { recorder } of matches.values()) recorder.hurry();
    }
    out.clear();
    for (const { recorder, acks, known } of matches.values()) {
      const chunk = recorder.chunk();
      if (!chunk) continue;
      const grown = acks.flatMap((ack, seat) => (ack === known[seat] ? [] : [[seat, ack] as const]));
      writeChunk({ ...chunk, acks: grown }, out);
      for (const [seat, ack] of grown) known[seat] = ack;
    }
    const bytes = out.bytes().slice();
    if (bytes.length === 0) return;
    stats.flushes++;
    stats.bytes += bytes.length;
    keeper.journal({ seq: ++seq, at: clock.now(), bytes }, trimmable());
  }

  function trimmable(): number {
    let least = seq - 1;
    for (const { before } of matches.values()) least = Math.min(least, before);
    return least;
  }

  return {
    stats,
    flush,
    open(options) {
      const { tickRate } = options.match.game;
      const open: Open = {
        before: seq,
        acks: options.acks,
        known: [...options.acks],
        recorder: createRecorder({
          ...options,
          firstCheckpoint: Math.ceil((1 + stagger(opened++)) * FIRST_CHECKPOINT_S * tickRate),
          able: () => keeper.able,
          save(checkpoint, segment) {
            const journalSeq = seq;
            keeper.checkpoint({ ...checkpoint, journalSeq }, segment, (kept) => {
              if (kept) open.before = journalSeq;
            });
          },
        }),
      };
      matches.set(options.matchId, open);
      if (options.soFar) {
        // Older rows stay until what they tell of this match is in a checkpoint, which also says how often it has been taken up.
        open.before = 0;
        open.recorder.hurry();
      }
      plan();
      return open.recorder;
    },
    close: (matchId) => void matches.delete(matchId),
  };
}

function writeChunk({ matchId, from, through, bytes, acks = [] }: Chunk, out: ByteWriter): void {
  out.byte(matchId.length);
  for (let i = 0; i < matchId.length; i++) out.byte(matchId.charCodeAt(i));
  out.unsigned(from);
  out.unsigned(through - from);
  out.unsigned(bytes.length);
  for (const byte of bytes) out.byte(byte);
  out.byte(acks.length);
  for (const [seat, ack] of acks) {
    out.byte(seat);
    out.unsigned(ack);
  }
}

/** What a row says of each match. Throws a RangeError on bytes that are no row. */
export function* chunksOf({ bytes }: JournalRow): Generator<Chunk> {
  const row = new ByteReader(bytes);
  const text = (length: number) => String.fromCharCode(...Array.from({ length }, () => row.byte()));
  while (!row.atEnd) {
    const matchId = text(row.byte());
    const from = row.unsigned();
    const through = from + row.unsigned();
    const piece = Uint8Array.from({ length: row.unsigned() }, () => row.byte());
    const acks = Array.from({ length: row.byte() }, () => [row.byte(), row.unsigned()] as const);
    yield { matchId, from, through, bytes: piece, acks };
  }
}
