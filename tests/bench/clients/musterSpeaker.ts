import type { MatchInfo } from '../../../shared/protocol/match.ts';
import { textFrame } from './frame.ts';
import { packedInput } from './inputs.ts';
import { openLine } from './line.ts';
import { atOnce, type Peer, type Speaker } from './peer.ts';
import { post } from './rest.ts';
import type { TickDesk } from './ticks.ts';

/**
 * Clients of Muster, which speak Socket.IO by hand: as the SDK does (ticks and inputs are binary messages), or as a stock client
 * (both are events, and ticks are base64 text).
 */
export type Dialect = 'sdk' | 'stock';

/** What a client has before it connects, and the answers it waits for. */
interface Talk {
  readonly token: string;
  code: string;
  calls: number;
  readonly waiting: Map<number, (answer: Answer) => void>;
  admitted: ((error?: Error) => void) | null;
}
type Answer = { readonly ok: boolean; readonly seat?: number; readonly error?: { readonly message: string } };

const TICKS = { sdk: 'binary', stock: 'packed' } as const;
const PATH = '/socket.io/?EIO=4&transport=websocket';
const PING = '2';
const PONG = '3';
const HELLO = '0';
const ADMITTED = '40/game,';
const EVENT = '42/game,';
const ANSWER = '43/game,';
const REFUSED = '44/game,';
const TICK_EVENT = Buffer.from(`${EVENT}["match:tick","`);
const TICK_END = '"]'.length;
const SESSIONS_AT_ONCE = 16;

export function createMusterSpeaker(
  port: number,
  dialect: Dialect,
  roomSettings: object,
  desk: TickDesk,
  lost: (why: string) => void,
): Speaker {
  const talks = new Map<Peer, Talk>();

  function call(peer: Peer, event: string, payload: object): Promise<Answer> {
    const talk = talks.get(peer)!;
    const id = talk.calls++;
    peer.line!.write(textFrame(`${EVENT}${id}${JSON.stringify([event, payload])}`));
    return new Promise((resolve, reject) =>
      talk.waiting.set(id, (answer) =>
        answer.ok ? resolve(answer) : reject(new Error(`${event}: ${answer.error?.message}`)),
      ),
    );
  }

  async function openSession(peer: Peer): Promise<void> {
    const { token } = await post<{ token: string }>(port, '/api/session', {});
    talks.set(peer, { token, code: '', calls: 0, waiting: new Map(), admitted: null });
  }

  async function openRoom(host: Peer, members: readonly Peer[]): Promise<void> {
    const { token } = talks.get(host)!;
    const wish = { game: 'bench', visibility: 'public', ...roomSettings };
    const { room } = await post<{ room: { code: string } }>(port, '/api/rooms', wish, token);
    for (const member of members) talks.get(member)!.code = room.code;
  }

  function text(peer: Peer, talk: Talk, message: string): void {
    if (message === PING) peer.line!.write(textFrame(PONG));
    else if (message.startsWith(HELLO)) {
      const auth = { token: talk.token, ticks: TICKS[dialect] };
      peer.line!.write(textFrame(`${ADMITTED}${JSON.stringify(auth)}`));
    } else if (message.startsWith(ADMITTED)) talk.admitted!();
    else if (message.startsWith(REFUSED)) talk.admitted!(new Error(message));
    else if (message.startsWith(ANSWER)) {
      const at = message.indexOf('[');
      const id = Number(message.slice(ANSWER.length, at));
      talk.waiting.get(id)!(JSON.parse(message.slice(at))[0]);
      talk.waiting.delete(id);
    } else if (message.startsWith(`${EVENT}["match:start"`)) {
      const [, { match }] = JSON.parse(message.slice(EVENT.length)) as [string, { match: MatchInfo }];
      desk.begin(peer, Buffer.from(match.keyframe as string, 'base64'), peer.isHost);
    }
  }

  function connect(peer: Peer): Promise<void> {
    const talk = talks.get(peer)!;
    return new Promise((resolve, reject) => {
      talk.admitted = (error) => (error ? reject(error) : resolve());
      peer.line = openLine(port, PATH, {
        opened: () => {},
        message(binary, bytes, start, end) {
          if (binary) desk.tick(peer, bytes.subarray(start, end));
          else if (isTick(bytes, start)) {
            const from = start + TICK_EVENT.length;
            desk.tick(peer, Buffer.from(bytes.toString('latin1', from, end - TICK_END), 'base64'));
          } else text(peer, talk, bytes.toString('utf8', start, end));
        },
        closed(why) {
          lost(why);
          reject(new Error(why));
        },
      });
    });
  }

  return {
    async prepare(peers) {
      await atOnce(peers, SESSIONS_AT_ONCE, openSession);
      const hosts = peers.filter(({ isHost }) => isHost);
      await atOnce(hosts, SESSIONS_AT_ONCE, (host) =>
        openRoom(
          host,
          peers.filter(({ room }) => room === host.room),
        ),
      );
    },
    async connect(peer, enter) {
      await connect(peer);
      if (!enter) return;
      const { seat } = await call(peer, 'room:join', { code: talks.get(peer)!.code });
      peer.seat = seat!;
    },
    async begin(room) {
      await Promise.all(room.map((peer) => call(peer, 'room:ready', { ready: true })));
      await call(room.find(({ isHost }) => isHost)!, 'room:start', {});
    },
    input:
      dialect === 'sdk'
        ? packedInput
        : (peer, { direction, boost }) =>
            textFrame(`${EVENT}["match:input",${peer.sent},{"direction":${direction},"boost":${boost}}]`),
  };
}

function isTick(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < TICK_EVENT.length; i++) if (bytes[start + i] !== TICK_EVENT[i]) return false;
  return true;
}
