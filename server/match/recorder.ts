import type { AnyGame } from '../../shared/game/contract.ts';
import { type CastChange, createLogWriter, type LogWriter } from '../../shared/game/log.ts';
import type { Match, TickInputs } from '../../shared/game/match.ts';
import type { Checkpoint, Segment } from '../store/journal.ts';

/** Writes one match's log, as the match is played: what is new in it for the journal, and a checkpoint now and then. */
export interface Recorder {
  /** The match has taken a step with these inputs. */
  stepped(inputs: TickInputs): void;
  /** Behind the step to the state's tick. */
  cast(change: CastChange): void;
  /** What nobody has asked for yet; null where nothing has happened since. The bytes are valid until the next step. */
  chunk(): Chunk | null;
  /** The last tick whose step was taken whole. */
  readonly ticks: number;
  /** The match is over: what it took in since its last checkpoint. */
  last(): Segment;
  /** Takes a checkpoint now, if anything can be written: what was given out before may not have been kept. */
  hurry(): void;
}

/** A piece of a match's log: what happened behind the step to `from`, up to that to `through`. */
export interface Chunk {
  readonly matchId: string;
  readonly from: number;
  readonly through: number;
  readonly bytes: Uint8Array;
  /** By seat, the seq of the last input that was applied; only where it grew. */
  readonly acks?: readonly (readonly [seat: number, ack: number])[];
}

/** From where a log goes on that was read back: `bytes` of it since the checkpoint at `from`, the last record at `lastTick`. */
export interface LogSoFar {
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly lastTick: number;
}

export interface RecorderOptions {
  readonly matchId: string;
  readonly match: Match;
  readonly soFar?: LogSoFar | undefined;
  /** Ticks until the first checkpoint: matches that began together need not all take theirs at once. */
  readonly firstCheckpoint: number;
  /** What the host knows besides the state, as JSON. */
  host(): string;
  /** False while nothing can be written: then there is no checkpoint, and the log grows. */
  able(): boolean;
  save(checkpoint: Omit<Checkpoint, 'journalSeq'>, segment: Segment): void;
}

const CHECKPOINT_S = 10;
/** While nothing can be written a log grows; at some 400 bytes a second this is ten minutes. Beyond that the match has no replay. */
const MOST_BYTES = 256 * 1024;
/** A segment from here tells that the log has a hole. */
export const HOLE = -1;

export function createRecorder(options: RecorderOptions): Recorder {
  const { matchId, match } = options;
  const { game, state } = match;
  const { tickRate }: AnyGame = game;
  const { soFar } = options;
  const log: LogWriter = createLogWriter(game, soFar?.lastTick ?? 0);
  /** Of the log since the checkpoint, in front of what `log` holds. */
  let prefix = soFar?.bytes ?? new Uint8Array();
  let from = soFar?.from ?? 0;
  let nextCheckpoint = options.firstCheckpoint;
  let nextCheck = tickRate;
  let taken = 0;
  let takenThrough = state.tick;
  let stepped = state.tick;
  /** The log since the checkpoint is not whole: there is none of it to give out until the next one. */
  let broken = false;
  let holed = false;

  function segment(): Segment {
    if (holed) return { matchId, from: HOLE, bytes: new Uint8Array() };
    return { matchId, from, bytes: Buffer.concat([prefix, log.bytes()]) };
  }

  function checkpoint(): void {
    options.save({ matchId, tick: state.tick, cells: state.cells.slice(), host: options.host() }, segment());
    clear();
    broken = false;
    from = takenThrough = state.tick;
    nextCheckpoint = state.tick + CHECKPOINT_S * tickRate;
  }

  function clear(): void {
    prefix = new Uint8Array();
    log.clear();
    taken = 0;
  }

  /** A checkpoint stands behind a check, so that the log behind it begins at its tick. */
  function check(): void {
    log.check(match);
    nextCheck = state.tick + tickRate;
    if (state.tick >= nextCheckpoint && options.able()) checkpoint();
    if (prefix.length + log.length <= MOST_BYTES) return;
    broken = holed = true;
    clear();
  }

  return {
    stepped(inputs) {
      stepped = state.tick;
      log.step(state.tick, inputs);
      if (state.tick >= nextCheck) check();
    },
    cast: (change) => log.cast(state.tick, change),
    chunk() {
      if (broken || (log.length === taken && state.tick === takenThrough)) return null;
      const chunk = { matchId, from: takenThrough, through: state.tick, bytes: log.bytes(taken) };
      taken = log.length;
      takenThrough = state.tick;
      return chunk;
    },
    get ticks() {
      return stepped;
    },
    last() {
      // A step that failed has left a state behind that no replay comes to.
      if (state.tick === stepped) log.check(match);
      return segment();
    },
    hurry() {
      nextCheckpoint = 0;
      check();
    },
  };
}
