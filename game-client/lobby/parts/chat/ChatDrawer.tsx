import { useEffect, useRef } from 'preact/hooks';
import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { useLobby } from '../../state/lobby.ts';
import { Icon } from '../Icon.tsx';
import { Everyone } from '../People.tsx';
import { ChatPanel } from './ChatPanel.tsx';

/** The chat over what else is there: a column at the side, or on a phone a sheet from below. It takes no keys by itself. */
export function ChatDrawer({ room, playing = false }: { room: RoomDocument; playing?: boolean }) {
  const { chat } = useLobby().store;
  const open = chat.open.value;
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => (open ? stayAboveKeyboard(drawer.current!) : undefined), [open]);
  if (!open) return null;
  const close = () => {
    chat.open.value = false;
  };
  return (
    <aside ref={drawer} class={playing ? 'drawer drawer-playing' : 'drawer'} aria-label="Chat">
      <header class="drawer-head">
        <h2>Chat</h2>
        <button
          type="button"
          class="button button-quiet button-icon"
          data-testid="chat-close"
          aria-label="Close the chat"
          onClick={close}
        >
          <Icon name="cross" />
        </button>
      </header>
      {playing && <Everyone room={room} />}
      <ChatPanel room={room} playing={playing} />
    </aside>
  );
}

/** A phone's keyboard covers the page's end without making the page shorter. */
function stayAboveKeyboard(element: HTMLElement): () => void {
  const view = window.visualViewport;
  const look = () => {
    const covered = view ? window.innerHeight - view.height - view.offsetTop : 0;
    element.style.setProperty('--covered', `${Math.max(0, Math.round(covered))}px`);
  };
  look();
  view?.addEventListener('resize', look);
  view?.addEventListener('scroll', look);
  return () => {
    view?.removeEventListener('resize', look);
    view?.removeEventListener('scroll', look);
  };
}
