import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { newSession } from './stockClient.ts';

/** A peer that speaks by hand: it says what no client of ours would, and stops reading when the test wants it. */
export interface RawClient {
  readonly playerId: string;
  /** Binary messages as they came, and what was told by events. */
  readonly frames: Buffer[];
  readonly told: { readonly event: string; readonly news: unknown }[];
  readonly isOpen: boolean;
  /** Emits and waits for the answer; it answers pings meanwhile, as long as it reads. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
  call(event: string, payload?: object): Promise<any>;
  send(message: string | Uint8Array): void;
  /** Stops reading, or reads on: what comes meanwhile stays with the system, and then with the server. */
  pause(): void;
  resume(): void;
  /** Resolves when the connection has ended, from either side. */
  readonly gone: Promise<void>;
}

/** `auth`: of the namespace, beside the token; null: it never asks to be let in. */
export async function openRaw(
  url: string,
  name: string,
  auth: object | null = { ticks: 'binary' },
): Promise<RawClient> {
  const { player, token } = await newSession(url, name);
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const frames: Buffer[] = [];
  const told: RawClient['told'] = [];
  const answers = new Map<number, (answer: unknown) => void>();
  const opened = Promise.withResolvers<void>();
  const gone = new Promise<void>((resolve) => ws.once('close', () => resolve()));
  let calls = 0;
  onTestFinished(() => ws.terminate());

  ws.on('message', (message: Buffer, isBinary: boolean) => {
    if (isBinary) return void frames.push(message);
    const text = message.toString();
    if (text === '2') ws.send('3');
    else if (text.startsWith('0'))
      auth === null ? opened.resolve() : ws.send(`40/game,${JSON.stringify({ token, ...auth })}`);
    else if (text.startsWith('40/game')) opened.resolve();
    else if (text.startsWith('43/game,')) takeAnswer(text.slice('43/game,'.length));
    else if (text.startsWith('42/game,')) {
      const [event, news] = JSON.parse(text.slice('42/game,'.length));
      told.push({ event, news });
    }
  });
  ws.on('error', opened.reject);
  await opened.promise;

  function takeAnswer(text: string): void {
    const digits = /^\d+/.exec(text)![0];
    answers.get(Number(digits))?.(JSON.parse(text.slice(digits.length))[0]);
  }

  return {
    playerId: player.id,
    frames,
    told,
    gone,
    get isOpen() {
      return ws.readyState === WebSocket.OPEN;
    },
    call(event, payload = {}) {
      const id = ++calls;
      ws.send(`42/game,${id}${JSON.stringify([event, payload])}`);
      return new Promise((resolve) => void answers.set(id, resolve));
    },
    send: (message) => ws.send(message),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
}
