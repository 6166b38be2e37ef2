import { createMatchHost, type Entrant, type MatchHost } from '../../server/match/matchHost.ts';
import { type Seed, seedFrom } from '../../shared/core/rng.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
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
  more: { seed?: Seed; settings?: object } = {},
): MatchHost {
  const settings = game.settings.parse(more.settings ?? {}) as { [name: string]: unknown };
  return createMatchHost({ matchId: 'm1', game, settings, entrants, seed: more.seed ?? seedFrom(1) });
}

/** The newest tick as this seat gets it. */
export const json = (match: MatchHost, seat: number | null = null) => match.viewOf(seat).tick('json') as JsonTick;
export const bytes = (packed: unknown) => new Uint8Array(Buffer.from(packed as string, 'base64'));
