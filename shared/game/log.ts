import { z } from 'zod';
import { ByteReader, ByteWriter } from '../core/bytes.ts';
import { hashCells } from '../core/hash.ts';
import type { AnyGame } from './contract.ts';
import type { Match, TickInputs } from './match.ts';
import { FIRST_FIELD, type Fields, type Layout } from './state.ts';

/**
 * What happened in a match, as bytes: the inputs that each step took, who came and went, and now and then what the state was
 * like. With the match's seed, settings and first seats it is the whole match.
 *
 *   log    = record ...
 *   record = head: varint of (ticks since the record before << 2 | kind), then by kind:
 *     STEP  seats: varint, bit n for seat n; then the input of each, as the game packs it
 *     CHECK the state's marks (see `marksOf`), 2 bytes each, low first
 *     CAST  length: varint; so many bytes of JSON in UTF-8: a `CastChange`, which is made after that tick's step
 *
 * A real-time match steps at every tick, so those in which nobody wished anything need no record. Of an event-driven one every
 * step has its own. A log may be cut behind any record and put together again.
 */
export type LogRecord =
  | { readonly kind: 'step'; readonly tick: number; readonly inputs: TickInputs }
  | { readonly kind: 'check'; readonly tick: number; readonly marks: Uint16Array }
  | { readonly kind: 'cast'; readonly tick: number; readonly change: CastChange };

const logEntrant = z.object({
  seat: z.int().min(0),
  name: z.string(),
  kind: z.enum(['human', 'bot']),
  playerId: z.string().optional(),
  team: z.int().min(0).optional(),
});
export type LogEntrant = Readonly<z.infer<typeof logEntrant>>;

/** Who plays a seat from a tick on. What `entrant` holds is for those who show or rate the match; the fold needs seat and team. */
const castChange = z.discriminatedUnion('kind', [
  /** `joins`: the seat was out of the match until now. */
  z.object({ kind: z.literal('enter'), joins: z.boolean(), entrant: logEntrant }),
  /** This player plays on no more; a bot does. */
  z.object({ kind: z.literal('leave'), seat: z.int().min(0), playerId: z.string() }),
]);
export type CastChange = Readonly<z.infer<typeof castChange>>;

const STEP = 0;
const CHECK = 1;
const CAST = 2;

/** Writes a match's log from its first tick on, or from where one was cut. A record behind a later one throws: it is a bug. */
export interface LogWriter {
  /** The step to this tick took these inputs. */
  step(tick: number, inputs: TickInputs): void;
  check(match: Match): void;
  cast(tick: number, change: CastChange): void;
  /** Bytes written since `clear`. */
  readonly length: number;
  /** What was written since `clear`, from that byte on: a view, valid until the next record. */
  bytes(from?: number): Uint8Array;
  clear(): void;
}

/** `tick`: that of the last record in front of what is written here; 0 for a new log. */
export function createLogWriter(game: AnyGame, tick = 0): LogWriter {
  const out = new ByteWriter(1024);
  const marks = new Uint16Array(game.layout.columns.length + 1);
  let last = tick;

  function head(at: number, kind: number): void {
    if (at < last) throw new RangeError(`a record of tick ${at} behind one of tick ${last}`);
    out.unsigned(((at - last) << 2) | kind);
    last = at;
  }

  return {
    step(at, inputs) {
      let seats = 0;
      for (let seat = 0; seat < game.maxPlayers; seat++) if (inputs[seat] != null) seats |= 1 << seat;
      if (seats === 0 && !game.wake) return;
      head(at, STEP);
      out.unsigned(seats);
      for (let seat = 0; seat < game.maxPlayers; seat++) if (inputs[seat] != null) game.packInput(inputs[seat], out);
    },
    check({ state }) {
      head(state.tick, CHECK);
      marksOf(game.layout, state.cells, marks);
      for (const mark of marks) {
        out.byte(mark & 255);
        out.byte(mark >>> 8);
      }
    },
    cast(at, change) {
      const text = new TextEncoder().encode(JSON.stringify(change));
      head(at, CAST);
      out.unsigned(text.length);
      for (const byte of text) out.byte(byte);
    },
    get length() {
      return out.bytes().length;
    },
    bytes: (from = 0) => out.bytes().subarray(from),
    clear: () => out.clear(),
  };
}

/**
 * The records in their order, with inputs that the game's schema takes. Throws a RangeError, or what the game throws, on bytes that
 * are no log of this game. They may be of any tick that a number can hold: whoever steps through them needs a bound.
 */
export function* readLog(game: AnyGame, bytes: Uint8Array, tick = 0): Generator<LogRecord> {
  const from = new ByteReader(bytes);
  let at = tick;
  while (!from.atEnd) {
    const head = from.unsigned();
    at += head >>> 2;
    switch (head & 3) {
      case STEP:
        yield { kind: 'step', tick: at, inputs: readInputs(game, from) };
        break;
      case CHECK:
        yield { kind: 'check', tick: at, marks: readMarks(game.layout, from) };
        break;
      case CAST:
        yield { kind: 'cast', tick: at, change: readCast(game, from) };
        break;
      default:
        throw new RangeError(`a record of kind 3 behind tick ${at}`);
    }
  }
}

function readInputs(game: AnyGame, from: ByteReader): TickInputs {
  const seats = from.unsigned();
  if (seats >>> game.maxPlayers !== 0) throw new RangeError(`inputs of seats that ${game.id} has not: ${seats}`);
  const inputs: (unknown | null)[] = new Array(game.maxPlayers).fill(null);
  for (let seat = 0; seat < game.maxPlayers; seat++) if (seats & (1 << seat)) inputs[seat] = readInput(game, from);
  return inputs;
}

function readInput(game: AnyGame, from: ByteReader): unknown {
  const judged = game.input.safeParse(game.unpackInput(from));
  if (!judged.success) throw new RangeError(`an input that ${game.id} does not take`);
  return judged.data;
}

function readMarks({ columns }: Layout<Fields>, from: ByteReader): Uint16Array {
  const marks = new Uint16Array(columns.length + 1);
  for (let i = 0; i < marks.length; i++) marks[i] = from.byte() | (from.byte() << 8);
  return marks;
}

function readCast(game: AnyGame, from: ByteReader): CastChange {
  // Grows with what is there: the length may claim more memory than there is.
  const text: number[] = [];
  for (let left = from.unsigned(); left > 0; left--) text.push(from.byte());
  const change = castChange.safeParse(parsed(new TextDecoder().decode(Uint8Array.from(text))));
  if (!change.success) throw new RangeError('a change of players that tells of none');
  const { seat } = change.data.kind === 'enter' ? change.data.entrant : change.data;
  if (seat >= game.maxPlayers) throw new RangeError(`${game.id} has no seat ${seat}`);
  return change.data;
}

/** What JSON says; undefined for text that is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Sixteen bits for each column of a state, the tick and the generator's cells first as one: the same states have the same marks, and
 * where two states differ, so do the marks of the columns that do, but for one in 65,536 each.
 */
export function marksOf({ columns }: Layout<Fields>, cells: Int32Array, marks: Uint16Array): void {
  marks[0] = hashCells(cells.subarray(0, FIRST_FIELD));
  for (const [i, { at, length }] of columns.entries()) marks[i + 1] = hashCells(cells.subarray(at, at + length));
}

/** The names of the columns whose marks differ. */
export function namesOfMarks({ columns }: Layout<Fields>, ours: Uint16Array, theirs: Uint16Array): string[] {
  const names = ['tick or generator', ...columns.map(({ name }) => name)];
  return names.filter((_, i) => ours[i] !== theirs[i]);
}
