import type { Fields, State } from '../../shared/game/state.ts';
import type { MatchSeat } from '../../shared/protocol/match.ts';

/** Two states next to each other in time, and how far the moment asked for is from the first to the second (0 to 1). */
export interface Sample {
  readonly before: State<Fields>;
  readonly after: State<Fields>;
  readonly fraction: number;
}

/** What a scene draws and whom it tells: a running match as the client knows it. */
export interface MatchSource {
  readonly gameId: string;
  readonly settings: unknown;
  readonly tickRate: number;
  readonly seats: readonly MatchSeat[];
  /** The seat that this player steers; null for one who watches. */
  readonly seat: number | null;
  /** The newest state that came. */
  readonly newest: State<Fields>;
  /** The states around the moment that lies `delay` ticks before the estimated present of the server. `now`: performance.now(). */
  sample(now: number, delay: number): Sample;
  /** The tick that the server is at by now, as a fraction, as far as it is known here. `now`: performance.now(). */
  present(now: number): number;
  /** How often the connection was lost and came back: each time the server had let go of what was held. */
  readonly resumes: number;
  /** Sends a wish for one's own seat, the game's input as its schema says; the seq it went by. Without a seat it sends nothing: 0. */
  send(input: unknown): number;
}
