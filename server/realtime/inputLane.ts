import type { Decoder } from './parser.ts';

/** Where the inputs of one connection go. */
export interface Lane {
  /** Whether so many bytes more are to be heard at all. */
  allows(bytes: number): boolean;
  /** A binary message that belongs to no packet. */
  frame(bytes: Buffer): void;
  /** The arguments of a `match:input` that wants no answer. */
  input(args: unknown[]): void;
}

/** How such an event begins as a WebSocket message: Engine.IO's type, Socket.IO's type and namespace, the name. */
const INPUT = Buffer.from('42/game,["match:input",');
const DATA_AT = '42/game,'.length;

/**
 * Takes a player's inputs where the WebSocket gives them, before Engine.IO and Socket.IO make packets and events of them: at
 * twenty inputs a second that was a fifth of what a player cost. They end in the same handler as what comes the ordinary way,
 * as all does by polling; an input may come to it before an event that was sent just before.
 */
export function openInputLane(conn: LaneConn, decoder: Decoder, lane: Lane): void {
  attach();
  // A connection that began by polling has a WebSocket from then on.
  conn.on('upgrade', attach);

  function attach(): void {
    const { transport } = conn;
    if (transport.name !== 'websocket') return;
    const { socket } = transport;
    const ordinary = socket.listeners('message') as Listener[];
    socket.removeAllListeners('message');
    socket.on('message', (message: Buffer, isBinary: boolean) => {
      if (!decoder.isWaiting && (isBinary || isInput(message)) && take(message, isBinary)) return;
      for (const listener of ordinary) listener.call(socket, message, isBinary);
    });
  }

  /** False leaves it to the others, who know what to say to it. */
  function take(message: Buffer, isBinary: boolean): boolean {
    const args = isBinary ? null : argsOf(message);
    if (!isBinary && !args) return false;
    if (!lane.allows(message.length)) return true;
    if (args) lane.input(args);
    else lane.frame(message);
    return true;
  }
}

const isInput = (message: Buffer): boolean =>
  message.length > INPUT.length && message.compare(INPUT, 0, INPUT.length, 0, INPUT.length) === 0;

function argsOf(message: Buffer): unknown[] | null {
  try {
    const [, ...args] = JSON.parse(message.toString('utf8', DATA_AT)) as unknown[];
    return args;
  } catch {
    return null;
  }
}

type Listener = (this: unknown, message: Buffer, isBinary: boolean) => void;

/** What is used of Engine.IO's connection, as it is in engine.io 6.6. */
export interface LaneConn {
  readonly transport: {
    readonly name: string;
    readonly socket: {
      listeners(event: 'message'): unknown[];
      removeAllListeners(event: 'message'): void;
      on(event: 'message', listener: (message: Buffer, isBinary: boolean) => void): void;
    };
  };
  on(event: 'upgrade', listener: () => void): void;
}
