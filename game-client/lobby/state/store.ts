import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MeResponse, Player } from '../../../shared/protocol/identity.ts';
import type { Notice } from '../../../shared/protocol/lobby.ts';
import type { MatchEnd } from '../../../shared/protocol/match.ts';
import type { RoomDocument, RoomSummary, SeatDocument } from '../../../shared/protocol/room.ts';
import type { ConnectionState } from '../../net/connection.ts';
import type { LiveMatch } from '../../net/liveMatch.ts';
import type { QueueState } from '../../net/quickMatch.ts';
import { type Router, roomPath } from '../router.ts';
import { type ChatStore, createChatStore } from './chat.ts';
import type { TabMemory } from './identity.ts';
import type { QueueChoice } from './queueChoice.ts';
import { ownSeat } from './seats.ts';
import type { Toasts } from './toasts.ts';

/** All that the screens render. Only `follow`, the session and the commands write what is not the chat's or the choice's own. */
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
  readonly chat: ChatStore;
  readonly match: Signal<LiveMatch | null>;
  readonly result: Signal<MatchEnd | null>;
  /** The public rooms that fit the filter; null until they are known. */
  readonly rooms: Signal<readonly RoomSummary[] | null>;
  /** How many players are online; null until it is known. */
  readonly online: Signal<number | null>;
  /** This player's place in the queue for quick match. */
  readonly queue: Signal<QueueState | null>;
  /** The search was called off here, and the server has not heard of it yet. */
  readonly cancelling: Signal<boolean>;
  /** The room is that of a group whose match has not begun: who goes now scatters it. */
  readonly gathers: ReadonlySignal<boolean>;
  readonly queueChoice: QueueChoice;
  /** Invitations that have not been answered, the latest last. */
  readonly invites: Signal<readonly Notice[]>;
  /** The room out of which the host has put this player. */
  readonly kicked: Signal<{ readonly code: string; readonly ban: boolean } | null>;
  /** The room whose seat another window took over. */
  readonly replaced: Signal<string | null>;
  /** A seat that this player has, but not in this window. */
  readonly elsewhere: Signal<MeResponse['seat']>;
  readonly draining: Signal<string | null>;
  readonly mySeat: ReadonlySignal<SeatDocument | null>;
  readonly isHost: ReadonlySignal<boolean>;
}

export function createStore(router: Router, toasts: Toasts, memory: TabMemory, queueChoice: QueueChoice): Store {
  const player = signal<Player | null>(null);
  const room = signal<RoomDocument | null>(null);
  const isHost = computed(() => player.value !== null && room.value?.hostId === player.value.id);
  return {
    router,
    toasts,
    memory,
    ready: signal(false),
    player,
    guest: signal(memory.guestToken() !== null),
    connection: signal<ConnectionState>({ status: 'connecting' }),
    room,
    chat: createChatStore(player),
    match: signal(null),
    result: signal(null),
    rooms: signal(null),
    online: signal(null),
    queue: signal(null),
    cancelling: signal(false),
    gathers: computed(() => room.value?.gathering !== undefined),
    queueChoice,
    invites: signal([]),
    kicked: signal(null),
    replaced: signal(null),
    elsewhere: signal(null),
    draining: signal(null),
    mySeat: computed(() => room.value && player.value && ownSeat(room.value, player.value.id)),
    isHost,
  };
}

/** Takes the page to the room's own address. */
export function showRoom(store: Store, code: string, how: 'push' | 'replace'): void {
  store.router.go(roomPath(code), how);
}

/** An invitation was answered, or has become pointless. */
export function dropInvite(store: Store, code: string): void {
  store.invites.value = store.invites.value.filter((invite) => invite.code !== code);
}
