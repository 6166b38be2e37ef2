import type { ErrorRequestHandler, Response } from 'express';
import { nanoid } from 'nanoid';
import { type ErrorCode, type Refusal, refuse } from '../../shared/protocol/errors.ts';
import type { Log } from '../ops/log.ts';
import { isOutage } from '../store/outage.ts';

/** The status of each code that REST can answer; what stands here not is a 400. */
const STATUS: { readonly [code in ErrorCode]?: number } = {
  'auth/missing': 401,
  'auth/invalid': 401,
  'auth/expired': 401,
  'origin/refused': 403,
  'name/invalid': 422,
  'rate/limited': 429,
  'room/not-found': 404,
  'room/not-member': 403,
  'room/not-host': 403,
  'room/full': 409,
  'room/locked': 409,
  'room/wrong-status': 409,
  'room/already-in-another': 409,
  'game/unknown': 422,
  'player/not-found': 404,
  'match/not-found': 404,
  'server/full': 503,
  'server/draining': 503,
  'server/unavailable': 503,
  'server/internal': 500,
  'http/not-found': 404,
  'http/too-large': 413,
};

/** `[ER-2]` A refusal as `application/problem+json` (RFC 9457). */
export function sendProblem(response: Response, { code, message, issues, retryAfterMs, id }: Refusal): void {
  const status = STATUS[code] ?? 400;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
  response.status(status).type('application/problem+json');
  response.send(
    JSON.stringify({
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      code,
      detail: message,
      ...(issues && { issues }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(id !== undefined && { id }),
    }),
  );
}

const TITLES: { readonly [status: number]: string } = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const UNAVAILABLE = refuse('server/unavailable', 'What is kept cannot be reached just now.');

/** What Express and its parsers throw, as problems; anything else is a bug, written down under an id that the caller gets. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: { type?: string; status?: number; message?: string }, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error.type === 'entity.too.large')
      return sendProblem(response, refuse('http/too-large', 'The body is larger than 16 KiB.'));
    if (error.status !== undefined && error.status >= 400 && error.status < 500) {
      return sendProblem(
        response,
        refuse('input/invalid', `The request cannot be read: ${error.message ?? 'malformed'}.`),
      );
    }
    if (isOutage(error)) return sendProblem(response, UNAVAILABLE);
    const id = nanoid(10);
    log.error({ event: 'request-failed', id, method: request.method, path: request.path, err: error });
    sendProblem(response, refuse('server/internal', 'A fault of the server; it has been written down.', { id }));
  };
}
