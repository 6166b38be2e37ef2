import type { Fields, State } from '../../shared/game/state.ts';
import type { MatchSeat } from '../../shared/protocol/match.ts';
import type { NetStats } from './netStats.ts';

/** Two states next to each other in time, and how far the moment asked for is from the first to the second (0 to 1). */
export interface Sample {
  readonly before: State<Fields>;
  readonly after: State<Fields>;
  readonly fraction: number;
}

/** What a scene draws and whom it tells: a running match as the client knows it. Times are of performance.now(). */
export interface MatchSource {
  readonly gameId: string;
  readonly settings: unknown;
  readonly tickRate: number;
  readonly seats: readonly MatchSeat[];
  /** The seat that this player steers; null for one who watches. */
  readonly seat: number | null;
  /** The newest state that came. */
  readonly newest: State<Fields>;
  /**
   * What is to be seen of the others now: what was, as long ago as the network's jitter asks for, so that they move evenly. It
   * never goes back, and makes up for a pause at less than twice their speed. Ask once a frame.
   */
  others(now: number): Sample;
  /**
   * What is to be seen of the own seat now: what the server will make of its inputs once they have come there, so that each shows
   * at once. The same as `others` for who watches, and in a game that is driven by events.
   */
  own(now: number): Sample;
  /** The tick that the server is at by now, as a fraction, as far as it is known here. */
  present(now: number): number;
  /**
   * How often it went on from elsewhere: after the connection was lost and came back, when the server had let go of what was held, and in
   * a replay wherever one has gone in it. What was seen before is not followed by what is seen now.
   */
  readonly resumes: number;
  /** It is over and shown again: there is no network to tell of, and nothing in its states is hidden any more. */
  readonly replay?: true;
  /** Sends a wish for one's own seat, the game's input as its schema says; the seq it went by. Without a seat it sends nothing: 0. */
  send(input: unknown): number;
  /** How the network does; measured from the first time that anybody asks. */
  readonly stats: NetStats;
  report(): NetReport;
}

/** The net graph's figures, in milliseconds; null while unknown, or where the game has none. */
export interface NetReport {
  readonly roundTrip: number | null;
  readonly jitter: number;
  /** How long ago that was which is seen of the others, as seen from here. */
  readonly delay: number | null;
  /** How far ahead of the server the own seat is. */
  readonly lead: number | null;
  /** How long the last input waited at the server; less than 0: it came too late. And the part of the last ones that did. */
  readonly early: number | null;
  readonly late: number;
  /** The newest tick. */
  readonly tick: number;
}
