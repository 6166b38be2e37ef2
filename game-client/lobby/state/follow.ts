import { batch } from '@preact/signals';
import type { Client } from '../../net/client.ts';
import { roomPath } from '../router.ts';
import { dropInvite, type Store, showRoom } from './store.ts';

/** Writes what a client tells into the store until the returned call. */
export function follow(store: Store, client: Client): () => void {
  const { router, toasts, memory } = store;
  /** The match whose results were shown last. */
  let shown: string | null = null;
  /** A group fell apart, and whether this player's ticket waits again is not known yet. */
  let scattered = false;
  /** The toast that says so, until another match is found. */
  let inFront: number | null = null;

  /** The client goes by itself to a match that was found, wherever the page is, and from there back to the party's room. */
  function showMoved(code: string, from: string | undefined): void {
    const queue = store.queue.value;
    if (queue?.state === 'found' && queue.code === code) {
      const last = memory.queuedHere();
      if (last) memory.keepQueued({ ...last, room: code });
      showRoom(store, code, 'push');
    } else {
      const { value: route } = router.route;
      if (route.at === 'room' && route.code === from) router.go(roomPath(code), 'replace');
    }
  }

  function sayInFront(): void {
    scattered = false;
    inFront = toasts.say('Somebody did not come: you are in front of the queue again.');
  }

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
        // A new countdown, or another room, makes the last result old news.
        if (room?.code !== before?.code || room?.status === 'countdown') store.result.value = null;
        if (room) {
          store.replaced.value = store.elsewhere.value = store.kicked.value = null;
          dropInvite(store, room.code);
        }
        store.room.value = room;
      });
      memory.keepSeat(room?.code ?? null);
      if (room && room.code !== before?.code) showMoved(room.code, before?.code);
    }),
    client.on('queue', (queue) => {
      store.queue.value = queue;
      if (scattered && queue?.state === 'waiting') sayInFront();
      if (queue?.state === 'found' && inFront !== null) toasts.dismiss(inFront);
      if (!queue?.here || queue.ticket === memory.queuedHere()?.ticket) return;
      const games = queue.state === 'waiting' ? [...queue.games] : [];
      memory.keepQueued({ ticket: queue.ticket, games, room: null });
    }),
    client.on('queueOver', ({ code, text }) => {
      scattered = false;
      if (code !== 'left') toasts.say(text);
    }),
    client.on('unmatched', ({ code, back }) => {
      if (store.queue.value?.state === 'waiting') sayInFront();
      else scattered = true;
      const { value: route } = router.route;
      if (back === null && route.at === 'room' && route.code === code) router.go('/', 'replace');
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
