import { outlookOf, type WaitingState } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';

/** What one who waits is told, as the connection is just now. */
export function useOutlook(queue: WaitingState): ReturnType<typeof outlookOf> {
  const { connection, cancelling } = useLobby().store;
  return outlookOf(queue, { connected: connection.value.status === 'online', cancelling: cancelling.value });
}
