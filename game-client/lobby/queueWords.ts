import type { RoomDocument } from '../../shared/protocol/room.ts';
import type { QueueState } from '../net/quickMatch.ts';
import { queues } from './state/queueChoice.ts';

export type WaitingState = Extract<QueueState, { state: 'waiting' }>;

/** A game, and how it is played where that is not the usual way. */
export function queueName(id: string): string {
  const queue = queues.get(id);
  if (!queue) return id;
  return queue.id === queue.game.id ? queue.game.title : `${queue.game.title} · ${queue.title}`;
}

/** 0:07, 1:23. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * "about 8 s, give or take 3", or where it may be anything up to an end "within 20 s"; null: nobody knows. It stands as the server said it,
 * as the reason beside it does: counted on here, the one would contradict the other until the next update.
 */
export function etaText(eta: WaitingState['eta']): string | null {
  if (!eta) return null;
  const latest = eta.ms + eta.error;
  if (latest <= 1000) return 'any moment now';
  const [unit, name] = eta.ms < 100_000 ? [1000, 's'] : [60_000, 'min'];
  if (eta.error >= eta.ms) return `within ${Math.ceil(latest / unit)} ${name}`;
  const error = Math.round(eta.error / unit);
  return `about ${Math.round(eta.ms / unit)} ${name}${error > 0 ? `, give or take ${error}` : ''}`;
}

/** When a match may come, or null, and what it waits for. Without a connection nobody is looked for: what was said before does not hold. */
export function outlookOf(
  { eta, reason }: Pick<WaitingState, 'eta' | 'reason'>,
  { connected, cancelling }: { connected: boolean; cancelling: boolean },
): { eta: string | null; why: string } {
  if (connected) return { eta: etaText(eta), why: reason.text };
  return { eta: 'once you are connected', why: cancelling ? CANCELLED_LATER : GOES_ON_LATER };
}

const CANCELLED_LATER = 'The search is cancelled as soon as the connection is back.';
const GOES_ON_LATER = 'The search goes on as soon as the connection is back.';

/** How many look for the same. */
export function othersText({ waiting, party }: Pick<WaitingState, 'waiting' | 'party'>): string {
  const others = Math.max(0, waiting - party);
  if (others === 0) return 'nobody else yet';
  return others === 1 ? 'one other' : `${others} others`;
}

/** Who of the group that comes together is in the room, and who is not there yet; bots are always there. */
export function groupOf({ seats }: Pick<RoomDocument, 'seats'>) {
  const people = seats.flatMap(({ index, kind, name, held, connection, ready }) => {
    if (kind === 'human') return [{ index, name: name!, ready, here: connection !== 'away' }];
    return held ? [{ index, name: held.name, ready: false, here: false }] : [];
  });
  return { people, here: people.filter((one) => one.here).length };
}

/** For those who listen: what changes seldom. Seconds are not among it. `cancelsLater`: it was called off without a connection. */
export function spoken(queue: QueueState | null, room: RoomDocument | null, cancelsLater = false): string {
  if (room?.gathering) {
    const { people, here } = groupOf(room);
    return `A match was found. ${here} of ${people.length} are here.`;
  }
  if (queue?.state === 'found') return 'A match was found.';
  if (queue && cancelsLater) return CANCELLED_LATER;
  return queue ? `Looking for a match. ${queue.reason.text}` : '';
}
