import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import type { RoomChat } from '../../../net/roomChat.ts';
import { useBusy } from '../../hooks.ts';
import { useLobby } from '../../state/lobby.ts';
import { members } from '../../state/seats.ts';
import { ChatLine, UnsentChatLine } from './ChatLine.tsx';
import { beginsTurn, lastReadBy } from './lines.ts';

/** How far from the end still counts as being there. */
const NEAR = 48;

/** The lines, kept at their end while one reads there, and where one is while older ones come in above. */
export function ChatLog({ chat, room, me }: { chat: RoomChat; room: RoomDocument; me: string }) {
  const { store } = useLobby();
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const [busy, run] = useBusy();
  const { messages, unsent } = chat;
  const last = messages.at(-1)?.id ?? 0;
  const first = messages[0]?.id ?? 0;

  const look = () => {
    if (atEnd.current && !document.hidden) store.chat.saw();
  };
  useLayoutEffect(() => {
    const { scrollHeight, scrollTop } = log.current!;
    if (atEnd.current) log.current!.scrollTop = scrollHeight;
    else if (first < before.current.first) log.current!.scrollTop = scrollTop + scrollHeight - before.current.height;
    before.current = { first, height: scrollHeight };
  });
  useEffect(look, [last]);
  useEffect(() => {
    document.addEventListener('visibilitychange', look);
    const element = log.current!;
    // A keyboard that comes up, or a panel that grows, should not hide the end.
    const resized = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    resized.observe(element);
    return () => {
      document.removeEventListener('visibilitychange', look);
      resized.disconnect();
    };
  }, []);

  const readers = lastReadBy(messages, chat.read, members(room), me);
  return (
    <div
      ref={log}
      class="chat-log"
      role="log"
      aria-live="polite"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
        look();
      }}
    >
      {chat.more && messages.length > 0 && (
        <button
          type="button"
          class="chat-older"
          data-testid="chat-older"
          disabled={busy}
          onClick={() => run(() => chat.older())}
        >
          Earlier messages
        </button>
      )}
      {messages.length + unsent.length === 0 && <p class="chat-quiet">Nobody has said anything yet. Say hello!</p>}
      <ol>
        {messages.map((message, index) => (
          <ChatLine
            key={message.id}
            message={message}
            room={room}
            own={message.playerId === me}
            named={beginsTurn(messages[index - 1], message)}
            readers={readers.get(message.id)}
          />
        ))}
        {unsent.map((line) => (
          <UnsentChatLine key={line.nonce} line={line} discard={chat.discard} />
        ))}
      </ol>
    </div>
  );
}
