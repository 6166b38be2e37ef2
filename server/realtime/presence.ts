import type { Clock } from '../ops/clock.ts';
import type { Credits } from './dispatch.ts';

/** Which players are online, by which connections, and how many they are. */
export interface Presence<Socket> {
  /** A connection of this player is there; what the player may still send is shared by all of them. */
  come(playerId: string, socket: Socket): Credits;
  go(playerId: string, socket: Socket): void;
  of(playerId: string): ReadonlySet<Socket>;
  isOnline(playerId: string): boolean;
  readonly online: number;
}

interface Here<Socket> {
  readonly sockets: Set<Socket>;
  readonly credits: Credits;
  /** Calls off that the player is forgotten; null while there is a connection. */
  stay: (() => void) | null;
}

/** What a player has spent is remembered for so long after the last connection, or a reconnect would be a way round it. */
const CREDITS_KEPT_MS = 60_000;
/** How often everyone is told how many are online, at most: the count of a thousand who come at once is worth one message. */
const TOLD_EVERY_MS = 1000;

/** `tell`: everyone should know the new count. */
export function createPresence<Socket>(clock: Clock, tell: (online: number) => void): Presence<Socket> {
  const players = new Map<string, Here<Socket>>();
  const nobody: ReadonlySet<Socket> = new Set();
  let online = 0;
  let told = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let planned = false;

  function changed(): void {
    if (planned) return;
    planned = true;
    clock.after(Math.max(0, toldAt + TOLD_EVERY_MS - clock.now()), () => {
      planned = false;
      toldAt = clock.now();
      if (online !== told) tell(online);
      told = online;
    });
  }

  return {
    come(playerId, socket) {
      const here: Here<Socket> = players.get(playerId) ?? { sockets: new Set(), credits: new Map(), stay: null };
      players.set(playerId, here);
      here.stay?.();
      here.stay = null;
      if (here.sockets.size === 0) online++;
      here.sockets.add(socket);
      changed();
      return here.credits;
    },
    go(playerId, socket) {
      const here = players.get(playerId);
      if (!here?.sockets.delete(socket) || here.sockets.size > 0) return;
      online--;
      changed();
      here.stay = clock.after(CREDITS_KEPT_MS, () => players.delete(playerId));
    },
    of: (playerId) => players.get(playerId)?.sockets ?? nobody,
    isOnline: (playerId) => (players.get(playerId)?.sockets.size ?? 0) > 0,
    get online() {
      return online;
    },
  };
}
