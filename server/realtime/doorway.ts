import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { placeOf } from '../ops/limits.ts';

/**
 * Connections that have not said who they are yet. They live for the heartbeat's limit at most, but could be opened without
 * end: each place has only so many of them, so that one place cannot take the room of all others.
 */
export interface Doorway {
  /** Whether one more may come from where this request does. */
  hasRoom(request: IncomingMessage): boolean;
  /** This connection is in. */
  passed(connection: object): void;
}

const WAITING_PER_PLACE = 1000;

export function createDoorway(
  engine: EventEmitter,
  addressOf: (request: IncomingMessage) => string,
  rateScale: number,
): Doorway {
  const most = WAITING_PER_PLACE * rateScale;
  const waiting = new Map<string, number>();
  const placeBy = new WeakMap<object, string>();

  function passed(connection: object): void {
    const place = placeBy.get(connection);
    if (place === undefined) return;
    placeBy.delete(connection);
    const left = waiting.get(place)! - 1;
    if (left === 0) waiting.delete(place);
    else waiting.set(place, left);
  }

  engine.on('connection', (connection: EventEmitter & { readonly request: IncomingMessage }) => {
    const place = placeOf(addressOf(connection.request));
    placeBy.set(connection, place);
    waiting.set(place, (waiting.get(place) ?? 0) + 1);
    connection.on('close', () => passed(connection));
  });

  return {
    hasRoom: (request) => (waiting.get(placeOf(addressOf(request))) ?? 0) < most,
    passed,
  };
}
