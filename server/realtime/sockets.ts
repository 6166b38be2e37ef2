import type { Namespace, Socket } from 'socket.io';
import type { ServerEvents } from '../../shared/protocol/events.ts';
import type { Player } from '../../shared/protocol/identity.ts';
import type { TickForm } from '../match/tickForm.ts';
import type { Connection, Wire } from '../rooms/wire.ts';
import type { EngineSocket, Guard } from './guard.ts';

/** Socket.IO's sockets and rooms as what the rest of the server knows: connections, and a wire with channels. */

export interface SocketData {
  /** `[ID-2]` What the verifier vouched for. */
  player: Player;
}

export type ClientSends = { [event: string]: (...args: unknown[]) => void };
export type GameSocket = Socket<ClientSends, ServerEvents, Record<string, never>, SocketData>;
export type GameNamespace = Namespace<ClientSends, ServerEvents, Record<string, never>, SocketData>;

export function createWire(game: GameNamespace): Wire {
  const to = (channel: string, except?: string) =>
    except === undefined ? game.local.to(channel) : game.local.to(channel).except(except);
  return {
    tell: (channel, event, news, except) => void to(channel, except).emit(event, ...([news] as never)),
    tellOthers: (but, channel, event, news, except) =>
      void to(channel, except)
        .except(but.id)
        .emit(event, ...([news] as never)),
    tick: (channel, tick) => void game.local.to(channel).volatile.emit('match:tick', tick),
    hasListeners: (channel) => game.adapter.rooms.has(channel),
    enter: (those, channel) => game.local.in(those).socketsJoin(channel),
    exit: (those, channel) => game.local.in(those).socketsLeave(channel),
  };
}

/** The forms that a client may ask for; any other word is the default. */
const formOf = (asked: unknown): TickForm => (asked === 'json' || asked === 'binary' ? asked : 'packed');

export function connectionOf(socket: GameSocket, place: string, guard: Guard): Connection {
  const engine = socket.conn as unknown as EngineSocket;
  return {
    id: socket.id,
    shown: null,
    place,
    get heard() {
      return guard.heard(engine);
    },
    get idle() {
      return guard.isIdle(engine);
    },
    ticks: formOf(socket.handshake.auth.ticks),
    tab: typeof socket.handshake.auth.tab === 'string' ? socket.handshake.auth.tab.slice(0, 64) : null,
    get player() {
      return socket.data.player;
    },
    get open() {
      return socket.connected;
    },
    tell: (event, news) => void socket.emit(event, ...([news] as never)),
    // A socket that is gone would stay in the channel for good.
    enter: (channel) => void (socket.connected && socket.join(channel)),
    exit: (channel) => void socket.leave(channel),
    drop: (event) => guard.drop(engine, event),
  };
}
