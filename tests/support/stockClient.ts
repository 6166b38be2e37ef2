import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { onTestFinished } from 'vitest';

/** A player by the public contract alone: fetch and the stock socket.io-client, nothing of ours. */
export interface StockPlayer {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly socket: Socket;
  /** Emits and waits for the ack; the answer as it came. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
  call(event: string, ...args: unknown[]): Promise<any>;
  /** The first news of this event that fits, from now on. */
  // biome-ignore lint/suspicious/noExplicitAny: news are looked at as they come
  next(event: string, fits?: (news: any) => boolean): Promise<any>;
}

export async function newSession(
  url: string,
  name?: string,
): Promise<{ player: { id: string; name: string }; token: string; cookie: string }> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(name === undefined ? {} : { name }),
  });
  if (response.status !== 201)
    throw new Error(`POST /api/session answered ${response.status}: ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return { ...(await response.json()), cookie };
}

export function openSocket(url: string, auth: object, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const socket = io(`${url}/game`, {
    auth,
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    ...options,
  });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

/** What a refused connection is told: the `data` of its `connect_error`. */
export function refused(socket: Socket): Promise<{ code: string; message: string }> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => reject(new Error('the connection was let in')));
    socket.once('connect_error', (error) =>
      resolve((error as Error & { data: { code: string; message: string } }).data),
    );
  });
}

export async function joinAs(
  url: string,
  name?: string,
  auth: object = {},
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<StockPlayer> {
  const { player, token } = await newSession(url, name);
  const socket = openSocket(url, { token, ...auth }, options);
  await connected(socket);
  return {
    ...player,
    token,
    socket,
    call: (event, ...args) => socket.timeout(5000).emitWithAck(event, ...args),
    next: (event, fits = () => true) => nextOf(socket, event, fits, `${player.name} was not told of ${event}`),
  };
}

const NEWS_LIMIT_MS = 20_000;

/** Fails with what was awaited, long before the test's own limit would end it without a word. */
function nextOf(socket: Socket, event: string, fits: (news: unknown) => boolean, complaint: string): Promise<unknown> {
  const come = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(complaint)), NEWS_LIMIT_MS);
    const listen = (news: unknown) => {
      if (!fits(news)) return;
      clearTimeout(late);
      socket.off(event, listen);
      resolve(news);
    };
    socket.on(event, listen);
    onTestFinished(() => clearTimeout(late));
  });
  // Whoever asked may never look.
  come.catch(() => {});
  return come;
}
