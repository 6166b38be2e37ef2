import { Router } from 'express';
import type { QueueResponse } from '../../shared/protocol/queue.ts';
import { predictionsOf } from '../store/predictions.ts';
import type { HttpServices } from './services.ts';

/** The predictions are read again after so many milliseconds: it takes a look at thousands of rows. */
const READ_AGAIN_MS = 60_000;

/** How quick match does: who waits, for how long others did, and how good what was expected of their matches was. */
export function queueRouter({ quickMatch, reads, games }: HttpServices): Router {
  let known: { readonly at: number; readonly predictions: Promise<QueueResponse['predictions']> } | null = null;

  async function read(): Promise<QueueResponse['predictions']> {
    const all: QueueResponse['predictions'] = [];
    for (const game of games.keys()) all.push({ game, ...(await predictionsOf(reads, game)) });
    return all;
  }

  return Router().get('/', async (_request, response) => {
    const now = performance.now();
    if (!known || now - known.at > READ_AGAIN_MS) known = { at: now, predictions: read() };
    try {
      response.json({ queues: quickMatch.status(), predictions: await known.predictions } satisfies QueueResponse);
    } catch (error) {
      known = null;
      throw error;
    }
  });
}
