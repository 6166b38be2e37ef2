import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';

/** Pulls the chat out and in, and says how much was missed. */
export function ChatToggle({ look }: { look: string }) {
  const { chat } = useLobby().store;
  const unread = chat.unread.value;
  return (
    <button
      type="button"
      class={`chat-toggle ${look}`}
      data-testid="chat-toggle"
      aria-label={unread === 0 ? 'Chat' : `Chat, ${unread} unread`}
      title="Chat"
      aria-expanded={chat.open.value}
      onClick={() => {
        chat.open.value = !chat.open.value;
      }}
    >
      <Icon name="chat" />
      {unread > 0 && (
        <span class="chat-unread" data-testid="chat-unread" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
}
