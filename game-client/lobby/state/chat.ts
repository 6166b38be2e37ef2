import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Player } from '../../../shared/protocol/identity.ts';
import type { RoomChat } from '../../net/roomChat.ts';

/** The chat as the screens see it. */
export interface ChatStore {
  /** A new object after every change; null outside of a room. */
  readonly line: ReadonlySignal<RoomChat | null>;
  /** The drawer is pulled out. Where there is space the chat stands beside the seats without it. */
  readonly open: Signal<boolean>;
  /** What is being written: kept while the panel is closed. */
  readonly draft: Signal<string>;
  /** Lines of others that were not on this screen yet. */
  readonly unread: ReadonlySignal<number>;
  take(chat: RoomChat | null): void;
  /** All that is here is on the screen. */
  saw(): void;
}

export function createChatStore(player: ReadonlySignal<Player | null>): ChatStore {
  const line = signal<RoomChat | null>(null);
  const open = signal(false);
  const draft = signal('');
  const seen = signal(0);
  return {
    line,
    open,
    draft,
    unread: computed(() => {
      const me = player.value?.id;
      if (!line.value || me === undefined) return 0;
      const read = Math.max(seen.value, line.value.read[me] ?? 0);
      return line.value.messages.filter(({ id, kind, playerId }) => id > read && kind === 'player' && playerId !== me)
        .length;
    }),
    take(chat) {
      // The client changes one object in place; signals ask whether it is another.
      line.value = chat && { ...chat };
      if (chat) return;
      open.value = false;
      draft.value = '';
      seen.value = 0;
    },
    saw() {
      const { value } = line;
      if (!value) return;
      value.markRead();
      seen.value = Math.max(seen.value, value.messages.at(-1)?.id ?? 0);
    },
  };
}
