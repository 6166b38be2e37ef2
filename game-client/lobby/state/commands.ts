import { normalizeCode } from '../../../shared/protocol/code.ts';
import { type Refusal, refuse } from '../../../shared/protocol/errors.ts';
import type { CallAnswer, CallName, CallPayload } from '../../../shared/protocol/events.ts';
import type { RoomConfigure } from '../../../shared/protocol/room.ts';
import { roomPath } from '../router.ts';
import { ownSeat } from './seats.ts';
import type { Session } from './session.ts';
import { type Store, showRoom } from './store.ts';

type BotLevel = CallPayload<'room:bot'>['level'];

/** What a player can wish for. Refusals that belong to a field are returned; all others are said in a toast. */
export interface Commands {
  rename(name: string): Promise<Refusal | null>;
  create(game: string, visibility: 'public' | 'private'): Promise<void>;
  /** Joins by code, or goes to the page that asks first when this player sits elsewhere. */
  enter(code: string): Promise<Refusal | null>;
  /** Joins, and gives up whatever seat this player has elsewhere. */
  playHere(code: string): Promise<Refusal | null>;
  enterAsGuest(code: string, name: string): Promise<Refusal | null>;
  leave(): Promise<void>;
  setReady(ready: boolean): Promise<void>;
  /** The host's start; says ready first when only that is missing. */
  start(): Promise<void>;
  setBot(seat: number, level: BotLevel): Promise<void>;
  configure(change: RoomConfigure): Promise<boolean>;
  playAgain(): Promise<void>;
  /** After the session opened: back to the seat that this player has, or a note of where it is. */
  resume(): Promise<void>;
}

export function createCommands(store: Store, session: Session): Commands {
  const { api } = session;
  /** A change of name on its way: what comes after it is said under the new one. */
  let renaming: Promise<unknown> = Promise.resolve();

  async function call<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<CallAnswer<Name>> {
    const client = await session.online();
    if (client) return client.call(name, payload);
    return { ok: false, error: refuse('server/unavailable', 'There is no connection to the server.') };
  }

  /** True when it was granted; a refusal is said. */
  async function act<Name extends CallName>(name: Name, payload: CallPayload<Name>): Promise<boolean> {
    const answer = await call(name, payload);
    if (!answer.ok) store.toasts.say(answer.error.message);
    return answer.ok;
  }

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

  async function playHere(code: string, how: 'push' | 'replace' = 'push'): Promise<Refusal | null> {
    if (store.room.value?.code !== code) {
      if (store.room.value) await giveUpOtherRoom();
      let answer = await call('room:join', { code });
      if (!answer.ok && answer.error.code === 'room/already-in-another') {
        await giveUpOtherRoom();
        answer = await call('room:join', { code });
      }
      if (!answer.ok) return answer.error;
    }
    showRoom(store, code, how);
    return null;
  }

  return {
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
    async enter(typed) {
      await renaming;
      const code = normalizeCode(typed) ?? typed;
      const seat = await seatElsewhere();
      if (!seat?.online) return playHere(code);
      store.elsewhere.value = seat;
      store.router.go(roomPath(code));
      return null;
    },
    async playHere(code) {
      await renaming;
      const refusal = await playHere(code);
      if (!refusal) store.replaced.value = store.elsewhere.value = null;
      return refusal;
    },
    async enterAsGuest(code, name) {
      return (await session.becomeGuest(name.trim() || undefined)) ?? playHere(code);
    },
    async leave() {
      if (await act('room:leave', {})) store.router.go('/');
    },
    async setReady(ready) {
      await act('room:ready', { ready });
    },
    async start() {
      const { room, player } = store;
      const own = room.value && player.value && ownSeat(room.value, player.value.id);
      if (own && !own.ready && !(await act('room:ready', { ready: true }))) return;
      await act('room:start', {});
    },
    async setBot(seat, level) {
      await act('room:bot', { seat, level });
    },
    configure: (change) => act('room:configure', change),
    async playAgain() {
      // Once the results have been shown for their time the room is a lobby again, where a vote is a plain "ready".
      if (store.room.value?.status === 'results') await act('room:rematch', {});
      else if (await act('room:ready', { ready: true })) store.result.value = null;
    },
    async resume() {
      const seat = await seatElsewhere();
      if (!seat) return;
      const route = store.router.route.value;
      const wanted = route.at === 'home' || route.code === seat.code;
      if (wanted && !seat.online && !(await playHere(seat.code, 'replace'))) return;
      store.elsewhere.value = seat;
    },
  };
}
