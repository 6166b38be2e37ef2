import { useLayoutEffect, useRef } from 'preact/hooks';
import { CHAT_LENGTH } from '../../../../shared/protocol/chat.ts';
import type { RoomChat } from '../../../net/roomChat.ts';
import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';

/** From here on it is said how much room is left. */
const NEARLY_FULL = CHAT_LENGTH - 80;

/** Enter says it, Shift and Enter begins a line. */
export function ChatInput({ chat, playing }: { chat: RoomChat; playing: boolean }) {
  const { draft } = useLobby().store.chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const text = draft.value;

  useLayoutEffect(() => {
    const { style } = field.current!;
    style.height = 'auto';
    style.height = `${field.current!.scrollHeight + 2}px`;
  }, [text]);

  const send = () => {
    const said = text.trim();
    if (said === '') return;
    draft.value = '';
    void chat.send(said);
    if (playing) field.current?.blur();
  };
  return (
    <form
      class="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        if (!playing) field.current?.focus();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        aria-label="Message to the room"
        placeholder="Say something…"
        data-testid="chat-input"
        maxLength={CHAT_LENGTH}
        enterkeyhint="send"
        value={text}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
          if (draft.value !== '') chat.typed();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      {text.length >= NEARLY_FULL && (
        <span class="chat-left" role="status">
          {CHAT_LENGTH - text.length} left
        </span>
      )}
      <button
        type="submit"
        class="button button-icon chat-send"
        data-testid="chat-send"
        aria-label="Send"
        aria-disabled={text.trim() === ''}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}
