import type { ChatMessage } from '../../../../shared/protocol/chat.ts';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import type { UnsentLine } from '../../../net/roomChat.ts';
import { personColour } from '../../colours.ts';
import { listNames } from '../../state/seats.ts';

interface ChatLineProps {
  message: ChatMessage;
  room: RoomDocument;
  own: boolean;
  named: boolean;
  readers: readonly { readonly playerId: string; readonly name: string }[] | undefined;
}

/** A line as it was said. All of it is text to the page, whatever it looks like. */
export function ChatLine({ message, room, own, named, readers }: ChatLineProps) {
  const { id, at, kind, playerId, name, text } = message;
  const time = new Date(at);
  const tones = [
    'chat-line',
    kind === 'system' && 'chat-system',
    own && kind === 'player' && 'chat-own',
    !named && 'chat-more',
  ];
  return (
    <li
      class={tones.filter(Boolean).join(' ')}
      data-testid="chat-line"
      data-id={id}
      data-kind={kind}
      data-event={message.event}
      style={{ '--seat': personColour(room, playerId) }}
      title={time.toLocaleString()}
    >
      {kind === 'player' && named && <b class="chat-name">{name}</b>}
      <span class="chat-text">{text}</span>
      <time dateTime={time.toISOString()}>{time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</time>
      {readers && (
        <span class="chat-read" data-testid="chat-read">
          {readers.map((reader) => (
            <i key={reader.playerId} style={{ '--seat': personColour(room, reader.playerId) }} />
          ))}
          read by {listNames(readers.map((reader) => reader.name))}
        </span>
      )}
    </li>
  );
}

/** One's own line that the server does not have, or does not want. */
export function UnsentChatLine({ line, discard }: { line: UnsentLine; discard(nonce: string): void }) {
  const { nonce, text, refused } = line;
  return (
    <li
      class={`chat-line chat-own ${refused ? 'chat-refused' : 'chat-sending'}`}
      data-testid="chat-line"
      data-id={nonce}
      data-kind={refused ? 'refused' : 'sending'}
    >
      <span class="chat-text">{text}</span>
      {refused ? (
        <span class="chat-fate" role="alert">
          {refused.message}
          <button type="button" data-testid="chat-discard" onClick={() => discard(nonce)}>
            Discard
          </button>
        </span>
      ) : (
        <span class="chat-fate">sending…</span>
      )}
    </li>
  );
}
