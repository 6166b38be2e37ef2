import { batch } from '@preact/signals';
import type { Client } from '../../net/client.ts';
import { dropInvite, type Store } from './store.ts';

/** Writes what a client tells into the store until the returned call. */
export function follow(store: Store, client: Client): () => void {
  const { router, toasts, memory } = store;
  /** The match whose results were shown last. */
  let shown: string | null = null;
  const ends = [
    client.on('connection', (connection) => {
      store.connection.value = connection;
      if (connection.status === 'online') store.draining.value = null;
    }),
    client.on('room', (room) => {
      const me = client.player.id;
      const before = store.room.value;
      if (before && room && before.code === room.code && before.hostId !== me && room.hostId === me)
        toasts.say('You are the host now.', 'good');
      batch(() => {
        // A new countdown makes the last result old news.
        if (!room || room.status === 'countdown') store.result.value = null;
        if (room) {
          store.replaced.value = store.elsewhere.value = store.kicked.value = null;
          dropInvite(store, room.code);
        }
        store.room.value = room;
      });
      memory.keepSeat(room?.code ?? null);
    }),
    client.on('chat', store.chat.take),
    client.on('match', (match) => {
      batch(() => {
        if (match) {
          store.result.value = null;
          store.chat.open.value = false;
        }
        store.match.value = match;
      });
    }),
    client.on('result', (result) => {
      // After a lost connection the server tells it again; whoever has turned away from it stays where they are.
      if (result.matchId === shown && store.result.value === null) return;
      shown = result.matchId;
      store.result.value = result;
    }),
    client.on('rooms', (rooms) => {
      store.rooms.value = rooms;
    }),
    client.on('presence', (online) => {
      store.online.value = online;
    }),
    client.on('notice', (notice) => {
      if (notice.kind !== 'invite' || notice.code === store.room.value?.code) return;
      dropInvite(store, notice.code);
      store.invites.value = [...store.invites.value, notice];
    }),
    client.on('lostRoom', ({ code, why }) => {
      if (why === 'replaced') {
        store.replaced.value = code;
        store.elsewhere.value = { code, node: '', online: true };
        return;
      }
      const { value: route } = router.route;
      const here = route.at === 'room' && route.code === code;
      if (why === 'kicked' || why === 'banned') {
        if (here) store.kicked.value = { code, ban: why === 'banned' };
        else toasts.say(`The host removed you from the room ${code}.`);
        return;
      }
      toasts.say(why === 'closed' ? `The room ${code} has closed.` : why.message);
      if (here) router.go('/', 'replace');
    }),
    client.on('draining', ({ message }) => {
      store.draining.value = message;
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
