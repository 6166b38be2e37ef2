import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import type { RoomChat } from '../../../net/roomChat.ts';
import { useLobby } from '../../state/lobby.ts';
import { listNames } from '../../state/seats.ts';
import { ChatInput } from './ChatInput.tsx';
import { ChatLog } from './ChatLog.tsx';

/** What is said in the room, and the field to say something. `playing`: the keys are the match's again after each line. */
export function ChatPanel({ room, playing = false }: { room: RoomDocument; playing?: boolean }) {
  const { store } = useLobby();
  const chat = store.chat.line.value;
  const me = store.player.value?.id;
  if (!chat || me === undefined) return null;
  return (
    <section class="chat" aria-label="Chat" data-testid="chat">
      <ChatLog chat={chat} room={room} me={me} />
      <Typing typing={chat.typing.filter(({ playerId }) => !chat.muted.has(playerId))} />
      {room.muted.includes(me) && <p class="chat-silenced">The host has muted you: the others do not hear you.</p>}
      <ChatInput chat={chat} playing={playing} />
    </section>
  );
}

function Typing({ typing }: { typing: RoomChat['typing'] }) {
  return (
    <p class="chat-typing" data-testid="chat-typing" aria-live="polite">
      {typing.length > 0 && (
        <>
          <span class="chat-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {listNames(typing.map(({ name }) => name))} {typing.length === 1 ? 'is' : 'are'} writing…
        </>
      )}
    </p>
  );
}
