import { batch } from '@preact/signals';
import type { Refusal } from '../../../shared/protocol/errors.ts';
import type { SessionResponse } from '../../../shared/protocol/identity.ts';
import type { LobbyFilter } from '../../../shared/protocol/lobby.ts';
import { type Api, createApi } from '../../net/api.ts';
import { type Client, createClient } from '../../net/client.ts';
import { follow } from './follow.ts';
import type { Store } from './store.ts';

/** Who this tab is to the server, and its one connection. */
export interface Session {
  readonly api: Api;
  /** Opens the session and the connection, and again whenever the server does not know this player any more. */
  open(): Promise<void>;
  /** Becomes a new player who lives in this tab alone. */
  becomeGuest(name?: string): Promise<Refusal | null>;
  /** The client once it is connected; null when that takes longer than a player would wait. */
  online(): Promise<Client | null>;
  /** Keeps `store.rooms` and `store.online` current from now on; null: no longer. */
  watch(filter: LobbyFilter | null): void;
  /** The server's milliseconds now, as well as they are known. */
  serverNow(): number;
  /** Milliseconds to the server and back; null before the first measurement. */
  roundTrip(): number | null;
  /** Tries to connect at once, if the connection is lost. */
  wake(): void;
}

const RETRY_MS = 2000;
/** A server that counts connections lets one in again after a while. */
const LIMITED_MS = 10_000;
const PATIENCE_MS = 6000;

/** `reopened` is told when the player had to begin anew, and is not where this tab last was. */
export function createSession(base: string, store: Store, reopened: () => void): Session {
  const { memory } = store;
  const api = createApi(base, memory.guestToken);
  const strangers = createApi(base, undefined, false);
  let client: Client | null = null;
  let watched: LobbyFilter | null = null;
  let end = () => {};

  function connect({ player, token }: SessionResponse): void {
    end();
    client?.close();
    if (store.guest.value) memory.keepGuest(token);
    const ticket = memory.queuedHere()?.ticket ?? null;
    const next = createClient({ url: base, player, ticket, ...(store.guest.value && { token }) });
    client = next;
    batch(() => {
      store.player.value = player;
      store.connection.value = next.connection;
      store.room.value = store.match.value = store.result.value = store.rooms.value = null;
      store.queue.value = null;
      store.chat.take(null);
      store.invites.value = [];
    });
    next.watch(watched);
    const unfollow = follow(store, next);
    const unheed = next.on('connection', (connection) => {
      if (connection.status !== 'refused') return;
      const { code, retryAfterMs } = connection.error;
      if (code.startsWith('auth/')) setTimeout(() => void open().then(reopened), RETRY_MS);
      if (code === 'rate/limited') setTimeout(() => next.reconnect(), retryAfterMs ?? LIMITED_MS);
    });
    end = () => {
      unfollow();
      unheed();
    };
  }

  async function open(): Promise<void> {
    for (;;) {
      const answer = await api.session();
      if (answer.ok) return connect(answer.value);
      const { error } = answer;
      const { connection } = store;
      if (error.code !== 'server/unavailable') connection.value = { status: 'refused', error };
      else if (connection.value.status !== 'lost') connection.value = { status: 'lost', since: performance.now() };
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? RETRY_MS));
    }
  }

  return {
    api,
    open,
    async becomeGuest(name) {
      const answer = await strangers.session(name);
      if (!answer.ok) return answer.error;
      store.guest.value = true;
      store.replaced.value = store.elsewhere.value = null;
      connect(answer.value);
      return null;
    },
    online() {
      return new Promise((resolve) => {
        const settle = (found: Client | null) => {
          clearTimeout(timer);
          // The first run of a subscription comes before it can be ended.
          queueMicrotask(() => stop());
          resolve(found);
        };
        const timer = setTimeout(() => settle(null), PATIENCE_MS);
        const stop = store.connection.subscribe(({ status }) => {
          if (status === 'online') settle(client);
        });
      });
    },
    watch(filter) {
      watched = filter;
      client?.watch(filter);
    },
    serverNow: () => client?.clock.at(performance.now()) ?? 0,
    roundTrip: () => client?.clock.roundTrip() ?? null,
    wake: () => client?.reconnect(),
  };
}
