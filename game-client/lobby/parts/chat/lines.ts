import type { ChatMessage, ReadReceipts } from '../../../../shared/protocol/chat.ts';

const TURN_MS = 3 * 60_000;

/** Whether a line names who says it: what follows soon after by the same one does not again. */
export function beginsTurn(before: ChatMessage | undefined, message: ChatMessage): boolean {
  if (before?.kind !== 'player' || message.kind !== 'player') return true;
  return before.playerId !== message.playerId || message.at - before.at > TURN_MS;
}

/** By line, the others who have read up to it and no further. Nobody needs telling that they have read their own. */
export function lastReadBy(
  messages: readonly ChatMessage[],
  read: ReadReceipts,
  members: readonly { readonly playerId: string; readonly name: string }[],
  me: string,
): ReadonlyMap<number, readonly { readonly playerId: string; readonly name: string }[]> {
  const readers = new Map<number, { playerId: string; name: string }[]>();
  for (const member of members) {
    if (member.playerId === me) continue;
    const line = messages.findLast(({ id, kind }) => kind === 'player' && id <= (read[member.playerId] ?? 0));
    if (!line || line.playerId === member.playerId) continue;
    readers.set(line.id, [...(readers.get(line.id) ?? []), member]);
  }
  return readers;
}
