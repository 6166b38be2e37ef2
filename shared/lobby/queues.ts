import type { AnyGame, QuickMode } from '../game/contract.ts';
import type { GroupSize, PoolRules } from './matchPool.ts';

/** A queue of quick match: those in it get into matches of one game, played in one way. */
export interface Queue {
  /** The game's id, or `game/mode`. */
  readonly id: string;
  readonly game: AnyGame;
  readonly title: string;
  /** Complete and valid for the game. */
  readonly settings: { readonly [name: string]: unknown };
  /** How many teams; 0: everyone for themselves. */
  readonly teams: number;
  /** How many humans a match has at best, which is how many seats there are. */
  readonly players: number;
  /** Bots fill up to this many when too few humans come. */
  readonly fill: number;
}

/** Where a game does not say how many bots should fill up to. */
const FILL = 4;

/** All queues of these games, by id. */
export function queuesOf(games: Iterable<AnyGame>): ReadonlyMap<string, Queue> {
  const queues = new Map<string, Queue>();
  for (const game of games) {
    const byDefault = { title: game.title, players: game.maxPlayers, fill: Math.max(game.minPlayers, FILL) };
    const modes: readonly QuickMode[] = game.quick ?? [byDefault];
    for (const mode of modes) {
      const id = mode.name ? `${game.id}/${mode.name}` : game.id;
      const settings = game.settings.parse(mode.settings ?? {});
      const teams = game.teams?.(settings) ?? 0;
      const players = Math.min(mode.players, game.maxPlayers);
      const fill = Math.min(mode.fill, players);
      queues.set(id, { id, game, title: mode.title, settings, teams: teams >= 2 ? teams : 0, players, fill });
    }
  }
  return queues;
}

/** From when on groups smaller than a full one are enough: the largest of them, and the smallest that can play; milliseconds of the longest wait. */
const FEWER_AFTER_MS = 5000;
const SMALLEST_AFTER_MS = 6000;

/** How groups of this queue are put together. `botsAfter`: milliseconds of waiting after which bots fill up, for however few humans. */
export function poolRulesOf({ teams, players, game }: Queue, botsAfter: number): PoolRules {
  const step = Math.max(1, teams);
  // A side of one is no team.
  const least = Math.max(2, game.minPlayers, 2 * teams);
  const sizes: GroupSize[] = [{ players, after: 0, seats: players / step }];
  for (let n = players - 1; n >= 1; n--) {
    if (n >= least && n % step === 0) {
      const share = (players - step - n) / Math.max(1, players - step - least);
      const after = FEWER_AFTER_MS + share * (SMALLEST_AFTER_MS - FEWER_AFTER_MS);
      sizes.push({ players: n, after: Math.min(Math.round(after), botsAfter), seats: n / step });
    }
    if (teams > 0 || n < least) sizes.push({ players: n, after: botsAfter, seats: players / step });
  }
  return { teams, sizes, alone: botsAfter };
}
