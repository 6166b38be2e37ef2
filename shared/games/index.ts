import type { AnyGame } from '../game/contract.ts';
import { comet } from './comet/index.ts';
import { liarsDice } from './liars-dice/index.ts';

const catalog: readonly AnyGame[] = [comet, liarsDice];

/** Every game that this server offers, by id. A new game is one line here and one in `game-client/play/catalog.ts`. */
export const games: ReadonlyMap<string, AnyGame> = new Map(catalog.map((game) => [game.id, game]));
