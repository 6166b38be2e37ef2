import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MeResponse, Player } from '../../../shared/protocol/identity.ts';
import type { MatchEnd } from '../../../shared/protocol/match.ts';
import type { RoomDocument, SeatDocument } from '../../../shared/protocol/room.ts';
import type { Client, ConnectionState } from '../../net/client.ts';
import type { LiveMatch } from '../../net/liveMatch.ts';
import { type Router, roomPath } from '../router.ts';
import type { TabMemory } from './identity.ts';
import { ownSeat } from './seats.ts';
import type { Toasts } from './toasts.ts';

/** All that the screens render. Only `follow` and the session write it. */
export interface Store {
  readonly router: Router;
  readonly toasts: Toasts;
  readonly memory: TabMemory;
  /** False until it is known who plays and whether a seat waits somewhere. */
  readonly ready: Signal<boolean>;
  readonly player: Signal<Player | null>;
  /** This tab plays beside the browser's own player. */
  readonly guest: Signal<boolean>;
  readonly connection: Signal<ConnectionState>;
  readonly room: Signal<RoomDocument | null>;
  readonly match: Signal<LiveMatch | null>;
  readonly result: Signal<MatchEnd | null>;
  /** The room whose seat another window took over. */
  readonly replaced: Signal<string | null>;
  /** A seat that this player has, but not in this window. */
  readonly elsewhere: Signal<MeResponse['seat']>;
  readonly draining: Signal<string | null>;
  readonly mySeat: ReadonlySignal<SeatDocument | null>;
  readonly isHost: ReadonlySignal<boolean>;
}

export function createStore(router: Router, toasts: Toasts, memory: TabMemory): Store {
  const player = signal<Player | null>(null);
  const room = signal<RoomDocument | null>(null);
  return {
    router,
    toasts,
    memory,
    ready: signal(false),
    player,
    guest: signal(memory.guestToken() !== null),
    connection: signal<ConnectionState>({ status: 'connecting' }),
    room,
    match: signal(null),
    result: signal(null),
    replaced: signal(null),
    elsewhere: signal(null),
    draining: signal(null),
    mySeat: computed(() => room.value && player.value && ownSeat(room.value, player.value.id)),
    isHost: computed(() => player.value !== null && room.value?.hostId === player.value.id),
  };
}

/** Writes what a client tells into the store until the returned call. */
export function follow(store: Store, client: Client): () => void {
  const { router, toasts, memory } = store;
  const ends = [
    client.on('connection', (connection) => {
      store.connection.value = connection;
      if (connection.status === 'online') store.draining.value = null;
    }),
    client.on('room', (room) => {
      batch(() => {
        // A new countdown makes the last result old news.
        if (!room || room.status === 'countdown') store.result.value = null;
        if (room) store.replaced.value = store.elsewhere.value = null;
        store.room.value = room;
      });
      memory.keepSeat(room?.code ?? null);
    }),
    client.on('match', (match) => {
      batch(() => {
        if (match) store.result.value = null;
        store.match.value = match;
      });
    }),
    client.on('result', (result) => {
      store.result.value = result;
    }),
    client.on('lostRoom', ({ code, why }) => {
      if (why === 'replaced') {
        store.replaced.value = code;
        store.elsewhere.value = { code, node: '', online: true };
        return;
      }
      toasts.say(why === 'closed' ? `The room ${code} has closed.` : why.message);
      const { route } = router;
      if (route.value.at === 'room' && route.value.code === code) router.go('/', 'replace');
    }),
    client.on('draining', ({ message }) => {
      store.draining.value = message;
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Takes the page to the room's own address. */
export function showRoom(store: Store, code: string, how: 'push' | 'replace'): void {
  store.router.go(roomPath(code), how);
}
