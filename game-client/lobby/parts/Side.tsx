import { useSignal } from '@preact/signals';
import type { RoomDocument } from '../../../shared/protocol/room.ts';
import { useMedia } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { CodeBadge } from './CodeBadge.tsx';
import { ChatPanel } from './chat/ChatPanel.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { People } from './People.tsx';
import { Setup } from './setup/Setup.tsx';

/** Where the seats stand in a ring, there is room for the chat beside them; the same as in `room.css`. */
export const WIDE = '(min-width: 1120px) and (min-height: 690px)';

/** Beside the seats or, on a phone, below them: how friends come in, how the room is set up, and what is said. */
export function Side({ room }: { room: RoomDocument }) {
  const wide = useMedia(WIDE);
  return (
    <aside class="room-side">
      <CodeBadge code={room.code} />
      {wide ? (
        <Tabs room={room} />
      ) : (
        <>
          <div class="panel side-panel">
            <Setup room={room} />
          </div>
          <div class="panel side-panel">
            <People room={room} />
          </div>
        </>
      )}
    </aside>
  );
}

const TABS: readonly { readonly id: 'chat' | 'setup' | 'people'; readonly title: string; readonly icon: IconName }[] = [
  { id: 'chat', title: 'Chat', icon: 'chat' },
  { id: 'setup', title: 'Settings', icon: 'tune' },
  { id: 'people', title: 'People', icon: 'people' },
];

function Tabs({ room }: { room: RoomDocument }) {
  const { chat } = useLobby().store;
  const at = useSignal<(typeof TABS)[number]['id']>('chat');
  const news = { chat: chat.unread.value, setup: 0, people: room.spectators.length };
  const step = (key: string) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = TABS[(TABS.findIndex(({ id }) => id === at.value) + by + TABS.length) % TABS.length]!;
    at.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div class="panel side-tabs">
      <div class="tabs" role="tablist" aria-label="Room" onKeyDown={({ key }) => step(key)}>
        {TABS.map(({ id, title, icon }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            class="tab"
            data-testid={`tab-${id}`}
            aria-selected={at.value === id}
            aria-controls="side-tab"
            tabIndex={at.value === id ? 0 : -1}
            onClick={() => {
              at.value = id;
            }}
          >
            <Icon name={icon} /> {title}
            {at.value !== id && news[id] > 0 && (
              <span
                class={id === 'chat' ? 'tab-news tab-unread' : 'tab-news'}
                data-testid={id === 'chat' ? 'chat-unread' : undefined}
              >
                {news[id]}
              </span>
            )}
          </button>
        ))}
      </div>
      <div class="side-panel" id="side-tab" role="tabpanel" aria-labelledby={`tab-${at.value}`}>
        {at.value === 'chat' && <ChatPanel room={room} />}
        {at.value === 'setup' && <Setup room={room} />}
        {at.value === 'people' && <People room={room} />}
      </div>
    </div>
  );
}
