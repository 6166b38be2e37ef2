import { Router } from 'express';
import { z } from 'zod';
import type { GameDescription } from '../../shared/protocol/http.ts';
import type { HttpServices } from './services.ts';

/** The catalog. Schemas are described as what may be sent: a setting with a default need not be. */
export function gamesRouter({ games }: HttpServices): Router {
  const described = Array.from(games.values(), (game): GameDescription => {
    const { id, title, minPlayers, maxPlayers, tickRate } = game;
    const schema = (of: z.ZodType) => z.toJSONSchema(of, { io: 'input' });
    return { id, title, minPlayers, maxPlayers, tickRate, settings: schema(game.settings), input: schema(game.input) };
  });
  return Router().get('/', (_request, response) => {
    response.json({ games: described });
  });
}
