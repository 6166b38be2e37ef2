import type { RecordableHistogram } from 'node:perf_hooks';
import type { RatingChange } from '../../shared/protocol/rating.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import { insertLines, type KeptLine, type KeptRead, saveReads } from './chat.ts';
import type { Database } from './database.ts';
import {
  type Checkpoint,
  insertJournal,
  type JournalRow,
  type Segment,
  saveCheckpoints,
  saveSegments,
  trimJournal,
} from './journal.ts';
import { type BegunMatch, finishMatch, insertMatches, type MatchResult } from './matches.ts';
import { setMute } from './players.ts';
import { deleteRooms, insertRoom, type KeptRoom, saveRooms } from './rooms.ts';
import { deleteTickets, insertTicket, type KeptTicket } from './tickets.ts';
import { createWriteQueue, type Then } from './writeQueue.ts';

/**
 * Writes down what happens, many things in one transaction (group commit): while one is under way, what comes waits for the next.
 * What is asked in this order is written in this order, and the calls back come in it too. Nothing here throws or waits.
 *
 * When nothing can be written (a full disk, a lost connection) it tries again every second. Rooms, matches and results wait for
 * that, the newest state of each; lines of chat and tickets are refused, and the journal is left out, to go on from a new checkpoint.
 */
export interface Keeper {
  /** False while nothing can be written. */
  readonly able: boolean;
  /** How often that has begun: what the journal held since then is not there. */
  readonly outages: number;
  /** Nanoseconds that a transaction took, from being begun to being committed. */
  readonly commits: RecordableHistogram;
  /** `taken`: another room has the code. */
  newRoom(kept: KeptRoom, then: (how: 'kept' | 'taken' | 'failed') => void): void;
  room(kept: KeptRoom): void;
  roomClosed(id: string): void;
  line(line: KeptLine, then: Then): void;
  read(read: KeptRead): void;
  /** `at`: since when; null: no longer. */
  mute(playerId: string, targetId: string, at: number | null): void;
  match(begun: BegunMatch): void;
  /** `trim`: up to this row nobody needs the journal any more. */
  journal(row: JournalRow, trim: number): void;
  checkpoint(checkpoint: Checkpoint, segment: Segment, then: Then): void;
  /** `last`: what the match took in since its checkpoint. Calls back with null when it could not be written yet, and again once it is. */
  result(result: MatchResult, last: Segment | null, then: (ratings: RatingChange[] | null) => void): void;
  /** `taken`: one of its players has a ticket already. After `failed` the keeper sees to it that nothing of it stays. */
  ticket(ticket: KeptTicket, then: (how: 'kept' | 'taken' | 'failed') => void): void;
  /** They led to a match, or were given up. */
  ticketsOver(ids: readonly string[]): void;
  /** All that was asked so far is written, or could not be. */
  settled(then: Then): void;
  /** Writes what waits, if that can be done now; it takes no more afterwards. */
  close(): Promise<void>;
}

/** `finished`: told of every match whose result has been written. */
export function createKeeper(
  database: Pick<Database, 'db'>,
  clock: Clock,
  log: Log,
  finished: (matchId: string) => void = () => {},
): Keeper {
  const queue = createWriteQueue(database, clock, log);
  const { add, commits, settled, close } = queue;

  function ticketsOver(ids: readonly string[]): void {
    if (ids.length > 0) add({ what: `end of tickets ${ids}`, write: (trx) => deleteTickets(trx, ids), lasts: true });
  }

  return {
    get able() {
      return queue.able;
    },
    get outages() {
      return queue.outages;
    },
    commits,
    newRoom: (kept, then) =>
      add({
        what: `room ${kept.room.code}`,
        write: (trx) => insertRoom(trx, kept, clock.now()),
        kept: (inserted) => then(inserted ? 'kept' : 'taken'),
        failed: () => then('failed'),
      }),
    room: (kept) =>
      add(
        { what: `room ${kept.room.code}`, write: (trx) => saveRooms(trx, [kept], clock.now()), lasts: true },
        `room ${kept.id}`,
      ),
    roomClosed: (id) => add({ what: `room ${id}`, write: (trx) => deleteRooms(trx, [id]), lasts: true }, `room ${id}`),
    line: (line, then) =>
      add({
        what: `line ${line.message.id} of room ${line.roomId}`,
        write: (trx) => insertLines(trx, [line]),
        kept: () => then(true),
        failed: () => then(false),
      }),
    read: (read) =>
      add(
        { what: `read receipt of ${read.playerId}`, write: (trx) => saveReads(trx, [read]), lasts: true },
        `read ${read.roomId} ${read.playerId}`,
      ),
    mute: (playerId, targetId, at) =>
      add(
        { what: `mute of ${playerId}`, write: (trx) => setMute(trx, playerId, targetId, at), lasts: true },
        `mute ${playerId} ${targetId}`,
      ),
    match: (begun) =>
      add({ what: `match ${begun.matchId}`, write: (trx) => insertMatches(trx, [begun]), lasts: true, precious: true }),
    journal: (row, trim) =>
      add({
        what: 'journal',
        async write(trx) {
          await insertJournal(trx, row);
          await trimJournal(trx, trim);
        },
      }),
    checkpoint: (checkpoint, segment, then) =>
      add({
        what: `checkpoint of match ${checkpoint.matchId}`,
        async write(trx) {
          await saveCheckpoints(trx, [checkpoint]);
          await saveSegments(trx, [segment]);
        },
        kept: () => then(true),
        failed: () => then(false),
        lasts: true,
      }),
    result: (result, last, then) =>
      add({
        what: `result of match ${result.matchId}`,
        async write(trx) {
          if (last) await saveSegments(trx, [last]);
          return finishMatch(trx, result);
        },
        kept(ratings) {
          then(ratings);
          finished(result.matchId);
        },
        failed: () => then(null),
        lasts: true,
        precious: true,
      }),
    ticket(ticket, then) {
      let tried = false;
      add({
        what: `ticket ${ticket.id}`,
        write(trx) {
          tried = true;
          return insertTicket(trx, ticket, clock.now());
        },
        kept: (inserted) => then(inserted ? 'kept' : 'taken'),
        failed() {
          // A commit whose answer was lost may stand all the same, and would keep its players from ever having another.
          if (tried) ticketsOver([ticket.id]);
          then('failed');
        },
      });
    },
    ticketsOver,
    settled,
    close,
  };
}
