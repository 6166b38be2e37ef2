import type { AnyGame } from '../../shared/game/contract.ts';
import { beginMatch, follow, type MatchSpec, passTo } from '../../shared/game/fold.ts';
import { readLog } from '../../shared/game/log.ts';
import type { Match } from '../../shared/game/match.ts';
import type { Checkpoint } from '../store/journal.ts';
import { type Cast, recast } from './cast.ts';
import { firstHostState, type HostState } from './matchHost.ts';
import type { Chunk, LogSoFar } from './recorder.ts';

/** A match as it was when its server died, but for the last tenth of a second. */
export interface RecoveredMatch {
  readonly match: Match;
  readonly host: HostState;
  readonly soFar: LogSoFar;
}

/**
 * Folds what is kept of a match: its checkpoint, or its beginning, and the pieces of its log behind that, up to the first that is
 * missing. `unkept`: at most so many ticks had been sent since the last piece; those to come are numbered above them. Throws what
 * the game throws, and a RangeError where the bytes are no log of it.
 */
export function recoverMatch(
  game: AnyGame,
  spec: MatchSpec,
  checkpoint: Checkpoint | null,
  chunks: Iterable<Chunk>,
  unkept: number,
): RecoveredMatch {
  const { match, host } = checkpoint ? fromCheckpoint(game, spec, checkpoint) : fromStart(game, spec);
  const from = match.state.tick;
  const pieces: Uint8Array[] = [];
  let { cast, seq } = host;
  const acks = [...host.acks];
  let lastTick = from;
  let through = from;
  for (const chunk of chunks) {
    if (chunk.from < through) continue;
    if (chunk.from > through) break;
    for (const record of readLog(game, chunk.bytes, lastTick)) {
      follow(match, record);
      lastTick = record.tick;
      if (record.kind === 'cast') cast = recast(cast, record.change, record.tick);
      if (record.kind === 'step' && game.wake) seq++;
    }
    passTo(match, chunk.through);
    for (const [seat, ack] of chunk.acks ?? []) acks[seat] = ack;
    through = chunk.through;
    pieces.push(chunk.bytes);
  }
  if (!game.wake) seq += through - from;
  seq += unkept;
  const epoch = host.epoch + 1;
  return { match, host: { ...host, cast, seq, acks, epoch }, soFar: { from, bytes: Buffer.concat(pieces), lastTick } };
}

function fromStart(game: AnyGame, spec: MatchSpec): { match: Match; host: HostState } {
  const match = beginMatch(game, spec);
  return { match, host: firstHostState(match, spec.entrants) };
}

function fromCheckpoint(
  game: AnyGame,
  spec: MatchSpec,
  { cells, host }: Checkpoint,
): { match: Match; host: HostState } {
  if (cells.length !== game.layout.size) throw new RangeError(`a checkpoint of ${cells.length} cells`);
  const { seats, ...known } = JSON.parse(host) as KeptHost;
  return { match: { game, settings: spec.settings, seats, state: game.layout.bind(cells.slice()) }, host: known };
}

type KeptHost = HostState & { seats: number[] };

/** Who plays in a match that cannot be folded any more. */
export function castIn({ host }: Checkpoint): Cast {
  return (JSON.parse(host) as KeptHost).cast;
}
