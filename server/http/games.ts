import { Router } from 'express';
import { z } from 'zod';
import { queuesOf } from '../../shared/lobby/queues.ts';
import type { GameDescription } from '../../shared/protocol/http.ts';
import type { HttpServices } from './services.ts';

/** The catalog. Schemas are described as what may be sent: a setting with a default need not be. */
export function gamesRouter({ games }: HttpServices): Router {
  const described = Array.from(games.values(), (game): GameDescription => {
    const { id, title, about = '', minPlayers, maxPlayers, tickRate } = game;
    const schema = (of: z.ZodType) => z.toJSONSchema(of, { io: 'input' });
    const [settings, input] = [schema(game.settings), schema(game.input)];
    const quick = [...queuesOf([game]).values()].map((queue) => ({ id: queue.id, title: queue.title }));
    return { id, title, about, minPlayers, maxPlayers, tickRate, settings, input, quick };
  });
  return Router().get('/', (_request, response) => {
    response.json({ games: described });
  });
}
