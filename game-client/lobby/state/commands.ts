import { normalizeCode } from '../../../shared/protocol/code.ts';
import type { Refusal } from '../../../shared/protocol/errors.ts';
import { roomPath } from '../router.ts';
import { distinguished } from '../text.ts';
import { createCalls } from './calls.ts';
import { createQueueCommands, type QueueCommands } from './queueCommands.ts';
import { createRoomCommands, type RoomCommands } from './roomCommands.ts';
import type { Session } from './session.ts';
import { type Store, showRoom } from './store.ts';

export type JoinAs = 'player' | 'spectator';

/** What a player can wish for. Refusals that belong to a field are returned; all others are said in a toast. */
export interface Commands extends RoomCommands, QueueCommands {
  rename(name: string): Promise<Refusal | null>;
  create(game: string, visibility: 'public' | 'private'): Promise<void>;
  /** Joins by code, or goes to the page that asks first when this player sits elsewhere. */
  enter(code: string, as?: JoinAs): Promise<Refusal | null>;
  /** Joins, and gives up whatever seat this player has elsewhere. */
  playHere(code: string): Promise<Refusal | null>;
  enterAsGuest(code: string, name: string): Promise<Refusal | null>;
  leave(): Promise<void>;
  /** After the session opened: back to the seat that this player has, or a note of where it is. */
  resume(): Promise<void>;
}

export function createCommands(store: Store, session: Session): Commands {
  const { api } = session;
  const calls = createCalls(store, session);
  const { call, act } = calls;
  /** A change of name on its way: what comes after it is said under the new one. */
  let renaming: Promise<unknown> = Promise.resolve();

  /** The seat that `/me` knows of and that this window does not hold. */
  async function seatElsewhere() {
    if (store.room.value) return null;
    const me = await api.me();
    if (!me.ok || !me.value.seat) return null;
    const { code, online } = me.value.seat;
    // After a reload the server may not have noticed yet that the old page is gone.
    return { ...me.value.seat, online: online && store.memory.seatHere() !== code };
  }

  async function giveUpOtherRoom(): Promise<void> {
    const seat = store.room.value ? null : await seatElsewhere();
    if (seat) await call('room:join', { code: seat.code });
    if (store.room.value) await call('room:leave', {});
  }

  /** Out of the room of this window and of a page that is gone, but not of one that another window shows. */
  async function leaveRooms(): Promise<boolean> {
    await renaming;
    const seat = await seatElsewhere();
    if (seat?.online) {
      store.elsewhere.value = seat;
      store.toasts.say(`You are in room ${seat.code} in another window.`);
      return false;
    }
    if (seat || store.room.value) await giveUpOtherRoom();
    return store.room.value === null;
  }

  async function join(code: string, as?: JoinAs, how: 'push' | 'replace' = 'push'): Promise<Refusal | null> {
    const wish = { code, ...(as && { as }) };
    if (store.room.value?.code !== code) {
      if (store.room.value) await giveUpOtherRoom();
      let answer = await call('room:join', wish);
      if (!answer.ok && answer.error.code === 'room/already-in-another') {
        await giveUpOtherRoom();
        answer = await call('room:join', wish);
      }
      if (!answer.ok) return answer.error;
    }
    showRoom(store, code, how);
    return null;
  }

  return {
    ...createRoomCommands(store, calls),
    ...createQueueCommands(store, calls, leaveRooms),
    async rename(name) {
      const answer = api.rename(name);
      renaming = answer;
      const renamed = await answer;
      if (!renamed.ok) return renamed.error;
      store.player.value = renamed.value.player;
      return null;
    },
    async create(game, visibility) {
      await renaming;
      if (store.room.value) await giveUpOtherRoom();
      const answer = await call('room:create', { game, visibility });
      if (answer.ok) showRoom(store, answer.room.code, 'push');
      else store.toasts.say(answer.error.message);
    },
    async enter(typed, as) {
      await renaming;
      const code = normalizeCode(typed) ?? typed;
      const seat = await seatElsewhere();
      if (!seat?.online) return join(code, as);
      store.elsewhere.value = seat;
      store.router.go(roomPath(code));
      return null;
    },
    async playHere(code) {
      await renaming;
      const refusal = await join(code);
      if (!refusal) store.replaced.value = store.elsewhere.value = null;
      return refusal;
    },
    async enterAsGuest(code, typed) {
      const name = typed.trim();
      const refusal = await session.becomeGuest(name || undefined);
      const given = store.player.value?.name ?? '';
      if (!refusal && distinguished(name, given)) store.toasts.say(`Someone has that name: you are ${given}.`, 'good');
      return refusal ?? join(code);
    },
    async leave() {
      if (await act('room:leave', {})) store.router.go('/');
    },
    async resume() {
      const seat = await seatElsewhere();
      // Meanwhile a match may have been found, to which the client goes by itself.
      const { value: queue } = store.queue;
      if (!seat || store.room.value || (queue?.state === 'found' && queue.here)) return;
      const route = store.router.route.value;
      const wanted = route.at === 'home' || (route.at === 'room' && route.code === seat.code);
      if (wanted && !seat.online && !(await join(seat.code, undefined, 'replace'))) return;
      store.elsewhere.value = seat;
    },
  };
}
