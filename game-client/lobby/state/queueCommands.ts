import type { Calls } from './calls.ts';
import { queueOfRoom, queues } from './queueChoice.ts';
import type { Store } from './store.ts';

/** What one can wish for of quick match. */
export interface QueueCommands {
  /** Alone, in the queues that are chosen; whoever is in a room leaves it. */
  quickMatch(): Promise<void>;
  /** The host's: everyone who is seated in the room, together, for the game that is played there. */
  quickMatchTogether(): Promise<void>;
  /** After a match that quick match found: out of its room, and into the queues in which it was found. */
  findAnother(): Promise<void>;
  /** Without a connection the wish stands, and is put as soon as there is one again. */
  cancelQuickMatch(): Promise<void>;
}

const AGAIN_MS = 500;

/** `leaveRooms`: false where this player stays in one, since whoever is host there would queue everybody in it. */
export function createQueueCommands(
  store: Store,
  { act, ask }: Calls,
  leaveRooms: () => Promise<boolean>,
): QueueCommands {
  async function queueAlone(games: readonly string[]): Promise<void> {
    if (!(await leaveRooms())) return;
    store.router.go('/');
    await act('queue:join', { games: [...games] });
  }
  return {
    quickMatch: () => queueAlone(store.queueChoice.chosen.value),
    async quickMatchTogether() {
      const room = store.room.value;
      if (room) await act('queue:join', { games: [queueOfRoom(room)] });
    },
    findAnother() {
      const last = store.memory.queuedHere()?.games.filter((id) => queues.has(id)) ?? [];
      return queueAlone(last.length > 0 ? last : store.queueChoice.chosen.value);
    },
    async cancelQuickMatch() {
      const { cancelling, queue, toasts } = store;
      if (cancelling.value) return;
      cancelling.value = true;
      try {
        for (;;) {
          const refusal = await ask('queue:leave', {});
          if (!refusal || !queue.value) return;
          if (refusal.code !== 'server/unavailable') return void toasts.say(refusal.message);
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        }
      } finally {
        cancelling.value = false;
      }
    },
  };
}
