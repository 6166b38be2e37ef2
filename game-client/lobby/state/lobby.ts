import { computed, effect } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { motion } from '../motion.ts';
import { createRouter, roomPath } from '../router.ts';
import { pageTitle } from '../text.ts';
import { type Commands, createCommands } from './commands.ts';
import { createTabMemory } from './identity.ts';
import { createQueueChoice } from './queueChoice.ts';
import { createSession, type Session } from './session.ts';
import { createStore, type Store } from './store.ts';
import { createToasts } from './toasts.ts';

/** What every screen is given: the state to render and the wishes to utter. */
export interface Lobby {
  readonly store: Store;
  readonly session: Session;
  readonly commands: Commands;
}

const LobbyContext = createContext<Lobby | null>(null);
export const LobbyProvider = LobbyContext.Provider;

export function useLobby(): Lobby {
  const lobby = useContext(LobbyContext);
  if (!lobby) throw new Error('a screen stands outside the lobby');
  return lobby;
}

/** The one place where the page's globals come in. */
export function startLobby(page: Window): Lobby {
  const store = createStore(createRouter(page), createToasts(), createTabMemory(page), createQueueChoice(page));
  const session = createSession(page.location.origin, store, () => void commands.resume());
  const commands = createCommands(store, session);

  page.document.documentElement.classList.add(`motion-${motion()}`);
  // A device that wakes up or finds its network should not wait out the delay between two attempts.
  page.addEventListener('online', session.wake);
  page.addEventListener('pageshow', session.wake);
  page.document.addEventListener('visibilitychange', () => {
    if (!page.document.hidden) session.wake();
  });
  effect(() => {
    page.document.title = pageTitle(store);
  });
  // Whoever has left the page that says so has read it.
  effect(() => {
    if (store.router.route.value.at !== 'room') store.kicked.value = null;
  });

  // A match begins for who has a seat in it, whatever page is being looked at meanwhile.
  const counting = computed(() => (store.room.value?.status === 'countdown' ? store.room.value.code : null));
  effect(() => {
    const code = counting.value;
    if (code !== null && store.mySeat.peek()) store.router.go(roomPath(code));
  });

  void session.open().then(async () => {
    await commands.resume();
    store.ready.value = true;
  });
  return { store, session, commands };
}
