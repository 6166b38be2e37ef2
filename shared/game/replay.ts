import type { AnyGame, Outcome } from './contract.ts';
import { beginMatch, follow, type MatchSpec, passTo } from './fold.ts';
import { type CastChange, type LogEntrant, type LogRecord, marksOf, namesOfMarks, readLog } from './log.ts';
import { outcomeOf } from './match.ts';
import type { Fields, State } from './state.ts';

/** A match that is over, to be looked at in any order. */
export interface ReplayPlayer {
  /** The state at `tick`, always the same object; in an event-driven match that after the last step at or before it. */
  readonly state: State<Fields>;
  readonly tick: number;
  /** The last tick. */
  readonly ticks: number;
  /** Who plays at `tick`, by seat. A seat whose player left shows as a bot of the same name. */
  seatsAt(): readonly LogEntrant[];
  /**
   * To this tick, or to the nearest that there is. Throws a RangeError where the log tells what cannot have happened, or what the
   * game throws; the player is of no use then.
   */
  seek(tick: number): void;
}

/**
 * Copies of the cells are kept so many seconds apart, as they are first passed: to go anywhere among them costs no more steps than that. Of a long match there are `MOST_KEPT` copies,
 * farther apart. For Comet Clash that is 2 KB a copy, 19 of them in 90 s; half a megabyte at most.
 */
const KEEP_SECONDS = 5;
const MOST_KEPT = 256;

/** A match as it was at a tick, and how many of its records had been followed. */
interface Kept {
  readonly cells: Int32Array;
  readonly seats: readonly number[];
  readonly next: number;
}

/** Opens a replay at tick 0. Throws a RangeError, or what the game throws, where log and spec are not of this game and version. */
export function openReplay(game: AnyGame, spec: MatchSpec, log: Uint8Array, ticks: number): ReplayPlayer {
  const stranger = strangerTo(game, spec);
  if (stranger) throw new RangeError(stranger);
  const records = [...recordsUpTo(ticks, game, log)].filter(({ kind }) => kind !== 'check');
  const casts = records.filter((record) => record.kind === 'cast');
  const match = beginMatch(game, spec);
  const every = Math.max(Math.ceil(KEEP_SECONDS * game.tickRate), Math.ceil(ticks / MOST_KEPT));
  const kept: Kept[] = [];
  let tick = 0;
  let next = 0;

  function castAt(now: number): LogEntrant[] {
    const cast = new Map(spec.entrants.map((entrant) => [entrant.seat, entrant]));
    for (const record of casts) if (record.tick <= now) recast(cast, record.change);
    return [...cast.values()].sort((a, b) => a.seat - b.seat);
  }

  function passAll(to: number): void {
    while (next < records.length && records[next]!.tick <= to) follow(match, records[next++]!);
    passTo(match, to);
    tick = to;
    if (tick === kept.length * every) kept.push({ cells: match.state.cells.slice(), seats: [...match.seats], next });
  }

  function takeUp(copy: number): void {
    const { cells, seats } = kept[copy]!;
    match.state.cells.set(cells);
    match.seats.splice(0, match.seats.length, ...seats);
    next = kept[copy]!.next;
    tick = copy * every;
  }

  passAll(0);
  return {
    state: match.state,
    ticks,
    get tick() {
      return tick;
    },
    seatsAt: () => castAt(tick),
    seek(wanted) {
      const to = Math.min(ticks, Math.max(0, Math.floor(wanted)));
      const copy = Math.min(kept.length - 1, Math.floor(to / every));
      if (to < tick || copy * every > tick) takeUp(copy);
      // The next copy to keep lies ahead of every tick that was passed.
      while (tick < to) passAll(Math.min(to, kept.length * every));
    },
  };
}

/** What a check of a recorded match found. `tick` and `fields`: where it is first known to be another match. */
export type Verdict =
  | { readonly ok: true; readonly checks: number; readonly ticks: number }
  | { readonly ok: false; readonly tick: number; readonly fields: readonly string[]; readonly message: string };

export interface RecordedEnd {
  /** The last tick. */
  readonly ticks: number;
  /** As the game gave it; null: the match was cut short, and only what its log checks is looked at. */
  readonly outcome: Outcome | null;
}

/**
 * Folds a recorded match anew and compares all that was written down about it: the marks of every check, and how it ended. Never throws.
 * A match that has an outcome has to have a check at its end, so that a log of which the end is lost is not taken for whole.
 */
export function verifyReplay(game: AnyGame, spec: MatchSpec, log: Uint8Array, end: RecordedEnd): Verdict {
  const stranger = strangerTo(game, spec);
  if (stranger) return failed(0, [], stranger);
  let reached = 0;
  try {
    const match = beginMatch(game, spec);
    const marks = new Uint16Array(game.layout.columns.length + 1);
    let checks = 0;
    let checked = -1;
    for (const record of recordsUpTo(end.ticks, game, log)) {
      follow(match, record);
      reached = record.tick;
      if (record.kind !== 'check') continue;
      marksOf(game.layout, match.state.cells, marks);
      const fields = namesOfMarks(game.layout, marks, record.marks);
      if (fields.length > 0)
        return failed(record.tick, fields, `at tick ${record.tick} ${listed(fields)} came otherwise`);
      checks++;
      checked = record.tick;
    }
    if (end.outcome && checked < end.ticks)
      return failed(reached, [], `the log breaks off at tick ${reached} of ${end.ticks}`);
    passTo(match, end.ticks);
    const wrong = end.outcome && differenceOf(outcomeOf(match), end.outcome);
    return wrong ? failed(end.ticks, ['outcome'], wrong) : { ok: true, checks, ticks: end.ticks };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const what = error instanceof RangeError ? 'the log is damaged' : `${game.id} fails`;
    return failed(reached, [], `${what} behind tick ${reached}: ${said}`);
  }
}

function recast(cast: Map<number, LogEntrant>, change: CastChange): void {
  if (change.kind === 'enter') {
    cast.set(change.entrant.seat, change.entrant);
    return;
  }
  const before = cast.get(change.seat);
  if (!before) return;
  const { playerId: _, ...bot } = before;
  cast.set(change.seat, { ...bot, kind: 'bot' });
}

function failed(tick: number, fields: readonly string[], message: string): Verdict {
  return { ok: false, tick, fields, message };
}

/** Why this game cannot play that match, in words; null where it can. */
function strangerTo({ id, version }: AnyGame, { game, gameVersion }: MatchSpec): string | null {
  if (game !== id) return `this is a match of ${game}, not of ${id}`;
  if (gameVersion !== version) return `played by version ${gameVersion} of ${id}; this is version ${version}`;
  return null;
}

/** Damaged bytes may claim any tick, and to step there could take for ever. */
function* recordsUpTo(ticks: number, game: AnyGame, log: Uint8Array): Generator<LogRecord> {
  for (const record of readLog(game, log)) {
    if (record.tick > ticks) throw new RangeError(`a record of tick ${record.tick}, where tick ${ticks} was the last`);
    yield record;
  }
}

/** How two outcomes differ, in words; null where they say the same of every seat. */
function differenceOf(ours: Outcome | null, theirs: Outcome): string | null {
  if (!ours) return 'the match is not over at its last tick';
  const seats = new Set([...ours.placements, ...theirs.placements].map(({ seat }) => seat));
  for (const seat of seats) {
    const [our, their] = [placeOf(ours, seat), placeOf(theirs, seat)];
    if (our !== their) return `at the end seat ${seat} has ${our}, where ${their} was recorded`;
  }
  return null;
}

function placeOf({ placements }: Outcome, seat: number): string {
  const found = placements.find((placement) => placement.seat === seat);
  return found ? `place ${found.place} with ${found.score}` : 'no place';
}

const MOST_LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${names.slice(0, MOST_LISTED).join(', ')} and ${more} more fields` : names.join(', ');
}
