import type { Entrant } from '../../server/match/cast.ts';
import type { InputStats } from '../../server/match/inputStats.ts';
import { createMatchHost, firstHostState, type MatchHost } from '../../server/match/matchHost.ts';
import { type Seed, seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { beginMatch } from '../../shared/game/fold.ts';
import type { JsonTick } from '../../shared/protocol/match.ts';

/** Matches as the server runs them, without a room around them. */
export const human = (seat: number): Entrant => ({ seat, kind: 'human', name: `P${seat}`, playerId: `p${seat}` });
export const botAt = (seat: number, level: Entrant['level'] = 'normal'): Entrant => ({
  seat,
  kind: 'bot',
  name: `B${seat}`,
  level,
});

export function hostMatch(
  game: AnyGame,
  entrants: Entrant[],
  more: { seed?: Seed; settings?: object; clock?: { now(): number }; stats?: InputStats } = {},
): MatchHost {
  const settings = game.settings.parse(more.settings ?? {}) as { [name: string]: unknown };
  const { seed = seedFrom(1), clock = { now: () => 0 }, stats } = more;
  const spec = { game: game.id, gameVersion: game.version, settings, seed, entrants };
  const match = beginMatch(game, spec);
  return createMatchHost({ matchId: 'm1', match, host: firstHostState(match, entrants), clock, stats });
}

/** The newest tick as this seat gets it. */
export const json = (match: MatchHost, seat: number | null = null) => match.viewOf(seat).tick('json') as JsonTick;
export const bytes = (packed: unknown) => new Uint8Array(Buffer.from(packed as string, 'base64'));
