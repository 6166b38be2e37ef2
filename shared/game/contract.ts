import type { z } from 'zod';
import type { ByteReader, ByteWriter } from '../core/bytes.ts';
import type { Fields, Layout, State } from './state.ts';

/**
 * What a game is to Muster. Everything in it is pure: no clock, no randomness but `state.rng`, no trigonometry but that of
 * `core/fixed.ts`. The same functions run on the server, in browsers, in bots and in replays, and must give the same bits.
 *
 * Seats are numbers from 0 to `maxPlayers` - 1 and are the seats of the room; those that nobody took stay out of the match.
 */
export interface Game<F extends Fields = Fields, Input = unknown, Settings = unknown> {
  /** In addresses and messages: lower case, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What one does in it, in a few sentences, for those who have never played it. */
  readonly about?: string;
  /** Grows whenever the same inputs would give other states. */
  readonly version: number;
  /** Steps a second; with `wake` how finely time is divided. */
  readonly tickRate: number;
  readonly minPlayers: number;
  readonly maxPlayers: number;
  /** Strict, and with a default for every setting. Real-time games have `roundSeconds`. */
  readonly settings: z.ZodType<Settings>;
  /** Strict. What a player may wish for; it changes nothing but the player's own seat. */
  readonly input: z.ZodType<Input>;
  /** The same in few bytes: how it travels from this project's own clients, and how it is kept. */
  packInput(input: Input, out: ByteWriter): void;
  /** Reads what `packInput` wrote. The bytes may be anyone's: it may throw a RangeError, and `input` judges what it gives. */
  unpackInput(from: ByteReader): unknown;
  readonly layout: Layout<F>;
  /** The input of a seat whose player is gone: it lets go of everything. Null where nothing is ever held. */
  readonly idle: Input | null;
  /** How many teams play under these settings; fewer than 2, or a game without it: everyone for themselves. */
  readonly teams?: (settings: Settings) => number;
  /** How strangers play it by quick match; without this as by default, with as many as it takes. */
  readonly quick?: readonly QuickMode[];
  /** Writes the first state into cells that are zero but for a seeded generator. `teams` are by seat, all 0 without teams. */
  setup(state: State<F>, settings: Settings, seats: readonly number[], teams: readonly number[]): void;
  /** Only for games that may be entered while they run: `seat` was out of the match and plays from the next step on. */
  readonly enter?: (state: State<F>, seat: number, settings: Settings, team: number) => void;
  /**
   * One tick. `inputs[seat]` is the next wish of that seat, or null when none is waiting: whether the last one holds on is the
   * game's to say, and to keep in its state.
   */
  step(state: State<F>, inputs: readonly (Input | null)[], settings: Settings): void;
  /**
   * Makes a game event-driven: the next tick at which something happens without any wish, such as the end of a turn; null:
   * none. Such a match is stepped only then and when a wish has come, and `state.tick`, its time, leaps to what it is by then.
   */
  readonly wake?: (state: State<F>, settings: Settings) => number | null;
  /**
   * Only for games that hide something: blanks, in a copy, what `seat` may not know (null: a spectator). No other byte that
   * is sent to that seat may depend on it. Games without it are broadcast, which is cheaper.
   */
  readonly hide?: (state: State<F>, seat: number | null) => void;
  /** How it ended, or null while it goes on. */
  outcome(state: State<F>, settings: Settings): Outcome | null;
  /** A bot's wish from what its seat sees (after `hide`), and nothing else; null keeps to the wish before. */
  bot(seen: State<F>, seat: number, level: BotLevel, settings: Settings): Input | null;
}

/** One of a game's queues. */
export interface QuickMode {
  /** Added to the game's id with a slash, as in `comet/teams`; none: the queue has the game's id. */
  readonly name?: string;
  readonly title: string;
  /** What differs from the settings' defaults. */
  readonly settings?: object;
  /** How many humans are in a match at best. */
  readonly players: number;
  /** Bots fill up to this many when too few humans have come. */
  readonly fill: number;
}

/** Infers a game's types from its parts. */
export function defineGame<F extends Fields, Input, Settings>(
  game: Game<F, Input, Settings>,
): Game<F, Input, Settings> {
  return game;
}

// biome-ignore lint/suspicious/noExplicitAny: the catalog holds games of every state, input and settings; the fold pairs them up again
export type AnyGame = Game<any, any, any>;

export const BOT_LEVELS = ['easy', 'normal', 'hard'] as const;
export type BotLevel = (typeof BOT_LEVELS)[number];

/** Best first. Seats that tie share a place, and the next place is skipped: 1, 1, 3. Teams are placed as teams: 1, 1, 2, 2. */
export interface Outcome {
  readonly placements: readonly { readonly seat: number; readonly place: number; readonly score: number }[];
}

/** Places by score, the higher the better. */
export function placeByScore(scores: readonly { readonly seat: number; readonly score: number }[]): Outcome {
  const sorted = [...scores].sort((a, b) => b.score - a.score || a.seat - b.seat);
  return {
    placements: sorted.map(({ seat, score }) => ({
      seat,
      place: 1 + sorted.filter((other) => other.score > score).length,
      score,
    })),
  };
}
