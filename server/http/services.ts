import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Result } from '../../shared/core/result.ts';
import type { AnyGame } from '../../shared/game/contract.ts';
import { type Refusal, refuseInput } from '../../shared/protocol/errors.ts';
import type { Origins } from '../identity/origins.ts';
import type { Players } from '../identity/players.ts';
import type { Tokens } from '../identity/tokens.ts';
import type { Verifier } from '../identity/verifier.ts';
import type { QuickMatch } from '../matchmaking/quickMatch.ts';
import type { Limits } from '../ops/limits.ts';
import type { Log } from '../ops/log.ts';
import type { Rooms } from '../rooms/registry.ts';
import type { Keeper } from '../store/keeper.ts';
import type { Db } from '../store/schema.ts';
import { sendProblem } from './problem.ts';

/** What the routers work with. */
export interface HttpServices {
  readonly verifier: Verifier;
  readonly players: Players;
  readonly tokens: Tokens;
  readonly origins: Origins;
  readonly limits: Limits;
  readonly rooms: Rooms;
  readonly quickMatch: Pick<QuickMatch, 'status'>;
  /** What is kept, to be read. */
  readonly reads: Db;
  readonly keeper: Pick<Keeper, 'able'>;
  /** Makes the replay of a match that is over, if it waits to be made. */
  readonly compact: (matchId: string) => Promise<void>;
  readonly presence: { isOnline(playerId: string): boolean };
  readonly games: ReadonlyMap<string, AnyGame>;
  readonly log: Log;
  readonly nodeId: string;
  readonly linkTo: (request: Request, code: string) => string;
  /** The peer's address, or the one that trusted proxies say it has. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** The body as the schema has it; null when a problem was sent instead. No body at all is an empty one. */
export function parseBody<T>(schema: z.ZodType<T>, request: Request, response: Response): T | null {
  return parsed(schema, request.body ?? {}, 'body', response);
}

export function parseQuery<T>(schema: z.ZodType<T>, request: Request, response: Response): T | null {
  return parsed(schema, request.query, 'query', response);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string, response: Response): T | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  sendProblem(response, refuseInput(result.error, what));
  return null;
}

export function respond<T>(result: Result<T, Refusal>, response: Response, send: (value: T) => void): void {
  if (result.ok) send(result.value);
  else sendProblem(response, result.error);
}
