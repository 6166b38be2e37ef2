import type { AnyGame } from '../../shared/game/contract.ts';
import { afterRestart } from '../../shared/lobby/restart.ts';
import { humansOf, type Room, type RoomTiming } from '../../shared/lobby/room.ts';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { MatchEnd } from '../../shared/protocol/match.ts';
import { firstCast } from '../match/cast.ts';
import { HOLD_MS } from '../match/hold.ts';
import { chunksOf } from '../match/journal.ts';
import { type Chunk, HOLE } from '../match/recorder.ts';
import { castIn, recoverMatch } from '../match/recovery.ts';
import type { Clock } from '../ops/clock.ts';
import type { Log } from '../ops/log.ts';
import { loadChat } from '../store/chat.ts';
import { type Checkpoint, type JournalRow, lastJournalSeq, readCheckpoints, readJournal } from '../store/journal.ts';
import type { Keeper } from '../store/keeper.ts';
import { findMatch, type KeptMatch, ratingChangesOf, runningMatches } from '../store/matches.ts';
import { type KeptRoom, loadRooms } from '../store/rooms.ts';
import type { Db } from '../store/schema.ts';
import type { Rooms } from './registry.ts';
import { KEPT_LINES } from './roomChat.ts';
import type { RoomBefore } from './roomHost.ts';
import type { Resumed } from './roomMatch.ts';

const OUTDATED = refuse('match/outdated', 'The game was changed while this match was running, and it could not go on.');
const LOST = refuse('server/unavailable', 'What was kept of this match could not be read, and it could not go on.');
const UNKNOWN = { kind: 'aborted', error: LOST } as const;
/** For so long a process may have played on when nothing could be written any more. */
const MOST_UNKEPT_MS = 3_600_000;

export interface TakeUpOptions {
  readonly db: Db;
  readonly games: ReadonlyMap<string, AnyGame>;
  readonly rooms: Rooms;
  readonly keeper: Keeper;
  readonly timing: RoomTiming;
  readonly clock: Clock;
  readonly log: Log;
}

/** Goes on with the rooms and matches that were there when the process before this one ended, however it did. */
export async function takeUpRooms({ db, games, rooms, keeper, timing, clock, log }: TakeUpOptions): Promise<void> {
  const kept = await loadRooms(db);
  for (const code of kept.damaged) log.error({ event: 'room-damaged', room: code });
  const unfinished = await runningMatches(db);
  for (const match of unfinished.damaged) log.error({ event: 'match-not-resumed', match, why: 'its row is damaged' });
  const running = new Map(unfinished.matches.map((match) => [match.matchId, match]));
  const { checkpoints, damaged } = await readCheckpoints(db);
  /** When the process before this one last wrote down what its matches took in. */
  const lastKept = (await readJournal(db, (await lastJournalSeq(db)) - 1)).rows.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const chunks = await readChunks();
  /** Of those that run, what has not been decided on. */
  const left = new Map(running);

  /** What is new of each match behind its checkpoint. */
  async function readChunks(): Promise<Map<string, Chunk[]>> {
    const needed = [...running.keys()].map((id) => checkpoints.get(id)?.journalSeq ?? 0);
    const byMatch = new Map<string, Chunk[]>();
    if (needed.length === 0) return byMatch;
    const { rows, damagedAt } = await readJournal(db, Math.min(...needed));
    if (damagedAt !== null) log.error({ event: 'journal-damaged', row: damagedAt });
    for (const row of rows) {
      for (const chunk of piecesOf(row)) {
        const seq = checkpoints.get(chunk.matchId)?.journalSeq ?? 0;
        if (row.seq <= seq) continue;
        const before = byMatch.get(chunk.matchId);
        if (before) before.push(chunk);
        else byMatch.set(chunk.matchId, [chunk]);
      }
    }
    return byMatch;
  }

  function piecesOf(row: JournalRow): Chunk[] {
    try {
      return [...chunksOf(row)];
    } catch (error) {
      log.error({ event: 'journal-damaged', row: row.seq, err: error });
      return [];
    }
  }

  /** How many ticks of it may have been sent that were not kept: those since then. A clock that was put back tells nothing. */
  function unkeptTicks({ startedAt, tickRate }: KeptMatch): number {
    const silent = clock.now() - Math.max(lastKept, startedAt);
    return tickRate + Math.ceil((Math.min(MOST_UNKEPT_MS, Math.max(0, silent)) / 1000) * tickRate);
  }

  /** Who was playing: also those who were lost so lately that they may still be on their way back from another restart. */
  function awaitedIn(room: Room): ReadonlySet<string> {
    const here = humansOf(room).filter(({ awaySince }) => awaySince === null || awaySince > lastKept - HOLD_MS);
    return new Set(here.map(({ playerId }) => playerId));
  }

  /** The match as it goes on, or why it cannot. */
  function recover(room: Room, match: KeptMatch): Resumed | Refusal {
    const { matchId, spec } = match;
    const game = games.get(spec.game);
    if (game?.version !== spec.gameVersion) return OUTDATED;
    if (damaged.has(matchId)) return LOST;
    try {
      const pieces = chunks.get(matchId) ?? [];
      const recovered = recoverMatch(game, spec, checkpoints.get(matchId) ?? null, pieces, unkeptTicks(match));
      return { ...recovered, spec, awaited: awaitedIn(room) };
    } catch (error) {
      log.error({ event: 'match-not-resumed', match: matchId, err: error });
      return LOST;
    }
  }

  /** A match that cannot go on has a result too. */
  function abort(match: KeptMatch, error: Refusal): MatchEnd {
    const { matchId, spec } = match;
    const outcome = { kind: 'aborted', error } as const;
    const checkpoint = checkpoints.get(matchId);
    const players = castOf(match, checkpoint).map((one) => ({ ...one, place: null, score: null }));
    const ticks = checkpoint?.tick ?? 0;
    const result = { matchId, game: spec.game, endedAt: clock.now(), ticks, outcome, players, rated: false };
    left.delete(matchId);
    log.warn({ event: 'match-cut-short', match: matchId, why: error.code });
    // Of a log that nobody could follow there is no replay.
    const hole = error === LOST ? { matchId, from: HOLE, bytes: new Uint8Array() } : null;
    keeper.result(result, hole, () => {});
    return { matchId, outcome };
  }

  async function endOf(matchId: string): Promise<MatchEnd | null> {
    const match = unfinished.damaged.includes(matchId) ? null : await findMatch(db, matchId);
    if (!match?.outcome) return null;
    const ratings = await ratingChangesOf(db, matchId);
    return { matchId, outcome: match.outcome, ...(ratings.length > 0 && { ratings }) };
  }

  async function before(room: Room): Promise<Pick<RoomBefore, 'match' | 'result'>> {
    const { status, matchId } = room;
    if (matchId === null || status === 'lobby' || status === 'countdown') return { match: null, result: null };
    const match = status === 'playing' ? running.get(matchId) : undefined;
    if (!match) return { match: null, result: (await endOf(matchId)) ?? { matchId, outcome: UNKNOWN } };
    const recovered = recover(room, match);
    return 'code' in recovered ? { match: null, result: abort(match, recovered) } : { match: recovered, result: null };
  }

  // All is read before any match runs: what its journal writes would take the rows away that the others still need.
  const found: [KeptRoom, RoomBefore][] = [];
  for (const one of kept.rooms) {
    if (one.room.gathering) {
      // Its group is put together again: those who were matched still wait in the queue.
      log.info({ event: 'gathering-dropped', room: one.room.code });
      keeper.roomClosed(one.id);
      continue;
    }
    const chat = await loadChat(db, one.id, KEPT_LINES);
    found.push([one, { chat, ...(await before(one.room)) }]);
  }
  for (const [{ id, room }, known] of found) {
    const match = known.match && running.get(room.matchId!)!;
    const host = rooms.takeUp(id, afterRestart(room, timing, clock.now()), known);
    if (host) {
      if (match) left.delete(match.matchId);
      // Should this process end too before anything else happens in it, its version is above all that was seen of it.
      keeper.room({ id, room: host.room });
    } else {
      log.warn({ event: 'room-dropped', room: room.code, game: room.game });
      if (match) abort(match, OUTDATED);
      keeper.roomClosed(id);
    }
  }
  leaveSecondRooms(rooms);
  for (const match of left.values()) abort(match, LOST);
  await new Promise<void>((done) => keeper.settled(() => done()));
  const matches = [...rooms.all()].filter(({ room }) => room.status === 'playing').length;
  log.info({ event: 'taken-up', rooms: rooms.count, matches });
}

/** Who was on the way from one room to another when the process ended is a member of both. */
function leaveSecondRooms(rooms: Rooms): void {
  for (const host of [...rooms.all()]) {
    for (const { playerId } of humansOf(host.room)) if (rooms.of(playerId) !== host) host.leave(playerId);
  }
}

function castOf({ spec }: KeptMatch, checkpoint: Checkpoint | undefined) {
  if (checkpoint) return castIn(checkpoint).appearances;
  return firstCast(spec.entrants).appearances;
}
