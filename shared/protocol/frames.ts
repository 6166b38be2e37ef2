import { ByteReader, type ByteWriter } from '../core/bytes.ts';
import type { AnyGame } from '../game/contract.ts';
import { MOST_INPUT_SEQ } from './match.ts';

/**
 * What a client that reads binary ticks says while it plays, each in one binary message:
 *
 *   input = byte 1 | unsigned: seq | unsigned: seen | unsigned: tick | the input, as its game packs it
 *   seen  = byte 2 | unsigned: seen
 *
 * `seen` is the seq of the last tick that the client has applied, `tick` the one that the input is meant for; 0: the next.
 */
const INPUT = 1;
const SEEN = 2;

export interface OutgoingInput {
  readonly seq: number;
  readonly seen: number;
  readonly tick: number;
  readonly input: unknown;
}

export function writeInput(game: AnyGame, { seq, seen, tick, input }: OutgoingInput, out: ByteWriter): void {
  out.byte(INPUT);
  out.unsigned(seq);
  out.unsigned(seen);
  out.unsigned(tick);
  game.packInput(input, out);
}

export function writeSeen(seen: number, out: ByteWriter): void {
  out.byte(SEEN);
  out.unsigned(seen);
}

/** A frame as it came, which may be from anyone. `raw`: what the game's own bytes are read from. */
export type Frame =
  | { readonly kind: 'input'; readonly seq: number; readonly seen: number; readonly tick: number; raw: ByteReader }
  | { readonly kind: 'seen'; readonly seen: number };

/** Null on bytes that are none. */
export function readFrame(bytes: Uint8Array): Frame | null {
  try {
    const from = new ByteReader(bytes);
    const kind = from.byte();
    return kind === INPUT ? readInput(from) : kind === SEEN ? readSeen(from) : null;
  } catch {
    return null;
  }
}

function readInput(from: ByteReader): Frame | null {
  const seq = from.unsigned();
  const seen = from.unsigned();
  const tick = from.unsigned();
  return seq >= 1 && seq <= MOST_INPUT_SEQ ? { kind: 'input', seq, seen, tick, raw: from } : null;
}

function readSeen(from: ByteReader): Frame | null {
  const seen = from.unsigned();
  return from.atEnd ? { kind: 'seen', seen } : null;
}

/** What a player wished for in packed form, still to be judged by the game's schema; null on bytes that do not fit. */
export function unpackInput(game: AnyGame, packed: ByteReader): unknown {
  try {
    const input = game.unpackInput(packed);
    return packed.atEnd ? input : null;
  } catch {
    return null;
  }
}
