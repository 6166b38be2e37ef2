import { cometFace } from './comet/face.ts';
import type { GameFace } from './face.ts';
import { diceFace } from './liars-dice/face.ts';

/** Every game that this client can show, by id. A new game is one line here and one in `shared/games/index.ts`. */
export const faces: ReadonlyMap<string, GameFace> = new Map([
  ['comet', cometFace],
  ['liars-dice', diceFace],
]);
