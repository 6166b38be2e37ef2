import { useEffect, useState } from 'preact/hooks';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { personColour } from '../../colours.ts';
import { useLobby } from '../../state/lobby.ts';

const SHOWN_MS = 5000;

/** The line that was said just now, for a moment, over a match whose players have no hands free. It lets clicks through. */
export function ChatWhisper({ room }: { room: RoomDocument }) {
  const { store, session } = useLobby();
  const { chat, player } = store;
  const last = chat.line.value?.messages.findLast(({ kind }) => kind === 'player') ?? null;
  const [heard, setHeard] = useState(last?.id ?? 0);
  const news = last && last.id > heard && last.playerId !== player.value?.id;
  // Whoever comes in while a match runs gets the whole history at once.
  const fresh = news && session.serverNow() - last.at < SHOWN_MS ? last : null;

  useEffect(() => {
    if (!last) return;
    const timer = setTimeout(() => setHeard(last.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [last?.id]);
  if (!fresh || chat.open.value) return null;
  return (
    <p
      key={fresh.id}
      class="whisper"
      data-testid="chat-whisper"
      style={{ '--seat': personColour(room, fresh.playerId) }}
    >
      <b>{fresh.name}</b> {fresh.text}
    </p>
  );
}
