import type { AnyGame } from '../game/contract.ts';
import { comet } from './comet/index.ts';

/** Every game that this server offers, by id. A new game is one line here and one in `game-client/play/catalog.ts`. */
export const games: ReadonlyMap<string, AnyGame> = new Map([comet].map((game) => [game.id, game]));
