import type { Seed } from '../core/rng.ts';
import type { AnyGame } from './contract.ts';
import type { LogEntrant, LogRecord } from './log.ts';
import { advance, createMatch, enterMatch, type Match, outcomeOf, type TickInputs } from './match.ts';

/** What a match begins with. With its log it is the whole match, for as long as the game's version is the same. */
export interface MatchSpec {
  readonly game: string;
  /** The game's `version`: under another the same log gives other states. */
  readonly gameVersion: number;
  /** As the game's schema gave them. */
  readonly settings: { readonly [name: string]: unknown };
  readonly seed: Seed;
  /** Who played from the first tick on. */
  readonly entrants: readonly LogEntrant[];
}

/** The match at tick 0. Throws what the game throws. */
export function beginMatch(game: AnyGame, { settings, seed, entrants }: MatchSpec): Match {
  const teams = new Array<number>(game.maxPlayers).fill(0);
  for (const { seat, team } of entrants) teams[seat] = team ?? 0;
  const seats = entrants.map(({ seat }) => seat).sort((a, b) => a - b);
  return createMatch(game, settings, seats, seed, teams);
}

/**
 * Makes the match do what the record tells of. A check changes nothing, but the match stands where it was made then. Throws a
 * RangeError on what cannot have happened in this match, or what the game throws.
 */
export function follow(match: Match, record: LogRecord): void {
  if (record.kind === 'step') {
    passTo(match, record.tick - 1);
    if (record.tick <= match.state.tick) throw new RangeError(`a second step to tick ${record.tick}`);
    stepOn(match, record.inputs, record.tick);
    return;
  }
  passTo(match, record.tick);
  if (record.kind === 'cast' && record.change.kind === 'enter' && record.change.joins) {
    const { seat, team } = record.change.entrant;
    if (!enterMatch(match, seat, team)) throw new RangeError(`seat ${seat} cannot have come in at tick ${record.tick}`);
  }
}

/** Steps through ticks of which nothing is told, up to this one. An event-driven match has none: it stands still between its steps. */
export function passTo(match: Match, tick: number): void {
  if (match.game.wake) return;
  const nothing = new Array<null>(match.game.maxPlayers).fill(null);
  while (match.state.tick < tick) stepOn(match, nothing, match.state.tick + 1);
}

/** No match is stepped when it is over, so a log that says so is damaged; to go on could take as long as it claims. */
function stepOn(match: Match, inputs: TickInputs, tick: number): void {
  if (outcomeOf(match) !== null) throw new RangeError(`a match that was over at tick ${match.state.tick} goes on`);
  advance(match, inputs, tick);
}
